package exchange_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
)

// endless gives the same byte so many times.
type endless struct {
	b    byte
	left int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = e.b
	}
	e.left -= n
	return n, nil
}

// heap is how far the heap grows above its start while f reads rows.
func heap(f func(sample func())) uint64 {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := uint64(0)
	f(func() {
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
	})
	return most
}

// TestLongLine: a line of a gigabyte is refused by its number, the rows around it are read, and memory stays bounded.
// Deliberate fault it catches: a reader that holds a line before it looks at its length.
func TestLongLine(t *testing.T) { //nolint:paralleltest // it measures the heap
	size := 1 << 30
	if testing.Short() {
		size = 64 << 20
	}
	file := io.MultiReader(strings.NewReader("Number,Amount\n1,5\n"), &endless{'x', size}, strings.NewReader("\n2,6\n"))
	most := heap(func(sample func()) {
		rows, refused := all(t, file, hints())
		sample()
		same(t, "around a long line", rows, []string{"2 invoice aws 1 → $5.00", "4 invoice aws 2 → $6.00"})
		begins(t, "a long line", refused, []string{"3 : the row is longer than 1 MiB"})
	})
	if most > 32<<20 {
		t.Errorf("the heap grew by %d MiB", most>>20)
	}
}

// TestEndlessForms: whatever goes on without end is refused within bounded memory.
func TestEndlessForms(t *testing.T) { //nolint:paralleltest // it measures the heap
	const size = 64 << 20
	for name, file := range map[string]io.Reader{
		"one line":             &endless{'x', size},
		"separators":           &endless{',', size},
		"blank lines":          &endless{'\n', size},
		"zeros":                &endless{0, size},
		"a quoted cell":        io.MultiReader(strings.NewReader("Number,Amount\n1,\""), &endless{'x', size}),
		"quotes":               io.MultiReader(strings.NewReader("Number,Amount\n"), &endless{'"', size}),
		"lines in a quote":     io.MultiReader(strings.NewReader("Number,Amount\n1,\""), &endless{'\n', size}),
		"separators in a row":  io.MultiReader(strings.NewReader("Number,Amount\n"), &endless{',', size}),
		"digits":               io.MultiReader(strings.NewReader("Number,Amount\n1,"), &endless{'9', size}),
		"JSON string":          io.MultiReader(strings.NewReader(`{"InvoiceSummaries":[{"InvoiceId":"`), &endless{'x', size}),
		"JSON nesting":         io.MultiReader(strings.NewReader(`{"InvoiceSummaries":`), &endless{'[', size}),
		"JSON of another kind": io.MultiReader(strings.NewReader(`{"x":`), &endless{'1', size}),
		"UTF-16":               io.MultiReader(strings.NewReader("\xff\xfe"), &endless{'x', size}),
	} {
		most := heap(func(sample func()) {
			rows, refused := all(t, file, hints())
			sample()
			if len(rows) > 0 || len(refused) == 0 && name != "separators in a row" {
				t.Errorf("%s: %d rows, refused %q", name, len(rows), refused)
			}
		})
		if most > 48<<20 {
			t.Errorf("%s: the heap grew by %d MiB", name, most>>20)
		}
	}
}

// A thousand columns are read, more are refused. Deliberate fault it catches: a row without end that is kept.
func TestManyColumns(t *testing.T) {
	t.Parallel()
	wide := func(n int) string {
		var head, row strings.Builder
		head.WriteString("Number,Amount")
		row.WriteString("1,5")
		for i := range n - 2 {
			fmt.Fprintf(&head, ",c%d", i)
			row.WriteString(",x")
		}
		return head.String() + "\n" + row.String() + "\n"
	}
	rows, refused := all(t, strings.NewReader(wide(1000)), hints())
	same(t, "1,000 columns", rows, []string{"2 invoice aws 1 → $5.00"})
	same(t, "1,000 columns, refused", refused, nil)
	_, refused = all(t, strings.NewReader(wide(1025)), hints())
	begins(t, "1,025 columns", refused, []string{"open: The file has more than 1024 columns"})
	_, refused = all(t, strings.NewReader("Number,Amount\n1,5"+strings.Repeat(",x", 5000)+"\n"), hints())
	begins(t, "a row of 5,000 cells", refused, []string{"2 : the row has more than 1024 cells"})
}

// brokenReader ends with an error that is no end of file.
type brokenReader struct{ s *strings.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	n, err := b.s.Read(p)
	if errors.Is(err, io.EOF) {
		return n, errors.New("the disk is gone")
	}
	return n, err
}

// A file whose stream breaks off is not taken for a whole one. Deliberate fault it catches: the error taken for the end.
func TestBrokenStreamIsNoEndOfFile(t *testing.T) {
	t.Parallel()
	var long strings.Builder
	long.WriteString(simple)
	for i := range 20000 {
		fmt.Fprintf(&long, "Amazon,N-%d,2022-08-31,2022-09-30,1\n", i+1)
	}
	rows, refused := all(t, brokenReader{strings.NewReader(long.String())}, hints())
	if len(rows) == 0 || len(refused) != 1 || !strings.Contains(refused[0], "the disk is gone") {
		t.Errorf("%d rows, refused %q", len(rows), refused)
	}
	if _, err := exchange.Open(brokenReader{strings.NewReader("a")}, hints()); err == nil {
		t.Error("a broken stream opens")
	}
}

// TestRefusalsCanBeSentAgain: what WriteRefusals writes can be read, is refused for the same reasons, and holds nothing that
// a spreadsheet would run. Deliberate fault it catches: a cell that is written as it was found.
func TestRefusalsCanBeSentAgain(t *testing.T) {
	t.Parallel()
	file := "Number,Amount,Memo\n=cmd|' /C calc'!A0,5,x\n2,abc,\"a, \"\"b\"\"\"\n3,5,fine\n4,0,-1+1|x\n5,1.005,+49 30 1234\n"
	x, err := exchange.Open(strings.NewReader(file), hints())
	if err != nil {
		t.Fatal(err)
	}
	var refused []exchange.Refusal
	for {
		_, r, err := x.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if r != nil {
			refused = append(refused, *r)
		}
	}
	var out bytes.Buffer
	if err := exchange.WriteRefusals(&out, x.Header(), refused); err != nil {
		t.Fatal(err)
	}
	if len(refused) != 4 {
		t.Errorf("%d rows refused:\n%s", len(refused), out.String())
	}
	again, err := exchange.Open(bytes.NewReader(out.Bytes()), hints())
	if err != nil {
		t.Fatal(err)
	}
	for i := range refused {
		_, r, err := again.Next()
		if err != nil || r == nil || r.Reason != refused[i].Reason || r.Column != refused[i].Column {
			t.Fatalf("refused again for %+v (%v), before for %+v", r, err, refused[i])
		}
	}
	for _, line := range strings.Split(out.String(), "\n") {
		for _, cell := range strings.Split(line, ",") {
			if cell = strings.Trim(cell, `"`); cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("the cell %q would be run", cell)
			}
		}
	}
	if err := exchange.WriteRefusals(&full{}, x.Header(), refused); err == nil {
		t.Error("a full disk is no error")
	}
}

// TestComplete: a row that the ledger refuses goes back with its cells, too. Deliberate fault it catches: cells of another
// line, cells that were kept overwritten.
func TestComplete(t *testing.T) {
	t.Parallel()
	file := "Number,Amount,Memo\n1,5,\"two\nlines\"\n2,6,x\n3,7,y\n"
	rs := []exchange.Refusal{{Line: 4, Reason: "paid already"}, {Line: 2, Reason: "why"}, {Line: 5, Cells: []string{"kept"}}, {Line: 99}}
	if err := exchange.Complete(strings.NewReader(file), hints(), rs); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%q", [][]string{rs[0].Cells, rs[1].Cells, rs[2].Cells, rs[3].Cells}); got != `[["2" "6" "x"] ["1" "5" "two\nlines"] ["kept"] []]` {
		t.Errorf("cells %s", got)
	}
	if err := exchange.Complete(strings.NewReader(""), hints(), []exchange.Refusal{{Line: 1}}); err == nil {
		t.Error("an empty file completes")
	}
	if err := exchange.Complete(strings.NewReader(""), hints(), nil); err != nil {
		t.Errorf("nothing to complete: %v", err)
	}
}

// full is a disk with no room left.
type full struct{}

func (*full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func FuzzOpen(f *testing.F) {
	for _, s := range []string{
		simple, "Number;Amount\n1;1.250,50\n", "\xff\xfeN\x00,\x00A\x00", "Number,Amount\n\"1\"\"\",\"5\n\",x", "sep=;\nNumber;Amount\n", `{"InvoiceSummaries":[{"InvoiceId":"1","InvoiceType":"INVOICE","IssuedDate":1.6e9,"PaymentCurrencyAmount":{"TotalAmount":"1.00","CurrencyCode":"USD"}}]}`,
		"Number,Amount,Date\r1,(5),3/4/2023\r", "Type,Number,Amount,Open,Currency\nPayment,1,5,6,EUR\n", `[{}]`, "[[[", "Number\tAmount\n=\"1\"\t1'000.–\n",
	} {
		f.Add([]byte(s), "", "")
		f.Add([]byte(s), ",", "dmy")
	}
	f.Fuzz(func(t *testing.T, b []byte, decimal, order string) {
		h := hints()
		h.Decimal, h.Order = decimal, order
		read := func(r io.Reader) string {
			x, err := exchange.Open(r, h)
			if err != nil {
				if ledger.Say(err) == "" {
					t.Fatalf("no sentence: %v", err)
				}
				return err.Error()
			}
			var out strings.Builder
			for range 1000 {
				row, refusal, err := x.Next()
				if err != nil {
					return out.String() + err.Error()
				}
				if refusal != nil {
					if refusal.Reason == "" {
						t.Fatalf("no reason: %+v", refusal)
					}
					fmt.Fprintf(&out, "%+v\n", *refusal)
					continue
				}
				if !row.Amount.Positive() || !row.Amount.Currency.Known() || row.Vendor == "" || row.Number == "" || row.Kind == "" {
					t.Fatalf("a row that is none: %+v", row)
				}
				fmt.Fprintln(&out, show(row))
			}
			return out.String()
		}
		if x, y := read(bytes.NewReader(b)), read(io.MultiReader(bytes.NewReader(b))); x != y {
			t.Fatalf("as a file:\n%s\nas a stream:\n%s", x, y)
		}
	})
}

// BenchmarkRead measures rows a second: run with -cpu 1.
func BenchmarkRead(b *testing.B) {
	var file bytes.Buffer
	file.WriteString("Vendor,Invoice Number,Invoice Date,Due Date,Amount,Currency,PO Number,Memo\n")
	const rows = 100_000
	for i := range rows {
		fmt.Fprintf(&file, "Amazon Web Services,INV-%06d,2023-%02d-%02d,2023-12-31,%d.%02d,USD,PO-%d,\"Usage, month %d\"\n", i, i%12+1, i%28+1, i+1, i%100, i%50, i%12)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		x, err := exchange.Open(bytes.NewReader(file.Bytes()), hints())
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for {
			_, refusal, err := x.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || refusal != nil {
				b.Fatal(err, refusal)
			}
			n++
		}
		if n != rows {
			b.Fatalf("%d rows", n)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// TestExportHoldsNoFormula: whatever text an entry has, no cell of the CSV begins like a formula. Deliberate fault it
// catches: a wide sign that a spreadsheet takes for its own.
func TestExportHoldsNoFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", " ", "\u00a0", "\t", "\n", "'"}).Draw(t, "blank") + rapid.SampledFrom([]string{"=", "+", "-", "@", "＝", "＠", "x", ""}).Draw(t, "sign") + rapid.String().Draw(t, "text")
		e := theCase()[0]
		e.VendorName, e.ID, e.Against, e.Memo, e.Reference, e.Actor = text, text, text, text, text, text
		var out bytes.Buffer
		if err := exchange.WriteCSV(&out, exchange.All([]exchange.Entry{e})); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows (%v) of %q", len(rows), err, text)
		}
		for _, cell := range rows[1] {
			bare := strings.TrimSpace(cell)
			if bare == "" || strings.Trim(bare, "+-0123456789.,") == "" {
				continue
			}
			if first, _ := utf8.DecodeRuneInString(bare); strings.ContainsRune("=+-@＝＋－＠", first) {
				t.Fatalf("the cell %q would be run", cell)
			}
		}
	})
}

// What is no text is said to be none, and not shown: a terminal may obey its bytes. Of two columns with one name none is taken.
// Deliberate faults it catches: the bytes of a picture in the answer; the first of two amounts on record.
func TestNoTextAndTwoColumnsOfOneName(t *testing.T) {
	t.Parallel()
	_, refused := all(t, strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\x1b[31mIHDR,\x07\n"), hints())
	begins(t, "a picture", refused, []string{"open: This is not a text file"})
	_, refused = all(t, strings.NewReader("Number,Date,Amount,Amount\nZ-1,2023-01-01,10,11\n"), hints())
	begins(t, "two amounts", refused, []string{"open: Columns 3 and 4 are both named “Amount”"})
	rows, refused := all(t, strings.NewReader("Number,Amount,Memo,Memo\nZ-1,10,a,b\n"), hints())
	same(t, "two memos", rows, []string{"2 invoice aws Z-1 → $10.00 | a"})
	same(t, "two memos, refused", refused, nil)
}
