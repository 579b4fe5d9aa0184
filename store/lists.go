package store

import (
	"context"
	_ "embed" // the scripts are files that people read
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/shopspring/decimal"
	"owed.dev/owed/ledger"
)

//go:embed lua/page.lua
var pageLua string

//go:embed lua/vendors.lua
var vendorsLua string

var (
	pageScript    = newScript(pageLua)
	vendorsScript = newScript(vendorsLua)
)

// Vendors is a page of vendors, worst first: gravest live counter-measure, then oldest due day, then slug. next is what
// to pass as after for the following page, "" after the last. total counts all vendors, sums is what is outstanding over
// all of them by currency. It costs two round trips, whatever their number. The accounts are shared: read only.
func (t *Team) Vendors(ctx context.Context, after string, n int) (page []*ledger.Account, next string, total int, sums map[ledger.Currency]ledger.Money, err error) {
	out, err := vendorsScript.run(ctx, t.s.client, []string{t.k.rank(), t.k.sums()}, after, n+1).Slice()
	if err != nil {
		return nil, "", 0, nil, unavailable(err, "list the vendors")
	}
	count, _ := out[0].(int64)
	members, _ := out[1].([]any)
	flat, _ := out[2].([]any)
	if sums, err = parseSums(flat); err != nil {
		return nil, "", 0, nil, broken(t.k.sums(), err)
	}
	if len(members) > n {
		members = members[:n]
		next = text(members[n-1])
	}
	slugs := make([]ledger.VendorID, len(members))
	for i, m := range members {
		slugs[i] = slugOfRank(text(m))
	}
	page, err = t.Cards(ctx, slugs)
	return page, next, int(count), sums, err
}

// Cards are the cards of several vendors in one round trip. The accounts are shared: read only.
func (t *Team) Cards(ctx context.Context, slugs []ledger.VendorID) ([]*ledger.Account, error) {
	if len(slugs) == 0 {
		return nil, nil
	}
	p := t.s.client.Pipeline()
	cmds := make([]*redis.Cmd, len(slugs))
	known, team := make([]*card, len(slugs)), t.teamCard()
	for n, v := range slugs {
		known[n] = t.cards.get(v)
		keys, args := t.question(v, wanted{}, known[n], team)
		cmds[n] = p.EvalSha(ctx, loadScript.sha, keys, args...)
	}
	_, err := p.Exec(ctx)
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		return t.cardsOneByOne(ctx, slugs) // once, after Redis forgot its scripts
	}
	if err != nil {
		return nil, unavailable(err, "read the vendors")
	}
	page := make([]*ledger.Account, len(slugs))
	for n, v := range slugs {
		out, err := cmds[n].Slice()
		if err != nil {
			return nil, unavailable(err, "read "+string(v))
		}
		r, err := t.answer(v, out)
		if err != nil {
			return nil, err
		}
		c, _, err := t.believe(v, r, known[n], team)
		if err != nil {
			return nil, err
		}
		if page[n], err = c.parsed(); err != nil {
			return nil, broken(t.k.items(v), err)
		}
	}
	return page, nil
}

// slugOfRank is the vendor of a member of rank.
func slugOfRank(m string) ledger.VendorID {
	return ledger.VendorID(m[strings.LastIndexByte(m, '|')+1:])
}

func (t *Team) cardsOneByOne(ctx context.Context, slugs []ledger.VendorID) ([]*ledger.Account, error) {
	page := make([]*ledger.Account, len(slugs))
	for n, v := range slugs {
		var err error
		if page[n], err = t.Card(ctx, v); err != nil {
			return nil, err
		}
	}
	return page, nil
}

func parseSums(flat []any) (map[ledger.Currency]ledger.Money, error) {
	sums := map[ledger.Currency]ledger.Money{}
	for n := 0; n+1 < len(flat); n += 2 {
		c := ledger.Currency(text(flat[n]))
		m, err := fromMinor(text(flat[n+1]), c)
		if err != nil {
			return nil, err
		}
		if !m.IsZero() {
			sums[c] = m
		}
	}
	return sums, nil
}

// fromMinor is an amount kept in its smallest unit.
func fromMinor(s string, c ledger.Currency) (ledger.Money, error) {
	units, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return ledger.Money{}, fmt.Errorf("%s %q is not a whole number of minor units", c, s)
	}
	return ledger.Money{Amount: decimal.New(units, -c.Decimals()), Currency: c}, nil
}

// Row is one item of a list.
type Row struct {
	Item string // as ledger.Item makes it
	JSON []byte
}

// Items is a page of a vendor's items of one kind, newest first. next is what to pass as after for the following page.
func (t *Team) Items(ctx context.Context, v ledger.VendorID, kind, after string, n int) (rows []Row, next string, err error) {
	return t.page(ctx, v, "list", kind, after, n)
}

// Invoices is a page of a vendor's invoices: the open ones, oldest due first, or all, newest first.
func (t *Team) Invoices(ctx context.Context, v ledger.VendorID, openOnly bool, after string, n int) (page []ledger.Invoice, next string, err error) {
	order := "list"
	if openOnly {
		order = "open"
	}
	rows, next, err := t.page(ctx, v, order, ledger.ItemInvoice, after, n)
	if err != nil {
		return nil, "", err
	}
	page, err = DecodeRows[ledger.Invoice](rows)
	if err != nil {
		return nil, "", broken(t.k.items(v), err)
	}
	return page, next, nil
}

// DecodeRows reads the rows of a list as what they are: DecodeRows[ledger.Movement](rows).
func DecodeRows[T any](rows []Row) ([]T, error) {
	out := make([]T, len(rows))
	for n, r := range rows {
		if err := json.Unmarshal(r.JSON, &out[n]); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Item, err)
		}
	}
	return out, nil
}

// itemNames are the newest items of a kind by name.
func (t *Team) itemNames(ctx context.Context, v ledger.VendorID, kind string, n int) ([]string, error) {
	rows, _, err := t.Items(ctx, v, kind, "", n)
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.Item
	}
	return names, err
}

func (t *Team) page(ctx context.Context, v ledger.VendorID, order, kind, after string, n int) (rows []Row, next string, err error) {
	set := t.k.list(v, kind)
	if order == "open" {
		set = t.k.open(v)
	}
	out, err := pageScript.run(ctx, t.s.client, []string{set, t.k.items(v)}, order, kind, after, n+1).Slice()
	if err != nil {
		return nil, "", unavailable(err, "list "+kind+" of "+string(v))
	}
	for at := 1; at+2 < len(out); at += 3 {
		if len(rows) == n {
			return rows, next, nil
		}
		rows = append(rows, Row{Item: text(out[at+1]), JSON: []byte(text(out[at+2]))})
		next = text(out[at])
	}
	return rows, "", nil
}
