package typed

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestDecode shows what becomes of Slack's escapes.
func TestDecode(t *testing.T) {
	t.Parallel()
	alice := Mention{User, "U1", "alice"}
	for sent, want := range map[string]struct {
		text     string
		mentions []Mention
	}{
		"a &amp; b":                         {"a & b", nil},
		"a & b":                             {"a & b", nil},
		"&amp;lt;b&gt;":                     {"&lt;b>", nil}, // once, not twice
		"1 < 2 > 0":                         {"1 < 2 > 0", nil},
		"owner <@U1|alice>":                 {"owner @alice", []Mention{alice}},
		"owner <@U1>":                       {"owner @U1", []Mention{{User, "U1", ""}}},
		"<@U1|alice><#C1|pay>":              {"@alice#pay", []Mention{alice, {Channel, "C1", "pay"}}},
		"<#G1|>":                            {"#G1", []Mention{{Channel, "G1", ""}}},
		"<!subteam^S1|@counsel>":            {"@counsel", []Mention{{Group, "S1", "counsel"}}},
		"<!subteam^S1>":                     {"@S1", []Mention{{Group, "S1", ""}}},
		"<!here> <!channel|channel>":        {"@here channel", nil},
		"see <https://x.example/a?b&amp;c>": {"see https://x.example/a?b&c", nil},
		"<http://x.example|x.example>":      {"x.example", nil},
		"<https://evil.example|aws.com>":    {"aws.com (https://evil.example)", nil},
		"<mailto:a@b.example|a@b.example>":  {"a@b.example", nil},
		"<script>alert()</script>":          {"<script>alert()</script>", nil},
		"\xff\xfea":                         {"\uFFFDa", nil},
		"<@U1|":                             {"<@U1|", nil},
	} {
		src := decode(sent)
		if src.text != want.text {
			t.Errorf("%q is shown as %q, want %q", sent, src.text, want.text)
		}
		var got []Mention
		for i := range src.text {
			if m, ok := src.mentions[i]; ok {
				got = append(got, m.Mention)
			}
		}
		if !slices.Equal(got, want.mentions) {
			t.Errorf("%q mentions %v, want %v", sent, got, want.mentions)
		}
	}
}

// TestMentionSlack writes mentions back as Slack reads them.
func TestMentionSlack(t *testing.T) {
	t.Parallel()
	for _, m := range []Mention{{User, "U1", ""}, {Channel, "C1", ""}, {Group, "S1", ""}} {
		src := decode(m.Slack())
		if got := src.mentions[0].Mention; got != m {
			t.Errorf("%s is read as %v", m.Slack(), got)
		}
	}
}

// TestCut shows where clauses end: | stands before a word that begins one.
func TestCut(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a b, c; d\ne":                   "|a b |c |d |e",
		"1,000 a,b":                      "|1,000 a,b",
		"due March 31, 2023, memo":       "|due march 31, 2023 |memo",
		"due 31 March, 2023":             "|due 31 march, 2023",
		"due Mar 3rd, 2023":              "|due mar 3rd, 2023",
		"on Fri, 31 Mar":                 "|on fri, 31 mar",
		"in May, 2023":                   "|in may |2023",
		"source Fri, 3 things":           "|source fri |3 things",
		"a,":                             "|a",
		", ,; a":                         "|a",
		`alias "A, B" x`:                 "|alias “a, b” x",
		"alias “A” „B” «C»":              "|alias “a” “b” “c”",
		`5" disk`:                        `|5" disk`,
		`"`:                              `|"`,
		`"" a`:                           `|"" a`,
		"don’t – we—they":                "|don't - we-they",
		"１０ｍ，２０":                         "|10m,20",
		"pay\u00a0$10\u202f000\u3000all": "|pay $10 000 all",
		"p\u200bay\ufeff":                "|pay",
		"<@U1|a>,<@U2|b>":                "|@a |@b",
		"a\r\nb\u2028c":                  "|a |b |c",
		"INV-7,INV-8, INV-9":             "|inv-7,inv-8 |inv-9",
		"closed;capacity":                "|closed |capacity",
		"":                               "",
	} {
		var b strings.Builder
		for _, w := range cut(decode(text)) {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			if w.first {
				b.WriteByte('|')
			}
			s := strings.ToLower(w.text)
			if w.quoted {
				s = "“" + s + "”"
			}
			b.WriteString(s)
		}
		if b.String() != want {
			t.Errorf("%q is cut as %q, want %q", text, b.String(), want)
		}
	}
}

// TestDistance counts typing mistakes.
func TestDistance(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		a, b string
		want int
	}{
		{"pay", "pay", 0}, {"pya", "pay", 1}, {"pai", "pay", 1}, {"py", "pay", 1}, {"payy", "pay", 1},
		{"amzon", "amazon", 1}, {"amazno", "amazon", 1}, {"amzno", "amazon", 2}, {"googel", "google", 1}, {"a", "abcd", 3}, {"", "", 0},
	} {
		if got := distance(row.a, row.b); got != row.want {
			t.Errorf("%s, %s: %d mistakes, want %d", row.a, row.b, got, row.want)
		}
		if distance(row.a, row.b) != distance(row.b, row.a) {
			t.Errorf("%s, %s: not the same both ways", row.a, row.b)
		}
	}
}

// TestEscaping reads one command as Slack sends it with should_escape, without, and with curly quotes.
func TestEscaping(t *testing.T) {
	t.Parallel()
	var seen string
	for _, text := range []string{
		`aws edit owner <@U0CAROL|carol>, alias "AT&amp;T"`,
		`aws edit owner <@U0CAROL>, alias "AT&T"`,
		`aws edit owner @carol, alias “AT&T”`,
		`aws edit owner @carol alias AT&amp;T`,
	} {
		c, err := Parse(text, testEnv())
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if seen == "" {
			seen = c.Fingerprint()
		}
		if c.Fingerprint() != seen {
			t.Errorf("%s is read as %+v", text, c.Do)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	got := quote("a`b\nc\u202e" + strings.Repeat("é", 100))
	if strings.Count(got, "`") != 2 || strings.ContainsAny(got, "\n\u202e") || utf8.RuneCountInString(got) > 62 {
		t.Errorf("what was typed acts where it is shown: %q", got)
	}
}
