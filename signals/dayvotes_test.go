package signals

import (
	"slices"
	"testing"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// TestDaysOfOthersAreHeard has two measures that likely act on the same day, which is the eve of the one by which we are to act.
// Deliberate faults: a measure that is its own rival, voices that are those of the text for each of its measures, a day that is never
// beside others.
func TestDaysOfOthersAreHeard(t *testing.T) {
	t.Parallel()
	d := opened(notice{Text: "You owe us $500. Your account is closed on 26 May 2025 unless you pay by 20 May 2025.", Received: ledger.NewDate(2025, 5, 12)}, theModel())
	cut, pay := ledger.NewDate(2025, 5, 26), ledger.NewDate(2025, 5, 20)
	at := func(day ledger.Date, sum float64) chance { return chance{role: role{day: day}, sum: sum, best: sum} }
	measure := func(acts float64) standing {
		m := &measured{candidate: candidate{rule: ruleOf(ledger.ServiceSuspension), state: ledger.NoticeGiven}, acts: role{day: cut}, averts: role{day: pay}}
		m.states[slices.Index(linear.States[:], ledger.NoticeGiven)] = 1
		return standing{measured: m, acts: chances{at(0, 1-acts), at(cut, acts)}, averts: chances{at(0, 0.25), at(pay, 0.75)}, averted: 0.5}
	}
	o := &outlook{measures: []standing{measure(0.5), measure(0.75)}, due: chances{at(0, 0.25), at(pay, 0.25), at(cut, 0.5)}, ruled: pay}
	voice := func(choice, i int, day ledger.Date, name string) float32 {
		x := at(day, o.all(choice, i).on(day))
		voices := d.voicesOf(o, choice, i, &x)
		return voices[slices.Index(dayNames, name)]
	}
	for _, tt := range []struct {
		choice, i int
		day       ledger.Date
		voice     string
		want      float32
	}{
		{toAct, 0, cut, "acts", 0.5}, {toAct, 0, cut, "others", 0.75}, {toAct, 1, cut, "others", 0.5}, {toBeDue, ofText, cut, "others", 0},
		{toBeDue, ofText, cut, "acts", 0.75}, {toBeDue, ofText, cut.AddDays(-1), "acts-next", 0.375}, {toBeDue, ofText, pay, "due-later", 0.5}, {toBeDue, ofText, cut, "due-earlier", 0.25},
		{toAct, 0, cut, "averts-earlier", 0.75}, {toAvert, 0, pay, "acts-later", 0.5}, {toAvert, 0, pay, "too-late", 0}, {toAvert, 1, cut, "it-acts", 1}, {toAvert, 1, cut.AddDays(1), "too-late", 1},
		{toAct, 0, cut, "ruled", 1}, {toAct, 0, pay, "unruled", 1}, {toAvert, 0, pay, "ruled", 1}, {toBeDue, ofText, pay, "ruled", 1}, {toBeDue, ofText, cut, "unruled", 1},
		{toAct, 0, cut, "ahead", 1}, {toAct, 0, cut, "ahead-notice_given", 1}, {toAct, 0, cut, "today", 0}, {toAct, 0, d.received, "today", 1}, {toAct, 0, d.received - 1, "before", 1}, {toAct, 0, d.received.AddDays(61), "far", 1},
		{toAct, 0, cut, "none", 0}, {toAct, 0, 0, "none", 1}, {toAct, 0, 0, "none-others", 0.75}, {toAct, 0, 0, "none-others-eve", 0.375}, {toAct, 0, 0, "none-service_suspension", 1}, {toAct, 0, 0, "none-measures", 2},
	} {
		if got := voice(tt.choice, tt.i, tt.day, tt.voice); got != tt.want {
			t.Errorf("%s of %d on %s: %q says %v, want %v", choiceNames[tt.choice], tt.i, tt.day, tt.voice, got, tt.want)
		}
	}
}

// TestDayMarks names one day in a heading and again as a last one, and another only as a weekday. Deliberate faults: marks of one
// mention only, of all mentions of the text, or in another order than their names.
func TestDayMarks(t *testing.T) {
	t.Parallel()
	d := opened(notice{Text: "Please pay at the latest by 20 May 2025. We come on Friday. Your account is closed unless you pay by 20 May 2025.", Received: ledger.NewDate(2025, 5, 12)}, theModel())
	var all chances
	options := d.deadlineOptions(nil)
	d.addTo(&all, options, make([]float64, len(options)), 1)
	for day, want := range map[string][]string{
		"2025-05-20": {"deadline", "again"}, "2025-05-16": {"weekday"}, "2025-05-09": {"weekday", "otherwise"},
	} {
		at := slices.IndexFunc(all, func(c chance) bool { return c.day.String() == day })
		if at < 0 {
			t.Errorf("%s is no option", day)
			continue
		}
		var got []string
		for k, name := range markNames {
			if all[at].marks>>k&1 != 0 {
				got = append(got, name)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s is marked %q, want %q", day, got, want)
		}
	}
}
