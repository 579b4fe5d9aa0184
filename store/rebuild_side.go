package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

const (
	// sidePage is how many arguments of commands, or sums, a rebuild gathers before it writes them.
	sidePage = 20_000
	// findPages is how many times as many members of the search index it gathers: they are spread over so many small sets that only
	// then several of one set go there together.
	findPages = 4
)

// side is where a rebuild writes what it computes, until that is put in place. What is to be written is gathered by key, so that one
// command takes much of it, and a page of it is on its way to Redis while the rebuild goes on. All of it may be written twice, as
// happens where an answer is lost: sums are written as they are, not as what is added.
type side struct {
	k      keys
	client redis.UniversalClient

	page    int              // how many arguments or sums are gathered before they are written
	gone    []op             // what is taken back, before the rest is written
	open    map[string][]any // commands that take more, by key
	full    [][]any          // those that take no more
	n       int              // how many arguments all of them have
	finds   [][]string       // what the search index gets, by bucket
	found   int              // how many members that are
	tallies map[tally]int64  // what is to be added
	flying  chan error       // the page on its way; nil: none
}

func newSide(k keys, c redis.UniversalClient) *side {
	return &side{k: k, client: c, page: sidePage, finds: make([][]string, findBuckets), open: map[string][]any{}, tallies: map[tally]int64{}}
}

// gather adds arguments to the command of a key. All that is gathered of one key is for one command.
func (s *side) gather(cmd, key string, args ...any) {
	all, ok := s.open[key]
	if !ok {
		all = append(make([]any, 0, 2+2*len(args)), cmd, key)
	}
	s.n += len(args)
	if all = append(all, args...); len(all) < maxArgs {
		s.open[key] = all
		return
	}
	s.full = append(s.full, all)
	delete(s.open, key)
}

// find adds a member to the search index.
func (s *side) find(bucket int, member string) {
	s.finds[bucket] = append(s.finds[bucket], member)
	s.found++
}

// unfind takes it out again, wherever it is by now.
func (s *side) unfind(bucket int, member string) {
	if at := slices.Index(s.finds[bucket], member); at >= 0 {
		s.finds[bucket] = slices.Delete(s.finds[bucket], at, at+1)
		s.found--
		return
	}
	s.takeBack("ZREM", s.k.findBucket(bucket), member)
}

// isFull reports whether there is a page to write.
func (s *side) isFull() bool { return s.n >= s.page || s.found >= findPages*s.page }

// add gathers commands that put something where nothing stands.
func (s *side) add(w *writes) {
	for _, o := range w.ops {
		if !s.tallied(o) {
			s.gather(o.cmd, o.key, o.args...)
		}
	}
}

// tallied keeps what is to be added to a sum.
func (s *side) tallied(o op) bool {
	if o.cmd != "HINCRBY" {
		return false
	}
	by, _ := o.args[1].(int64)
	s.tallies[tally{o.key, o.args[0].(string)}] += by
	return true
}

// takeBack takes back what was written before: it must be flushed by now.
func (s *side) takeBack(cmd, key string, args ...any) {
	s.gone = append(s.gone, op{cmd, key, args})
	s.n += len(args)
}

// flush sends a page on its way, after the one before it has arrived. What is taken back goes before all else.
func (s *side) flush(ctx context.Context) error {
	finds := s.found >= findPages*s.page
	if err := s.land(); err != nil || s.n == 0 && !finds {
		return err
	}
	p := s.client.Pipeline()
	for _, o := range s.gone {
		p.Do(ctx, append([]any{o.cmd, o.key}, o.args...)...)
	}
	for _, args := range s.full {
		p.Do(ctx, args...)
	}
	for _, args := range s.open {
		p.Do(ctx, args...)
	}
	if finds {
		s.sendFinds(ctx, p)
	}
	s.gone, s.full, s.n = nil, nil, 0
	clear(s.open)
	s.flying = make(chan error, 1)
	go func(done chan<- error) {
		_, err := p.Exec(ctx)
		done <- unavailable(err, "write anew")
	}(s.flying)
	return nil
}

// sendFinds sends what the search index gets, the last of each set first: Redis keeps a small set as a list in order, and finds the place
// of each from its beginning.
func (s *side) sendFinds(ctx context.Context, p redis.Pipeliner) {
	for bucket, members := range s.finds {
		if len(members) == 0 {
			continue
		}
		slices.SortFunc(members, func(a, b string) int { return strings.Compare(b, a) })
		key := s.k.findBucket(bucket)
		for page := range slices.Chunk(members, maxArgs/2) {
			args := append(make([]any, 0, 2+2*len(page)), "ZADD", key)
			for _, m := range page {
				args = append(args, 0, m)
			}
			p.Do(ctx, args...)
		}
		s.finds[bucket] = members[:0]
	}
	s.found = 0
}

// land waits for the page on its way.
func (s *side) land() error {
	if s.flying == nil {
		return nil
	}
	err := <-s.flying
	s.flying = nil
	return err
}

// settle writes all that was gathered.
func (s *side) settle(ctx context.Context) error {
	if err := s.flushed(ctx); err != nil {
		return err
	}
	if s.found > 0 {
		p := s.client.Pipeline()
		s.sendFinds(ctx, p)
		if _, err := p.Exec(ctx); err != nil {
			return unavailable(err, "write anew")
		}
	}
	return s.addUp(ctx)
}

// flushed writes a page, and waits until it has arrived.
func (s *side) flushed(ctx context.Context) error {
	if err := s.flush(ctx); err != nil {
		return err
	}
	return s.land()
}

// addUp adds to the sums that stand at the side. Nobody else writes there.
func (s *side) addUp(ctx context.Context) error {
	fields := map[string][]string{}
	for t := range s.tallies {
		fields[t.key] = append(fields[t.key], t.field)
	}
	for key, all := range fields {
		for len(all) > 0 {
			page := all[:min(len(all), maxArgs/2)]
			all = all[len(page):]
			if err := s.addPage(ctx, key, page); err != nil {
				return err
			}
		}
	}
	clear(s.tallies)
	return nil
}

func (s *side) addPage(ctx context.Context, key string, fields []string) error {
	is, err := s.client.HMGet(ctx, key, fields...).Result()
	if err != nil {
		return unavailable(err, "read "+key)
	}
	sums, none := make([]any, 0, 2*len(fields)), []string(nil)
	for n, field := range fields {
		was := int64(0)
		if s := text(is[n]); s != "" {
			if was, err = strconv.ParseInt(s, 10, 64); err != nil {
				return broken(key, err)
			}
		}
		if sum := was + s.tallies[tally{key, field}]; sum != 0 {
			sums = append(sums, field, sum)
		} else {
			none = append(none, field)
		}
	}
	p := s.client.Pipeline()
	if len(sums) > 0 {
		p.HSet(ctx, key, sums...)
	}
	if len(none) > 0 {
		p.HDel(ctx, key, none...)
	}
	_, err = p.Exec(ctx)
	return unavailable(err, "write "+key)
}

// items gives those of a vendor's items that stand at the side.
func (s *side) items(ctx context.Context, v ledger.VendorID, items []string, give func(item, text string) error) error {
	if len(items) == 0 {
		return nil
	}
	if err := s.flushed(ctx); err != nil {
		return err
	}
	is, err := s.client.HMGet(ctx, s.k.items(v), items...).Result()
	if err != nil {
		return unavailable(err, "read "+s.k.items(v))
	}
	for n, item := range items {
		if is[n] == nil {
			continue
		}
		if err := give(item, text(is[n])); err != nil {
			return broken(s.k.items(v)+" "+item, err)
		}
	}
	return nil
}

// inOrder writes commands one after the other, after all that was gathered.
func (s *side) inOrder(ctx context.Context, w *writes) error {
	if err := s.flushed(ctx); err != nil {
		return err
	}
	p := s.client.Pipeline()
	for _, o := range w.ops {
		if !s.tallied(o) {
			p.Do(ctx, append([]any{o.cmd, o.key}, o.args...)...)
		}
	}
	_, err := p.Exec(ctx)
	return unavailable(err, "write anew")
}
