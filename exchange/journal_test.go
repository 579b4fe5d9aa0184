package exchange_test

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
)

// book is an account, its clock and what its journal exports.
type book struct {
	t       *rapid.T
	a       *ledger.Account
	at      time.Time
	journal *exchange.Journal
	out     []exchange.Entry
}

func newBook(t *rapid.T) *book {
	b := &book{t: t, at: time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)}
	c, err := ledger.NewVendor(ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Terms: ledger.Terms{Net: 30}, Zone: "America/Los_Angeles"}, ledger.By{Actor: "UA", At: b.at})
	if err != nil {
		t.Fatal(err)
	}
	b.a, b.journal = c.After, exchange.NewJournal(c.After.Vendor)
	return b
}

// does commits a decision; what is refused did not happen.
func (b *book) does(c ledger.Change, err error) {
	if err != nil {
		return
	}
	b.a = c.After
	b.out = append(b.out, b.journal.Add(ledger.EntryOf("T1", c))...)
}

func (b *book) by() ledger.By {
	b.at = b.at.Add(time.Duration(rapid.IntRange(1, 40).Draw(b.t, "hours")) * time.Hour)
	return ledger.By{Actor: rapid.SampledFrom([]ledger.UserID{"UA", "UB"}).Draw(b.t, "who"), At: b.at, Key: fmt.Sprint(b.at.UnixNano()), Cmd: "test"}
}

// money is a sum in the currency that an invoice's number stands for: one number never has two.
func (b *book) money(no ledger.InvoiceNo) ledger.Money {
	c := ledger.Currency("USD")
	if no > "INV-6" {
		c = "JPY"
	}
	return ledger.Money{Amount: decimal.New(rapid.Int64Range(1, 1e6).Draw(b.t, "units"), -c.Decimals()), Currency: c}
}

func (b *book) no() ledger.InvoiceNo {
	return ledger.InvoiceNo(fmt.Sprintf("INV-%d", rapid.IntRange(1, 9).Draw(b.t, "invoice")))
}

func (b *book) id() ledger.ID {
	if len(b.a.Movements) == 0 {
		return "P-1"
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(b.a.Movements))).Draw(b.t, "movement")
}

func (b *book) anything() {
	a, by, admin := b.a, b.by(), ledger.Rights{Admin: true}
	ago := a.Vendor.Today(by.At).AddDays(-rapid.IntRange(0, 60).Draw(b.t, "ago"))
	no := b.no()
	m := b.money(no)
	switch rapid.IntRange(0, 11).Draw(b.t, "command") {
	case 0, 1, 2:
		b.does(a.RecordInvoice(ledger.Invoice{No: no, Amount: m, Issued: ago, Kind: rapid.SampledFrom([]ledger.InvoiceKind{"", ledger.OpeningBalance}).Draw(b.t, "kind")}, by))
	case 3:
		b.does(a.RecordPayment(ledger.Pay{Amount: m, Day: ago}, by))
	case 4:
		b.does(a.RecordCredit(ledger.Credit{Amount: m, Day: ago, Number: "CN-1"}, by))
	case 5:
		b.does(a.WriteOffInvoice(no, ledger.Money{}, ago, "rest", by))
	case 6:
		b.does(a.Refund(b.id(), ledger.Money{}, ago, "", by))
	case 7:
		if id := b.id(); !a.Movements[id].Refunded.Positive() { // what was given back can't come back once more
			b.does(a.Return(id, "closed account", by))
		}
	case 8:
		b.does(a.Reverse(string(b.id()), "wrong", admin, by))
	case 9:
		b.does(a.Reverse(string(no), "wrong", admin, by))
	case 10:
		b.does(a.RecordCharge(ledger.Invoice{No: no, Amount: m, Issued: ago, Kind: ledger.FeeCharge}, rapid.Bool().Draw(b.t, "accepted"), by))
		b.does(b.a.AcceptCharge(b.no(), by))
		b.does(b.a.ContestCharge(b.no(), "no clause", by))
	default:
		b.does(a.RecordDebitNote(ledger.Credit{Amount: m, Day: ago, For: []ledger.InvoiceNo{no}}, by))
		b.does(b.a.AcceptDebitNote(b.id(), 0, by))
	}
}

// TestJournalAddsUp: whatever happens to a vendor, the exported entries add up to what the account says is owed.
// Deliberate faults it catches: a reversal exported with the wrong sign or twice, a contested charge counted before it
// is accepted, a returned payment left out.
func TestJournalAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := newBook(t)
		for range 80 {
			b.anything()
			sums := map[ledger.Currency]ledger.Money{}
			for _, e := range b.out {
				owed, err := e.Owed()
				if err != nil {
					t.Fatal(err)
				}
				sums[owed.Currency] = sums[owed.Currency].Add(owed)
			}
			for _, c := range []ledger.Currency{"USD", "JPY"} {
				f := b.a.Figures(c, b.at)
				if want := f.Outstanding.Sub(f.OnAccount); sums[c].Amount.Cmp(want.Amount) != 0 {
					t.Fatalf("exported %s, outstanding %s less on account %s", sums[c], f.Outstanding, f.OnAccount)
				}
			}
		}
		if err := exchange.WriteHledger(io.Discard, b.out, exchange.Options{Assert: true}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestJournalKeepsThePastAsItWas(t *testing.T) {
	t.Parallel()
	v := ledger.Vendor{Slug: "aws", Name: "AWS", Zone: "America/Los_Angeles"}
	j := exchange.NewJournal(v)
	at := time.Date(2023, 3, 3, 7, 59, 0, 0, time.UTC) // still 2 March in Los Angeles
	recorded := ledger.Entry{Seq: 1, At: at, Actor: "UA", Events: []ledger.Event{&ledger.InvoiceRecorded{Invoice: ledger.Invoice{No: "INV-1", Amount: ledger.MustMoney("5", "USD"), Issued: day("2023-02-01"), PO: "PO-1"}}}}
	out := j.Add(recorded)
	out = append(out, j.Add(ledger.Entry{Seq: 2, At: at, Actor: "UB", Events: []ledger.Event{&ledger.Reversed{Item: ledger.Item(ledger.ItemInvoice, ledger.InvoiceNo("INV-1").Key()), Of: 1, Reason: "twice"}}})...)
	out = append(out, j.Add(ledger.Entry{Seq: 3, At: at, Events: []ledger.Event{&ledger.Reversed{Item: "sig:S-1", Of: 1}, &ledger.VendorChanged{New: ledger.Vendor{Name: "Amazon", Zone: "UTC"}}}})...)
	out = append(out, j.Add(ledger.Entry{Seq: 4, At: at, Events: []ledger.Event{&ledger.Reversed{Item: ledger.Item(ledger.ItemInvoice, ledger.InvoiceNo("INV-1").Key()), Of: 1, Undo: true}}})...)
	var got []string
	for _, e := range out {
		got = append(got, fmt.Sprint(e.Seq, " ", e.Day, " ", e.VendorName, " ", e.Kind, " ", e.ID, " ", e.Against, " ", e.Amount, " ", e.Memo, " ", e.Reference, " ", e.Actor))
	}
	same(t, "reversed and taken back", got, []string{
		"1 2023-02-01 AWS invoice INV-1  $5.00  PO-1 UA", "2 2023-03-02 AWS invoice INV-1 INV-1 -$5.00 twice PO-1 UB", "4 2023-03-03 Amazon invoice INV-1 INV-1 $5.00  PO-1 ",
	})
	if strings.Contains(fmt.Sprint(got), "sig") {
		t.Error("the reversal of a counter-measure moves money")
	}
}
