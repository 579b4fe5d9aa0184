package show

import (
	"slices"
	"strings"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// dueDays are the days on which the alert's sums fall due, in order.
func (m matter) dueDays() []ledger.Date {
	var out []ledger.Date
	for _, d := range m.al.Due {
		if !slices.Contains(out, d.Due) {
			out = append(out, d.Due)
		}
	}
	return out
}

// dueTitle is what falls due on the first day that the alert is about; of one that is over, which days it was about.
func (m matter) dueTitle() string {
	all := m.dueDays()
	switch {
	case len(all) == 0:
		return "a payment that was to fall due"
	case m.al.Live():
		return m.dueWords(all[0])
	case len(all) == 1:
		return "a payment due " + day(all[0])
	}
	words := make([]string, len(all))
	for n, d := range all {
		words[n] = day(d)
	}
	return "payments due " + list(words)
}

// dueWords is what falls due on a day, that day's sum alone, and apart what of it is on hold, disputed, or covered by requests. Of a
// day that the alert isn't about any more, it is the first that it is about.
func (m matter) dueWords(on ledger.Date) string {
	if !slices.ContainsFunc(m.al.Due, func(d alerts.DueSum) bool { return d.Due == on }) && len(m.al.Due) > 0 {
		on = m.al.Due[0].Due
	}
	var open, held, contested, covered []ledger.Money
	for _, d := range m.al.Due {
		if d.Due == on {
			open, held, contested, covered = addTo(open, d.Open), addPart(held, d.Held), addPart(contested, d.Disputed), addPart(covered, d.Covered)
		}
	}
	words := sums(open) + " due " + day(on) + ", " + away(m.today, on)
	var parts []string
	for _, p := range []struct {
		sum []ledger.Money
		is  string
	}{{held, "on hold"}, {contested, "disputed"}, {covered, "covered by requests"}} {
		switch {
		case len(p.sum) == 0:
		case sums(p.sum) == sums(open):
			parts = append(parts, "all of it "+p.is)
		default:
			parts = append(parts, sums(p.sum)+" of it "+p.is)
		}
	}
	if len(parts) == 0 {
		return words
	}
	return words + " (" + strings.Join(parts, ", ") + ")"
}

// addPart adds a part of a sum, where there is one.
func addPart(all []ledger.Money, part ledger.Money) []ledger.Money {
	if !part.Positive() {
		return all
	}
	return addTo(all, part)
}

// dueIsHeld reports whether all that falls due on the first day is on hold.
func (m matter) dueIsHeld() bool {
	for _, d := range m.al.Due {
		if d.Due == m.al.Due[0].Due && d.Held.Cmp(d.Open) < 0 {
			return false
		}
	}
	return len(m.al.Due) > 0
}

// dueFacts are the invoices of the first day, then what falls due on the others that were spoken of.
func (m matter) dueFacts() []string {
	all := m.dueDays()
	if len(all) == 0 {
		return nil
	}
	lines := m.invoiceRows(func(i ledger.Invoice) bool { return i.Due == all[0] }, m.al.Count)
	for _, d := range all[1:] {
		lines = append(lines, "Besides: "+m.dueWords(d))
	}
	return lines
}
