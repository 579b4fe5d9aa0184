package store

import (
	"context"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

// redisTypes are the types of keys as the reference names them, and as Redis does.
var redisTypes = map[string]string{"string": "string", "hash": "hash", "set": "set", "sorted set": "zset", "stream": "stream"}

// of are the keys of a row: those of a vendor, or with "" those of the team that name none. Keys of which nobody knows how many there are
// are not among them.
func (r keyRow) of(k keys, v ledger.VendorID) (out []string) {
	name, ofVendor := r.name, strings.Contains(r.name, "<slug>")
	switch {
	case name == teamsKey || ofVendor != (v != ""):
		return nil
	case ofVendor:
		name = strings.Replace(name, "<slug>", string(v), 1)
	}
	switch before, what, _ := strings.Cut(name, "<"); what {
	case "":
		return []string{k.prefix + name}
	case "kind>":
		for _, kind := range itemKinds {
			out = append(out, k.prefix+before+kind)
		}
	}
	return out
}

// typed looks for keys of another type than owed gave them, of some vendors, or with "" of the team. They are named, and nothing else is said
// of them.
func (c *check) typed(ctx context.Context, vendors ...ledger.VendorID) error {
	for _, r := range keyRows {
		if r.name == findRow {
			continue // so many, that their types are asked for only where one can't be read
		}
		var all []string
		for _, v := range vendors {
			all = append(all, r.of(c.t.k, v)...)
		}
		for page := range slices.Chunk(all, keysAtOnce) {
			if err := c.typedPage(ctx, r, page); err != nil {
				return err
			}
		}
	}
	return nil
}

// findRow is the row of the search index.
const findRow = "find:<n>"

// oddFind looks whether a part of the search index that could not be read is of another type.
func (c *check) oddFind(ctx context.Context, key string) (odd bool, err error) {
	at := slices.IndexFunc(keyRows, func(r keyRow) bool { return r.name == findRow })
	err = c.typedPage(ctx, keyRows[at], []string{key})
	return c.odd[key], err
}

func (c *check) typedPage(ctx context.Context, r keyRow, page []string) error {
	types, err := c.t.types(ctx, page)
	if err != nil {
		return err
	}
	for n, is := range types {
		if is != "none" && is != redisTypes[r.kind] {
			c.odd[page[n]] = true
			c.report.find(r.odd(page[n], is))
		}
	}
	return nil
}

// types are the types of keys, as Redis names them.
func (t *Team) types(ctx context.Context, all []string) ([]string, error) {
	if len(all) == 0 {
		return nil, nil
	}
	p := t.s.client.Pipeline()
	asked := make([]*redis.StatusCmd, len(all))
	for n, key := range all {
		asked[n] = p.Type(ctx, key)
	}
	if _, err := p.Exec(ctx); err != nil {
		return nil, unavailable(err, "ask of what type keys are")
	}
	out := make([]string, len(all))
	for n := range asked {
		out[n] = asked[n].Val()
	}
	return out, nil
}

// odd names a key that is of another type than owed gave it.
func (r keyRow) odd(key, is string) Finding {
	for name, redis := range redisTypes {
		if redis == is {
			is = name
		}
	}
	f := Finding{Key: key, Is: "it is a " + is, Want: "a " + r.kind + ": somebody else wrote this key"}
	switch {
	case strings.HasPrefix(r.rebuilt, "yes"):
		f.Follows = "it is only computed: owed rebuild sets it right"
	case strings.HasPrefix(r.name, "journal:"):
		f.Follows, f.Loss = "it is the record itself: put it back from a backup, a replica or a proof; owed rebuild refuses until then, unless it is removed (DEL "+key+") and owed rebuild --accept-loss is to go on without", true
	default:
		f.Follows = "it is not computed from the journals, so owed rebuild leaves it; remove it (DEL " + key + ") and owed goes on without what it held"
	}
	return f
}

// oddJournals refuses to rebuild from journals that are none.
func (t *Team) oddJournals(ctx context.Context, vendors []ledger.VendorID) error {
	all := make([]string, len(vendors))
	for n, v := range vendors {
		all[n] = t.k.journal(v)
	}
	types, err := t.types(ctx, all)
	for n, is := range types {
		if is != "none" && is != "stream" {
			at := slices.IndexFunc(keyRows, func(r keyRow) bool { return r.name == "journal:<slug>" })
			return &ledger.Error{Kind: ledger.Conflict, Say: keyRows[at].odd(all[n], is).String(), Err: ErrBroken}
		}
	}
	return err
}

// alien reports whether the list of teams names this one, though nothing of it stands.
func (t *Team) alien(ctx context.Context) (bool, error) {
	listed, err := t.s.client.SIsMember(ctx, teamsKey, t.id).Result()
	if redis.HasErrorPrefix(err, "WRONGTYPE") {
		return false, nil // it is no list, which is found
	}
	if err != nil || !listed {
		return false, unavailable(err, "read "+teamsKey)
	}
	some, err := t.s.client.Exists(ctx, t.k.journal(ledger.TeamJournal), t.k.counters(), t.k.app()).Result()
	if err != nil || some > 0 {
		return false, unavailable(err, "look for keys of "+t.id)
	}
	stands := false
	err = t.s.eachKey(ctx, t.k.prefix, "*", func(string) { stands = true })
	return !stands, err
}
