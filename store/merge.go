package store

import (
	"context"
	_ "embed" // the scripts are files that people read
	"fmt"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

var (
	//go:embed lua/merge.lua
	mergeLua string
	//go:embed lua/oldest.lua
	oldestLua string

	mergeScript  = newScript(writesLua + mergeLua)
	oldestScript = newScript(oldestLua)
)

// What lua/merge.lua answers besides what lua/commit.lua does.
const (
	nameOfAnother = 5
	beingTold     = 6
	beingImported = 7
	eitherUnfit   = 8
)

// Merge makes one vendor carry on another's record. It commits one part, which moves up to ledger.MergePart documents from
// the one journal to the other in one step: between any two calls to Redis the sums of both together are what they were.
// Where more is left, FinishMerge goes on; any bot's sweep calls it, so a merge whose process dies is finished all the same.
func (t *Team) Merge(ctx context.Context, from, into ledger.VendorID, by ledger.By) (ledger.Merged, error) {
	if from == into {
		return ledger.Merged{}, &ledger.Error{Kind: ledger.Invalid, Say: "A vendor can't be merged into itself"}
	}
	both := []ledger.VendorID{from, into}
	slices.Sort(both) // always in one order: two merges never wait for each other
	for _, v := range both {
		release, err := t.vendors.take(ctx, v)
		if err != nil {
			return ledger.Merged{}, err
		}
		defer release()
	}
	var extra [2][]string
	for try := range maxTries {
		if err := pause(ctx, try); err != nil {
			return ledger.Merged{}, err
		}
		m, err := t.mergePart(ctx, from, into, by, &extra)
		if err != nil || !m.again {
			return m.Merged, err
		}
	}
	return ledger.Merged{}, busy(from)
}

// FinishMerge moves the next documents of a merge that has begun; done is true where none is under way any more.
func (t *Team) FinishMerge(ctx context.Context, from ledger.VendorID, by ledger.By) (done bool, err error) {
	a, err := t.Card(ctx, from)
	if err != nil || a.Vendor.Merging == "" {
		return true, err
	}
	by.Key = fmt.Sprintf("merge:%s:%d", from, a.Seq)
	m, err := t.Merge(ctx, from, a.Vendor.Merging, by)
	return m.Done, err
}

// mergeTry is one try to move a part.
type mergeTry struct {
	ledger.Merged
	again bool // somebody was faster, or more must be read
}

func (t *Team) mergePart(ctx context.Context, from, into ledger.VendorID, by ledger.By, extra *[2][]string) (m mergeTry, err error) {
	items, total, version, err := t.oldestItems(ctx, from, ledger.MergePart)
	if err != nil {
		return m, err
	}
	lf, err := t.load(ctx, from, wanted{need: ledger.Need{Items: append(slices.Clone(items), extra[0]...)}})
	if err != nil {
		return m, err
	}
	if lf.card.version != version { // the names were read at an earlier moment
		return mergeTry{again: true}, nil
	}
	need := append(ledger.MergeItems(lf.a, items), extra[1]...)
	li, err := t.load(ctx, into, wanted{need: ledger.Need{Items: need}})
	if err != nil {
		return m, err
	}
	m.Moved, m.Left, m.Done = len(items), total-len(items), total == len(items)
	out, in, err := ledger.Merge(lf.a, li.a, items, m.Done, by)
	if err != nil {
		if first, ok := t.before(ctx, by.Key); ok {
			return mergeTry{Merged: ledger.Merged{Result: first, Done: lf.a.Vendor.MergedInto == into}}, nil
		}
		return m, err
	}
	if a, b := lf.missing(out), li.missing(in); len(a)+len(b) > 0 {
		extra[0], extra[1] = append(extra[0], a...), append(extra[1], b...)
		return mergeTry{again: true}, nil
	}
	m.Result, m.again, err = t.commitMerge(ctx, lf, li, out, in)
	return m, err
}

// oldestItems are up to n items of a vendor in the order in which a merge moves them: what others name comes first, and of
// one kind the oldest. total is how many there are, version the vendor's at that moment.
func (t *Team) oldestItems(ctx context.Context, v ledger.VendorID, n int) (items []string, total int, version string, err error) {
	keys, args := []string{t.k.head(v)}, []any{n}
	for _, kind := range itemKinds {
		keys, args = append(keys, t.k.list(v, kind)), append(args, kind)
	}
	out, err := oldestScript.run(ctx, t.s.client, keys, args...).Slice()
	if err != nil {
		return nil, 0, "", unavailable(err, "list what "+string(v)+" has")
	}
	all, _ := out[1].(int64)
	names, _ := out[2].([]any)
	for _, name := range names {
		items = append(items, text(name))
	}
	return items, int(all), text(out[0]), nil
}

// commitMerge puts both entries into their journals in one step.
func (t *Team) commitMerge(ctx context.Context, lf, li *loaded, out, in ledger.Change) (r ledger.Result, again bool, err error) {
	df, err := t.draft(lf, out, ledger.Extra{})
	if err != nil {
		return r, false, err
	}
	di, err := t.draft(li, in, ledger.Extra{})
	if err != nil {
		return r, false, err
	}
	keys, args := t.mergeArguments(lf, li, df, di)
	answer, unreplicated, err := t.s.write(ctx, mergeScript, keys, args)
	if err != nil {
		return r, false, unavailable(err, "merge "+string(df.vendor))
	}
	switch code, _ := answer[0].(int64); code {
	case sameKey:
		mark, seq, ids := parseFirst(text(answer[1]))
		if mark != di.hash.String()[:markLen] {
			return ledger.Result{Change: in, Seq: seq, IDs: ids, Replayed: true, Unreplicated: unreplicated}, false, nil
		}
		fallthrough // an earlier try of this very commit, whose answer was lost
	case committed:
		t.done(df, unreplicated)
		return t.done(di, unreplicated), false, nil
	case nameOfAnother:
		return r, false, &ledger.Error{Kind: ledger.Conflict, Say: fmt.Sprintf("“%s” is taken: %s is called so. Nothing was merged.", text(answer[1]), text(answer[2]))}
	case beingImported:
		return r, false, &ledger.Error{Kind: ledger.Conflict, Say: "Rows of a file are being recorded at one of the two vendors just now. Nothing was merged; try again when the import is done"}
	case eitherUnfit:
		return r, false, t.unfit(ledger.VendorID(text(answer[1])))
	case versionMoved, countersMoved, beingTold:
		return r, true, nil
	}
	return r, false, fmt.Errorf("store: merge.lua answered %v", answer)
}

// mergeArguments are the keys and arguments of lua/merge.lua.
func (t *Team) mergeArguments(lf, li *loaded, df, di *draft) ([]string, []any) {
	k := t.k
	keys := []string{
		k.head(df.vendor), k.journal(df.vendor), k.delivery(df.vendor), k.head(di.vendor), k.journal(di.vendor), k.delivery(di.vendor),
		k.counters(), k.idem(di.c.By.Key), k.vendors(), k.outbox(), k.causes(), k.claims(),
	}
	mark := di.hash.String()[:markLen]
	args := []any{lf.team.settings, string(df.vendor), string(di.vendor), fmt.Sprintf("%s|%d|", mark, di.seq), keyLife.Milliseconds()}
	for _, side := range []struct {
		l *loaded
		d *draft
	}{{lf, df}, {li, di}} {
		args = append(args, side.l.card.version, side.d.seq, side.d.entry, side.d.hash[:], side.d.hash.String())
	}
	args = append(args, bit(lf.a.Vendor.Merging == ""))
	lists := len(args)
	args = append(args, nil)
	for _, n := range di.names {
		args = append(args, n)
	}
	told := mattersOf(df.c.Events)
	for _, m := range told {
		args = append(args, m)
	}
	for _, d := range []*draft{df, di} {
		for _, m := range d.plan.Matters {
			args = append(args, member(d.vendor, m.Matter), m.After.Milliseconds(), d.hash.String()[:markLen])
		}
	}
	// Those of the vendor merged are first: a name is taken off it before it is given on.
	both := writes{ops: slices.Concat(df.w.ops, di.w.ops)}
	shape := shapeOf(len(di.names), len(told), len(df.plan.Matters)+len(di.plan.Matters))
	keys, args, shape = both.append(keys, args, shape)
	args[lists] = shape
	return keys, args
}

// mattersOf are the matters that are about nothing but one thing that leaves: what was told of them goes with it.
func mattersOf(events []ledger.Event) []string {
	what := map[string][]string{
		ledger.ItemSignal: {"signal"}, ledger.ItemDispute: {"dispute"}, ledger.ItemRequest: {"request"}, ledger.ItemIncident: {"incident"},
		ledger.ItemContract: {"contract", "commit"}, ledger.ItemMovement: {"payment"},
	}
	var out []string
	for _, e := range events {
		if left, ok := e.(*ledger.MovedOut); ok {
			kind, key, _ := strings.Cut(left.Item, ":")
			for _, w := range what[kind] {
				out = append(out, w+":"+key)
			}
		}
	}
	return out
}
