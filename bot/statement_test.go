package bot

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// filesOnRedis are the files of a team with one vendor, on a redis-server.
func filesOnRedis(t *testing.T) Files {
	t.Helper()
	addr, _ := realRedis(t)
	return filesAt(t, addr)
}

// agreed checks a file against what its dry run and its recording shall say, and what is owed then.
func (f Files) agreed(t *testing.T, what, file string, fresh, known int, open string, said ...string) {
	t.Helper()
	now := benchNow.Add(time.Duration(f.entries(t)) * time.Hour) // later than what is on record
	b, err := f.Read(t.Context(), strings.NewReader(file), exchange.Reading{File: "a.csv", Now: now, Hints: exchange.Hints{Vendor: "acme"}})
	if err != nil {
		t.Fatal(what, err)
	}
	if got := b.Remarked(); b.Fresh() != fresh || b.Known != known || len(b.Refused) > 0 || !slices.Equal(got, said) {
		t.Errorf("%s: the dry run has %d new, %d known, says %q, and refuses %+v; want %q", what, b.Fresh(), b.Known, got, b.Refused, said)
	}
	var o exchange.Outcome
	by := importBy(what)
	by.At = now
	if err := f.Record(t.Context(), b, by, exchange.Place{}, func(_ context.Context, now exchange.Outcome) error { o = now; return nil }); err != nil {
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

// A list of payments calls each part of a transfer by the reference and the invoice; people type the reference alone, or settle a request
// by it. Deliberate faults it catches: what was typed is recorded once more; of two invoices that one transfer pays the second is taken for
// the first; next month's payment under the same reference is taken for the last one; the parts of a transfer that one file brings
// are taken for each other; what was paid on account is recorded once more, for an invoice.
func TestAListOfPaymentsThatWereTyped(t *testing.T) {
	t.Parallel()
	f := filesOnRedis(t)
	usd := func(s string) ledger.Money { return ledger.MustMoney(s, "USD") }
	admin := ledger.Rights{Admin: true}
	paid := func(sum, ref string, day int, of ...ledger.InvoiceNo) func(*ledger.Account, ledger.By) (ledger.Change, error) {
		return func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Ref: ref, Amount: usd(sum), For: of, Day: ledger.NewDate(2023, 1, day)}, by)
		}
	}
	f.bills(t, "B-1", "B-2", "B-3", "B-4", "B-5", "B-6", "B-7", "B-8")
	for _, decide := range []func(*ledger.Account, ledger.By) (ledger.Change, error){
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RequestPayment(ledger.Ask{Amount: usd("100"), For: []ledger.InvoiceNo{"B-1"}}, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			by.Actor = "U2"
			return a.Approve("PR-1", admin, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.Settle("PR-1", usd("100"), ledger.NewDate(2023, 1, 19), "WW-1", by)
		},
		paid("300", "WW-3", 20, "B-3"), paid("200", "WW-3", 20, "B-4"), // one transfer, typed in two
		paid("70", "WW-4", 21, "B-5", "B-6"), // all of it goes to the first
		paid("60", "SUB", 5, "B-7"),          // every month
		paid("5000", "WW-9", 22, "B-8"),      // and 4,000 on account
	} {
		f.does(t, decide)
	}
	const head = "Payment Date,Amount Paid,Payment Reference,Invoice Number\n"
	open := f.open(t)
	f.agreed(t, "all of it is known", head+"2023-01-20,300.00,WW-3,B-3\n2023-01-20,200.00,WW-3,B-4\n2023-01-19,100.00,WW-1,B-1\n2023-01-23,70.00,WW-4,B-5\n2023-01-22,1000.00,WW-9,B-8\n", 0, 5, open)
	f.agreed(t, "the same day, another invoice", head+"2023-01-21,70.00,WW-4,B-6\n", 0, 1, open,
		"Line 2: WW-4 is on record as P-4: $70.00 of the same day, for B-5 and not B-6. If it is another payment, record it by itself.")
	parts := head + "2023-02-05,60.00,SUB,B-2\n2023-01-20,50.00,WW-3,B-5\n2023-01-24,40.00,WW-5,\n2023-01-24,40.00,WW-5,B-6\n"
	f.agreed(t, "what is new", parts, 4, 0, "$6,080.00")
	f.agreed(t, "and comes again", parts, 0, 4, f.open(t))
}

// Behind the old name of a merged vendor an old number means what came from there, in a file as where it is typed. Deliberate faults it
// catches: a payment or a credit that goes to the survivor's own invoice of that number; the old vendor's invoice refused, or recorded once
// more; the numbers of the first merge forgotten in the second; what the old vendor's file had brought before the merge brought again.
func TestAFileBehindAnOldName(t *testing.T) {
	t.Parallel()
	f := filesOnRedis(t)
	for _, slug := range []ledger.VendorID{"oa", "ob"} {
		c, err := ledger.NewVendor(ledger.Vendor{Name: "Old " + string(slug), Slug: slug, Currency: "USD"}, ledger.By{Actor: "U1", At: benchNow, Key: "add " + string(slug)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.team.Add(t.Context(), c, ledger.Extra{}); err != nil {
			t.Fatal(err)
		}
	}
	const head = "Vendor,Type,Number,For,Date,Amount,Payment Reference\n"
	f.agreed(t, "three vendors", head+"acme,invoice,Z-1,,2023-01-01,100.00,\noa,invoice,Z-1,,2023-01-01,70.00,\nob,invoice,Z-1,,2023-01-01,50.00,\n", 3, 0, "$100.00")
	const list = "Vendor,Payment Date,Amount Paid,Payment Reference,Invoice Number\n"
	run := list + "acme,2023-01-20,10.00,RUN-1,Z-1\noa,2023-01-20,7.00,RUN-1,Z-1\nob,2023-01-20,5.00,RUN-1,Z-1\n"
	f.agreed(t, "one run pays all", run, 3, 0, "$90.00")
	for _, pair := range [][2]ledger.VendorID{{"ob", "oa"}, {"oa", "acme"}} {
		if m, err := f.team.Merge(t.Context(), pair[0], pair[1], ledger.By{Actor: "U1", At: benchNow, Cmd: "merge", Key: "merge " + string(pair[0])}); err != nil || !m.Done {
			t.Fatal(m, err)
		}
	}
	opens := func(want map[string]string) {
		t.Helper()
		for no, sum := range want {
			a, err := f.team.Load(t.Context(), "acme", ledger.Need{Items: ledger.InvoiceItems(ledger.InvoiceNo(no))})
			if err != nil {
				t.Fatal(err)
			}
			if i := a.Invoices[ledger.InvoiceNo(no).Key()]; i.Open().String() != sum {
				t.Errorf("%s of %s is open, want %s", i.Open(), no, sum)
			}
		}
	}
	opens(map[string]string{"Z-1": "$90.00", "Z-1-oa": "$63.00", "Z-1-ob": "$45.00"})
	f.agreed(t, "the run again", run, 0, 3, "$198.00")
	f.agreed(t, "the invoices again", head+"acme,invoice,Z-1,,2023-01-01,100.00,\noa,invoice,Z-1,,2023-01-01,70.00,\nOld ob,invoice,Z-1,,2023-01-01,50.00,\n", 0, 3, "$198.00")
	more := list + "ob,2023-02-20,6.00,RUN-2,Z-1\noa,2023-02-20,6.00,RUN-2,Z-1\nacme,2023-02-20,6.00,RUN-2,Z-1\n"
	f.agreed(t, "the next run", more, 3, 0, "$180.00")
	f.agreed(t, "the next run again", more, 0, 3, "$180.00")
	opens(map[string]string{"Z-1": "$84.00", "Z-1-oa": "$57.00", "Z-1-ob": "$39.00"})
	f.agreed(t, "a credit", head+"ob,credit,CN-1,Z-1,2023-02-21,9.00,\n", 1, 0, "$171.00")
	opens(map[string]string{"Z-1": "$84.00", "Z-1-ob": "$30.00"})
}

// bills records invoices of $1,000.00 each, which fell due in January 2023.
func (f Files) bills(t *testing.T, numbers ...ledger.InvoiceNo) {
	t.Helper()
	issued := ledger.NewDate(2022, 12, 15)
	f.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		var all []ledger.Invoice
		for _, no := range numbers {
			all = append(all, ledger.Invoice{No: no, Amount: ledger.MustMoney("1000", "USD"), Issued: issued, Due: issued + 30})
		}
		return a.RecordInvoices(all, by)
	})
}

// A payment in a file that is just what a request was approved for settles it; one that is a part of it, or of two that are alike, names it.
// Deliberate faults it catches: the request stays in flight, and is paid again; a request that is not approved is settled; one of
// two is chosen; the dry run says less than the outcome.
func TestAFilePaysWhatWasApproved(t *testing.T) {
	t.Parallel()
	f := filesOnRedis(t)
	usd := func(s string) ledger.Money { return ledger.MustMoney(s, "USD") }
	f.bills(t, "B-1", "B-2", "B-3")
	for n, ask := range []ledger.Ask{
		{Amount: usd("100"), For: []ledger.InvoiceNo{"B-1"}}, {Amount: usd("200"), For: []ledger.InvoiceNo{"B-2"}}, {Amount: usd("200"), For: []ledger.InvoiceNo{"B-2"}}, {Amount: usd("300"), For: []ledger.InvoiceNo{"B-3"}},
	} {
		f.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return a.RequestPayment(ask, by) })
		if n < 3 {
			f.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
				by.Actor = "U2"
				return a.Approve(ledger.NewID(ledger.RequestSeries, int64(n+1)), ledger.Rights{Admin: true}, by)
			})
		}
	}
	const head = "Payment Date,Amount Paid,Payment Reference,Invoice Number\n"
	list := head + "2023-01-20,100.00,W-1,B-1\n2023-01-20,200.00,W-2,B-2\n2023-01-20,300.00,W-3,B-3\n"
	f.agreed(t, "the list", list, 3, 0, "$2,400.00",
		"Line 2: it is what PR-1 was approved for, so that is settled by it.",
		"Line 3: PR-2 of $200.00, which is approved, pays B-2, too. If this is part of it, type `/owed acme withdraw PR-2`, or it may be paid again.",
		"Line 3: PR-3 of $200.00, which is approved, pays B-2, too. If this is part of it, type `/owed acme withdraw PR-3`, or it may be paid again.")
	f.agreed(t, "the list again", list, 0, 3, "$2,400.00")
	a, err := f.team.Load(t.Context(), "acme", ledger.Need{Items: []string{ledger.ItemOf("PR-1"), ledger.ItemOf("PR-2"), ledger.ItemOf("PR-4")}})
	if err != nil || a.Requests["PR-1"].State != ledger.Settled || a.Requests["PR-2"].State != ledger.Approved || a.Requests["PR-4"].State != ledger.Requested {
		t.Errorf("%+v, %v", a.Requests, err)
	}
}

// A payment that is new by its reference and looks like one on record, as in the second of two lists of one payment run, is named in the dry
// run and in the outcome; it is recorded all the same, for a person decides. Deliberate faults it catches: it is recorded without a word; one
// that is genuine is named: of another day, for another invoice, beside the row that has the one on record, or the second where one
// is on record; what was reversed counts.
func TestTwoListsOfOnePaymentRun(t *testing.T) {
	t.Parallel()
	f := filesOnRedis(t)
	f.bills(t, "B-1", "B-2", "B-3", "B-4")
	const head = "Payment Date,Amount Paid,Payment Reference,Invoice Number\n"
	said := func(line, as, sum, reference, day string) string {
		return "Line " + line + ": it looks like " + as + " with the reference " + reference + ", which is on record: " + sum + " of " + day +
			". If it is the same payment, leave the line out of the file; once both are on record, reverse one of them: `/owed acme reverse " + as + " reason …`."
	}
	run := head + "2023-01-20,1000.00,RUN-1,B-1\n2023-01-20,50.00,RUN-2,B-2\n"
	f.agreed(t, "the run", run, 2, 0, "$2,950.00")
	f.agreed(t, "the run again, and one more of the same sum and day", run+"2023-01-20,50.00,RUN-3,\n", 1, 2, "$2,900.00")
	f.agreed(t, "for other invoices, of another day, of another sum", head+"2023-01-20,1000.00,RUN-4,B-3\n2023-01-21,50.00,RUN-5,\n2023-01-20,51.00,RUN-6,B-4\n", 3, 0, "$1,799.00")
	f.agreed(t, "the bank's numbers", head+"2023-01-20,1000.00,DOC-1,\n2023-01-20,51.00,DOC-2,\n2023-01-20,51.00,DOC-3,\n", 3, 0, "$697.00",
		said("2", "P-1", "$1,000.00", "RUN-1", "20 January 2023"), said("3", "P-6", "$51.00", "RUN-6", "20 January 2023"))
	f.agreed(t, "what had settled the invoice", head+"2023-01-24,1000.00,DOC-4,B-1\n", 1, 0, "$697.00", said("2", "P-1", "$1,000.00", "RUN-1", "20 January 2023"))
	if _, err := f.team.Do(t.Context(), "acme", ledger.NeedToReverse("acme", "P-6"), ledger.Extra{Look: true}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
		return a.Reverse("P-6", "wrong", ledger.Rights{}, ledger.By{Actor: "U2", At: benchNow, Cmd: "typed"})
	}); err != nil {
		t.Fatal(err)
	}
	f.agreed(t, "one for each that counts", head+"2023-01-20,51.00,DOC-5,\n2023-01-20,51.00,DOC-6,\n2023-01-20,51.00,DOC-7,\n", 3, 0, "$595.00",
		said("2", "P-8", "$51.00", "DOC-2", "20 January 2023"), said("3", "P-9", "$51.00", "DOC-3", "20 January 2023"))
}
