package ledger_test

import (
	"testing"

	"owed.dev/owed/ledger"
)

// payment is a change with a payment and its allocation: an entry of the usual size.
func payment(b *testing.B) (*ledger.Account, ledger.Change) {
	b.Helper()
	a := theCase(b)
	c, err := a.RecordPayment(ledger.Pay{Amount: usd("12000000.50"), Day: day("2023-03-01"), Ref: "WIRE-7"}, by("UALICE"))
	if err != nil {
		b.Fatal(err)
	}
	return a, c
}

func BenchmarkEntryMarshal(b *testing.B) {
	_, c := payment(b)
	for b.Loop() {
		if _, err := ledger.EntryOf("T1", c).Marshal(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEntryReadAndApply(b *testing.B) {
	a, c := payment(b)
	raw, err := ledger.EntryOf("T1", c).Marshal()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(raw)))
	h := ledger.Root("T1", "aws")
	for b.Loop() {
		h = h.Next(raw)
		e, err := ledger.UnmarshalEntry(raw)
		if err != nil {
			b.Fatal(err)
		}
		_ = e
	}
	_ = a
}

func BenchmarkDecidePayment(b *testing.B) {
	a := theCase(b)
	for b.Loop() {
		if _, err := a.RecordPayment(ledger.Pay{Amount: usd("10000000"), Day: day("2023-03-01")}, by("UALICE")); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFigures(b *testing.B) {
	a := theCase(b)
	for b.Loop() {
		a.Figures("USD", now)
	}
}
