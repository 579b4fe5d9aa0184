package signals

import (
	"fmt"
	"slices"
	"testing"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// withDays is the embedded model with other knowledge of days.
func withDays(l *Days) *model {
	m := *theModel()
	m.days = linear.NewJoint(l.teach())
	return &m
}

// TestDaysAreLearnt teaches a word that no lexicon has: what stands behind it is when the measure acts. Faults it catches:
// words beside a day that are no traits of it (besideTraits), right and wrong options exchanged (learn), a day that the
// rules miss and that what was learnt may not add (leans).
func TestDaysAreLearnt(t *testing.T) {
	t.Parallel()
	text := func(day int, first bool) string {
		it, other := fmt.Sprintf("zorp %d April 2025", day), fmt.Sprintf("quux %d April 2025", 31-day)
		if !first {
			it, other = other, it
		}
		return fmt.Sprintf("You have not paid the overdue $500.00, so your account is suspended until you do. Smith %s Jones %s.", it, other)
	}
	var l Days
	for day := 1; day <= 28; day++ {
		for _, first := range []bool{true, false} {
			l.Learn(text(day, first), someDay, []Labelled{{Kind: ledger.ServiceSuspension, State: ledger.InEffect, Evidence: "your account is suspended", Effective: ledger.NewDate(2025, 4, day)}}, 0)
		}
	}
	m := withDays(&l)
	for _, day := range []int{1, 30} {
		for _, first := range []bool{true, false} {
			f := read(text(day, first), someDay, nil, m, usualTrust)
			if len(f.Measures) != 1 {
				t.Fatalf("read %v", f.Measures)
			}
			if got, want := f.Measures[0].Effective, ledger.NewDate(2025, 4, day); got != want {
				t.Errorf("after the lessons: effective %q, want %q", got, want)
			}
		}
	}
}

// TestDeadlinesHearOfMeasures teaches that a day counts as one to act by where the text has a measure, and in what state that
// is. Faults: a choice that knows nothing of measures, or not how far they have come (measureTraits, noDeadlineTraits).
func TestDeadlinesHearOfMeasures(t *testing.T) {
	t.Parallel()
	text := func(day int) string {
		return fmt.Sprintf("Your account is suspended over $500.00. Smith zorp %d June 2025.", day)
	}
	measure := func(state ledger.MeasureState) []Labelled {
		return []Labelled{{Kind: ledger.ServiceSuspension, State: state, Evidence: "Your account is suspended"}}
	}
	var l Days
	for day := 1; day <= 28; day++ {
		l.Learn(text(day), someDay, measure(ledger.InEffect), ledger.NewDate(2025, 6, day))
		l.Learn(text(day), someDay, measure(ledger.Withdrawn), 0)
		l.Learn(text(day), someDay, nil, 0)
	}
	m := withDays(&l)
	for name, tt := range map[string]struct {
		labels []Labelled
		want   string
	}{"in effect": {measure(ledger.InEffect), "2025-06-30"}, "withdrawn": {measure(ledger.Withdrawn), ""}, "none": {nil, ""}} {
		d := opened(notice{Text: text(30), Received: someDay}, m)
		options := d.deadlineOptions(d.labelled(tt.labels))
		var all chances
		d.addTo(&all, options, odds(toBeDue, options, 0), 1)
		if got := all.likeliest().day.String(); got != tt.want {
			t.Errorf("with a measure %s: to act by %q, want %q", name, got, tt.want)
		}
	}
}

// TestUsableUntil teaches that what holds until a day ends on the day after. Fault: the day after is no option.
func TestUsableUntil(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"You can use it until 9 June 2025. After that it is read-only.": "2025-06-10",
		"Nous vous servons jusqu'au 30 juin 2025, puis plus rien.":      "2025-07-01",
		"It is cut on 9 June 2025.":                                     "",
	} {
		d := opened(notice{Text: text, Received: someDay}, theModel())
		got := ""
		if s := d.shiftOf(0); s.until {
			got = s.of(d.dates[0].day).String()
		}
		if got != want {
			t.Errorf("%q: the day after is %q, want %q", text, got, want)
		}
		for _, o := range d.deadlineOptions(nil) {
			if o.shift.until {
				t.Errorf("%q: we are not to act by the day after", text)
			}
		}
	}
}

// TestPeriodsFromTheDayNamedBefore has a period of which the text does not say from when it is counted. Faults: it cannot be
// counted from the day named before it; a last day to pay is counted so as well.
func TestPeriodsFromTheDayNamedBefore(t *testing.T) {
	t.Parallel()
	d := newDocument("Your plan ended on 1 May 2025. The files you keep with us are deleted after 30 days, unless you pay.", ledger.NewDate(2025, 5, 8), nil)
	c := d.measured([]candidate{{rule: ruleOf(ledger.DataDeletion), state: ledger.NoticeGiven, clause: len(d.clauses) - 2}}, 0)
	days := func(options []dayOption) (out []string) {
		for i := range options {
			out = append(out, options[i].day.String())
		}
		return out
	}
	acts := d.actOptions(c)
	if got := days(acts); !slices.Contains(got, "2025-05-31") || !slices.Contains(got, "2025-06-07") {
		t.Errorf("may act on %v, expected among them 30 days after 1 and after 8 May", got)
	}
	if got := days(d.avertOptions(c, acts, 0)); slices.Contains(got, "2025-05-31") {
		t.Errorf("may be averted until %v, expected no day that is counted from 1 May", got)
	}
	if got := days(d.deadlineOptions(nil)); slices.Contains(got, "2025-05-31") {
		t.Errorf("we may be to act by %v, expected no day that is counted from 1 May", got)
	}
}

// TestNothingLearntKeepsTheRules reads with weights of nothing: then the rules' days stand. Fault: odds that lean
// to none.
func TestNothingLearntKeepsTheRules(t *testing.T) {
	t.Parallel()
	m := withDays(&Days{})
	for text, want := range map[string]string{
		"Unless we receive £4,000 by 20 May 2025 your service will be suspended on 26 May 2025.":     "service_suspension/notice_given 2025-05-26 2025-05-20",
		"Your overdue account has been disconnected since 2 May 2025.":                               "service_suspension/in_effect 2025-05-02",
		"Unless you pay by 20 May 2025 we will report the debt to the credit bureaus.":               "public_disclosure/notice_given cure 2025-05-20",
		"À défaut de paiement avant le 20 mai 2025, nous suspendrons les livraisons le 26 mai 2025.": "service_suspension/notice_given 2025-05-26 2025-05-19",
		"We have agreed to put the lawsuit over your debt on hold while we talk, until 20 May 2025.": "legal_action/suspended",
	} {
		if got := summary(read(text, someDay, nil, m, usualTrust)); got != want {
			t.Errorf("%s\ngot  %q\nwant %q", text, got, want)
		}
	}
}

// TestWhatCanBeAverted has every state. Fault: a last day to pay for what is done, on hold or lifted.
func TestWhatCanBeAverted(t *testing.T) {
	t.Parallel()
	for state, want := range map[ledger.MeasureState]bool{
		ledger.Possible: true, ledger.Threatened: true, ledger.NoticeGiven: true,
		ledger.InEffect: false, ledger.Suspended: false, ledger.Withdrawn: false,
	} {
		if got := averted(state); got != want {
			t.Errorf("%s can be averted: %v, want %v", state, got, want)
		}
	}
}

// TestLikeliestDay takes all mentions of a day together, and of these the plainest.
func TestLikeliestDay(t *testing.T) {
	t.Parallel()
	at := func(day ledger.Date, start int) dayOption {
		return dayOption{role: role{day, Evidence{Span: Span{start, start + 1}}}}
	}
	options := []dayOption{at(0, 0), at(someDay, 10), at(someDay+1, 20), at(someDay, 30)}
	var all chances
	newDocument("", someDay, nil).addTo(&all, options, []float64{0.1, 0.25, 0.35, 0.3}, 1)
	if got := all.likeliest(); got.day != someDay || got.from.Start != 30 {
		t.Errorf("chose %s at %d, want %s at 30", got.day, got.from.Start, someDay)
	}
}

// TestManyDays reads a text with far more days than are looked at.
func TestManyDays(t *testing.T) {
	t.Parallel()
	var text string
	for i := range 2 * mostDays {
		text += fmt.Sprintf("Invoice INV-%d fell due on %s. ", i, someDay.AddDays(-i-1))
	}
	text += "If this overdue debt is not paid by 20 May 2025, your service will be suspended on 26 May 2025."
	if got, want := summary(Read(text, someDay, nil)), "service_suspension/notice_given 2025-05-26 2025-05-20"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestDecodeModelRefusesWhatIsCut cuts the embedded model.
func TestDecodeModelRefusesWhatIsCut(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 8, len(modelFile) / 2, len(modelFile) - 1} {
		if _, err := decodeModel(modelFile[:n]); err == nil {
			t.Errorf("%d of %d bytes were taken for a model", n, len(modelFile))
		}
	}
}

// A text that says the same thing a thousand times is weighed at a few places, those that most likely speak of it, and at none that
// hardly may. Deliberate fault
// it catches: a megabyte of one threat that takes a gigabyte of memory, as each of its clauses is weighed with each day.
func TestPlacesAreFew(t *testing.T) {
	t.Parallel()
	all := make([]candidate, 1000)
	for i := range all {
		all[i] = candidate{rule: &rule{kind: ledger.LateFee}, clause: i, score: -1}
	}
	all[0].score, all[600].score, all[700].score, all[800].score, all[900].score = 3, 0, 2, 1, 2
	got := all[0].among(all)
	if len(got) != mostPlaces || got[0].clause != 700 || got[1].clause != 900 || got[2].clause != 800 {
		t.Errorf("places %v; expected %d, the likeliest first", got, mostPlaces)
	}
	if few := all[0].among(all[600:900]); len(few) != 3 || few[0].clause != 600 {
		t.Errorf("of few clauses %v; expected those that may speak of it, in their order", few)
	}
	if none := all[0].among(all[1:600]); len(none) > 0 {
		t.Errorf("places that hardly may speak of it: %v", none)
	}
}

// TestDaysBesideTheirWord has two measures in one clause, each with a day of its own. Fault: a day that stands nearer to the other's
// word is not told apart.
func TestDaysBesideTheirWord(t *testing.T) {
	t.Parallel()
	const text = "Your bill is unpaid. The contract ends on 12 July with the disks getting wiped the day after."
	d := newDocument(text, someDay, nil)
	measures := d.labelled([]Labelled{
		{Kind: ledger.ServiceTermination, State: ledger.NoticeGiven, Evidence: "The contract ends on 12 July"},
		{Kind: ledger.DataDeletion, State: ledger.NoticeGiven, Evidence: "the disks getting wiped"},
	})
	if measures[0].clause != measures[1].clause {
		t.Fatalf("the measures stand in clauses %d and %d, expected one", measures[0].clause, measures[1].clause)
	}
	for i := range measures {
		c := d.measured(measures, i)
		if !c.shared {
			t.Errorf("%s: another measure stands in its clause", c.rule.kind)
		}
		for day := range d.dates {
			if got, want := d.nearestDay(day, c), day == i; got != want {
				t.Errorf("%s: day %d stands nearest: %v, want %v", c.rule.kind, day, got, want)
			}
		}
		if got, want := c.acts.day, d.dates[i].day; got != want {
			t.Errorf("%s: the rules say %s, want %s", c.rule.kind, got, want)
		}
	}
}

// TestDaysOfPost has days on which a paper or a payment was sent or came, or did not. Fault: a measure that acts on one; the dangerous
// twins: what is sent to a court or an agency, and a day to come.
func TestDaysOfPost(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"The reminder was received on 6 May 2025.":                             true,
		"Our notice of suspension was sent to you on 6 May 2025.":              true,
		"It was sent on 6 May 2025.":                                           true,
		"We cut you off because no payment was received on 6 May 2025.":        true,
		"Das Schreiben wurde am 6. Mai 2025 an Sie versandt.":                  true,
		"Die Mahnung ist am 6. Mai 2025 bei Ihnen eingegangen.":                true,
		"Ce courrier vous a été envoyé le 6 mai 2025.":                         true,
		"Notre relance vous est parvenue le 6 mai 2025.":                       true,
		"Este escrito fue enviado el 6 de mayo de 2025.":                       true,
		"El requerimiento fue recibido el 6 de mayo de 2025.":                  true,
		"Your file was sent to our lawyers with this letter on 6 May 2025.":    false,
		"The debt and its invoice were sent to the collectors on 6 May 2025.":  false,
		"Your service was suspended on 6 May 2025.":                            false,
		"The invoice will be sent to you and the service ends on 26 May 2025.": false,
		"Ihr Zugang wurde am 6. Mai 2025 gesperrt.":                            false,
		"Votre accès a été coupé le 6 mai 2025.":                               false,
		"Su acceso fue bloqueado el 6 de mayo de 2025.":                        false,
	} {
		d := newDocument(text, someDay, nil)
		if got := d.dates[0].posted; got != want {
			t.Errorf("%q: the day only says when something was sent: %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{
		"Your invoice 4711 is unpaid and we will suspend your account. The reminder was received on 6 May 2025.",
		"We will suspend your service because no payment was received on 6 May 2025 for invoice 4711.",
	} {
		if f := Read(text, someDay, nil); len(f.Measures) != 1 || f.Measures[0].Effective != 0 {
			t.Errorf("%q: %s", text, summary(f))
		}
	}
}
