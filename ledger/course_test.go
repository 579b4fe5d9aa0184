package ledger_test

import (
	"testing"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// The course says of every day what the account of that day says. Deliberate faults it catches: an invoice that is overdue on
// its due day, money that counts before its invoice was issued, a reversed movement that still counts.
func TestCourseIsTheAccountOfEachDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		for range 60 {
			h.anything()
		}
		for _, c := range h.a.Currencies() {
			last := ledger.CoursePoint{Outstanding: ledger.Zero(c), Overdue: ledger.Zero(c)}
			for _, p := range h.a.Course(c) {
				h.sameOn(p.Day.AddDays(-1), last)
				h.sameOn(p.Day, p)
				last = p
			}
		}
	})
}

func (h *history) sameOn(day ledger.Date, p ledger.CoursePoint) {
	f := h.a.AsKnownAbout(day).FiguresOn(p.Outstanding.Currency, day)
	if f.Outstanding.Cmp(p.Outstanding) != 0 || f.Overdue.Cmp(p.Overdue) != 0 {
		h.t.Fatalf("on %s: %s and %s overdue; the account of that day says %s and %s", day, p.Outstanding, p.Overdue, f.Outstanding, f.Overdue)
	}
}
