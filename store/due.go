package store

import (
	"context"
	_ "embed" // the script is a file that people read
	"encoding/json"
	"strings"

	"owed.dev/owed/ledger"
)

//go:embed lua/due.lua
var dueLua string

var dueScript = newScript(dueLua)

// DueBy are the open invoices of all vendors that fall due from one day to another, both included, by day and vendor. A
// zero from means from the beginning, what is long overdue included. next is what to pass as after for the following page.
func (t *Team) DueBy(ctx context.Context, from, to ledger.Date, after string, n int) (rows []ledger.DueRow, next string, err error) {
	first := "-"
	if !from.IsZero() {
		first = "[" + from.String()
	}
	day, member, _ := strings.Cut(after, "\t")
	if day != "" {
		first = "[" + day
	}
	prefixes := []any{t.k.prefix, first, "(" + to.AddDays(1).String(), member, n + 1}
	out, err := dueScript.run(ctx, t.s.client, []string{t.k.due()}, prefixes...).Slice()
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

// DueSums is what falls due per day and currency over all vendors, from one day to another, both included.
func (t *Team) DueSums(ctx context.Context, from, to ledger.Date, currencies []ledger.Currency) (map[ledger.Date]map[ledger.Currency]ledger.Money, error) {
	var fields []string
	for d := from; d <= to; d++ {
		for _, c := range currencies {
			fields = append(fields, d.String()+"|"+string(c))
		}
	}
	sums := map[ledger.Date]map[ledger.Currency]ledger.Money{}
	if len(fields) == 0 {
		return sums, nil
	}
	vals, err := t.s.client.HMGet(ctx, t.k.dueSums(), fields...).Result()
	if err != nil {
		return nil, unavailable(err, "read what falls due")
	}
	for n, v := range vals {
		d, c := from+ledger.Date(n/len(currencies)), currencies[n%len(currencies)]
		if text(v) == "" || text(v) == "0" {
			continue
		}
		m, err := fromMinor(text(v), c)
		if err != nil {
			return nil, broken(t.k.dueSums(), err)
		}
		if sums[d] == nil {
			sums[d] = map[ledger.Currency]ledger.Money{}
		}
		sums[d][c] = m
	}
	return sums, nil
}
