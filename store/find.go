package store

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/shopspring/decimal"
	"owed.dev/owed/ledger"
)

// Find are up to n items with that number or ID, PO, reference or amount, over all vendors, in one round trip. amount is what the
// word comes to, if it reads as one; digits alone may be either, so they are looked for as both.
func (t *Team) Find(ctx context.Context, word, amount string, n int) ([]ledger.Hit, error) {
	words := termsOf(numberTerm(word), wordTerm("po", word), wordTerm("ref", word), typedAmountTerm(cmp.Or(amount, word)))
	if amount != "" && strings.ContainsAny(word, ".,$€£¥₹ ") {
		words = termsOf(typedAmountTerm(amount)) // signs do not tell numbers apart: $47.14 would be the invoice 4714
	}
	all := slices.DeleteFunc(words[:], func(term string) bool { return term == "" })
	p := t.s.client.Pipeline()
	cmds := make([]*redis.StringSliceCmd, len(all))
	for i, term := range all {
		cmds[i] = p.ZRangeByLex(ctx, t.k.find(term), &redis.ZRangeBy{Min: "[" + term + "|", Max: "(" + term + "}", Count: int64(n)})
	}
	if len(all) == 0 {
		return nil, nil
	}
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, unavailable(err, "search")
	}
	var hits []ledger.Hit
	for i, term := range all {
		for _, m := range cmds[i].Val() {
			slug, item, _ := strings.Cut(strings.TrimPrefix(m, term+"|"), "|")
			h := ledger.Hit{Vendor: ledger.VendorID(slug), Item: item, Why: whyFound(term)}
			if len(hits) < n && !slices.ContainsFunc(hits, func(o ledger.Hit) bool { return o.Vendor == h.Vendor && o.Item == h.Item }) {
				hits = append(hits, h)
			}
		}
	}
	return hits, nil
}

// SameSums are up to n payments, credits and the like of a vendor for each of some sums, by item and in whatever currency, in one round trip.
func (t *Team) SameSums(ctx context.Context, v ledger.VendorID, sums []ledger.Money, n int) (items []string, err error) {
	p := t.s.client.Pipeline()
	cmds := map[string]*redis.StringSliceCmd{}
	for _, sum := range sums {
		term := amountTerm(sum)
		if _, asked := cmds[term]; !asked {
			of := term + "|" + string(v) + "|" + ledger.Item(ledger.ItemMovement, "")
			cmds[term] = p.ZRangeByLex(ctx, t.k.find(term), &redis.ZRangeBy{Min: "[" + of, Max: "(" + of + "~", Count: int64(n)})
		}
	}
	if len(cmds) == 0 {
		return nil, nil
	}
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, unavailable(err, "look for the same sums")
	}
	for _, term := range slices.Sorted(maps.Keys(cmds)) {
		for _, m := range cmds[term].Val() {
			items = append(items, m[strings.LastIndexByte(m, '|')+1:])
		}
	}
	return items, nil
}

// whyFound is what of an item matched.
func whyFound(term string) string {
	kind, _, _ := strings.Cut(term, ":")
	return map[string]string{"n": "number", "po": "po", "ref": "ref", "amt": "amount"}[kind]
}

// typedAmountTerm is the term of a word that reads as an amount: 1250.50, 1,250.50, $1,250.5.
func typedAmountTerm(word string) string {
	digits := strings.TrimLeft(strings.ReplaceAll(strings.TrimSpace(word), ",", ""), "$€£¥₹ ")
	d, err := decimal.NewFromString(digits)
	if err != nil || len(digits) > 40 {
		return ""
	}
	return "amt:" + d.String()
}
