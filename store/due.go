package store

import (
	"cmp"
	"context"
	_ "embed" // the script is a file that people read
	"encoding/json"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
)

//go:embed lua/due.lua
var dueLua string

var dueScript = newScript(dueLua)

// dueDisputed and dueHeld are the parts of what falls due that are not to be paid, behind day and currency.
const (
	dueDisputed = "|disputed"
	dueHeld     = "|held"
)

// DueBy are the open invoices of a vendor ("": of all) that fall due from one day to another, both included, by day and
// vendor. A zero from means from the beginning, what is long overdue included. next is what to pass as after for the
// following page.
func (t *Team) DueBy(ctx context.Context, v ledger.VendorID, from, to ledger.Date, after string, n int) (rows []ledger.DueRow, next string, err error) {
	first := "-"
	if !from.IsZero() {
		first = "[" + from.String()
	}
	day, member, _ := strings.Cut(after, "\t")
	if day != "" {
		first = "[" + day
	}
	args := []any{t.k.prefix, first, "(" + to.AddDays(1).String(), member, n + 1, string(v)}
	out, err := dueScript.run(ctx, t.s.client, []string{t.k.due()}, args...).Slice()
	if err != nil {
		return nil, "", unavailable(err, "list what falls due")
	}
	for at := 0; at+2 < len(out); at += 3 {
		if len(rows) == n {
			return rows, next, nil
		}
		day, slug, _ := strings.Cut(text(out[at]), "|")
		row := ledger.DueRow{Vendor: ledger.VendorID(slug)}
		if row.Due, err = ledger.ParseISO(day); err != nil {
			return nil, "", broken(t.k.due(), err)
		}
		if err := json.Unmarshal([]byte(text(out[at+2])), &row.Invoice); err != nil {
			return nil, "", broken(t.k.items(row.Vendor), err)
		}
		rows = append(rows, row)
		next = text(out[at]) + "\t" + text(out[at+1])
	}
	return rows, "", nil
}

// DueSums is what falls due over all vendors from one day to another, both included, by currency and day, without counts.
// It costs two round trips, whatever the number of vendors and invoices.
func (t *Team) DueSums(ctx context.Context, from, to ledger.Date) ([]ledger.DaySum, error) {
	currencies, err := t.s.client.HKeys(ctx, t.k.sums()).Result()
	if err != nil {
		return nil, unavailable(err, "read what falls due")
	}
	slices.Sort(currencies)
	var days []ledger.DaySum
	var fields []string
	for _, c := range currencies {
		for d := from; d <= to; d++ {
			field := d.String() + "|" + c
			fields = append(fields, field, field+dueDisputed, field+dueHeld)
			days = append(days, ledger.DaySum{Due: d, Open: ledger.Zero(ledger.Currency(c))})
		}
	}
	vals, err := t.fieldsOf(ctx, t.k.dueSums(), fields)
	if err != nil {
		return nil, err
	}
	sums := days[:0]
	for n, d := range days {
		c := d.Open.Currency
		for i, m := range []*ledger.Money{&d.Open, &d.Disputed, &d.Held} {
			if *m, err = fromMinor(cmp.Or(text(vals[3*n+i]), "0"), c); err != nil {
				return nil, broken(t.k.dueSums(), err)
			}
		}
		if !d.Open.IsZero() {
			sums = append(sums, d)
		}
	}
	return sums, nil
}

// fieldsAtOnce is how many fields of a hash one command asks for.
const fieldsAtOnce = 1000

// fieldsOf reads fields of a hash in one round trip.
func (t *Team) fieldsOf(ctx context.Context, key string, fields []string) ([]any, error) {
	if len(fields) == 0 {
		return nil, nil
	}
	p := t.s.client.Pipeline()
	var cmds []*redis.SliceCmd
	for part := range slices.Chunk(fields, fieldsAtOnce) {
		cmds = append(cmds, p.HMGet(ctx, key, part...))
	}
	if _, err := p.Exec(ctx); err != nil {
		return nil, unavailable(err, "read what falls due")
	}
	vals := make([]any, 0, len(fields))
	for _, c := range cmds {
		vals = append(vals, c.Val()...)
	}
	return vals, nil
}
