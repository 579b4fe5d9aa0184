package bot

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"owed.dev/owed/alerts"
	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// filesOnRedis are the files of a team with one vendor, on a redis-server.
func filesOnRedis(t *testing.T) Files {
	t.Helper()
	addr, _ := realRedis(t)
	s, err := store.Open(t.Context(), "redis://"+addr, store.Options{Plan: alerts.Plan, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	team := s.Team("T1")
	addVendor(t, team)
	return FilesOf(team)
}

// agreed checks a file against what its dry run and its recording shall say, and what is owed then.
func (f Files) agreed(t *testing.T, what, file string, fresh, known int, open string, said ...string) {
	t.Helper()
	b := f.read(t, file)
	if got := exchange.Remarked(b.Remarks); b.Fresh() != fresh || b.Known != known || len(b.Refused) > 0 || !slices.Equal(got, said) {
		t.Errorf("%s: the dry run has %d new, %d known, says %q, and refuses %+v; want %q", what, b.Fresh(), b.Known, got, b.Refused, said)
	}
	var o exchange.Outcome
	if err := f.Record(t.Context(), b, importBy(what), exchange.Place{}, func(_ context.Context, now exchange.Outcome) error { o = now; return nil }); err != nil {
		t.Fatal(what, err)
	}
	if got := f.open(t); o.New != fresh || o.Known != known || !slices.Equal(o.Remarks, said) || got != open {
		t.Errorf("%s: %+v, %s owed; want %d new, %d known, %s owed, and %q", what, o, got, fresh, known, open, said)
	}
	if r, err := f.team.Verify(t.Context(), store.VerifyOptions{}); err != nil || !r.OK() {
		t.Errorf("%s: verify: %v\n%s", what, err, r)
	}
}

// A vendor's statement says what is open of each invoice. What it counts as paid of one that is on record is on record, too, or not paid:
// it is never recorded, and where the two differ the file's dry run and its outcome say so. Deliberate faults it catches: payments and
// credits on record counted once more as paid before owed; the next statement refused, as less is open by then; a difference passed over,
// or told of the invoice that a row further down pays; a row that was reversed whole, and is not read again.
func TestAStatementOfInvoicesOnRecord(t *testing.T) {
	t.Parallel()
	f := filesOnRedis(t)
	usd := func(s string) ledger.Money { return ledger.MustMoney(s, "USD") }
	issued := ledger.NewDate(2022, 12, 15)
	does := func(decide func(*ledger.Account, ledger.By) (ledger.Change, error)) { t.Helper(); f.does(t, decide) }
	does(func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordInvoices([]ledger.Invoice{{No: "INV 1", Amount: usd("1250.50"), Issued: issued, Due: issued + 30}, {No: "INV-2", Amount: usd("12000"), Issued: issued, Due: issued + 30}}, by)
	})
	does(func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordCredit(ledger.Credit{Number: "GS-7", Amount: usd("250.50"), For: []ledger.InvoiceNo{"INV 1"}}, by)
	})
	does(func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordPayment(ledger.Pay{Ref: "SEPA-1", Amount: usd("2520"), For: []ledger.InvoiceNo{"INV-2"}}, by)
	})
	const head = "Number,Date,Due Date,Amount,Open\n"
	one := func(open string) string { return "INV 1,2022-12-15,2023-01-14,1250.50," + open + "\n" }
	two := func(open string) string { return "INV-2,2022-12-15,2023-01-14,12000.00," + open + "\n" }
	w := func(open string) string { return "W-1,2022-12-15,2023-01-14,1000.00," + open + "\n" }
	f.agreed(t, "agrees to the cent", head+one("1000.00")+two("9480.00"), 0, 2, "$10,480.00")
	f.agreed(t, "less is open there", head+one("600.00")+two("0.00"), 0, 2, "$10,480.00",
		"Line 2: INV 1 is on record with $1,000.00 open, the file says $600.00: record what was paid, or ask the vendor.",
		"Line 3: INV-2 is on record with $9,480.00 open, the file says $0.00: record what was paid, or ask the vendor.")
	f.agreed(t, "nothing was booked there", head+one("1250.50"), 0, 1, "$10,480.00",
		"Line 2: INV 1 is on record with $1,000.00 open, the file says $1,250.50: ask the vendor for what was not booked there.")
	f.agreed(t, "a new one, paid in part", head+w("700.00"), 1, 0, "$11,180.00")
	f.agreed(t, "the same again", head+w("700.00"), 0, 1, "$11,180.00")
	does(func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordPayment(ledger.Pay{Ref: "SEPA-2", Amount: usd("400"), For: []ledger.InvoiceNo{"W-1"}}, by)
	})
	f.agreed(t, "the next month", head+w("300.00")+one("1000.00"), 0, 2, "$10,780.00")
	f.agreed(t, "with the payment below it", "Type,Number,Date,Due Date,Amount,Open,For\ninvoice,W-1,2022-12-15,2023-01-14,1000.00,200.00,\npayment,SEPA-3,2023-01-20,,100.00,,W-1\n", 1, 1, "$10,680.00")
	f.agreed(t, "and again", "Type,Number,Date,Due Date,Amount,Open,For\ninvoice,W-1,2022-12-15,2023-01-14,1000.00,200.00,\npayment,SEPA-3,2023-01-20,,100.00,,W-1\n", 0, 2, "$10,680.00")

	f.agreed(t, "another", head+"X-1,2022-12-15,2023-01-14,50.00,20.00\n", 1, 0, "$10,700.00")
	reversed := func(word string) {
		t.Helper()
		need := ledger.NeedToReverse("acme", word)
		need.Items = append(need.Items, ledger.ItemOf("X-1"))
		if _, err := f.team.Do(t.Context(), "acme", need, ledger.Extra{Look: true}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
			return a.Reverse(word, "wrong", ledger.Rights{}, ledger.By{Actor: "U2", At: benchNow, Cmd: "typed"})
		}); err != nil {
			t.Fatal(err)
		}
	}
	reversed("P-5")
	f.agreed(t, "its payment is reversed", head+"X-1,2022-12-15,2023-01-14,50.00,20.00\n", 0, 1, "$10,730.00",
		"Line 2: X-1 is on record with $50.00 open, the file says $20.00: record what was paid, or ask the vendor.")
	reversed("X-1")
	f.agreed(t, "all of it is reversed", head+"X-1,2022-12-15,2023-01-14,50.00,20.00\n", 1, 0, "$10,700.00")
}
