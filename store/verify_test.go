package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// clean fails the test unless the record is whole and all that is computed from it is right.
func (f *fixture) clean() {
	f.t.Helper()
	r, err := f.team.Verify(f.t.Context(), store.VerifyOptions{})
	if err != nil {
		f.t.Fatal(err)
	}
	if !r.OK() {
		f.t.Fatalf("verify:\n%s", r)
	}
}

func (f *fixture) key(name string) string { return "owed:{" + f.id + "}:" + name }

// entry is a line of a journal as it stands.
func (f *fixture) entry(id string) map[string]any {
	f.t.Helper()
	m, err := f.raw.XRange(f.t.Context(), f.key("journal:aws"), id, id).Result()
	if err != nil || len(m) != 1 {
		f.t.Fatalf("entry %s: %v, %v", id, m, err)
	}
	return m[0].Values
}

// rewrite replaces the journal from an entry on: a stream can't be changed in place.
func (f *fixture) rewrite(change func(lines []redis.XMessage) []redis.XMessage) {
	f.t.Helper()
	ctx, key := f.t.Context(), f.key("journal:aws")
	lines, err := f.raw.XRange(ctx, key, "-", "+").Result()
	if err != nil {
		f.t.Fatal(err)
	}
	f.raw.Del(ctx, key)
	for _, l := range change(lines) {
		if err := f.raw.XAdd(ctx, &redis.XAddArgs{Stream: key, ID: l.ID, Values: l.Values}).Err(); err != nil {
			f.t.Fatal(err)
		}
	}
}

// Every way to change a journal is found, at the entry where it was done. Deliberate fault it catches: a hash that does not
// go on from the one before.
func TestTampering(t *testing.T) {
	type lines = []redis.XMessage
	for name, tamper := range map[string]struct {
		change func(l lines) lines
		want   string
	}{
		"a byte of an entry": {func(l lines) lines {
			l[3].Values["e"] = strings.Replace(l[3].Values["e"].(string), "10000000.00", "10000001.00", 1)
			return l
		}, "aws entry 4: its hash is"},
		"a byte of a hash": {func(l lines) lines {
			l[3].Values["h"] = "x" + l[3].Values["h"].(string)[1:]
			return l
		}, "Only its hash was changed"},
		"an entry removed": {func(l lines) lines { return append(l[:3:3], l[4:]...) }, "aws entry 4: it is missing"},
		"two entries swapped": {func(l lines) lines {
			l[3].Values, l[4].Values = l[4].Values, l[3].Values
			return l
		}, "aws entry 4: its hash is"},
		"the end cut off": {func(l lines) lines { return l[:7] }, "Entries 8 to 9 of aws are gone"},
		"a field added": {func(l lines) lines {
			l[3].Values["note"] = "paid"
			return l
		}, "aws entry 4: it has 1 field(s) that owed did not write"},
		"the first removed": {func(l lines) lines { return l[1:] }, "aws entry 1: it is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, f *fixture) {
				f.theCase()
				f.clean()
				f.rewrite(tamper.change)
				r, err := f.team.Verify(t.Context(), store.VerifyOptions{})
				if err != nil {
					t.Fatal(err)
				}
				if r.OK() || !strings.Contains(r.Findings[0].String(), tamper.want) {
					t.Errorf("verify says:\n%s\nwant %q", r, tamper.want)
				}
			})
		})
	}
}

// What is only computed is compared, too, and so are the keys that must still stand; rebuild sets it right. Deliberate fault it catches: an item that no entry
// recorded, a timer that is missing, passed over.
func TestProjectionsAreCompared(t *testing.T) {
	onOne(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.now = f.now.AddDate(0, 0, 1)
		by := f.by("UALICE", "incident")
		f.do("aws", ledger.Need{}, func(a *ledger.Account) (ledger.Change, error) { return a.NoteIncident("a day has ended", by) })
		ctx := t.Context()
		for name, spoil := range map[string]func() error{
			"core":       func() error { return f.raw.HSet(ctx, f.key("items:aws"), "core", `{}`).Err() },
			"item":       func() error { return f.raw.HSet(ctx, f.key("items:aws"), "inv:INV3", `{}`).Err() },
			"extra item": func() error { return f.raw.HSet(ctx, f.key("items:aws"), "inv:X", `{}`).Err() },
			"open":       func() error { return f.raw.ZRem(ctx, f.key("open:aws"), "2023-03-30|2023-02-28|04|INV8").Err() },
			"list":       func() error { return f.raw.ZAdd(ctx, f.key("list:aws:inv"), redis.Z{Score: 99, Member: "INV3"}).Err() },
			"past": func() error {
				all, err := f.raw.ZRange(ctx, f.key("past:aws"), 0, 0).Result()
				if err != nil || len(all) == 0 {
					return errors.Join(err, errors.New("nothing stands in past"))
				}
				f.raw.ZRem(ctx, f.key("past:aws"), all[0])
				return f.raw.ZAdd(ctx, f.key("past:aws"), redis.Z{Member: strings.Replace(all[0], "10000000.00", "20000000.00", 1)}).Err()
			},
			"past gone":  func() error { return f.raw.Del(ctx, f.key("past:aws")).Err() },
			"steps":      func() error { return f.raw.HIncrBy(ctx, f.key("steps:aws"), "2022-07-31|2022-08-30|USD|o", 1).Err() },
			"extra step": func() error { return f.raw.HSet(ctx, f.key("steps:aws"), "2022-07-30|2022-08-30|USD|o", 1).Err() },
			"score":      func() error { return f.raw.ZIncrBy(ctx, f.key("list:aws:inv"), 0.5, "INV3").Err() },
			"rank":       func() error { return f.raw.Del(ctx, f.key("rank")).Err() },
			"sums":       func() error { return f.raw.HIncrBy(ctx, f.key("sums"), "USD", 1).Err() },
			"due":        func() error { return f.raw.Del(ctx, f.key("due")).Err() },
			"duesums":    func() error { return f.raw.HSet(ctx, f.key("duesums"), "2023-03-30|USD", 5).Err() },
			"names":      func() error { return f.raw.HSet(ctx, f.key("vendors"), "ghost", "aws").Err() },
			"counters":   func() error { return f.raw.HSet(ctx, f.key("counters"), "P", 0).Err() },
			"timers":     func() error { return f.raw.ZRem(ctx, f.key("timers"), "aws").Err() },
			"ghost timer": func() error {
				return f.raw.ZAdd(ctx, f.key("timers"), redis.Z{Score: 1, Member: "ghost"}).Err()
			},
			"names version":   func() error { return f.raw.HSet(ctx, f.key("counters"), "_names", "x").Err() },
			"names forgotten": func() error { return f.raw.HDel(ctx, f.key("counters"), "_names").Err() },
			"key":             func() error { return f.raw.Del(ctx, f.key("idem:"+by.Key)).Err() },
			"key elsewhere":   func() error { return f.raw.Set(ctx, f.key("idem:"+by.Key), "0|3|", time.Hour).Err() },
			"head":            func() error { return f.raw.HSet(ctx, f.key("head:aws"), "seq", 8).Err() },
			"added":           func() error { return f.raw.HSet(ctx, f.key("head:aws"), "added", 8).Err() },
			"find": func() error {
				keys, err := f.raw.Keys(ctx, f.key("find:*")).Result()
				if err != nil {
					return err
				}
				return f.raw.Del(ctx, keys[0]).Err()
			},
		} {
			f.clean()
			if err := spoil(); err != nil {
				t.Fatal(err)
			}
			r, err := f.team.Verify(ctx, store.VerifyOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if r.OK() {
				t.Errorf("%s was spoiled, and verify is content", name)
			}
			if _, err := f.team.Rebuild(ctx, nil); err != nil {
				t.Fatalf("rebuild after %s was spoiled: %v", name, err)
			}
			if got := f.outstanding("aws"); got != "$70,000,000.00" {
				t.Errorf("after %s was spoiled and rebuilt, %s is outstanding", name, got)
			}
		}
		f.clean()
	})
}

// A key that is gone, and that rebuild has set again, keeps the same payload from counting twice; one that has ended by itself is
// not missed. Deliberate faults it catches: a key that is set without a life, or for an entry of last week.
func TestKeysAreSetAgain(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		ctx, by := t.Context(), f.by("UALICE", "incident")
		note := func(text string, by ledger.By) ledger.Result {
			r, err := f.try("aws", ledger.Need{}, ledger.Extra{}, func(a *ledger.Account) (ledger.Change, error) { return a.NoteIncident(text, by) })
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		first := note("once", by)
		f.raw.Del(ctx, f.key("idem:"+by.Key))
		if _, err := f.team.Rebuild(ctx, nil); err != nil {
			t.Fatal(err)
		}
		f.clean()
		if life, err := f.raw.TTL(ctx, f.key("idem:"+by.Key)).Result(); err != nil || life <= 6*24*time.Hour || life > 7*24*time.Hour {
			t.Errorf("the key lives %s (%v)", life, err)
		}
		if r := note("once", by); !r.Replayed || r.Seq != first.Seq {
			t.Errorf("again: %+v", r)
		}
		if _, err := f.team.StartClock(ctx, f.now.AddDate(0, 0, 6)); err != nil {
			t.Fatal(err)
		}
		f.raw.Del(ctx, f.key("idem:"+by.Key))
		f.clean()
		if _, err := f.team.Rebuild(ctx, nil); err != nil || f.raw.Exists(ctx, f.key("idem:"+by.Key)).Val() != 0 {
			t.Errorf("a key of six days ago is set again (%v)", err)
		}
	})
}

// A report counts as people do. Deliberate fault it catches: "1 entries".
func TestReportCounts(t *testing.T) {
	t.Parallel()
	r := store.Report{Team: "T1", Did: "verified", Entries: 1, Heads: []store.Head{{Vendor: "gcp", Seq: 1, Hash: "9f"}}}
	if got, want := r.String(), "gcp\t1 entry\tgcp:1:9f\nT1: verified 1 entry of 1 journal in 0s: nothing is wrong"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Something else under a journal's key is said to be that. Deliberate fault it catches: "Redis is out of reach, try again".
func TestAJournalThatIsNone(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.raw.Del(t.Context(), f.key("journal:aws"))
		if err := f.raw.Set(t.Context(), f.key("journal:aws"), "x", 0).Err(); err != nil {
			t.Fatal(err)
		}
		if said := f.verified(); !strings.Contains(said, f.key("journal:aws")+": it is a string; expected a stream") || !strings.Contains(said, "put it back") {
			t.Errorf("verify says %s", said)
		}
	})
}

// A head kept outside finds what the chain alone can't: an end cut off, and a chain written anew. Deliberate fault it
// catches: an end that was cut off, taken for the end.
func TestHeadsKeptOutside(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		heads, err := f.team.Heads(t.Context())
		if err != nil || len(heads) != 2 || heads[1].Vendor != "aws" || heads[1].Seq != 9 {
			t.Fatalf("heads %v, %v", heads, err)
		}
		h, err := store.ParseHead(heads[1].String())
		if err != nil || h != heads[1] {
			t.Fatalf("%v comes back as %v, %v", heads[1], h, err)
		}
		f.invoice("aws", "INV-9", "1", 0)
		r, err := f.team.Verify(t.Context(), store.VerifyOptions{Heads: heads})
		if err != nil || !r.OK() {
			t.Fatalf("%s, %v", r, err)
		}
		later, wrong := heads[1], heads[1]
		later.Seq, wrong.Hash = 11, strings.Repeat("0", 64)
		ghost := store.Head{Vendor: "ghost", Seq: 1, Hash: wrong.Hash}
		for what, head := range map[string]store.Head{"cut": later, "rewritten": wrong, "no such journal": ghost} {
			r, err := f.team.Verify(t.Context(), store.VerifyOptions{Heads: []store.Head{head}})
			if err != nil || r.OK() || !strings.Contains(r.String(), what) {
				t.Errorf("%s: %s, %v", what, r, err)
			}
		}
	})
}

// Where the journal is longer than its head says, a commit is refused whole: the key stays free, so that the same
// payload counts once the record is right again.
func TestAJournalLongerThanItsHead(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		if err := f.raw.HSet(t.Context(), f.key("head:aws"), "seq", 8).Err(); err != nil {
			t.Fatal(err)
		}
		by := f.by("UALICE", "incident")
		note := func() (ledger.Result, error) {
			return f.try("aws", ledger.Need{}, ledger.Extra{}, func(a *ledger.Account) (ledger.Change, error) {
				if a.Seq == 9 {
					c := *a
					c.Seq = 8
					a = &c
				}
				return a.NoteIncident("x", by)
			})
		}
		if _, err := note(); err == nil {
			t.Fatal("an entry was added twice under one number")
		}
		if _, err := f.team.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		r, err := f.try("aws", ledger.Need{}, ledger.Extra{}, func(a *ledger.Account) (ledger.Change, error) { return a.NoteIncident("x", by) })
		if err != nil || r.Replayed || r.Seq != 10 {
			t.Errorf("after the repair: %+v, %v", r, err)
		}
		f.clean()
	})
}

// What an earlier owed computed stands where this one does not look: it is refused, never taken for nothing, and made anew by
// rebuild. Deliberate fault it catches: a team without roles and vendors, because its record has another form.
func TestAnEarlierRecord(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		ctx := t.Context()
		for _, v := range []string{"_team", "aws"} {
			core, err := f.raw.HGet(ctx, f.key("items:"+v), "core").Result()
			if err != nil {
				t.Fatal(err)
			}
			f.raw.HDel(ctx, f.key("items:"+v), "core")
			f.raw.Set(ctx, f.key("core:"+v), core, 0)
		}
		f.team.Forget()
		if _, err := f.team.Card(ctx, "aws"); ledger.KindOf(err) != ledger.Unavailable || !strings.Contains(err.Error(), "owed rebuild") {
			t.Errorf("the card says %v", err)
		}
		note := ledger.By{Actor: "UALICE", At: f.now, Key: "cmd:note", Cmd: "incident"}
		if _, err := f.try("aws", ledger.Need{}, ledger.Extra{}, func(a *ledger.Account) (ledger.Change, error) { return a.NoteIncident("x", note) }); ledger.KindOf(err) != ledger.Unavailable {
			t.Errorf("a change says %v", err)
		}
		if r, err := f.team.Verify(ctx, store.VerifyOptions{}); err != nil || !strings.Contains(r.String(), "items:aws core") {
			t.Errorf("verify says %s, %v", r, err)
		}
		if _, err := f.team.Rebuild(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if left, err := f.raw.Exists(ctx, f.key("core:aws"), f.key("core:_team")).Result(); left != 0 {
			t.Errorf("rebuild leaves %d keys of the earlier form, %v", left, err)
		}
		f.clean()
	})
}
