package ledger

import (
	"cmp"
	"slices"
)

// Joined is the survivor of a merge as far as its card's figures and its contracts go: what a merge will come to, before anybody decides
// on it. It needs no more than both cards, and has no documents.
func Joined(from, into *Account) *Account {
	a := into.clone()
	for c, moved := range from.Sums {
		s := a.sums(c)
		s.Days = append(s.Days, moved.Days...)
		slices.SortStableFunc(s.Days, func(x, y DaySum) int { return int(x.Due - y.Due) })
		s.OnAccount, s.Contested, s.Settled = s.OnAccount.Add(moved.OnAccount), s.Contested.Add(moved.Contested), s.Settled+moved.Settled
	}
	for _, m := range from.Drawn {
		m.From = cmp.Or(m.From, from.Vendor.Slug)
		a.Drawn = append(a.Drawn, m)
	}
	slices.SortFunc(a.Drawn, byMonth)
	for _, c := range from.LiveContracts() {
		c.From = cmp.Or(c.From, from.Vendor.Slug)
		a.Contracts[c.ID] = c
	}
	return a
}
