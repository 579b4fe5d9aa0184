package ledger_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/shopspring/decimal"
	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// oracleHistories is how many histories hledger adds up: each is another program that starts for each currency.
const oracleHistories = 12

// TestHistoriesByHledger: random histories of 200 commands are exported from their events alone, with no balance in them, and
// hledger comes to the same balance as the ledger for each currency at the end of each day, to the last minor unit; where
// things are recorded days after they happened, at the end of all. Deliberate faults it catches: a reversal that the export
// leaves out or dates otherwise, a settlement for less whose rest is lost, a refund on the wrong side.
func TestHistoriesByHledger(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("hledger"); err != nil {
		if os.Getenv("OWED_ORACLE_TESTS") == "1" {
			t.Fatal("hledger is missing: make test-oracle installs it")
		}
		t.Skip("hledger is not installed: make test-oracle")
	}
	dir, n, failed := t.TempDir(), 0, false
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > oracleHistories && !failed {
			return
		}
		defer func() { failed = failed || rt.Failed() }() // a failure is made again until it is small
		h := newHistory(rt)
		h.prompt = rapid.Bool().Draw(rt, "prompt")
		for len(h.entries) < 200 {
			h.anything()
		}
		file := filepath.Join(dir, fmt.Sprintf("%d.journal", n))
		h.export(file)
		for _, c := range h.a.Currencies() {
			h.agrees(t, file, c)
		}
	})
}

// export writes what the history's entries moved.
func (h *history) export(file string) {
	j := exchange.NewJournal(h.a.Vendor)
	var all []exchange.Entry
	for _, e := range h.entries {
		all = append(all, j.Add(e)...)
	}
	var out bytes.Buffer
	if err := exchange.WriteHledger(&out, all, exchange.Options{}); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// agrees compares the balance at the end of each day with hledger's.
func (h *history) agrees(t *testing.T, file string, c ledger.Currency) {
	days, theirs := h.byHledger(t, file, c)
	then, next := ledger.NewAccount(h.a.Vendor), 0
	for n, day := range days {
		end := day.AddDays(1).Start(h.a.Vendor.Location())
		for next < len(h.entries) && h.entries[next].At.Before(end) {
			e := h.entries[next]
			then.Apply(ledger.Meta{Seq: e.Seq, At: e.At, Actor: e.Actor}, e.Events...)
			next++
		}
		f := then.FiguresOn(c, day)
		if ours := f.Outstanding.Sub(f.OnAccount); (h.prompt || n == len(days)-1) && !ours.Amount.Equal(theirs[n]) {
			h.t.Fatalf("%s, %s: the ledger says %s, hledger %s", day, c, ours, theirs[n])
		}
	}
	if next != len(h.entries) {
		h.t.Fatalf("%d of %d entries were compared", next, len(h.entries))
	}
}

// byHledger are the balances that hledger finds, day by day to the day after the last entry.
func (h *history) byHledger(t *testing.T, file string, c ledger.Currency) (days []ledger.Date, sums []decimal.Decimal) {
	first, last := h.a.Vendor.Today(now).AddDays(-70), h.a.Vendor.Today(h.at).AddDays(2)
	out, err := exec.CommandContext(t.Context(), "hledger", "-f", file, "balance", "liabilities:payable:acme", "cur:"+string(c), "--daily", "--historical",
		"-b", first.String(), "-e", last.String(), "-N", "--layout=bare", "-O", "csv").Output()
	if err != nil {
		h.t.Fatalf("hledger: %v", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil || len(rows) == 0 {
		h.t.Fatalf("hledger's answer: %v\n%s", err, out)
	}
	for at, name := range rows[0] {
		day, err := ledger.ParseISO(name)
		if err != nil {
			continue // the account and its currency
		}
		sum := decimal.Zero
		for _, r := range rows[1:] {
			sum = sum.Sub(decimal.RequireFromString(r[at])) // what is owed stands at the credit side
		}
		days, sums = append(days, day), append(sums, sum)
	}
	return days, sums
}
