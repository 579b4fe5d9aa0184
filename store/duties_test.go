package store_test

import (
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// What is assigned to somebody is found; what was given away or has ended is not, and a name that begins like another is
// another.
func TestDuties(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		give := func(matter string, to ledger.UserID) {
			t.Helper()
			if err := f.team.Assign(t.Context(), "aws", matter, to, func(p *ledger.Posted) { p.TS, p.Owner = "1", to }); err != nil {
				t.Fatal(err)
			}
		}
		has := func(who ledger.UserID, want ...string) {
			t.Helper()
			got, err := f.team.Duties(t.Context(), who, 10)
			if err != nil || len(got) != len(want) {
				t.Fatalf("%s has %+v, %v; want %v", who, got, err, want)
			}
			for n, d := range got {
				if d.Vendor != "aws" || d.Matter != want[n] || d.Posted.Owner != who {
					t.Errorf("%s has %+v, want %s", who, d, want[n])
				}
			}
		}
		has("UA")
		give("lapsed", "UA")
		give("signal:S-1", "UA")
		give("due", "UA1")
		has("UA", "lapsed", "signal:S-1")
		has("UA1", "due")
		give("lapsed", "UB")
		has("UA", "signal:S-1")
		has("UB", "lapsed")
		if err := f.team.UpdatePosted(t.Context(), "aws", "signal:S-1", func(p *ledger.Posted) { p.Cleared = f.now }); err != nil {
			t.Fatal(err)
		}
		has("UA")
	})
}

// What somebody does while a message is posted stays on record, the remarks that go with it included.
func TestAssignedWhileItIsPosted(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		c := f.claim(time.Minute)[0]
		err := f.team.Assign(t.Context(), "aws", "lapsed", "UA", func(p *ledger.Posted) {
			p.Owner, p.Extra = "UA", map[string]string{"assigned": "now"}
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.team.Confirm(t.Context(), c, ledger.Posted{TS: "1", Extra: map[string]string{"said": "x"}}, 0); err != nil {
			t.Fatal(err)
		}
		p, _, err := f.team.Posted(t.Context(), "aws", "lapsed")
		if err != nil || p.Owner != "UA" || p.Extra["assigned"] != "now" || p.Extra["said"] != "x" {
			t.Errorf("on record %+v, %v", p, err)
		}
	})
}
