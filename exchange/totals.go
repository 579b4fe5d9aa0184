package exchange

import (
	"bytes"

	"owed.dev/owed/ledger"
)

// totals holds what the rows come to against the sums that stand between and below them: one that does not add up says that a
// row is missing, or was read as something else.
type totals struct {
	columns map[totalOf]*running
	refused bool // a row was, so no sum adds up
}

// totalOf is a column of amounts, in one of the currencies that it holds.
type totalOf struct {
	column   int
	currency ledger.Currency
}

// running is what rows have come to so far, in smallest units: as they stand there, and by what they are, for a program may write
// credits and payments above 0 and take them off below. A sum is of the rows since an earlier sum, or since the first row. Beyond
// what 64 bits hold they go round, and are equal all the same.
type running struct {
	asWritten, byKind int64
	written, kinds    map[int64]bool // what they had come to at each sum, and at first
	beyond            bool           // an amount is more than owed can keep
}

// maxSums is how many sums a file may have that are held against its rows; none has so many.
const maxSums = 100_000

func (t *totals) of(column int, c ledger.Currency) *running {
	key := totalOf{column, c}
	s, ok := t.columns[key]
	if !ok {
		s = &running{written: map[int64]bool{0: true}, kinds: map[int64]bool{0: true}}
		if t.columns == nil {
			t.columns = map[totalOf]*running{}
		}
		t.columns[key] = s
	}
	return s
}

// add takes in an amount of a row as it is written there.
func (t *totals) add(column int, m ledger.Money, negative bool, kind string) {
	if m.IsZero() {
		return
	}
	s := t.of(column, m.Currency)
	units, ok := m.Kept()
	s.beyond = s.beyond || !ok
	if kind == Invoice {
		s.byKind += units
	} else {
		s.byKind -= units
	}
	if negative {
		units = -units
	}
	s.asWritten += units
}

// adds reports whether a sum is one of rows that stand above it.
func (s *running) adds(sum int64) bool {
	return s.beyond || s.written[s.asWritten-sum] || s.kinds[s.byKind-sum] || s.kinds[s.byKind+sum]
}

// only is the one currency that a column holds; "" where it holds several, whose sum says nothing.
func (t *totals) only(column int) ledger.Currency {
	var out ledger.Currency
	for of := range t.columns {
		if of.column == column {
			if out != "" {
				return ""
			}
			out = of.currency
		}
	}
	return out
}

// total holds a row of sums against the rows above it; the refusal of one that does not add up.
func (r *Reader) total(cells [][]byte) *Refusal {
	if r.totals.refused {
		return nil
	}
	for i := range min(len(cells), len(r.cols)) {
		c := &r.cols[i]
		if (c.field != fieldAmount && c.field != fieldOpen) || len(bytes.TrimSpace(cells[i])) == 0 {
			continue
		}
		currency := r.totals.only(i)
		if currency == "" {
			continue
		}
		sum, negative, why := r.amount(cells[i], c, currency)
		if why != "" || sum.Currency != currency {
			continue
		}
		if negative {
			sum = sum.Neg()
		}
		s := r.totals.of(i, currency)
		if units, ok := sum.Kept(); !ok || !s.adds(units) {
			come := ledger.FromMinor(s.asWritten, currency)
			return &Refusal{Line: r.scan.line, Column: c.name, Cells: r.refusedCells(cells), Reason: "the row is a sum of " + sum.String() + ", but the rows above it come to " + come.String() + ": one is missing, or an amount is wrong. Where it is the sum of something else take this row out"}
		}
		if len(s.written) < maxSums {
			s.written[s.asWritten], s.kinds[s.byKind] = true, true
		}
	}
	return nil
}
