package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// ErrLost is the cause of a refusal to rebuild from a journal that has lost entries.
var ErrLost = errors.New("entries that were acknowledged are gone")

// howToRecover is what can be done about a loss.
const howToRecover = "put the journal back from a backup, a replica or a proof; owed rebuild refuses until then, unless owed rebuild --accept-loss is to go on without"

// witness is what Redis knows, besides a journal itself, of how far it went: all of it is written in one step with the entry. It is
// asked before the journal is read, so what bots record meanwhile is never missed.
type witness struct {
	head Head  // as it stands
	core int64 // the last entry that the account took in
	last int64 // the last number that was ever in the stream
}

// witness asks what is known of a journal.
func (t *Team) witness(ctx context.Context, v ledger.VendorID) (w witness, err error) {
	p := t.s.client.Pipeline()
	head := p.HMGet(ctx, t.k.head(v), "seq", "hash")
	core := p.HGet(ctx, t.k.items(v), coreField)
	stream := p.XInfoStream(ctx, t.k.journal(v))
	_, _ = p.Exec(ctx) // each command holds its own error
	for _, err := range []error{head.Err(), core.Err(), stream.Err()} {
		if err != nil && !isAnswer(err) {
			return w, unavailable(err, "ask how far the journal of "+string(v)+" went")
		}
	}
	if got := head.Val(); len(got) == 2 {
		w.head = headOf(v, got)
	}
	var known struct {
		Seq  int64 `json:"seq"`
		Team struct {
			Seq int64 `json:"seq"`
		} `json:"team"`
	}
	if json.Unmarshal([]byte(core.Val()), &known) == nil {
		w.core = max(known.Seq, known.Team.Seq)
	}
	if info := stream.Val(); info != nil {
		w.last = seqOf(info.LastGeneratedID)
	}
	return w, nil
}

// isAnswer reports whether Redis was there and said this: that there is no such key, or that it holds something else.
func isAnswer(err error) bool {
	_, ok := errors.AsType[redis.Error](err)
	return ok && !redis.HasErrorPrefix(err, "LOADING") && !redis.HasErrorPrefix(err, "CLUSTERDOWN") && !redis.HasErrorPrefix(err, "NOAUTH") && !redis.HasErrorPrefix(err, "NOPERM")
}

// lost says which entries are gone from a journal that was read to its end, and who knows of them; nil: none. A head that
// counts further, but has the very hash of the journal's end, is itself what is wrong.
func (w witness) lost(p *replayer) (*ledger.Lost, string) {
	l, by := &ledger.Lost{Vendor: p.vendor, From: p.seq + 1}, []string{}
	know := func(seq int64, who string) {
		if seq > p.seq {
			by, l.To = append(by, who), max(l.To, seq)
		}
	}
	if w.head.Hash != p.hash.String() {
		know(w.head.Seq, "its head "+w.head.String())
	}
	know(w.core, "the account, which took in entry "+strconv.FormatInt(w.core, 10))
	know(w.last, "the stream, to which "+strconv.FormatInt(w.last, 10)+"-0 was added")
	if l.To == 0 {
		return nil, ""
	}
	if l.To == w.head.Seq {
		l.Hash = w.head.Hash
	}
	return l, strings.Join(by, "; ")
}

// lossFinding names what a journal has lost.
func (t *Team) lossFinding(p *replayer, l *ledger.Lost, by string) Finding {
	return Finding{
		Vendor: p.vendor, Key: t.k.journal(p.vendor), Is: fmt.Sprintf("it ends at entry %d", p.seq), Want: fmt.Sprintf("entry %d at its end, of which these know: %s", l.To, by),
		Follows: l.String() + " " + areGone(l.To-l.From+1) + " with what was acknowledged; " + howToRecover, Loss: true,
	}
}

func areGone(n int64) string {
	if n == 1 {
		return "is gone"
	}
	return "are gone"
}

// strangers are the vendors of whom a journal, a head or an account stands in Redis, with the keys; the team's own are not among
// them. It goes through all keys, as only an operator's command may.
func (t *Team) strangers(ctx context.Context) (map[ledger.VendorID][]string, error) {
	found := map[ledger.VendorID][]string{}
	err := t.s.eachKey(ctx, t.k.prefix, "[hij][eto]*", func(key string) {
		kind, v, ok := vendorOf(key)
		if ok && v != ledger.TeamJournal && (kind == "head" || kind == "items" || kind == "journal") && !slices.Contains(found[v], kind) {
			found[v] = append(found[v], kind)
		}
	})
	return found, err
}

// keysAtOnce is how many keys are gone through in one round trip.
const keysAtOnce = 5000

// eachKey gives the keys that begin with a team's prefix and go on like a pattern; one may come twice.
func (s *Store) eachKey(ctx context.Context, prefix, pattern string, give func(key string)) error {
	node, err := s.node(ctx, prefix)
	if err != nil {
		return unavailable(err, "go through the keys")
	}
	for cursor := uint64(0); ; {
		page, next, err := node.Scan(ctx, cursor, prefix+pattern, keysAtOnce).Result()
		if err != nil {
			return unavailable(err, "go through the keys")
		}
		for _, key := range page {
			give(key)
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// strangerFinding names what stands of a vendor whom the team's record doesn't know.
func (t *Team) strangerFinding(v ledger.VendorID, kinds []string) Finding {
	slices.Sort(kinds)
	return Finding{
		Vendor: v, Key: t.k.prefix + "*:" + string(v), Is: "these stand: " + strings.Join(kinds, ", "), Want: "nothing: the team's record knows no such vendor",
		Follows: "the entry that added it is gone from the journal of the team, or somebody else wrote these keys; " + howToRecover, Loss: true,
	}
}

// stranger refuses to add a vendor of whom something stands already, though the team's record doesn't know it.
func (t *Team) stranger(ctx context.Context, v ledger.VendorID) error {
	p := t.s.client.Pipeline()
	named := p.HExists(ctx, t.k.vendors(), string(v))
	stands := p.Exists(ctx, t.k.journal(v), t.k.head(v), t.k.items(v))
	if _, err := p.Exec(ctx); err != nil {
		return unavailable(err, "look for "+string(v))
	}
	if named.Val() || stands.Val() == 0 {
		return nil // where it is known, the commit says so, or finds that it is the same once more
	}
	return &ledger.Error{
		Kind: ledger.Conflict, Say: fmt.Sprintf("A record of “%s” stands here already, but the entry that added it is gone. Nothing was recorded. Whoever runs owed should run `owed verify`, which says what is missing.", v),
		Err: fmt.Errorf("store: of %s, whom no entry of the team adds, %d keys stand", v, stands.Val()),
	}
}

// losses are all that a rebuild finds gone.
type losses struct {
	ledger.LossAccepted
	findings []Finding
}

func (l *losses) any() bool { return len(l.findings) > 0 }

// say is what is gone, for who rebuilds.
func (l *losses) say() string {
	var all []string
	for _, f := range l.findings {
		all = append(all, f.String())
	}
	return strings.Join(all, "\n")
}

// given are the IDs that were given out, by series, as the counters say.
func (t *Team) given(ctx context.Context) (map[ledger.Series]int64, error) {
	is, err := t.s.client.HGetAll(ctx, t.k.counters()).Result()
	if err != nil && !isAnswer(err) {
		return nil, unavailable(err, "read the counters")
	}
	given := map[ledger.Series]int64{}
	for _, s := range ledger.AllSeries {
		given[s], _ = strconv.ParseInt(is[string(s)], 10, 64)
	}
	return given, nil
}

// numbers are a set of IDs' numbers, a bit for each: it may be those of a million payments.
type numbers []uint64

func (n *numbers) add(number int64) {
	for int64(len(*n)) <= number/64 {
		*n = append(*n, 0)
	}
	(*n)[number/64] |= 1 << (number % 64)
}

func (n numbers) has(number int64) bool {
	return int64(len(n)) > number/64 && n[number/64]&(1<<(number%64)) != 0
}

// missing are those from 1 to last that are not in it.
func (n numbers) missing(s ledger.Series, last int64) (gone []ledger.LostIDs) {
	for from := int64(1); from <= last; from++ {
		if n.has(from) {
			continue
		}
		to := from
		if from/64 >= int64(len(n)) {
			to = last
		}
		for to < last && !n.has(to+1) {
			to++
		}
		gone = append(gone, ledger.LostIDs{From: ledger.NewID(s, from), To: ledger.NewID(s, to)})
		from = to
	}
	return gone
}

// noteIDs counts the IDs that an entry gives out, and notes which of those that had been given out when the rebuild began are on
// record.
func (b *rebuild) noteIDs(e ledger.Entry) {
	idsIn(e.Events, b.ids)
	note := func(id ledger.ID) {
		if s, n := id.Series(), id.Number(); n > 0 && n <= b.given[s] {
			set := b.bears[s]
			set.add(n)
			b.bears[s] = set
		}
	}
	for _, ev := range e.Events {
		if id, ok := idOf(ev); ok {
			note(id)
		}
		if gone, ok := ev.(*ledger.LossAccepted); ok {
			b.accepted = append(b.accepted, gone.Unknown...)
			for _, l := range gone.IDs {
				for n := l.From.Number(); n <= l.To.Number(); n++ {
					note(ledger.NewID(l.To.Series(), n))
				}
			}
		}
	}
}

// findLosses looks for what the journals no longer have, when all were read.
func (b *rebuild) findLosses() {
	for _, v := range slices.Sorted(maps.Keys(b.unknown)) {
		if _, ok := b.added[v]; !ok && !slices.Contains(b.accepted, v) {
			b.lost.Unknown = append(b.lost.Unknown, v)
			b.lost.findings = append(b.lost.findings, b.t.strangerFinding(v, b.unknown[v]))
		}
	}
	for _, s := range ledger.AllSeries {
		gone := b.bears[s].missing(s, b.given[s])
		if len(gone) == 0 {
			continue
		}
		b.lost.IDs = append(b.lost.IDs, gone...)
		b.lost.findings = append(b.lost.findings, b.t.idsFinding(s, b.given[s], gone))
	}
	idsIn([]ledger.Event{&b.lost.LossAccepted}, b.ids) // none of them is given out once more
}

// idsFinding names IDs that nothing on record bears.
func (t *Team) idsFinding(s ledger.Series, last int64, gone []ledger.LostIDs) Finding {
	var all []string
	for _, l := range gone[:min(len(gone), 10)] {
		all = append(all, l.String())
	}
	if more := len(gone) - len(all); more > 0 {
		all = append(all, fmt.Sprintf("and %d more", more))
	}
	return Finding{
		Key: t.k.counters() + " " + string(s), Is: "IDs were given out up to " + string(ledger.NewID(s, last)), Want: "an entry for each, and there is none for " + strings.Join(all, ", "),
		Follows: "what was recorded under them is gone; " + howToRecover, Loss: true,
	}
}

// acceptance is the team's entry that says what was lost and that it is gone on without.
func (b *rebuild) acceptance(now time.Time) ledger.Change {
	by := *b.accepts
	by.Key = "" // nobody delivers it once more
	by.At = now.Truncate(time.Millisecond).UTC()
	if by.At.Before(b.team.LastAt) {
		by.At = b.team.LastAt
	}
	return ledger.TeamChange(b.self.seq, by, &b.lost.LossAccepted)
}

// noteLosses puts an incident on the timeline of each vendor that lost entries.
func (b *rebuild) noteLosses(ctx context.Context) error {
	var failed error
	for _, l := range b.lost.Entries {
		if l.Vendor == ledger.TeamJournal {
			continue
		}
		by := *b.accepts
		by.At, by.Key = b.gone.c.By.At, by.Key+":"+string(l.Vendor)
		words := fmt.Sprintf("The record lost %s: owed goes on without, and what was acknowledged there has to be recorded again.", l)
		_, err := b.t.Do(ctx, l.Vendor, ledger.Need{}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) { return a.NoteIncident(words, by) })
		failed = errors.Join(failed, err)
	}
	return failed
}
