package alerts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// A bot that sweeps on the minute and one that is down for weeks end up with the same messages; neither says a rung twice.
func TestLateBotsConverge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		team := randomTeam(t)
		c, err := ledger.NewVendor(randomVendor(t), ledger.By{Actor: "UA", At: caseNow})
		if err != nil {
			t.Fatal(err)
		}
		prompt := newBotSim(t, c.After, team)
		late := newBotSim(t, c.After, team)
		at := caseNow
		for range rapid.IntRange(1, 15).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(1, 60*24*20).Draw(t, "minutes")) * time.Minute)
			decide := anything(t, prompt.a, at)
			prompt.until(at)
			c, err := decide(ledger.By{Actor: "UA", At: at, Key: "k"})
			if err != nil || len(c.Events) == 0 {
				continue
			}
			prompt.take(c, at)
			late.take(c, at)
			aboutIsSo(t, prompt.a, prompt.policy, at)
			if rapid.IntRange(0, 3).Draw(t, "up") == 0 {
				late.until(at.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "seconds")) * time.Second))
			}
		}
		end := at.Add(time.Duration(rapid.IntRange(1, 60*24*50).Draw(t, "tail")) * time.Minute)
		if quiet := prompt.policy.quietUntil(end, prompt.a.Vendor.Location()); !quiet.IsZero() {
			end = quiet.Add(time.Minute)
		}
		prompt.until(end)
		late.until(end)
		if a, b := prompt.shows(end), late.shows(end); a != b {
			t.Fatalf("at %s the prompt bot shows\n%s\nthe late one\n%s", end, a, b)
		}
	})
}

// botSim is a sim that takes decisions made elsewhere, as the bots of one team do.
type botSim struct {
	*sim

	rt *rapid.T
}

func newBotSim(t *rapid.T, a *ledger.Account, team ledger.Team) *botSim {
	p, err := PolicyOf(team)
	if err != nil {
		t.Fatal(err)
	}
	b := &book{a: a, at: caseNow, who: "UA"}
	return &botSim{&sim{book: b, team: team, policy: p, outbox: map[string]time.Time{}, posted: map[string]ledger.Posted{}, nochores: true, facts: map[string]string{}}, t}
}

func (b *botSim) take(c ledger.Change, at time.Time) {
	b.a, b.at = c.After, at
	b.plan(Plan(b.a, b.team, c.Events, at))
}

// shows are the messages that stand, and what of them.
func (b *botSim) shows(at time.Time) string {
	var out []string
	for _, m := range slices.Sorted(maps.Keys(b.posted)) {
		p := b.posted[m]
		al, _ := State(b.core(), b.policy, m, at)
		if p.Cleared.IsZero() && !al.Keeps && !al.Digest { // what a limit's hysteresis keeps, and what was graver once, depends on the past
			out = append(out, fmt.Sprint(m, " ", p.Shown, " ", b.facts[m]))
		}
	}
	for _, al := range All(b.core(), b.policy, at) {
		if _, ok := b.posted[al.Matter]; !ok && !al.Digest && al.Rung != "" {
			b.rt.Fatalf("%s stands and was never posted:\n%s", al.Matter, strings.Join(b.log, "\n"))
		}
	}
	b.once()
	return strings.Join(out, "\n")
}

// once: nothing was said twice of one message.
func (b *botSim) once() {
	for m, p := range b.posted {
		said := slices.Clone(p.Rungs)
		slices.Sort(said)
		if len(slices.Compact(said)) != len(p.Rungs) {
			b.rt.Fatalf("%s said something twice: %v", m, p.Rungs)
		}
	}
}

// aboutIsSo checks that every rule makes matters of the kind that it says, so that a look at one matter misses none of its rules.
func aboutIsSo(t *rapid.T, a *ledger.Account, p Policy, at time.Time) {
	v := see(a, p, at)
	for _, r := range catalogue {
		if r.spans == nil {
			continue
		}
		for _, s := range r.spans(v, r) {
			if what, _, _ := strings.Cut(s.matter, ":"); what != r.about {
				t.Errorf("%s makes the matter %s, and says that it is about %q", r.Kind, s.matter, r.about)
			}
		}
	}
}
