package signals

import (
	"fmt"
	"io"
	"strings"
)

// WriteText prints findings for a person, one line a field, each with the words it was read from, as they stand there:
// whoever shows them on a terminal sees to it that they don't act on it.
func WriteText(w io.Writer, f Findings) error {
	var b strings.Builder
	switch {
	case f.IsSignal:
		fmt.Fprintf(&b, "This looks like a counter-measure: %d found. Nothing is recorded yet.\n", len(f.Measures))
	default:
		b.WriteString("No counter-measure was found in this text.\n")
	}
	if f.Suspicious {
		b.WriteString("SUSPICIOUS: confirm with the vendor over a number you already have before anything is paid.\n")
		for _, e := range f.SuspiciousWhy {
			quote(&b, e)
		}
	}
	for _, m := range f.Measures {
		fmt.Fprintf(&b, "\n%s, %s\n", strings.ReplaceAll(string(m.Kind), "_", " "), strings.ReplaceAll(string(m.State), "_", " "))
		quote(&b, m.Moved)
		quote(&b, m.Evidence)
		field(&b, "effective", m.Effective.String(), m.EffectiveFrom)
		field(&b, "cure until", m.CureUntil.String(), m.CureFrom)
		if m.Exposure != nil {
			field(&b, "exposure", exposureText(m), m.ExposureFrom)
		}
		for i, a := range m.Affiliates {
			field(&b, "affiliate", a, m.AffiliatesFrom[i])
		}
	}
	if f.Vendor+f.Claimed.String()+f.Deadline.String()+f.Contact != "" || len(f.Invoices) > 0 {
		b.WriteByte('\n')
	}
	vendor := f.Vendor
	if f.Slug != "" {
		vendor = strings.TrimSpace(vendor + " (" + f.Slug + " on record)")
	}
	field(&b, "vendor", vendor, f.VendorFrom)
	if f.Claimed.Currency != "" {
		field(&b, "they say", f.Claimed.String(), f.ClaimedFrom)
	}
	for i, n := range f.Invoices {
		field(&b, "invoice", n, f.InvoicesFrom[i])
	}
	field(&b, "deadline", f.Deadline.String(), f.DeadlineFrom)
	if !f.Suspicious { // who may be a fraud is not whom to answer
		field(&b, "contact", f.Contact, f.ContactFrom)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func exposureText(m Measure) string {
	e := m.Exposure
	s := e.Amount.String()
	if e.AmountMax.Currency != "" {
		s += " to " + e.AmountMax.String()
	}
	if e.Floor {
		s = "at least " + s
	}
	if e.Ceiling {
		s = "up to " + s
	}
	if e.Per != "" {
		s += " per " + string(e.Per)
	}
	return s
}

func field(b *strings.Builder, name, value string, from Evidence) {
	if value == "" {
		return
	}
	fmt.Fprintf(b, "  %-11s %s", name, plain(value))
	if from.Text != "" && from.Text != value {
		fmt.Fprintf(b, "   “%s”", plain(from.Words()))
	}
	if from.TwoWays {
		b.WriteString("   can be read two ways: nothing says whether the day or the month comes first")
	}
	b.WriteByte('\n')
}

func quote(b *strings.Builder, e Evidence) {
	if e.Text == "" {
		return
	}
	fmt.Fprintf(b, "  “%s”\n", plain(e.Words()))
}

// plain is s on one line, cut to a length that a person reads.
func plain(s string) string {
	out := strings.Join(strings.Fields(s), " ")
	if cut := cutRunes(out, 400); len(cut) < len(out) {
		out = cut + "…"
	}
	return out
}
