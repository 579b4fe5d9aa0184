package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// pastForm is how a moment stands in past: as texts, such moments sort as they follow each other.
const pastForm = "2006-01-02T15:04:05.000Z"

// pastOf is how an account stood when a day at its vendor's ended, as a member of past: ok is true where an entry at this
// moment is the first of a later day.
func pastOf(a *ledger.Account, at time.Time) (member string, ok bool) {
	if a == nil || a.Seq == 0 || a.Vendor.Today(a.LastAt) == a.Vendor.Today(at) {
		return "", false
	}
	b, err := json.Marshal(a.Standing())
	return a.LastAt.UTC().Format(pastForm) + "|" + string(b), err == nil
}

// Standing is a vendor's account as it was known at a moment: its sums, none of its documents. Where the moment is the end
// of a day it costs three reads, however long the journal; else, and where what it is read from does not fit the journal,
// the journal is replayed.
func (t *Team) Standing(ctx context.Context, v ledger.VendorID, until time.Time) (*ledger.Account, error) {
	card, err := t.Card(ctx, v)
	if err != nil || !card.LastAt.After(until) {
		return card, err
	}
	got, err := t.s.client.ZRevRangeByLex(ctx, t.k.past(v), &redis.ZRangeBy{Min: "-", Max: "[" + until.UTC().Format(pastForm) + "|\xff", Count: 1}).Result()
	if err != nil {
		return nil, unavailable(err, "read how "+string(v)+" stood")
	}
	a := ledger.NewAccount(card.Vendor)
	a.Partial = true
	if len(got) > 0 {
		if a, err = readPast(got[0], card.Vendor); err != nil {
			return nil, broken(t.k.past(v), err)
		}
	}
	next, err := t.s.client.XRangeN(ctx, t.k.journal(v), strconv.FormatInt(a.Seq+1, 10), "+", 1).Result()
	if err != nil {
		return nil, unavailable(err, "read the journal of "+string(v))
	}
	if len(next) == 1 {
		if e, err := rawEntry(next[0]).Entry(); err == nil && e.Seq == a.Seq+1 && e.At.After(until) {
			return a, nil
		}
	}
	return t.Replay(ctx, v, until)
}

func readPast(member string, v ledger.Vendor) (*ledger.Account, error) {
	moment, raw, _ := strings.Cut(member, "|")
	at, err := time.Parse(pastForm, moment)
	if err != nil {
		return nil, err
	}
	var s ledger.Standing
	if err := json.Unmarshal([]byte(raw), &s); err != nil {
		return nil, err
	}
	return s.Account(v, at)
}

// stepField is the field of a step: "2023-01-31|2023-03-02|USD|o".
func stepField(s ledger.Step) string {
	return s.From.String() + "|" + s.Due.String() + "|" + string(s.Currency) + "|" + string(rune(s.Kind))
}

func readStep(field string) (s ledger.Step, err error) {
	parts := strings.Split(field, "|")
	if len(parts) != 4 || len(parts[3]) != 1 {
		return s, fmt.Errorf("%q is not a step", field)
	}
	s.Currency, s.Kind = ledger.Currency(parts[2]), ledger.AboutKind(parts[3][0])
	if s.From, err = ledger.ParseISO(parts[0]); err == nil && parts[1] != "" {
		s.Due, err = ledger.ParseISO(parts[1])
	}
	return s, err
}

// stepsOf gives the steps of an item, sums in minor units.
func stepsOf(a *ledger.Account, kind, key string, give func(s ledger.Step, by int64)) {
	in := func(s ledger.Step, sum ledger.Money, count int) {
		by := int64(count)
		if count == 0 {
			var err error
			if by, err = minor(sum); err != nil {
				return // no commit lets such a sum in
			}
		}
		if by != 0 {
			give(s, by)
		}
	}
	switch kind {
	case ledger.ItemInvoice:
		ledger.InvoiceSteps(a.Invoices[key], in)
	case ledger.ItemMovement:
		ledger.MovementSteps(a.Movements[ledger.ID(key)], in)
	}
}

// About is a vendor's account as it stood on a day by what is known today: its sums, none of its documents. It costs one
// read that grows with the days on which something was due or moved, not with the journal.
func (t *Team) About(ctx context.Context, v ledger.VendorID, day ledger.Date) (*ledger.Account, error) {
	for range 3 { // it may move on between the two reads
		card, err := t.Card(ctx, v)
		if err != nil {
			return nil, err
		}
		fields, err := t.s.client.HGetAll(ctx, t.k.steps(v)).Result()
		if err != nil {
			return nil, unavailable(err, "read the days of "+string(v))
		}
		steps, err := readSteps(fields)
		if err != nil {
			return nil, broken(t.k.steps(v), err)
		}
		if addUp(card, steps) {
			return card.FromSteps(steps.upTo(day)), nil
		}
	}
	card, err := t.Card(ctx, v)
	if err != nil {
		return nil, err
	}
	whole, err := t.Replay(ctx, v, card.LastAt)
	if err != nil {
		return nil, err
	}
	return whole.AsKnownAbout(day), nil
}

// steps are what all documents of a vendor change, in minor units.
type steps map[ledger.Step]int64

func readSteps(fields map[string]string) (steps, error) {
	out := make(steps, len(fields))
	for field, value := range fields {
		s, err := readStep(field)
		if err != nil {
			return nil, err
		}
		if out[s], err = strconv.ParseInt(value, 10, 64); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// upTo gives the steps up to a day.
func (all steps) upTo(day ledger.Date) func(give func(ledger.Step, ledger.Money, int)) {
	return func(give func(ledger.Step, ledger.Money, int)) {
		for s, by := range all {
			if s.From <= day {
				give(s, ledger.FromMinor(by, s.Currency), int(by))
			}
		}
	}
}

// addUp reports whether all steps together are what the card says: else they belong to another moment, or were written by
// an owed that knew none.
func addUp(card *ledger.Account, all steps) bool {
	now := card.FromSteps(all.upTo(ledger.Date(1 << 30)))
	for c := range maps.Keys(card.Sums) {
		is, want := now.Sums[c], card.Sums[c]
		if is == nil {
			if len(want.Days) > 0 || !want.OnAccount.IsZero() || !want.Contested.IsZero() {
				return false
			}
			continue
		}
		same := func(a, b ledger.DaySum) bool {
			return a.Due == b.Due && a.Open.Amount.Equal(b.Open.Amount) && a.Count == b.Count
		}
		if is.OnAccount.Cmp(want.OnAccount) != 0 || is.Contested.Cmp(want.Contested) != 0 || is.Settled != want.Settled || !slices.EqualFunc(is.Days, want.Days, same) {
			return false
		}
	}
	return true
}
