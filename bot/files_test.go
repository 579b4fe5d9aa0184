package bot

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"owed.dev/owed/alerts"
	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// newFiles are the files of a team with one vendor, on an embedded Redis.
func newFiles(t *testing.T) Files {
	t.Helper()
	return filesAt(t, miniredis.RunT(t).Addr())
}

// filesAt are the files of a team with one vendor, on the Redis at an address.
func filesAt(t *testing.T, addr string) Files {
	t.Helper()
	s, err := store.Open(t.Context(), "redis://"+addr, store.Options{Plan: alerts.Plan, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	team := s.Team("T1")
	addVendor(t, team)
	return FilesOf(team)
}

func (f Files) read(t *testing.T, text string) *exchange.Batch {
	t.Helper()
	b, err := f.Read(t.Context(), strings.NewReader(text), exchange.Reading{File: "a.csv", Now: benchNow, Hints: exchange.Hints{Vendor: "acme"}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (f Files) recorded(t *testing.T, text, key string) exchange.Outcome {
	t.Helper()
	b := f.read(t, text)
	if len(b.Refused) > 0 {
		t.Fatal(b.Refused)
	}
	var o exchange.Outcome
	hear := func(_ context.Context, now exchange.Outcome) error { o = now; return nil }
	if err := f.Record(t.Context(), b, importBy(key), exchange.Place{}, hear); err != nil || !o.Done {
		t.Fatal(o, err)
	}
	return o
}

func importBy(key string) ledger.By {
	return ledger.By{Actor: "U1", At: benchNow, Cmd: "import", Key: key}
}

// Deliberate fault it catches: the key of the import alone makes it happen once, so that the same file, sent again,
// counts twice; what changes nothing is put on record.
func TestSameFileAgainChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFiles(t)
	file := string(benchFile(1200)) // more than two parts
	if o := f.recorded(t, file, "first"); o.New != 1200 || o.Known != 0 {
		t.Errorf("first: %+v", o)
	}
	if o := f.recorded(t, file, "first"); o.New != 1200 || o.Known != 0 {
		t.Errorf("the same press twice: %+v", o)
	}
	before := f.entries(t)
	if o := f.recorded(t, file, "second"); o.New != 0 || o.Known != 1200 {
		t.Errorf("the same file again: %+v", o)
	}
	if n := f.entries(t); n != before {
		t.Errorf("the same file again wrote into the team's journal: %d entries, %d before it", n, before)
	}
}

// entries counts those of the team's journal.
func (f Files) entries(t *testing.T) (n int) {
	t.Helper()
	for _, err := range f.team.Entries(t.Context(), ledger.TeamJournal, 1) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// What was typed before a file brings it stands once. Deliberate faults it catches: a credit note, or a payment with a
// reference, that was typed and then imported counts twice; a number that comes back with another sum is passed over.
func TestWhatWasTypedBeforeTheFile(t *testing.T) {
	t.Parallel()
	f := newFiles(t)
	typed := func(key string, decide func(*ledger.Account, ledger.By) (ledger.Change, error)) error {
		by := ledger.By{Actor: "U1", At: benchNow, Cmd: "typed", Key: key}
		_, err := f.team.Do(t.Context(), "acme", ledger.Need{}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) { return decide(a, by) })
		return err
	}
	credit := func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordCredit(ledger.Credit{Amount: ledger.MustMoney("10", "USD"), Number: "CN-5"}, by)
	}
	paid := func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("7", "USD"), Ref: "WIRE-9"}, by)
	}
	if err := errors.Join(typed("k1", credit), typed("k2", paid), typed("k3", paid)); err != nil {
		t.Fatal(err)
	}
	if err := typed("k4", credit); ledger.KindOf(err) != ledger.Conflict || !strings.Contains(ledger.Say(err), "C-1") {
		t.Errorf("the same credit note again: %v", err)
	}
	file := "Type,Number,Date,Amount\ncredit,cn 5,2023-03-01,10.00\npayment,WIRE-9,2023-03-01,7.00\npayment,WIRE-10,2023-03-01,1.00\n"
	if o := f.recorded(t, file, "first"); o.New != 1 || o.Known != 2 {
		t.Errorf("the file: %+v", o)
	}
	b := f.read(t, "Type,Number,Date,Amount\npayment,WIRE-10,2023-03-01,2.00\n")
	if len(b.Refused) != 1 || !strings.Contains(b.Refused[0].Reason, "is on record already as P-3: $1.00, not $2.00") {
		t.Errorf("another sum under one number: %+v", b.Refused)
	}
}

// A file is tried with IDs that nothing on record has. Deliberate faults it catches: the trial counts from 1, so that what the
// vendor has on account in another currency under the first IDs meets the file's rows, which never add; a row that is called
// as another row of the file will be is passed over as exported from here.
func TestRowsOfATrialMeetNothingOnRecord(t *testing.T) {
	t.Parallel()
	f := newFiles(t)
	for n := range 4 {
		f.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			if n%2 == 0 {
				return a.RecordCredit(ledger.Credit{Amount: ledger.MustMoney("5", "EUR"), Number: "CN-" + string(rune('a'+n))}, by)
			}
			return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("5", "EUR"), Ref: "W-" + string(rune('a'+n))}, by)
		})
	}
	file := "Type,Number,Date,Amount,Currency\ncredit,CX-1,2023-02-01,250.00,USD\ncredit,CX-2,2023-02-01,250.00,USD\npayment,WX-1,2023-02-01,7.00,USD\npayment,P-3,2023-02-01,7.00,USD\n"
	if o := f.recorded(t, file, "first"); o.New != 4 || o.Known != 0 {
		t.Errorf("the file: %+v", o)
	}
	if o := f.recorded(t, file, "second"); o.New != 0 || o.Known != 4 {
		t.Errorf("the same file again: %+v", o)
	}
}

// What owed exports can be read by owed. Where it came from every row is known; elsewhere what is owed is the same after it, and
// the file again changes nothing. A reversal, and what else no file records, is said to be what it is. Deliberate faults it
// catches: a payment without a reference that counts twice where it came from, or is passed over elsewhere, where another one
// has its ID; a reversal that is refused as an amount below 0.
func TestAnExportComesBack(t *testing.T) {
	t.Parallel()
	from, to := newFiles(t), newFiles(t)
	from.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordInvoice(ledger.Invoice{No: "INV-1", Amount: ledger.MustMoney("100", "USD"), Issued: ledger.NewDate(2023, 1, 1), Due: ledger.NewDate(2023, 2, 1)}, by)
	})
	for _, pay := range []ledger.Pay{{Ref: "WIRE-1"}, {}, {For: []ledger.InvoiceNo{"INV-1"}}} {
		pay.Amount, pay.Day = ledger.MustMoney("7", "USD"), ledger.NewDate(2023, 2, 2)
		from.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return a.RecordPayment(pay, by) })
	}
	from.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.RecordCredit(ledger.Credit{Amount: ledger.MustMoney("5", "USD"), Day: ledger.NewDate(2023, 2, 2), For: []ledger.InvoiceNo{"INV-1"}}, by)
	})
	file := from.exported(t)
	if b := from.read(t, file); len(b.Refused) > 0 || b.Rows != 5 || b.Known != 5 {
		t.Errorf("where it came from %d of %d rows are known, refused %+v", b.Known, b.Rows, b.Refused)
	}
	to.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) { // P-1 here
		return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("3", "USD"), Day: ledger.NewDate(2023, 2, 2)}, by)
	})
	for n, want := range []exchange.Outcome{{New: 5}, {Known: 5}} {
		if o := to.recorded(t, file, string(rune('a'+n))); o.New != want.New || o.Known != want.Known || to.open(t) != "$74.00" {
			t.Errorf("elsewhere, time %d: %+v, open %s", n+1, o, to.open(t))
		}
	}
	for _, word := range []string{"P-2", "P-3", "P-3"} {
		from.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.Reverse(word, "wrong", ledger.Rights{}, by)
		})
	}
	from.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
		return a.WriteOffInvoice("INV-1", ledger.MustMoney("1", "USD"), 0, "rounding", by)
	})
	from.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) { return a.Return("P-1", "closed", by) })
	var why []string
	for _, r := range to.read(t, from.exported(t)).Refused {
		why = append(why, r.Reason)
	}
	for n, want := range []string{
		"it takes P-2 back, as a reversal does: take the row out together with the row of P-2", "it takes P-3 back", "it undoes the reversal of P-3: take the row out together with that of the reversal",
		"it is a write-off, which no file records: take the row out, and after the import type `/owed acme write-off $1.00 of INV-1 reason …`", "it says that the money of P-1 came back: take the row out together with the row of P-1",
	} {
		if len(why) != 5 || !strings.HasPrefix(why[n], want) {
			t.Errorf("refused: %q, want number %d to be %q", why, n, want)
		}
	}
}

// Every kind of document that a file can record comes back as it was: its number, day, sum, words, order, and what it is for.
// Deliberate faults it catches: what an accepted debit note is for left out, and its day, by which it counts twice where it came from; a
// purchase order under the payment's reference lost; a number with a blank taken for two; words that owed escaped itself refused.
func TestEveryKindComesBack(t *testing.T) {
	t.Parallel()
	from, to := newFiles(t), newFiles(t)
	usd := func(s string) ledger.Money { return ledger.MustMoney(s, "USD") }
	day := func(m time.Month, d int) ledger.Date { return ledger.NewDate(2023, m, d) }
	for _, decide := range []func(*ledger.Account, ledger.By) (ledger.Change, error){
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordInvoices([]ledger.Invoice{
				{No: "INV 1", Amount: usd("100"), Issued: day(1, 1), Due: day(2, 1), PO: "PO-77", Memo: "-50% (rebate), \"two\"\nlines"},
				{No: "INV-2", Amount: usd("50"), Issued: day(1, 2), Due: day(2, 2), Memo: "=1+1"},
				{No: "INV-3", Amount: ledger.MustMoney("12345", "JPY"), Issued: day(1, 3), Due: day(2, 3)},
			}, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordInvoice(ledger.Invoice{No: "OB-1", Kind: ledger.OpeningBalance, Amount: usd("30"), Issued: day(1, 1), Due: day(1, 31)}, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordCharge(ledger.Invoice{No: "LF-1", Kind: ledger.FeeCharge, Amount: usd("9"), Issued: day(2, 20), Due: day(3, 1)}, true, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordCredit(ledger.Credit{Number: "CN-9", Amount: usd("5"), Day: day(2, 2), For: []ledger.InvoiceNo{"INV-2"}, Memo: "@home"}, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordCredit(ledger.Credit{Amount: usd("4"), Day: day(2, 3)}, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordDebitNote(ledger.Credit{Amount: usd("6"), Day: day(2, 4), For: []ledger.InvoiceNo{"INV 1"}}, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.AcceptDebitNote("DN-1", day(2, 3), by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: usd("120"), Day: day(3, 1), Ref: "WIRE 1", For: []ledger.InvoiceNo{"INV 1", "INV-2"}, Memo: "run 3"}, by)
		},
		func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
			return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("345", "JPY"), Day: day(3, 2)}, by)
		},
	} {
		from.does(t, decide)
	}
	file := from.exported(t)
	if want := "credit,DN-1,INV 1,2023-02-03,,6.00,USD"; !strings.Contains(file, want) {
		t.Errorf("no row %q in\n%s", want, file)
	}
	if b := from.read(t, file); len(b.Refused) > 0 || b.Rows != 10 || b.Known != 10 {
		t.Errorf("where it came from %d of %d rows are known, refused %+v", b.Known, b.Rows, b.Refused)
	}
	if o := to.recorded(t, file, "once"); o.New != 10 {
		t.Errorf("elsewhere: %+v", o)
	}
	if o := to.recorded(t, file, "again"); o.Known != 10 || o.New != 0 {
		t.Errorf("elsewhere, again: %+v", o)
	}
	if got, want := comparable(t, to.exported(t)), comparable(t, file); got != want {
		t.Errorf("elsewhere it is\n%s\nwhere it came from\n%s", got, want)
	}
}

// comparable is an export without what is another one elsewhere: who recorded it, when, under which ID; and what no file says: that
// an invoice is an opening balance, or a charge.
func comparable(t *testing.T, file string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows[1:] {
		kind, number, reference := r[2], r[3], r[10]
		switch kind {
		case "charge", "opening":
			kind = "invoice"
		case "credit":
			reference = "" // the ID, where it has a number
		case "payment":
			if number = ""; reference == "" || strings.HasPrefix(reference, "P-") {
				reference = "none"
			}
		}
		out = append(out, strings.Join([]string{kind, number, r[4], r[5], r[6], r[7], r[8], r[9], reference}, "|"))
	}
	return strings.Join(out, "\n")
}

// does records something as if it had been typed.
func (f Files) does(t *testing.T, decide func(*ledger.Account, ledger.By) (ledger.Change, error)) {
	t.Helper()
	by := ledger.By{Actor: "U1", At: benchNow, Cmd: "typed"}
	need := ledger.Need{Open: 8, Items: []string{ledger.ItemOf("P-1"), ledger.ItemOf("P-2"), ledger.ItemOf("P-3"), ledger.ItemOf("DN-1"), ledger.ItemOf("INV 1"), ledger.ItemOf("INV-2")}}
	if _, err := f.team.Do(t.Context(), "acme", need, ledger.Extra{Look: true}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) { return decide(a, by) }); err != nil {
		t.Fatal(err)
	}
}

// exported is the export as CSV.
func (f Files) exported(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	if err := f.Export(t.Context(), &out, "csv", ""); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Deliberate fault it catches: a row is checked without the rows before it, so that a payment of an invoice in the same
// file is refused, or, with parts checked alone, one that stands thousands of rows later.
func TestMoneyForAnInvoiceOfTheSameFile(t *testing.T) {
	t.Parallel()
	f := newFiles(t)
	var file bytes.Buffer
	file.WriteString("Type,Invoice No,Invoice date,Due date,Amount,For\n")
	for line := range strings.Lines(string(benchFile(2100))) {
		if cells := strings.Split(line, ","); cells[0] != "Invoice No" {
			file.WriteString("invoice," + strings.Join(cells[:4], ",") + ",\n")
		}
	}
	file.WriteString("payment,WIRE-1,2023-03-01,,1.00,INV-0000000\n")
	o := f.recorded(t, file.String(), "first")
	a, err := f.team.Load(context.Background(), "acme", ledger.Need{Items: ledger.InvoiceItems("INV-0000000")})
	if err != nil {
		t.Fatal(err)
	}
	if i := a.Invoices[ledger.InvoiceNo("INV-0000000").Key()]; o.New != 2101 || i.Open().Positive() {
		t.Errorf("%+v; the invoice has %s open", o, i.Open())
	}
}

// Deliberate fault it catches: a row that only the ledger refuses is found while recording, after others were recorded.
func TestOneRefusedRowAndNothingIsRecorded(t *testing.T) {
	t.Parallel()
	f := newFiles(t)
	f.recorded(t, "Invoice No,Invoice date,Due date,Amount\nF-1,2022-11-01,2022-12-01,10.00\n", "first")
	text := "Invoice No,Invoice date,Due date,Amount\nF-2,2022-11-01,2022-12-01,20.00\nF-1,2022-11-01,2022-12-01,11.00\n"
	b := f.read(t, text)
	if len(b.Refused) != 1 || b.Refused[0].Line != 3 {
		t.Fatalf("refused: %+v", b.Refused)
	}
	var out bytes.Buffer
	if err := b.WriteRefused(&out, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "F-1") || !strings.Contains(got, "11.00") || strings.Contains(got, "F-2") {
		t.Errorf("the refused rows: %s", got)
	}
	a, err := f.team.Card(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	if open := a.Sums["USD"].Open().String(); open != "$10.00" {
		t.Errorf("open: %s", open)
	}
}

// Deliberate fault it catches: rows that call one vendor by two names are checked apart, so that a number which stands in
// the file twice with two amounts is found only while recording.
func TestOneNumberUnderTwoNamesOfTheVendor(t *testing.T) {
	t.Parallel()
	f := newFiles(t)
	var file bytes.Buffer
	file.WriteString("Vendor,Invoice No,Invoice date,Due date,Amount\n")
	for line := range strings.Lines(string(benchFile(checkedParts*exchange.PartRows + 1))) {
		if cells := strings.Split(line, ","); cells[0] != "Invoice No" {
			file.WriteString("acme," + strings.Join(cells[:4], ",") + "\n")
		}
	}
	file.WriteString("Acme Cloud,INV-0000000,2022-01-01,2023-01-01,77.00\n")
	if b := f.read(t, file.String()); len(b.Refused) != 1 {
		t.Errorf("refused: %+v", b.Refused)
	}
}

// Deliberate fault it catches: an export of one vendor shows another's figures, or one that is not there looks empty.
func TestExportOfOneVendor(t *testing.T) {
	t.Parallel()
	f := newFiles(t)
	f.recorded(t, string(benchFile(3)), "first")
	for _, format := range []string{"csv", "jsonl", "hledger", "beancount"} {
		var out bytes.Buffer
		if err := f.Export(t.Context(), &out, format, "acme"); err != nil || !strings.Contains(out.String(), "INV-0000002") {
			t.Errorf("%s: %v\n%s", format, err, &out)
		}
		if err := f.Export(t.Context(), &out, format, "beta"); ledger.KindOf(err) != ledger.NotFound {
			t.Errorf("%s of a vendor that is not there: %v", format, err)
		}
	}
}

// What one owed exports as CSV another one reads: the same is open of each invoice, and on account. Deliberate faults it
// catches: what a payment is for is left out, so that the oldest invoice is paid instead; its reference becomes its number;
// an opening balance is refused; text that a spreadsheet would run comes back otherwise.
func TestExportImportsBack(t *testing.T) {
	t.Parallel()
	f, other := newFiles(t), newFiles(t)
	f.recorded(t, "Type,Invoice No,Invoice date,Due date,Amount,For,Memo\ninvoice,A-1,2022-11-01,2022-12-01,100.00,,'+49 30 1\ninvoice,A-2,2022-11-02,2022-12-02,200.00,,\"a, \"\"b\"\"\"\n"+
		"invoice,A-3,2022-11-03,2022-12-03,300.00,,\npayment,WIRE-1,2022-12-05,,50.00,A-2,\ncredit,CN-1,2022-12-06,,30.00,A-3,\npayment,WIRE-2,2022-12-07,,350.00,A-2;A-3,\n", "first")
	by := ledger.By{Actor: "U1", At: benchNow, Cmd: "opening", Key: "k"}
	if _, err := f.team.Do(t.Context(), "acme", ledger.Need{}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
		return a.RecordInvoice(ledger.Invoice{No: "OPENING-USD", Kind: ledger.OpeningBalance, Amount: ledger.MustMoney("77", "USD"), Issued: ledger.NewDate(2022, 10, 1)}, by)
	}); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := f.Export(t.Context(), &file, "csv", ""); err != nil {
		t.Fatal(err)
	}
	other.recorded(t, file.String(), "second")
	need := ledger.Need{Items: append(ledger.InvoiceItems("A-1", "A-2", "A-3", "OPENING-USD"), ledger.Item(ledger.ItemMovement, "P-1"), ledger.Item(ledger.ItemMovement, "P-2"))}
	was, err := f.team.Load(t.Context(), "acme", need)
	if err != nil {
		t.Fatal(err)
	}
	is, err := other.team.Load(t.Context(), "acme", need)
	if err != nil {
		t.Fatal(err)
	}
	if was.Sums["USD"].Open().String() != "$247.00" || is.Sums["USD"].Open().String() != "$247.00" {
		t.Errorf("open were %s, are %s", was.Sums["USD"].Open(), is.Sums["USD"].Open())
	}
	for key, i := range was.Invoices {
		if got := is.Invoices[key]; got.Open().String() != i.Open().String() || got.Due != i.Due || got.Issued != i.Issued || got.Memo != i.Memo {
			t.Errorf("%s: %+v became %+v", i.No, i, got)
		}
	}
	for id, m := range was.Movements {
		if got := is.Movements[id]; got.Ref != m.Ref || got.Day != m.Day || got.OnAccount().String() != m.OnAccount().String() {
			t.Errorf("%s: %+v became %+v", id, m, got)
		}
	}
}
