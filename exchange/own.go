package exchange

import (
	"fmt"
	"slices"
)

// ownExport reports whether columns are those of WriteCSV. An earlier owed wrote no PO.
func ownExport(cols []column) bool {
	for _, name := range csvHeader {
		if name != "PO" && !slices.ContainsFunc(cols, func(c column) bool { return c.name == name }) {
			return false
		}
	}
	return true
}

// notOfFiles says of a kind of entry that an export has and no file records what it is, and what to do about the row; "" of
// any other kind.
func notOfFiles(row Row, kind string) string {
	out, slug := "take the row out", row.Vendor
	what := row.Number
	if len(row.For) > 0 {
		what = row.For[0]
	}
	switch fold(kind) {
	case fold(WriteOff):
		return fmt.Sprintf("it is a write-off, which no file records: %s, and after the import type `/owed %s write-off %s of %s reason …`", out, slug, row.Amount, what)
	case fold(Refund):
		return fmt.Sprintf("it is money that the vendor gave back, which no file records: %s, and after the import type `/owed %s refund ID %s`, with the ID that %s has then", out, slug, row.Amount, what)
	case fold(PaymentReturned):
		return fmt.Sprintf("it says that the money of %s came back: %s together with the row of %s, for both together change nothing that is owed", what, out, what)
	case fold(Merged):
		return fmt.Sprintf("it moved between two vendors that were merged: %s. What was recorded with each stands in its own rows; merge the two again after the import", out)
	}
	return ""
}

// undoes says of a row of an export that it only undoes another one; "" where it does not. Such a row names itself as what it is
// for: a reversal with its amount below 0, what takes a reversal back with it above.
func undoes(row Row, negative bool) string {
	switch {
	case len(row.For) != 1 || row.For[0] != row.Number:
		return ""
	case negative:
		return fmt.Sprintf("it takes %s back, as a reversal does: take the row out together with the row of %s, for both together change nothing that is owed", row.Number, row.Number)
	}
	return fmt.Sprintf("it undoes the reversal of %s: take the row out together with that of the reversal; the first row of %s stays", row.Number, row.Number)
}
