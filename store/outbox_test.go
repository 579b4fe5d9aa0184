package store_test

import (
	"errors"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// claim takes what is ready.
func (f *fixture) claim(lease time.Duration) []store.Claim {
	f.t.Helper()
	got, err := f.team.Claim(f.t.Context(), "w", lease, 10)
	if err != nil {
		f.t.Fatal(err)
	}
	return got.Claims
}

// ready is when the next matter is ready; negative: none waits.
func (f *fixture) ready() time.Duration {
	f.t.Helper()
	got, err := f.team.Claim(f.t.Context(), "w", time.Minute, 0)
	if err != nil || len(got.Claims) > 0 {
		f.t.Fatal(got, err)
	}
	return got.Next
}

// What waits to be told is told by one worker at a time, and a new cause meanwhile is not lost. Deliberate fault it catches:
// a lease that nobody looks at, a matter that was never put into the outbox.
func TestAMatterIsToldByOne(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		first := f.claim(time.Minute)
		if len(first) != 1 || first[0].Vendor != "aws" || first[0].Matter != "lapsed" || first[0].Stale {
			t.Fatalf("claimed %+v", first)
		}
		if again := f.claim(time.Minute); len(again) != 0 {
			t.Fatalf("claimed twice: %+v", again)
		}
		f.invoice("aws", "INV-9", "1", 0) // a new cause while it is told
		if again := f.claim(time.Minute); len(again) != 0 {
			t.Fatalf("claimed while somebody tells it: %+v", again)
		}
		if err := f.team.Confirm(t.Context(), first[0], ledger.Posted{TS: "1"}, 0); err != nil {
			t.Fatal(err)
		}
		second := f.claim(time.Minute)
		if len(second) != 1 || second[0].Stale {
			t.Fatalf("the new cause was lost: %+v", second)
		}
		if err := f.team.Confirm(t.Context(), second[0], ledger.Posted{TS: "1"}, 0); err != nil {
			t.Fatal(err)
		}
		if left := f.claim(time.Minute); len(left) != 0 {
			t.Errorf("told, and still waiting: %+v", left)
		}
		if in := f.ready(); in >= 0 {
			t.Errorf("something waits for %s", in)
		}
	})
}

// A worker that dies leaves a lease. Who takes the matter after it is told to look first. Deliberate fault it catches: a
// matter that stays with a worker who died.
func TestALeaseRunsOut(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		dead := f.claim(time.Millisecond)
		next := waitFor(t, func() []store.Claim { return f.claim(time.Minute) })
		if !next[0].Stale {
			t.Error("a claim after a lease that ran out is not stale")
		}
		if err := f.team.Confirm(t.Context(), dead[0], ledger.Posted{TS: "dead"}, 0); !errors.Is(err, store.ErrClaimLost) {
			t.Errorf("the dead worker confirmed: %v", err)
		}
		if err := f.team.Confirm(t.Context(), next[0], ledger.Posted{TS: "1"}, 0); err != nil {
			t.Fatal(err)
		}
		if p, ok, err := f.team.Posted(t.Context(), "aws", "lapsed"); !ok || p.TS != "1" || err != nil {
			t.Errorf("posted %+v, %v", p, err)
		}
	})
}

// waitFor asks until there is something.
func waitFor[T any](t *testing.T, ask func() []T) []T {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if got := ask(); len(got) > 0 {
			return got
		}
	}
	t.Fatal("nothing came within 10 s")
	return nil
}

func TestATryThatFailedComesAgain(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		c := f.claim(time.Minute)[0]
		if err := f.team.Retry(t.Context(), c, time.Hour); err != nil {
			t.Fatal(err)
		}
		if in := f.ready(); in < 59*time.Minute || in > time.Hour {
			t.Errorf("ready in %s", in)
		}
		if err := f.team.Dirty(t.Context(), "aws", "lapsed", 0); err != nil {
			t.Fatal(err)
		}
		if again := f.claim(time.Minute); len(again) != 1 || !again[0].Stale {
			t.Errorf("after a try whose end is unknown: %+v", again)
		}
	})
}

// What people press while a message is posted is not overwritten by its confirmation. Deliberate fault it catches: a
// confirmation that does not look what stands there.
func TestPressesAreKept(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		c := f.claim(time.Minute)[0]
		if err := f.team.UpdatePosted(t.Context(), "aws", "lapsed", func(p *ledger.Posted) { p.Acked, p.AckedAt = "UBOB", f.now }); err != nil {
			t.Fatal(err)
		}
		if err := f.team.Confirm(t.Context(), c, ledger.Posted{TS: "1", Shown: "x"}, time.Hour); err != nil {
			t.Fatal(err)
		}
		p, _, err := f.team.Posted(t.Context(), "aws", "lapsed")
		if err != nil || p.Acked != "UBOB" || p.TS != "1" || p.Shown != "x" {
			t.Errorf("posted %+v, %v", p, err)
		}
		if in := f.ready(); in < 59*time.Minute {
			t.Errorf("looked at again in %s", in)
		}
		r, err := f.team.Rebuild(t.Context(), nil)
		if err != nil || !r.OK() {
			t.Fatal(r, err)
		}
		if q, _, err := f.team.Posted(t.Context(), "aws", "lapsed"); err != nil || q.Acked != "UBOB" {
			t.Errorf("after a rebuild: %+v, %v", q, err)
		}
		if again := f.claim(time.Minute); len(again) != 0 {
			t.Errorf("a rebuild makes %+v be told again", again)
		}
	})
}

// A later start moves the ledger's clock forward, never back. Deliberate fault it catches: a clock that is set to what was
// asked.
func TestTheClockNeverGoesBack(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		first, err := f.team.ClockOffset(t.Context())
		if err != nil || first > 0 {
			t.Fatal(first, err)
		}
		if got, err := f.team.StartClock(t.Context(), f.now.Add(-time.Hour)); err != nil || got != first {
			t.Errorf("back: %s, was %s, %v", got, first, err)
		}
		if got, err := f.team.StartClock(t.Context(), time.Time{}); err != nil || got != first {
			t.Errorf("without a wish: %s, was %s, %v", got, first, err)
		}
		if got, err := f.team.StartClock(t.Context(), f.now.Add(48*time.Hour)); err != nil || got-first < 47*time.Hour {
			t.Errorf("forward: %s, was %s, %v", got, first, err)
		}
	})
}

// Keys that belong to one Slack app are refused to another. Deliberate fault it catches: two apps on one ledger, which both
// post every alert.
func TestAnotherAppIsRefused(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		for range 2 {
			if err := f.team.ClaimApp(t.Context(), "B1"); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.team.ClaimApp(t.Context(), "B2"); ledger.KindOf(err) != ledger.Conflict {
			t.Errorf("another app: %v", err)
		}
	})
}

// A person who types the same again within ten minutes is asked; another person, or Again, is not. Deliberate fault it
// catches: a repetition that nobody is asked about.
func TestTypedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		pay := func(who string, again bool) (ledger.Result, error) {
			by := f.by(ledger.UserID(who), "pay")
			return f.try("aws", ledger.Need{Open: 8}, ledger.Extra{Repeat: who + " pay 5", Again: again}, func(a *ledger.Account) (ledger.Change, error) {
				return a.RequestPayment(ledger.Ask{Amount: ledger.MustMoney("5", "USD")}, by)
			})
		}
		if _, err := pay("UALICE", false); err != nil {
			t.Fatal(err)
		}
		_, err := pay("UALICE", false)
		r, ok := errors.AsType[*ledger.Repeated](err)
		if !ok || len(r.IDs) != 1 || r.IDs[0] != "PR-1" || r.Seq != 10 || r.Ago < 0 || r.Ago > time.Minute {
			t.Fatalf("typed again: %+v, %v", r, err)
		}
		if _, err := pay("UBOB", false); err != nil {
			t.Errorf("another person: %v", err)
		}
		if _, err := pay("UALICE", true); err != nil {
			t.Errorf("recorded again on purpose: %v", err)
		}
		f.clean()
	})
}

// A change of the team's own record says itself what has to be told of it; it waits as soon as the change stands.
func TestTheTeamsOwnMatters(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		by := f.by("UALICE", "read")
		_, err := f.team.DoTeam(t.Context(), ledger.Extra{}, func(team ledger.Team) (ledger.Change, error) {
			c := ledger.TeamChange(team.Seq, by, &ledger.NoticeJudged{Hash: "abc", Answer: ledger.NoticeRefused, Where: "C1/1.2"})
			c.Tell = []ledger.Due{{Matter: "notice:C1/1.2"}}
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got := f.claim(time.Minute)
		if len(got) != 1 || got[0].Vendor != ledger.TeamJournal || got[0].Matter != "notice:C1/1.2" || got[0].Stale {
			t.Errorf("claimed %+v", got)
		}
		f.clean()
	})
}
