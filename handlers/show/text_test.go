package show

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

func TestEsc(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Amazon Web Services": "Amazon Web Services", "": "", "a & b": "a &amp; b", "<!channel>": "&lt;!channel&gt;", "&lt;": "&amp;lt;",
		"foo_bar": "foo_bar", "_x_": "＿x＿", "*": "∗", "~no~": "∼no∼", "a`b`": "a'b'", "x\ny": "x y",
		":moneybag:": ":\u2060moneybag:", "12:30": "12:30", "why: late": "why: late", "\u202eevil": "evil", "\xff": "\ufffd", "שלום": "\u2068שלום\u2069",
	} {
		if got := esc(in); got != want {
			t.Errorf("esc(%q) is %q, want %q", in, got, want)
		}
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"INV-1": "`INV-1`", "": "–", "a`b": "`a'b`", "<x>": "`&lt;x&gt;`", "a_b~c": "`a_b~c`", "a\nb": "`a b`"} {
		if got := code(in); got != want {
			t.Errorf("code(%q) is %q, want %q", in, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"See `/owed aws invoices`": "See `/owed aws invoices`", "<!here> has no `x<y`": "&lt;!here&gt; has no `x&lt;y`", "odd ` one": "odd ' one", "``": "",
	} {
		if got := sentences(in, 100); got != want {
			t.Errorf("sentences(%q) is %q, want %q", in, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "abc", strings.Repeat("x", 50), strings.Repeat("漢", 50), "ab\xffcd" + strings.Repeat("é", 20)} {
		for n := 1; n < 60; n++ {
			got := clip(s, n)
			if utf8.RuneCountInString(got) > n {
				t.Errorf("clip(%q, %d) has %d characters", s, n, utf8.RuneCountInString(got))
			}
			if utf8.RuneCountInString(s) <= n && got != s {
				t.Errorf("clip(%q, %d) changed what fits: %q", s, n, got)
			}
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	today := on("2023-03-03")
	for got, want := range map[string]string{
		away(today, today): "today", away(today, today+1): "tomorrow", away(today, today-1): "yesterday", away(today, today+27): "in 27 days", away(today, today-8): "8 days ago",
		ago(30 * time.Second): "just now", ago(2 * time.Minute): "2 min ago", ago(time.Hour): "1 hour ago", ago(8 * 24 * time.Hour): "8 days ago",
		plural(1, "invoice", "invoices"): "1 invoice", plural(12345, "invoice", "invoices"): "12,345 invoices", plural(0, "x", "xs"): "0 xs",
		list([]string{"a"}): "a", list([]string{"a", "b", "c"}): "a, b and c", day(on("2023-03-30")): "Thu 30 Mar 2023", day(0): "no day on record",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	v, subject, extra := Pressed(Value("aws", "a|b", "c|d"))
	if v != "aws" || subject != "a/b" || extra != "c|d" {
		t.Errorf("a value came back as %q %q %q", v, subject, extra)
	}
	if v, subject, extra := Pressed(""); v != "" || subject != "" || extra != "" {
		t.Error("an empty value is not empty")
	}
}

func TestBar(t *testing.T) {
	t.Parallel()
	dec := decimal.RequireFromString
	for _, x := range []struct {
		m, top string
		want   int
	}{{"10", "30", 5}, {"30", "30", 16}, {"0.01", "1000000", 1}, {"10.00", "30", 5}, {"29.99", "30.00", 15}, {"99999999999999999", "99999999999999999", 16}, {"123456789012345678901", "123456789012345678901", 16}} {
		if got := bar(dec(x.m), dec(x.top)); got != x.want {
			t.Errorf("%s of %s fills %d cells, want %d", x.m, x.top, got, x.want)
		}
	}
}
