package store_test

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// What is settled is not kept while a journal is verified, and is compared as well: also where later entries are about it, as a return
// that is taken back, or a purchase order that came late. Deliberate faults it catches: the text of a settled invoice that is not
// looked at, a later entry passed over, so that what stood before it is taken for right.
func TestSettledItemsAreCompared(t *testing.T) {
	onOne(t, func(t *testing.T, f *fixture) {
		f.theCase()
		pay := func(no ledger.InvoiceNo) {
			f.do("aws", ledger.Need{Items: ledger.InvoiceItems(no)}, func(a *ledger.Account) (ledger.Change, error) {
				return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("10000000", "USD"), For: []ledger.InvoiceNo{no}}, f.by("UALICE", "paid"+string(no)))
			})
		}
		pay("INV-2")
		f.do("aws", ledger.Need{Items: []string{"mov:P-2"}}, func(a *ledger.Account) (ledger.Change, error) {
			return a.Return("P-2", "account closed", f.by("UALICE", "returned"))
		})
		f.do("aws", ledger.Need{Items: []string{"mov:P-2"}}, func(a *ledger.Account) (ledger.Change, error) {
			return a.Reverse("P-2", "another one", ledger.Rights{}, f.by("UALICE", "reverse"))
		})
		pay("INV-3")
		ctx, items := t.Context(), f.key("items:aws")
		before, err := f.raw.HGet(ctx, items, "inv:INV3").Result()
		if err != nil {
			t.Fatal(err)
		}
		f.do("aws", ledger.Need{Items: ledger.InvoiceItems("INV-3")}, func(a *ledger.Account) (ledger.Change, error) {
			return a.SetPO("INV-3", "PO-7", f.by("UALICE", "po"))
		})
		f.clean()
		named := func(what string) {
			t.Helper()
			r, err := f.team.Verify(ctx, store.VerifyOptions{})
			if err != nil || !strings.Contains(r.String(), items+" "+what) {
				t.Errorf("%s was spoiled: %v\n%s", what, err, r)
			}
		}
		for _, item := range []string{"inv:INV1", "mov:P-1", "inv:INV2", "mov:P-2", "inv:INV3", "mov:P-3"} {
			text, err := f.raw.HGet(ctx, items, item).Result()
			if err != nil {
				t.Fatal(err)
			}
			for _, spoiled := range []string{strings.Replace(text, "10000000.00", "10000001.00", 1), before, ""} {
				f.raw.HSet(ctx, items, item, spoiled)
				named(item)
			}
			f.raw.HDel(ctx, items, item)
			named(item)
			f.raw.HSet(ctx, items, item, text)
		}
		f.clean()
		f.raw.HSet(ctx, items, "inv:X", before)
		f.raw.ZAdd(ctx, f.key("list:aws:inv"), redis.Z{Score: 99, Member: "X"})
		named("inv:X")
	})
}
