// Package exchange reads files of invoices, credits and payments, and writes what is on record for other programs.
//
// Reading: Open looks at the beginning of a file, finds its encoding, its separator, its columns by their usual names,
// and for each column whether a dot or a comma is decimal and whether the day or the month comes first. All that can be
// shown (Reader.Columns, Reader.Found) before anything is written. Next then gives one Row, or one Refusal with line,
// column and reason, at a time. Nothing is guessed: a figure with two readings is refused until a hint decides it.
// A file may be hostile: memory stays bounded whatever its lines, cells and columns are like, and a cell that a
// spreadsheet would take for a formula is refused. WriteRefusals makes of the refused rows a file to fix and send again.
// The invoice list of AWS (ListInvoiceSummaries, JSON) is read through the same Open.
//
// Writing: an Entry is one movement of a vendor's account, made from events alone. WriteCSV, WriteJSONLines,
// WriteHledger and WriteBeancount carry no balances; the last two add assertions where they are asked to.
//
// Start reading at Open in open.go, then scan.go (bytes to cells) and row.go (cells to a Row).
package exchange
