package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// A key of another type is named, with what it is and should be, and nothing else is said to be wrong; a rebuild mends what is computed, and
// refuses where it is a journal. Deliberate faults it catches: a verify that ends at such a key, and says to run verify; one that passes a
// key over; a rebuild that fails at it, or reads a journal that is none as empty.
func TestKeysOfAnotherType(t *testing.T) {
	onOne(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.clean()
		ctx := t.Context()
		left := map[string]bool{}
		for key := range f.dumped() {
			_, rest, _ := strings.Cut(key, "}:")
			kind, _, _ := strings.Cut(rest, ":")
			if left[kind] && kind != "journal" || kind == "idem" || kind == "repeat" {
				continue // one of a kind will do
			}
			left[kind] = true
			was := f.raw.Dump(ctx, key).Val()
			bad := "a list"
			f.raw.Del(ctx, key)
			if f.raw.RPush(ctx, key, "x"); kind == "journal" {
				bad = "a string"
				f.raw.Set(ctx, key, "x", 0)
			}
			r, err := f.team.Verify(ctx, store.VerifyOptions{})
			if err != nil {
				t.Fatalf("%s: verify: %v", key, err)
			}
			named := slices.DeleteFunc(slices.Clone(r.Findings), func(x store.Finding) bool { return x.Is == "sums and indexes over all vendors can't be checked" })
			if len(named) != 1 || named[0].Key != key || named[0].Is != "it is "+bad || !strings.Contains(named[0].Want, "somebody else wrote this key") {
				t.Errorf("%s is %s, and verify says:\n%s", key, bad, r)
			}
			mends := strings.Contains(r.Findings[0].Follows, "owed rebuild sets it right")
			_, err = f.team.Rebuild(ctx, nil)
			if kind == "journal" {
				if ledger.KindOf(err) != ledger.Conflict || !strings.Contains(err.Error(), "put it back") {
					t.Errorf("%s: a rebuild ends with %v", key, err)
				}
			} else if err != nil && kind != "clock" { // without it nobody can say when it is
				t.Errorf("%s: a rebuild ends with %v", key, err)
			}
			if !mends {
				f.raw.Del(ctx, key)
				if err := f.raw.RestoreReplace(ctx, key, 0, was).Err(); err != nil {
					t.Fatal(err)
				}
			}
			f.clean()
		}
		for _, kind := range []string{"journal", "head", "items", "open", "list", "past", "steps", "vendors", "rank", "sums", "due", "duesums", "find", "counters", "timers", "clock"} {
			if !left[kind] && kind != "past" {
				t.Errorf("no key of the kind %s was tried", kind)
			}
		}
	})
}

// dumped are the keys of the team.
func (f *fixture) dumped() map[string]bool {
	f.t.Helper()
	out := map[string]bool{}
	keys, err := f.raw.Keys(f.t.Context(), "owed:{"+f.id+"}:*").Result()
	if err != nil {
		f.t.Fatal(err)
	}
	for _, k := range keys {
		out[k] = true
	}
	return out
}

// The list of teams is checked, too: a name of which nothing stands is named and taken out by a rebuild, and where it is no list, it is made
// anew of all teams. Deliberate faults it catches: a team that does not exist, of which nothing is wrong; one that a rebuild puts on the list.
func TestTheListOfTeams(t *testing.T) {
	t.Parallel()
	srv := server{"embedded", "redis://" + miniredis.RunT(t).Addr()}
	f, g := newFixture(t, srv, newTeamID()), newFixture(t, srv, newTeamID())
	f.theCase()
	g.theCase()
	ctx := t.Context()
	f.raw.SAdd(ctx, "owed:teams", "TWRONG")
	wrong := f.s.Team("TWRONG")
	r, err := wrong.Verify(ctx, store.VerifyOptions{})
	if err != nil || len(r.Findings) != 1 || !strings.Contains(r.Findings[0].String(), "owed:teams: it lists TWRONG") {
		t.Errorf("of a team that does not exist verify says %s, %v", r, err)
	}
	f.clean()
	if _, err := wrong.Rebuild(ctx, nil); err != nil {
		t.Errorf("a rebuild of it: %v", err)
	}
	want := []string{f.id, g.id}
	slices.Sort(want)
	if teams, err := f.s.Teams(ctx); err != nil || !slices.Equal(teams, want) {
		t.Errorf("after that the teams are %v (%v), want %v", teams, err, want)
	}
	f.raw.Set(ctx, "owed:teams", "x", 0)
	if teams, err := f.s.Teams(ctx); err != nil || !slices.Equal(teams, want) {
		t.Errorf("without a list the teams are %v (%v), want %v", teams, err, want)
	}
	if r, err := f.team.Verify(ctx, store.VerifyOptions{}); err != nil || len(r.Findings) != 1 || !strings.Contains(r.Findings[0].String(), "owed:teams: it is a string; expected a set") {
		t.Errorf("verify says %s, %v", r, err)
	}
	if _, err := f.team.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if is := f.raw.SMembers(ctx, "owed:teams").Val(); len(is) != 2 {
		t.Errorf("after a rebuild the list holds %v, want %v", is, want)
	}
	f.clean()
	g.clean()
}
