package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// lapses is when INV-8 of the case is overdue: its vendor's next moment.
var lapses = time.Date(2023, 3, 31, 0, 0, 0, 0, time.UTC)

func (f *fixture) due(at time.Time) []store.Timer {
	f.t.Helper()
	out, err := f.team.DueTimers(f.t.Context(), at, 10)
	if err != nil {
		f.t.Fatal(err)
	}
	return out
}

// swept says that the timer was looked at on an entry.
func (f *fixture) swept(timer store.Timer, seq int64, p ledger.Plan) int {
	f.t.Helper()
	set, err := f.team.Swept(f.t.Context(), []store.Sweep{{Timer: timer, Seq: seq, Plan: p, At: lapses}})
	if err != nil {
		f.t.Fatal(err)
	}
	return set
}

// A vendor is looked at when its moment has come, once for all bots, and again when the settings change. Deliberate fault it
// catches: two bots that looked, and both put it into the outbox.
func TestTimers(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		if got := f.due(lapses.Add(-time.Millisecond)); len(got) != 0 {
			t.Errorf("due too early: %v", got)
		}
		timer := store.Timer{Vendor: "aws", At: lapses.UnixMilli()}
		if got := f.due(lapses); !slices.Equal(got, []store.Timer{timer}) {
			t.Errorf("due are %v", got)
		}
		p, err := f.team.Pulse(t.Context(), 3)
		if err != nil || !slices.Equal(p.First, []store.Timer{timer}) || p.Settings != "0" {
			t.Errorf("pulse %+v, %v", p, err)
		}
		plan := ledger.Plan{Next: lapses.Add(time.Hour), Matters: []ledger.Due{{Matter: "due"}}}
		if set := f.swept(timer, 8, plan); set != 0 {
			t.Error("a plan for an old entry was taken")
		}
		if set := f.swept(timer, 9, plan); set != 1 {
			t.Fatal("the timer was not set anew")
		}
		if set := f.swept(timer, 9, plan); set != 0 {
			t.Error("two bots looked, and both put it into the outbox")
		}
		if got := f.due(lapses); len(got) != 0 {
			t.Errorf("due after it was moved: %v", got)
		}
		claims := f.claim(time.Minute)
		if len(claims) != 2 || !claims[0].At.Equal(lapses) && !claims[1].At.Equal(lapses) {
			t.Errorf("waiting: %+v", claims)
		}
		by := f.by("UALICE", "settings")
		set := func(s ledger.Team) (ledger.Change, error) {
			return ledger.TeamChange(s.Seq, by, &ledger.SettingSet{Name: "quiet", Value: "19:00-08:00"}), nil
		}
		if _, err := f.team.DoTeam(t.Context(), ledger.Extra{}, set); err != nil {
			t.Fatal(err)
		}
		if got := f.due(f.now); len(got) != 1 || got[0].Vendor != "aws" {
			t.Errorf("after new settings every vendor is looked at: %v", got)
		}
		s, err := f.team.Settings(t.Context())
		if err != nil || s.Settings["quiet"] != "19:00-08:00" {
			t.Errorf("settings %v, %v", s, err)
		}
		if p, err = f.team.Pulse(t.Context(), 1); err != nil || p.Settings != "1" {
			t.Errorf("after new settings %+v, %v", p, err)
		}
		f.clean()
	})
}

// A change that is recorded while a timer is due does not take its place: what time alone changed would never be found.
// A timer that is sooner than the change's own stays, too. Deliberate fault it catches: ZADD without LT.
func TestATimerOutlivesAChange(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		timer := f.due(lapses)[0]
		f.now = lapses.Add(time.Minute)
		f.invoice("aws", "INV-9", "1", 0)
		if got := f.due(f.now); !slices.Equal(got, []store.Timer{timer}) {
			t.Fatalf("a change took the place of a timer that is due: %v", got)
		}
		if ok, err := f.team.Rearm(t.Context(), "aws", 10, ledger.Plan{Next: f.now.Add(time.Hour)}, f.now); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if got := f.due(f.now); !slices.Equal(got, []store.Timer{timer}) {
			t.Errorf("a plan without a look took the place of a timer that is due: %v", got)
		}
		if set := f.swept(timer, 10, ledger.Plan{}); set != 1 || len(f.due(f.now.AddDate(1, 0, 0))) != 0 {
			t.Error("after the look nothing is planned, and a timer stands")
		}
		if ok, err := f.team.Rearm(t.Context(), "aws", 10, ledger.Plan{Next: f.now}, f.now); !ok || err != nil || len(f.due(f.now)) != 1 {
			t.Error("a plan sets no timer where there is none")
		}
	})
}

// Of the timers that another bot has set meanwhile none is looked at.
func TestStillSet(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		due := append(f.due(lapses), store.Timer{Vendor: "gone", At: 5})
		for want := range 2 {
			still, err := f.team.StillSet(t.Context(), due)
			if err != nil || len(still) != 1-want {
				t.Fatalf("still set %v, %v", still, err)
			}
			f.swept(due[0], 9, ledger.Plan{Next: lapses.Add(time.Hour)})
		}
	})
}

// A bot is killed at each call of a sweep, before the call was seen and after it was done: the next bot finds what was
// due, and it is in the outbox once. Deliberate fault it catches: the timer set in a call of its own.
func TestASweepIsKilled(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		proxy := newFaulty(t, strings.TrimPrefix(f.srv.url, "redis://"))
		for n := 1; ; n++ {
			for _, what := range []fault{beforeApply, afterApply} {
				g := newFixture(t, f.srv, newTeamID())
				g.theCase()
				g.confirmAll()
				proxy.plan(0, noFault, false)
				dying := open(t, proxy.url(), store.Options{Plan: testPlan})
				proxy.plan(n, what, true)
				err := sweepOnce(g, dying.Team(g.id))
				if proxy.count() < n {
					if err != nil {
						t.Fatalf("without a fault: %v", err)
					}
					return
				}
				if err := sweepOnce(g, g.team); err != nil {
					t.Fatalf("call %d, fault %d: %v", n, what, err)
				}
				if got := g.claim(time.Minute); len(got) != 1 || got[0].Matter != "due" {
					t.Errorf("call %d, fault %d: in the outbox %+v", n, what, got)
				}
				g.confirmAll()
				if got := g.due(lapses); len(got) != 0 {
					t.Errorf("call %d, fault %d: still due %v", n, what, got)
				}
			}
		}
	})
}

// confirmAll empties the outbox.
func (f *fixture) confirmAll() {
	f.t.Helper()
	for _, c := range f.claim(time.Minute) {
		if err := f.team.Confirm(f.t.Context(), c, ledger.Posted{TS: "1"}, 0); err != nil {
			f.t.Fatal(err)
		}
	}
}

// sweepOnce looks at what is due as a bot does.
func sweepOnce(f *fixture, team *store.Team) error {
	due, err := team.DueTimers(f.t.Context(), lapses, 10)
	if err != nil {
		return err
	}
	var sweeps []store.Sweep
	for _, timer := range due {
		l := team.LoadAll(f.t.Context(), []store.Wanted{{Vendor: timer.Vendor}})[0]
		if l.Err != nil {
			return l.Err
		}
		plan := ledger.Plan{Next: lapses.Add(time.Hour), Matters: []ledger.Due{{Matter: "due"}}}
		sweeps = append(sweeps, store.Sweep{Timer: timer, Seq: l.Account.Seq, Plan: plan, At: lapses})
	}
	_, err = team.Swept(f.t.Context(), sweeps)
	return err
}

// Many are loaded together; one that isn't there leaves the others whole.
func TestLoadAll(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.add("acme", "Acme")
		got := f.team.LoadAll(t.Context(), []store.Wanted{{Vendor: "aws", Need: ledger.Need{Open: 2}}, {Vendor: "nobody"}, {Vendor: "acme"}, {Vendor: "aws"}})
		if got[0].Err != nil || len(got[0].Account.OpenInvoices()) != 2 {
			t.Errorf("aws: %+v", got[0])
		}
		if ledger.KindOf(got[1].Err) != ledger.NotFound {
			t.Errorf("nobody: %v", got[1].Err)
		}
		if got[2].Err != nil || got[2].Account.Vendor.Name != "Acme" || got[3].Err != nil || got[3].Account == got[0].Account {
			t.Errorf("acme %+v, aws again %+v", got[2], got[3])
		}
	})
}

// What one bot tells, all hear; one that missed more than is kept is told so.
func TestNews(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		tell := func(about string) {
			t.Helper()
			if err := f.team.Tell(t.Context(), about); err != nil {
				t.Fatal(err)
			}
		}
		tell("C1")
		tell("U2")
		got, err := f.team.Claim(t.Context(), "w", time.Minute, 0)
		if err != nil || got.News != 2 {
			t.Fatalf("the last news is %d, %v", got.News, err)
		}
		tell("C1")
		about, last, missed, err := f.team.News(t.Context(), 1)
		if err != nil || last != 3 || missed || !slices.Equal(about, []string{"U2", "C1"}) {
			t.Errorf("news %v to %d, %v, %v", about, last, missed, err)
		}
		if about, last, _, err := f.team.News(t.Context(), 3); err != nil || last != 3 || len(about) > 0 {
			t.Errorf("nothing new: %v to %d, %v", about, last, err)
		}
		for n := range 1000 {
			tell(fmt.Sprint("C", n+10))
		}
		if about, last, missed, err := f.team.News(t.Context(), 3); err != nil || !missed || last != 1003 || len(about) != 1000 {
			t.Errorf("%d news to %d, missed %v, %v", len(about), last, missed, err)
		}
	})
}
