package alerts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// sim is a bot in virtual time: it keeps the timer and the outbox that a store keeps, and posts into a list.
type sim struct {
	*book

	team   ledger.Team
	policy Policy
	next   time.Time                // the timer; zero: none
	outbox map[string]time.Time     // matter → when it is to be told
	posted map[string]ledger.Posted // by matter
	log    []string
	acks   bool              // the owner acknowledges everything within a minute
	facts  map[string]string // what each message shows, in words
	n      int

	nochores bool
}

func newSim(b *book, team ledger.Team) *sim {
	p, err := PolicyOf(team)
	if err != nil {
		b.t.Fatal(err)
	}
	return &sim{book: b, team: team, policy: p, outbox: map[string]time.Time{}, posted: map[string]ledger.Posted{}}
}

// commit runs time up to now and makes a decision.
func (s *sim) commit(c ledger.Change, err error) ledger.Change {
	s.t.Helper()
	s.do(c, err)
	s.plan(Plan(s.a, s.team, s.ev, s.at))
	return c
}

// plan keeps a timer that is due, as the store does.
func (s *sim) plan(p ledger.Plan) {
	if s.next.IsZero() || s.next.After(s.at) {
		s.next = p.Next
	}
	for _, d := range p.Matters {
		due := s.at.Add(d.After)
		if old, ok := s.outbox[d.Matter]; !ok || due.Before(old) {
			s.outbox[d.Matter] = due
		}
	}
}

// until runs time: sweeps and posts at their moments, whichever comes first.
func (s *sim) until(to time.Time) {
	for {
		at := s.next
		for _, t := range s.outbox {
			if at.IsZero() || t.Before(at) {
				at = t
			}
		}
		if at.IsZero() || at.After(to) {
			break
		}
		s.at = maxTime(s.at, at)
		s.step()
	}
	s.at = to
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// step sweeps if the timer is due and tells what is due in the outbox.
func (s *sim) step() {
	if !s.next.IsZero() && !s.next.After(s.at) {
		s.next = time.Time{}
		s.chores()
		s.plan(Plan(s.core(), s.team, nil, s.at))
	}
	for _, matter := range slices.Sorted(maps.Keys(s.outbox)) {
		if !s.outbox[matter].After(s.at) {
			delete(s.outbox, matter)
			s.tell(matter)
		}
	}
}

func (s *sim) chores() {
	if s.nochores {
		return
	}
	if expire, _ := Chores(s.a, s.at); expire {
		who := s.who
		s.who = "timer"
		s.commit(s.a.Expire(s.by()))
		s.who = who
	}
}

// tell does what Tell says, on the account as a bot loads it: the core, and what the matter needs.
func (s *sim) tell(matter string) {
	a := s.core()
	for _, item := range Needs(matter) {
		if raw, ok, err := s.a.MarshalItem(item); err != nil || ok && a.AddItem(item, raw) != nil {
			panic(err)
		}
	}
	al, _ := State(a, s.policy, matter, s.at)
	act := Tell(al, s.posted[matter], s.at)
	if act.Do == Wait {
		s.again(matter, act.Until)
		return
	}
	due, _ := Escalations(al, s.posted[matter], s.at)
	s.n++
	p := act.Done("C1", fmt.Sprint(s.n))
	if len(due) > 0 {
		var to []Audience
		for _, e := range due {
			to = append(to, e.To...)
		}
		p.Thread = append(p.Thread, due[len(due)-1].Key)
		s.line("ESCALATE", matter, al, fmt.Sprint(to))
	}
	if s.acks && al.Live() {
		p = Acknowledge(al, p, "UCAROL", s.at.Add(time.Minute))
		p.Shown = Shown(al, p) // the one who pressed sees it at once
	}
	if p.TS != "" {
		if s.facts != nil && p.Shown != s.posted[matter].Shown {
			s.facts[matter] = al.Facts
		}
		s.posted[matter] = p
	}
	s.again(matter, act.Again)
	if act.Do != Nothing {
		s.line(strings.ToUpper(act.Do.String())+map[bool]string{true: " LOUD"}[act.Broadcast], matter, al, rungText(act, al))
	}
}

func rungText(act Action, al Alert) string {
	if act.Rung.Kind != al.Kind && act.Do == Reply {
		return string(act.Rung.Kind) + " " + act.Rung.Label
	}
	return act.Rung.Label
}

func (s *sim) again(matter string, at time.Time) {
	if !at.IsZero() {
		s.outbox[matter] = at
	}
}

func (s *sim) line(what, matter string, al Alert, more string) {
	text := fmt.Sprintf("%s %s  %-10s %-13s", s.at.In(s.a.Vendor.Location()).Format("2006-01-02 Mon 15:04"), "", what, matter)
	if al.Live() {
		text += fmt.Sprintf(" %-8s %s", al.Severity, al.Kind)
	} else {
		text += " over     " + al.Why
	}
	for _, m := range al.Amounts {
		text += " " + m.String()
	}
	if al.Count > 0 {
		text += fmt.Sprintf(" in %d", al.Count)
	}
	if more != "" {
		text += " (" + more + ")"
	}
	s.log = append(s.log, strings.TrimRight(strings.Replace(text, "  ", " ", 1), " "))
}

func TestSimTellsTheCaseOnce(t *testing.T) {
	t.Parallel()
	s := newSim(theCase(t), ledger.Team{})
	s.plan(Plan(s.a, s.team, []ledger.Event{&ledger.SettingSet{}}, s.at))
	s.until(caseNow.Add(10 * time.Second))
	got := len(s.log)
	s.until(caseNow.Add(14 * time.Minute))
	if len(s.log) != got {
		t.Errorf("said more within the quarter of an hour:\n%s", strings.Join(s.log, "\n"))
	}
	for _, line := range s.log {
		t.Log(line)
	}
}
