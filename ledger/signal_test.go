package ledger_test

import (
	"reflect"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// Withdrawn by mistake, a counter-measure is again what it was before, by an entry that names the one that withdrew it; the next reversal
// is that of the counter-measure, which says who reversed it and no longer does once that is taken back. Deliberate faults it
// catches: the notice is reversed and not its withdrawal, so that there is no way back to "notice given"; who recorded it
// passed off as who reversed it.
func TestAWithdrawalIsTakenBack(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.RecordSignal(ledger.Signal{Kind: ledger.ServiceTermination, State: ledger.NoticeGiven, Effective: day("2023-03-10")}, by("UCAROL"))
	do(t, &a, c, err)
	for _, to := range []ledger.MeasureState{ledger.Withdrawn, ledger.Lapsed} {
		was := a.Signals["S-1"]
		c, err = a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: to}, ledger.Rights{Owner: true}, by("UCAROL"))
		do(t, &a, c, err)
		ended := a.Seq
		if _, err := a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.NoticeGiven}, ledger.Rights{}, by("UDAN")); ledger.KindOf(err) != ledger.Conflict {
			t.Errorf("what is %s is moved to notice given: %v", to, err)
		}
		c, err = a.Reverse("S-1", "the wrong one", ledger.Rights{}, by("UDAN"))
		do(t, &a, c, err)
		e, ok := c.Events[0].(*ledger.SignalMoved)
		if !ok || e.From != to || e.To != ledger.NoticeGiven || e.Reverses != ended || e.Why != "the wrong one" {
			t.Fatalf("the reversal of %s is %+v", to, c.Events[0])
		}
		is := a.Signals["S-1"]
		if !is.Live() || len(is.Moves) != len(was.Moves)+2 {
			t.Errorf("after the reversal it is %+v", is)
		}
		is.Moves, is.LastSeq, was.Moves, was.LastSeq = nil, 0, nil, 0
		if !reflect.DeepEqual(is, was) {
			t.Errorf("after the reversal it is %+v, was %+v", is, was)
		}
	}
	c, err = a.Reverse("S-1", "never said", ledger.Rights{Owner: true}, by("UDAN"))
	do(t, &a, c, err)
	if g := a.Signals["S-1"]; !g.Reversed || g.ReversedBy != "UDAN" || !g.ReversedAt.Equal(now) || g.By != "UCAROL" {
		t.Errorf("reversed it is %+v", g)
	}
	c, err = a.Reverse("S-1", "it was", ledger.Rights{}, by("UERIN"))
	do(t, &a, c, err)
	if g := a.Signals["S-1"]; !g.Live() || g.State != ledger.NoticeGiven || g.ReversedBy != "" || !g.ReversedAt.IsZero() {
		t.Errorf("with the reversal taken back it is %+v", g)
	}
}

// What was moved by mistake is as it was before, to the last fact, by an entry that names the one that moved it; once it was moved again
// there is nothing to take back. Deliberate faults it catches: a day that the move gave stays where there was none; what was
// moved since is lost; the move that takes one back can be taken back by the same press.
func TestAMoveIsTakenBack(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, Source: "call"}, by("UCAROL"))
	do(t, &a, c, err)
	cost := ledger.Exposure{Amount: usd("5")}
	for _, m := range []ledger.SignalMoved{
		{To: ledger.NoticeGiven, Effective: day("2023-03-15"), CureUntil: day("2023-03-13"), Source: "letter", Exposure: &cost},
		{To: ledger.InEffect},
		{Effective: day("2023-04-01")},
		{To: ledger.Withdrawn},
	} {
		was := a.Signals["S-1"]
		m.ID = "S-1"
		c, err = a.MoveSignal(m, ledger.Rights{Owner: true}, by("UCAROL"))
		do(t, &a, c, err)
		seq, move := a.Seq, c.Events[0].(*ledger.SignalMoved)
		c, err = a.UndoMove(seq, move, "undone", by("UCAROL"))
		do(t, &a, c, err)
		back := c.Events[0].(*ledger.SignalMoved)
		if back.Reverses != seq || back.To != was.State {
			t.Errorf("it is taken back by %+v", back)
		}
		is := a.Signals["S-1"]
		if n := len(is.Moves); n != len(was.Moves)+2 || !is.Moves[n-1].Undo {
			t.Errorf("its moves are %+v", is.Moves)
		}
		is.Moves, is.LastSeq, was.Moves, was.LastSeq = nil, 0, nil, 0
		if !reflect.DeepEqual(is, was) {
			t.Errorf("taken back it is %+v, was %+v", is, was)
		}
		for what, again := range map[string]func() (ledger.Change, error){
			"a second press":   func() (ledger.Change, error) { return a.UndoMove(seq, move, "undone", by("UCAROL")) },
			"the taking back":  func() (ledger.Change, error) { return a.UndoMove(a.Seq, back, "undone", by("UCAROL")) },
			"of another entry": func() (ledger.Change, error) { return a.UndoMove(a.Seq-2, move, "undone", by("UCAROL")) },
		} {
			if _, err := again(); ledger.KindOf(err) != ledger.Conflict {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
}

// Who handed a dispute to legal, and when, is kept beside who opened it. Deliberate fault it catches: the opener's name and day.
func TestWhoHandedADisputeToLegal(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.OpenDispute(ledger.Dispute{Invoice: "INV-3", Reason: "billed twice"}, by("UCAROL"))
	do(t, &a, c, err)
	later := by("timer")
	later.At = now.AddDate(0, 1, 0)
	c, err = a.EscalateDispute("D-1", "no answer", later)
	do(t, &a, c, err)
	if d := a.Disputes["D-1"]; d.EscalatedBy != "timer" || !d.EscalatedAt.Equal(later.At) || d.By != "UCAROL" || !d.At.Equal(now) {
		t.Errorf("the dispute is %+v", d)
	}
}

// The mark of what looks like fraud is taken away by who may lower a counter-measure, who says why, and by nobody else; anybody may set it;
// taken back it is as it was, also with what it was withdrawn by. Deliberate fault it catches: anybody calls a fraud genuine.
func TestTheMarkOfFraud(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Suspicious: true}, by("UCAROL"))
	do(t, &a, c, err)
	genuine := ledger.SignalMoved{ID: "S-1", Mark: ledger.Genuine, Why: "Ann told me"}
	for _, x := range []struct {
		move ledger.SignalMoved
		who  ledger.Rights
		want ledger.Kind
	}{
		{genuine, ledger.Rights{}, ledger.Forbidden},
		{ledger.SignalMoved{ID: "S-1", Mark: ledger.Genuine}, ledger.Rights{Legal: true}, ledger.Invalid},
		{ledger.SignalMoved{ID: "S-1", Mark: ledger.Doubted}, ledger.Rights{Admin: true}, ledger.Conflict},
	} {
		if _, err := a.MoveSignal(x.move, x.who, by("UDAN")); ledger.KindOf(err) != x.want {
			t.Errorf("%+v by %+v: %v", x.move, x.who, err)
		}
	}
	c, err = a.MoveSignal(genuine, ledger.Rights{Owner: true}, by("UCAROL"))
	do(t, &a, c, err)
	is := a.Signals["S-1"]
	if is.Suspicious || is.State != ledger.NoticeGiven || len(is.Moves) != 1 || is.Moves[0].Mark != ledger.Genuine || is.Moves[0].Why != "Ann told me" {
		t.Errorf("confirmed it is %+v", is)
	}
	if _, err := a.MoveSignal(genuine, ledger.Rights{Owner: true}, by("UCAROL")); ledger.Say(err) != "S-1 is not marked as what may be phishing. Nothing changed." {
		t.Errorf("confirmed once more: %v", err)
	}
	c, err = a.UndoMove(is.LastSeq, c.Events[0].(*ledger.SignalMoved), "by press", by("UCAROL"))
	do(t, &a, c, err)
	if !a.Signals["S-1"].Suspicious {
		t.Error("with that taken back the mark is gone")
	}
	if _, err := a.MoveSignal(ledger.SignalMoved{ID: "S-1", Mark: ledger.Doubted}, ledger.Rights{}, by("UDAN")); ledger.Say(err) != "S-1 is marked as what may be phishing already. Nothing changed." {
		t.Errorf("marked once more: %v", err)
	}
	c, err = a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.Withdrawn, Mark: ledger.Genuine, Why: "Ann told me"}, ledger.Rights{Owner: true}, by("UCAROL"))
	do(t, &a, c, err)
	c, err = a.Reverse("S-1", "not yet", ledger.Rights{}, by("UDAN"))
	do(t, &a, c, err)
	if s := a.Signals["S-1"]; !s.Live() || !s.Suspicious {
		t.Errorf("its withdrawal taken back it is %+v", s)
	}
	c, err = a.RecordSignal(ledger.Signal{Kind: ledger.LegalAction}, by("UCAROL"))
	do(t, &a, c, err)
	c, err = a.MoveSignal(ledger.SignalMoved{ID: "S-2", Mark: ledger.Doubted}, ledger.Rights{}, by("UDAN"))
	do(t, &a, c, err)
	if !a.Signals["S-2"].Suspicious {
		t.Error("what looks like fraud can't be marked so")
	}
}

// Of what a notice says again only what is new is recorded. Deliberate faults it catches: the same one recorded twice; another day, cost
// or company passed over; one that was taken back still taken for the same; two of a notice taken for one on record.
func TestOnlyWhatIsNewIsRecorded(t *testing.T) {
	t.Parallel()
	cost := func(amount string) *ledger.Exposure {
		return &ledger.Exposure{Amount: usd(amount), Floor: true, Per: "quarter"}
	}
	was := ledger.Signal{
		Kind: ledger.SetOffOrWithhold, State: ledger.NoticeGiven, Effective: day("2023-04-12"), CureUntil: day("2023-04-10"), Exposure: cost("1000000"), Affiliates: []string{"Amazon Studios"},
	}
	a := theCase(t)
	c, err := a.RecordSignal(was, by("UCAROL"))
	do(t, &a, c, err)
	for name, tt := range map[string]struct {
		now   func(s *ledger.Signal)
		known bool
	}{
		"the same":                   {now: func(*ledger.Signal) {}, known: true},
		"in other words":             {now: func(s *ledger.Signal) { s.Text = "as announced" }, known: true},
		"without the cure day":       {now: func(s *ledger.Signal) { s.CureUntil = 0 }, known: true},
		"without cost and companies": {now: func(s *ledger.Signal) { s.Exposure, s.Affiliates = nil, nil }, known: true},
		"another kind":               {now: func(s *ledger.Signal) { s.Kind = ledger.CreditHold }},
		"further on":                 {now: func(s *ledger.Signal) { s.State = ledger.InEffect }},
		"another day":                {now: func(s *ledger.Signal) { s.Effective = day("2023-04-19") }},
		"another cure day":           {now: func(s *ledger.Signal) { s.CureUntil = day("2023-04-11") }},
		"another cost":               {now: func(s *ledger.Signal) { s.Exposure = cost("2000000") }},
		"another company":            {now: func(s *ledger.Signal) { s.Affiliates = []string{"Amazon Studios", "Twitch"} }},
		"perhaps fraud":              {now: func(s *ledger.Signal) { s.Suspicious = true }},
	} {
		s := was
		tt.now(&s)
		if got := a.OnRecord([]ledger.Signal{s})[0] == "S-1"; got != tt.known {
			t.Errorf("%s: on record %v, want %v", name, got, tt.known)
		}
	}
	other := ledger.Signal{Kind: ledger.OtherMeasure, State: ledger.Threatened, Text: "we will tell your investors"}
	c, err = a.RecordNewSignals([]ledger.Signal{was, other, was}, nil, by("UDAN"))
	do(t, &a, c, err)
	if len(c.Events) != 2 {
		t.Errorf("of two that are new and one that is not, these are recorded: %+v", c.Events)
	}
	if _, err := a.RecordNewSignals([]ledger.Signal{was, other}, nil, by("UDAN")); ledger.KindOf(err) != ledger.Conflict {
		t.Errorf("nothing is new: %v", err)
	}
	other.Text = "we will tell the press agencies"
	if got := a.OnRecord([]ledger.Signal{other}); got[0] != "" {
		t.Errorf("of another kind, other words are %s", got[0])
	}
	if got := a.OnRecord([]ledger.Signal{was}, "S-1", "S-3"); got[0] != "" {
		t.Errorf("those that are left out of account are %s", got[0])
	}
	for _, id := range []ledger.ID{"S-1", "S-3"} {
		c, err = a.MoveSignal(ledger.SignalMoved{ID: id, To: ledger.Withdrawn}, ledger.Rights{Owner: true}, by("UCAROL"))
		do(t, &a, c, err)
	}
	if got := a.OnRecord([]ledger.Signal{was}); got[0] != "" {
		t.Errorf("what was taken back is %s", got[0])
	}
}

// A longer time leaves no last day to cure behind the day on which a counter-measure takes effect: the move says another day, or that none is
// known, and Undo brings back what was. Deliberate faults it catches: both days on record, the one against the other; a day that
// can't be taken away; a day that is gone for good.
func TestDaysThatGoTogether(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: day("2023-03-20"), CureUntil: day("2023-03-17")}, by("UCAROL"))
	do(t, &a, c, err)
	for name, tt := range map[string]struct {
		move            ledger.SignalMoved
		effective, cure string // after it
		refused         string
	}{
		"cure within the time":      {move: ledger.SignalMoved{CureUntil: day("2023-03-20")}, effective: "2023-03-20", cure: "2023-03-20"},
		"cure beyond the day":       {move: ledger.SignalMoved{CureUntil: day("2023-03-24")}, refused: "`/owed aws signal S-1 cure until 2023-03-24, effective unknown`"},
		"and the day is not known":  {move: ledger.SignalMoved{CureUntil: day("2023-03-24"), NoDay: true}, cure: "2023-03-24"},
		"and another day":           {move: ledger.SignalMoved{CureUntil: day("2023-03-24"), Effective: day("2023-03-27")}, effective: "2023-03-27", cure: "2023-03-24"},
		"and another day before it": {move: ledger.SignalMoved{CureUntil: day("2023-03-24"), Effective: day("2023-03-21")}, refused: "check the two days"},
		"the day is not known":      {move: ledger.SignalMoved{NoDay: true}, cure: "2023-03-17"},
		"known and not known":       {move: ledger.SignalMoved{NoDay: true, Effective: day("2023-03-27")}, refused: "Say one of the two"},
		"sooner":                    {move: ledger.SignalMoved{Effective: day("2023-03-15")}, refused: "`/owed aws signal S-1 effective 2023-03-15, cure until unknown`"},
		"sooner, and not to cure":   {move: ledger.SignalMoved{Effective: day("2023-03-15"), NoCure: true}, effective: "2023-03-15"},
		"not to cure":               {move: ledger.SignalMoved{NoCure: true}, effective: "2023-03-20"},
		"begun sooner":              {move: ledger.SignalMoved{To: ledger.InEffect, Effective: day("2023-03-15")}, effective: "2023-03-15", cure: "2023-03-17"},
	} {
		b := a
		tt.move.ID = "S-1"
		c, err := b.MoveSignal(tt.move, ledger.Rights{}, by("UCAROL"))
		if tt.refused != "" {
			if ledger.KindOf(err) != ledger.Invalid || !strings.Contains(ledger.Say(err), tt.refused) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		do(t, &b, c, err)
		if g := b.Signals["S-1"]; g.Effective.String() != tt.effective || g.CureUntil.String() != tt.cure {
			t.Errorf("%s: it takes effect %q, cure until %q", name, g.Effective, g.CureUntil)
		}
		c, err = b.UndoMove(b.Seq, c.Events[0].(*ledger.SignalMoved), "", by("UCAROL"))
		do(t, &b, c, err)
		if g := b.Signals["S-1"]; g.Effective != day("2023-03-20") || g.CureUntil != day("2023-03-17") {
			t.Errorf("%s, taken back: it takes effect %q, cure until %q", name, g.Effective, g.CureUntil)
		}
	}
	c, err = a.MoveSignal(ledger.SignalMoved{ID: "S-1", NoDay: true}, ledger.Rights{}, by("UCAROL"))
	do(t, &a, c, err)
	if _, err := a.MoveSignal(ledger.SignalMoved{ID: "S-1", NoDay: true}, ledger.Rights{}, by("UCAROL")); ledger.KindOf(err) != ledger.Conflict {
		t.Errorf("a day that is not on record is taken away: %v", err)
	}
}

// What an earlier owed left with a last day to cure behind its day can be moved on, and is read as it was written.
func TestDaysOfAnEarlierOwed(t *testing.T) {
	t.Parallel()
	a := theCase(t)
	c, err := a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: day("2023-03-20"), CureUntil: day("2023-03-17")}, by("UCAROL"))
	do(t, &a, c, err)
	a.Apply(ledger.Meta{Seq: a.Seq + 1, At: now, Actor: "UCAROL"}, &ledger.SignalMoved{ID: "S-1", From: ledger.NoticeGiven, To: ledger.NoticeGiven, CureUntil: day("2023-03-24")})
	if g := a.Signals["S-1"]; g.Effective != day("2023-03-20") || g.CureUntil != day("2023-03-24") {
		t.Errorf("it is read as %+v", g)
	}
	c, err = a.MoveSignal(ledger.SignalMoved{ID: "S-1", Exposure: &ledger.Exposure{Amount: usd("1000")}}, ledger.Rights{}, by("UCAROL"))
	do(t, &a, c, err)
	c, err = a.MoveSignal(ledger.SignalMoved{ID: "S-1", NoDay: true}, ledger.Rights{}, by("UCAROL"))
	do(t, &a, c, err)
	if g := a.Signals["S-1"]; !g.Effective.IsZero() || g.CureUntil != day("2023-03-24") {
		t.Errorf("without its day it is %+v", g)
	}
}
