package signals

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"owed.dev/owed/ledger"
)

var someDay = ledger.NewDate(2025, 5, 12)

// checkEvidence fails unless every evidence lies inside the text and equals it there.
func checkEvidence(t interface {
	Helper()
	Errorf(string, ...any)
}, text string, f Findings) {
	t.Helper()
	check := func(what string, e Evidence) {
		if e.Start < 0 || e.End > len(text) || e.Start > e.End || text[e.Start:e.End] != e.Text {
			t.Errorf("%s: evidence %q is not what stands at [%d:%d]", what, e.Text, e.Start, e.End)
		}
		if e.Confidence < 0 || e.Confidence > 1 {
			t.Errorf("%s: confidence %v", what, e.Confidence)
		}
	}
	for _, m := range f.Measures {
		check("measure", m.Evidence)
		check("moved", m.Moved)
		check("effective", m.EffectiveFrom)
		check("cure", m.CureFrom)
		check("exposure", m.ExposureFrom)
		for _, a := range m.AffiliatesFrom {
			check("affiliate", a)
		}
		if (m.Exposure == nil) != (m.ExposureFrom.Text == "") || m.Effective.IsZero() != (m.EffectiveFrom.Text == "") || m.CureUntil.IsZero() != (m.CureFrom.Text == "") {
			t.Errorf("a field of %s without its words: %+v", m.Kind, m)
		}
		if m.Evidence.Text == "" {
			t.Errorf("%s without evidence", m.Kind)
		}
	}
	for _, list := range [][]Evidence{f.SuspiciousWhy, f.InvoicesFrom, {f.VendorFrom, f.ClaimedFrom, f.DeadlineFrom, f.ContactFrom}} {
		for _, e := range list {
			check("field", e)
		}
	}
	if f.IsSignal != (len(f.Measures) > 0) || f.Suspicious != (len(f.SuspiciousWhy) > 0) {
		t.Errorf("signal %v with %d measures, suspicious %v with %d reasons", f.IsSignal, len(f.Measures), f.Suspicious, len(f.SuspiciousWhy))
	}
}

func FuzzRead(f *testing.F) {
	for _, n := range must(loadNotices("testdata/notices.jsonl"))[:60] {
		f.Add(n.Text)
	}
	f.Add("\xff\xfe> > \u202eunless paid by 31.02. or 99/99/99 $1.2.3,4\u200b")
	vendors := []Vendor{{Slug: "aws", Name: "Amazon Web Services", Aliases: []string{"AWS"}, Domains: []string{"aws-ar.example"}, Invoices: []string{"INV-2"}}}
	f.Fuzz(func(t *testing.T, text string) {
		found := Read(text, someDay, vendors)
		checkEvidence(t, text, found)
		if b, err := found.MarshalJSON(); err != nil || !utf8.Valid(b) && utf8.ValidString(text) {
			t.Errorf("%q: %v", b, err)
		}
	})
}

// TestEvidenceOfMixtures reads texts put together at random from pieces of real ones.
func TestEvidenceOfMixtures(t *testing.T) {
	t.Parallel()
	all := must(loadNotices("testdata/notices.jsonl"))
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 5).Draw(t, "pieces") {
			text := all[rapid.IntRange(0, len(all)-1).Draw(t, "notice")].Text
			from := rapid.IntRange(0, len(text)).Draw(t, "from")
			b.WriteString(text[from:rapid.IntRange(from, len(text)).Draw(t, "to")])
			b.WriteString(rapid.SampledFrom([]string{"", " ", "\n", "\n\n> ", "\u200b", "\u202e", "-\n", "€", "&gt; "}).Draw(t, "glue"))
		}
		checkEvidence(t, b.String(), Read(b.String(), someDay, nil))
	})
}

// TestHostile reads what nobody writes but an attacker. Deliberate fault it catches: work that grows with the square of a text's length,
// for which no time that a test may take would be enough.
func TestHostile(t *testing.T) {
	mega := 1 << 20
	if raced { // there it takes ten times as long, so less of it does
		mega /= 40
	}
	notice := "Unless $5,000.00 is paid by 20 May 2025 your account will be suspended on 26 May 2025. "
	tests := map[string]string{
		"ten megabytes":     strings.Repeat(notice, 10*mega/len(notice)),
		"one endless word":  strings.Repeat("a", 10*mega),
		"one endless digit": strings.Repeat("1", 10*mega),
		"digits and commas": strings.Repeat("1,", 5*mega),
		"deep quoting":      strings.Repeat(">", mega) + notice,
		"many quotes":       strings.Repeat("> "+notice+"\n", mega/50),
		"many lines":        strings.Repeat("\n", 10*mega),
		"many headers":      strings.Repeat("From: a@b.example\nSubject: suspension\n", mega/50),
		"only commas":       strings.Repeat(",", 10*mega),
		"unless":            strings.Repeat("unless ", mega),
		"gaps":              strings.Repeat("switch ", mega),
		"open brackets":     strings.Repeat("(", 10*mega),
		"at signs":          strings.Repeat("a@", 5*mega),
		"invoices":          strings.Repeat("invoice AB-123 for $5 ", mega/4),
		"moved days":        strings.Repeat("cut moved from 3 June to 5 June instead of 7 May ", mega/50),
		"rows":              "Date | Invoice | Open\n" + strings.Repeat("3 June | 4471 | 44\n", mega/20),
		"no utf-8":          strings.Repeat("\xff\xc3", 5*mega),
		"unseen in digits":  "1" + strings.Repeat("\u200b", 3*mega) + "2",
		"unseen and digits": strings.Repeat("1.\u200b 2\u00ad,", mega),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			checkEvidence(t, text, Read(text, someDay, nil))
		})
	}
}

// TestDisguise hides a notice from a reader of letters; a person sees no difference, so owed must not either.
func TestDisguise(t *testing.T) {
	t.Parallel()
	plain := "Unless the balance of $5,000.00 is paid by 20 May 2025 your account will be suspended on 26 May 2025."
	disguises := map[string]*strings.Replacer{
		"zero-width letters": strings.NewReplacer("sus", "s\u200bu\u200ds", "acc", "a\ufeffcc"),
		"look-alike letters": strings.NewReplacer("a", "а", "e", "е", "o", "о", "p", "р"),
		"soft hyphens":       strings.NewReplacer("suspended", "sus\u00adpen\u00added"),
		"right-to-left mark": strings.NewReplacer("suspended", "\u202esuspended\u202c"),
		"combining accents":  strings.NewReplacer("suspended", "su\u0301spe\u0308nded"),
		"full width":         strings.NewReplacer("account", "ａｃｃｏｕｎｔ"),
	}
	for name, r := range disguises {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := r.Replace(plain)
			f := Read(text, someDay, nil)
			checkEvidence(t, text, f)
			if len(f.Measures) != 1 || f.Measures[0].Kind != ledger.ServiceSuspension || f.Measures[0].State != ledger.NoticeGiven {
				t.Errorf("%q was read as %v", text, f.Measures)
			}
		})
	}
}

// TestUnseen puts what nobody sees between any two letters of a notice. Faults it catches: digits that it parts, so that a sum,
// a day or a number of an invoice is another; a number of an invoice that keeps it.
func TestUnseen(t *testing.T) {
	t.Parallel()
	for _, plain := range []string{
		"Invoices 4711 and INV-2025-118 of 2 April are unpaid. Unless $12,345.00 is paid by 20 May 2025, your service is suspended on 26/05/2025.",
		"Die Rechnungen Nr. 4711 und RE 2025-0117 sind offen. Zahlen Sie 12.345,00 EUR bis zum 20.05.2025, sonst sperren wir Ihren Zugang am 26. Mai 2025.",
		"Les factures n° 4711 et 4488 restent impayées. À défaut de paiement de 12 345,00 € avant le 20/05/2025, nous suspendrons le service le 26 mai 2025.",
		"Las facturas n.º 4711 y 4488 siguen impagadas. Si no pagan 12.345,00 € antes del 20/05/2025, suspenderemos el servicio el 26 de mayo de 2025.",
	} {
		say := func(f Findings) string {
			return fmt.Sprint(summary(f), " ", f.Claimed, f.Deadline, f.Invoices)
		}
		want := say(Read(plain, someDay, nil))
		for i := range plain {
			for _, mark := range []string{"\u200b", "\u00ad", "\u202e\u202c"} {
				text := plain[:i] + mark + plain[i:]
				f := Read(text, someDay, nil)
				checkEvidence(t, text, f)
				if got := say(f); got != want {
					t.Errorf("%q\ngot  %s\nwant %s", text, got, want)
				}
			}
		}
	}
}

// TestLinear compares the time per byte of a long text with that of a short one.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	piece := must(loadNotices("testdata/notices.jsonl"))[26].Text + "\n\n"
	cost := func(n int) float64 {
		text := strings.Repeat(piece, n)
		best := time.Hour
		for range 3 {
			start := time.Now()
			Read(text, someDay, nil)
			best = min(best, time.Since(start))
		}
		return float64(best) / float64(len(text))
	}
	cost(1)
	short, long := cost(20), cost(640)
	if long > 6*short {
		t.Errorf("%.0f ns/byte for 640 notices, %.0f for 20: not linear", long, short)
	}
	t.Log(fmt.Sprintf("%.0f and %.0f ns/byte", short, long))
}
