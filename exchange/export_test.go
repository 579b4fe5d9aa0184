package exchange_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
)

var update = flag.Bool("update", false, "write the golden files anew")

// theCase is the case's movements: eight invoices, one payment.
func theCase() []exchange.Entry {
	at := time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)
	var out []exchange.Entry
	for i, issued := range []string{"2022-07-31", "2022-08-31", "2022-09-30", "2022-10-31", "2022-11-30", "2022-12-31", "2023-01-31", "2023-02-28"} {
		out = append(out, exchange.Entry{
			At: at.Add(time.Duration(i) * time.Second), Day: day(issued), Vendor: "aws", VendorName: "Amazon Web Services", Seq: i + 1, Kind: exchange.Invoice,
			ID: fmt.Sprintf("INV-%d", i+1), Amount: ledger.MustMoney("10000000.00", "USD"), Due: day(issued).AddDays(30), Actor: "alice",
		})
	}
	return append(out, exchange.Entry{
		At: at.Add(9 * time.Second), Day: day("2023-02-20"), Vendor: "aws", VendorName: "Amazon Web Services", Seq: 9, Kind: exchange.Payment,
		ID: "P-1", Against: "INV-1", Amount: ledger.MustMoney("10000000.00", "USD"), Reference: "WIRE-0220", Actor: "alice",
	})
}

// trouble is one entry of each kind, with text that would break each format if it were not escaped.
func trouble() []exchange.Entry {
	var out []exchange.Entry
	for i, kind := range []string{exchange.Opening, exchange.Invoice, exchange.Charge, exchange.Credit, exchange.Payment, exchange.PaymentReturned, exchange.Refund, exchange.WriteOff, exchange.Invoice} {
		e := exchange.Entry{
			At: time.Date(2023, 3, 3, 12, 0, i, 1e6, time.UTC), Day: day("2023-01-01").AddDays(i / 2), Vendor: "a-1", VendorName: `=A "1" (x) ; | \ Inc.` + "\r\nLtd", Seq: i, Kind: kind,
			ID: "№ 7)(;" + kind, Against: "INV-1, X 2", Amount: ledger.MustMoney("1234.50", "EUR"), Memo: "+1+1|x\n, ; [2023-01-01] due:never \"q\" \\", Reference: "-2", Actor: "@u",
		}
		if i%2 == 1 {
			e.Amount = ledger.MustMoney("1234", "JPY")
		}
		if i == 8 {
			e.Amount, e.Against = e.Amount.Neg(), "№ 7"
		}
		out = append(out, e)
	}
	return append(out, exchange.Entry{Day: day("2023-01-01"), Vendor: "kuwait", Kind: exchange.Invoice, Amount: ledger.MustMoney("1.234", "KWD")})
}

type export struct {
	file  string
	write func(io.Writer, []exchange.Entry) error
}

func exports() []export {
	return []export{
		{"csv", func(w io.Writer, es []exchange.Entry) error { return exchange.WriteCSV(w, exchange.All(es)) }},
		{"jsonl", func(w io.Writer, es []exchange.Entry) error { return exchange.WriteJSONLines(w, exchange.All(es)) }},
		{"journal", func(w io.Writer, es []exchange.Entry) error { return exchange.WriteHledger(w, es, exchange.Options{}) }},
		{"asserted.journal", func(w io.Writer, es []exchange.Entry) error {
			return exchange.WriteHledger(w, es, exchange.Options{Assert: true})
		}},
		{"beancount", func(w io.Writer, es []exchange.Entry) error {
			return exchange.WriteBeancount(w, es, exchange.Options{})
		}},
		{"asserted.beancount", func(w io.Writer, es []exchange.Entry) error {
			return exchange.WriteBeancount(w, es, exchange.Options{Assert: true})
		}},
	}
}

// TestExports pins every format by golden files: same entries, same bytes. Deliberate fault it catches: a moment without its
// milliseconds.
func TestExports(t *testing.T) {
	t.Parallel()
	for name, entries := range map[string][]exchange.Entry{"case": theCase(), "trouble": trouble(), "nothing": nil} {
		for _, x := range exports() {
			var got bytes.Buffer
			if err := x.write(&got, entries); err != nil {
				t.Errorf("%s.%s: %v", name, x.file, err)
				continue
			}
			golden(t, name+"."+x.file, got.Bytes())
			if err := x.write(&full{}, theCase()); err == nil {
				t.Errorf("%s: a full disk is no error", x.file)
			}
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s (%v) is now:\n%s", path, err, got)
	}
}

// TestOthersAccept lets hledger and beancount check what is written for them, where they are installed.
func TestOthersAccept(t *testing.T) {
	t.Parallel()
	for file, check := range map[string][]string{
		"journal": {"hledger", "check", "-s", "-f"}, "asserted.journal": {"hledger", "check", "-s", "-f"}, "beancount": {"bean-check"}, "asserted.beancount": {"bean-check"},
	} {
		for _, name := range []string{"case", "trouble", "nothing"} {
			t.Run(check[0]+" "+name+"."+file, func(t *testing.T) {
				t.Parallel()
				if _, err := exec.LookPath(check[0]); err != nil {
					t.Skipf("%s is not installed", check[0])
				}
				out, err := exec.CommandContext(t.Context(), check[0], append(check[1:], filepath.Join("testdata", name+"."+file))...).CombinedOutput()
				if err != nil {
					t.Errorf("%v: %s", err, out)
				}
			})
		}
	}
}

// TestOracle: hledger adds up what is written for it, and agrees with sums made here, for every vendor, currency and day.
// Deliberate fault it catches: an entry on the wrong side, or in the wrong account.
func TestOracle(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("hledger"); err != nil {
		if os.Getenv("OWED_ORACLE_TESTS") == "1" {
			t.Fatal("hledger is missing: make test-oracle installs it")
		}
		t.Skip("hledger is not installed: make test-oracle")
	}
	kinds := []string{exchange.Opening, exchange.Invoice, exchange.Charge, exchange.Credit, exchange.Payment, exchange.PaymentReturned, exchange.Refund, exchange.WriteOff}
	signs := map[string]int64{exchange.Opening: 1, exchange.Invoice: 1, exchange.Charge: 1, exchange.Credit: -1, exchange.Payment: -1, exchange.PaymentReturned: 1, exchange.Refund: 1, exchange.WriteOff: -1}
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > 6 {
			return // each run starts another program
		}
		var entries []exchange.Entry
		until := day("2023-01-15")
		want := map[string]int64{}
		for i := range rapid.IntRange(1, 200).Draw(rt, "entries") {
			c := rapid.SampledFrom([]ledger.Currency{"USD", "JPY", "KWD"}).Draw(rt, "currency")
			units := rapid.Int64Range(-1e9, 1e12).Draw(rt, "units")
			e := exchange.Entry{
				Day: day("2023-01-01").AddDays(rapid.IntRange(0, 30).Draw(rt, "day")), Vendor: rapid.SampledFrom([]string{"aws", "gcp"}).Draw(rt, "vendor"), VendorName: rapid.String().Draw(rt, "name"), Seq: i,
				Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), ID: rapid.String().Draw(rt, "id"), Memo: rapid.String().Draw(rt, "memo"), Amount: ledger.Money{Amount: decimal.New(units, -c.Decimals()), Currency: c},
			}
			if entries = append(entries, e); e.Day < until {
				want[e.Vendor+" "+string(c)] -= signs[e.Kind] * units
			}
		}
		file := filepath.Join(dir, fmt.Sprintf("%d.journal", n))
		var out bytes.Buffer
		if err := exchange.WriteHledger(&out, entries, exchange.Options{Assert: true}); err != nil {
			rt.Fatal(err)
		}
		if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
			rt.Fatal(err)
		}
		for key, units := range want {
			vendor, c, _ := strings.Cut(key, " ")
			got, err := exec.CommandContext(t.Context(), "hledger", "-f", file, "balance", "liabilities:payable:"+vendor, "cur:"+c, "-e", until.String(), "-N", "--layout=bare", "-O", "csv").CombinedOutput()
			if err != nil {
				rt.Fatalf("%v: %s", err, got)
			}
			if sum := lastAmount(string(got)); !sum.Equal(decimal.New(units, -ledger.Currency(c).Decimals())) {
				rt.Fatalf("%s: hledger says %s (%s), expected %d minor units", key, sum, got, units)
			}
		}
	})
}

// lastAmount is the last cell of hledger's CSV; 0 where it has no row.
func lastAmount(csv string) decimal.Decimal {
	cells := strings.Split(strings.TrimSpace(csv), `"`)
	if len(cells) < 2 {
		return decimal.Zero
	}
	d, err := decimal.NewFromString(cells[len(cells)-2])
	if err != nil {
		return decimal.Zero
	}
	return d
}

func TestExportRefusesWhatItCannotSay(t *testing.T) {
	t.Parallel()
	good := theCase()[0]
	for name, spoil := range map[string]func(*exchange.Entry){
		"kind": func(e *exchange.Entry) { e.Kind = "gift" }, "currency": func(e *exchange.Entry) { e.Amount.Currency = "" }, "day": func(e *exchange.Entry) { e.Day = 0 },
	} {
		e := good
		spoil(&e)
		if err := exchange.WriteHledger(io.Discard, []exchange.Entry{e}, exchange.Options{}); err == nil {
			t.Errorf("hledger: an entry without %s is written", name)
		}
		if err := exchange.WriteBeancount(io.Discard, []exchange.Entry{e}, exchange.Options{}); err == nil {
			t.Errorf("beancount: an entry without %s is written", name)
		}
	}
	broken := func(yield func(exchange.Entry, error) bool) { yield(exchange.Entry{}, errors.New("the store is gone")) }
	if exchange.WriteCSV(io.Discard, broken) == nil || exchange.WriteJSONLines(io.Discard, broken) == nil {
		t.Error("a source that breaks off is taken for a whole export")
	}
}

// TestExportCanBeImported: invoices written as CSV are read back as they were. Deliberate fault it catches: a column under a
// name that is not read.
func TestExportCanBeImported(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := exchange.WriteCSV(&out, exchange.All(theCase())); err != nil {
		t.Fatal(err)
	}
	x, err := exchange.Open(&out, exchange.Hints{Today: day("2023-03-03")})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range theCase() {
		r, refusal, err := x.Next()
		if err != nil || refusal != nil {
			t.Fatalf("%v %+v", err, refusal)
		}
		if r.Vendor != e.Vendor || r.Number != e.ID || r.Kind != e.Kind || r.Issued != e.Day || r.Due != e.Due || r.Amount.Cmp(e.Amount) != 0 || strings.Join(r.For, "") != e.Against || e.Reference != "" && r.Reference != e.Reference {
			t.Errorf("read %+v, written %+v", r, e)
		}
	}
}

// A purchase order stands in a column of its own, so it is read elsewhere as what it is; in a file that an earlier owed wrote it stands with
// the references of payments, and is read there, too. Deliberate faults it catches: a purchase order under Payment Reference; the purchase
// orders of an older export lost; the reference of a payment taken for one.
func TestAPurchaseOrderComesBack(t *testing.T) {
	t.Parallel()
	usd := func(s string) ledger.Money { return ledger.MustMoney(s, "USD") }
	var now bytes.Buffer
	if err := exchange.WriteCSV(&now, exchange.All([]exchange.Entry{
		{Day: day("2023-01-01"), Vendor: "aws", Kind: exchange.Invoice, ID: "INV-1", Amount: usd("9"), Due: day("2023-02-01"), Reference: "PO-7"},
		{Day: day("2023-02-01"), Vendor: "aws", Kind: exchange.Payment, ID: "P-1", Against: "INV-1", Amount: usd("4"), Reference: "WIRE-1"},
	})); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(now.String(), "\n")
	if !strings.HasSuffix(lines[0], ",PO") || !strings.HasSuffix(lines[1], ",PO-7") || strings.Count(now.String(), "PO-7") != 1 {
		t.Errorf("exported as\n%s", now.String())
	}
	before := "Vendor,Vendor Name,Kind,Number,For,Date,Due Date,Amount,Currency,Memo,Payment Reference,Recorded At,Seq,Actor\n" +
		"aws,,invoice,INV-1,,2023-01-01,2023-02-01,9.00,USD,,PO-7,,1,\naws,,payment,P-1,INV-1,2023-02-01,,4.00,USD,,WIRE-1,,2,\n"
	for what, file := range map[string]string{"now": now.String(), "before": before} {
		x, err := exchange.Open(strings.NewReader(file), hints())
		if err != nil {
			t.Fatal(what, err)
		}
		i, _, _ := x.Next()
		p, _, _ := x.Next()
		if i.PO != "PO-7" || i.Reference != "" || p.PO != "" || p.Reference != "WIRE-1" {
			t.Errorf("%s: %+v, %+v", what, i, p)
		}
	}
}
