package ledger_test

import (
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// A formal notice that names no cure day gets the contract's, counted from when the notice counts as received by it. Deliberate faults it
// catches: a cure period that nobody is told of; one counted from the wrong day; one that ends after they act; one for what is only
// threatened, or can't be cured.
func TestTheContractsCurePeriod(t *testing.T) {
	t.Parallel()
	by := ledger.By{Actor: "UA", At: day("2023-03-03").Start(time.UTC)}
	received := day("2023-01-10").Start(time.UTC)
	notice := ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Received: received}
	for what, c := range map[string]struct {
		days    int
		counts  string // when a notice counts as received
		signal  func(*ledger.Signal)
		wantDay string
	}{
		"received":                    {30, "", nil, "2023-02-09"},
		"no clause":                   {0, "", nil, ""},
		"its own day":                 {30, "", func(s *ledger.Signal) { s.CureUntil = day("2023-01-20") }, "2023-01-20"},
		"they act before":             {30, "", func(s *ledger.Signal) { s.Effective = day("2023-02-01") }, ""},
		"they act on its last day":    {30, "", func(s *ledger.Signal) { s.Effective = day("2023-02-09") }, "2023-02-09"},
		"only threatened":             {30, "", func(s *ledger.Signal) { s.State = ledger.Threatened }, ""},
		"not to be cured":             {30, "", func(s *ledger.Signal) { s.Kind = ledger.PriceIncrease }, ""},
		"nobody says when it came":    {30, "", func(s *ledger.Signal) { *s = ledger.Signal{Kind: s.Kind, State: s.State} }, "2023-04-02"},
		"counts when sent":            {30, "sent", func(s *ledger.Signal) { s.Announced = day("2023-01-06") }, "2023-02-05"},
		"sent, nobody knows when":     {30, "sent", nil, "2023-02-09"},
		"3 days after it was sent":    {30, "3 days have passed since it was sent", func(s *ledger.Signal) { s.Announced = day("2023-01-06") }, "2023-02-08"},
		"3 business days after that":  {30, "3 business days have passed since it was sent", func(s *ledger.Signal) { s.Announced = day("2023-01-06") }, "2023-02-10"},
		"a week after it was posted":  {30, "one week has passed since it was posted", func(s *ledger.Signal) { s.Announced = day("2023-01-06") }, "2023-02-12"},
		"counts when delivered":       {30, "delivered", func(s *ledger.Signal) { s.Announced = day("2023-01-06") }, "2023-02-09"},
		"in words that are not known": {30, "the board has seen it", nil, "2023-02-09"},
	} {
		a := oneInvoice(t, by)
		k, err := a.RecordContract(ledger.Contract{Commitment: ledger.MustMoney("100", "USD"), Months: 12, Start: day("2022-06-01"), CureDays: c.days, ReceivedWhen: c.counts}, by)
		a = recorded(t, k, err)
		s := notice
		if c.signal != nil {
			c.signal(&s)
		}
		ch, err := a.RecordSignal(s, by)
		a = recorded(t, ch, err)
		if got := a.Signals["S-1"].CureUntil; got.String() != c.wantDay {
			t.Errorf("%s: cure until %s, not %s", what, got, c.wantDay)
		}
	}
}

// What was threatened becomes a formal notice on the day of the move, from which the cure period runs. Deliberate fault it catches: the
// day on which it was first heard of.
func TestCurePeriodOfAMove(t *testing.T) {
	t.Parallel()
	by := ledger.By{Actor: "UA", At: day("2023-03-03").Start(time.UTC)}
	a := oneInvoice(t, by)
	k, err := a.RecordContract(ledger.Contract{Commitment: ledger.MustMoney("100", "USD"), Months: 12, Start: day("2022-06-01"), CureDays: 10}, by)
	a = recorded(t, k, err)
	c, err := a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.Threatened, Received: day("2023-01-10").Start(time.UTC)}, by)
	a = recorded(t, c, err)
	c, err = a.MoveSignal(ledger.SignalMoved{ID: "S-1", To: ledger.NoticeGiven}, ledger.Rights{}, by)
	if got := recorded(t, c, err).Signals["S-1"].CureUntil.String(); got != "2023-03-13" {
		t.Errorf("cure until %s", got)
	}
}
