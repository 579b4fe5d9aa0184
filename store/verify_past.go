package store

import (
	"context"
	"strconv"
	"strings"

	"owed.dev/owed/ledger"
)

// compareSteps compares what is known today about days gone by with the documents.
func (c *check) compareSteps(ctx context.Context, v ledger.VendorID, want map[ledger.Step]int64) ([]Finding, error) {
	key := c.t.k.steps(v)
	if c.odd[key] {
		return nil, nil
	}
	is, err := c.t.hash(ctx, key)
	if err != nil {
		return nil, err
	}
	fields := make(map[string]string, len(want))
	for s, n := range want {
		if n != 0 {
			fields[stepField(s)] = strconv.FormatInt(n, 10)
		}
	}
	for field, value := range is {
		if value == "0" {
			delete(is, field) // what was taken back leaves an empty field
		}
	}
	return ofVendor(v, differentHash(key, is, fields)), nil
}

// comparePast compares how a vendor stood at the ends of days with its journal. It is replayed once more to name the first
// wrong day only where something differs.
func (c *check) comparePast(ctx context.Context, r *reading, want digest) ([]Finding, error) {
	v := r.a.Vendor
	key := c.t.k.past(v.Slug)
	if c.odd[key] {
		return nil, nil
	}
	is, err := c.digestOf(ctx, key)
	switch {
	case err != nil || is == want:
		return nil, err
	case r.gone != nil:
		return somehow(key), nil
	}
	var found []Finding
	days := map[string]string{}
	for z, err := range c.t.members(ctx, key) {
		if err != nil {
			return nil, err
		}
		moment, raw, _ := strings.Cut(z.Member.(string), "|")
		days[moment] += raw
		if z.Score != 0 {
			found = append(found, different(v.Slug, key+" "+moment+", its score", strconv.FormatFloat(z.Score, 'f', -1, 64), "0")...)
		}
	}
	compare := func(member string) {
		moment, raw, _ := strings.Cut(member, "|")
		found = append(found, different(v.Slug, key+" "+moment, days[moment], raw)...)
		delete(days, moment)
	}
	a := ledger.NewAccount(c.added[v.Slug].vendor).Untracked()
	p := newReplayer(c.bulk, c.t.id, v.Slug, func(e ledger.Entry) {
		if member, ok := pastOf(a, e.At); ok {
			compare(member)
		}
		a.Apply(e.Meta(), e.Events...)
	})
	if f, err := p.read(ctx, c.t, nil); err != nil || f != nil {
		return nil, err
	}
	for moment, raw := range days {
		found = append(found, different(v.Slug, key+" "+moment, raw, "")...)
	}
	return found, nil
}

func ofVendor(v ledger.VendorID, found []Finding) []Finding {
	for n := range found {
		found[n].Vendor = v
	}
	return found
}
