package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Next is the next row, or the refusal of one; io.EOF after the last. Any other error ends the reading: what was read
// before it is not the whole file.
func (r *Reader) Next() (Row, *Refusal, error) {
	row, refusal, err := r.next()
	if err == nil && refusal == nil {
		if why := r.seen.first(row); why != "" {
			if ofLines(namesOf(r.cols)) {
				why += ". The list has a row for each line of a document, and nothing tells what is a line's amount and what the whole's: keep one of its rows, with what it comes to"
			}
			row, refusal = Row{}, &Refusal{Line: row.Line, Column: r.nameOf(fieldNumber, fieldReference), Reason: why, Cells: r.cells()}
		}
		if len(r.seen.lines) > maxRows {
			return Row{}, nil, refuse("The file has more than %d rows; split it and send the parts.", maxRows)
		}
	}
	if refusal != nil {
		r.totals.refused = true
		if r.refused++; r.refused > maxRefusals {
			return Row{}, nil, refuse("More than %d rows are refused, so this is no list that owed can read; the last: line %d, %s.", maxRefusals, refusal.Line, refusal.Reason)
		}
	}
	return row, refusal, err
}

func (r *Reader) next() (Row, *Refusal, error) {
	if r.aws != nil {
		return r.aws.next(r)
	}
	for {
		cells, err := r.scan.record()
		switch {
		case errors.Is(err, errTooLong):
			return Row{}, &Refusal{Line: r.scan.line, Reason: "the row is longer than 1 MiB, so it is no invoice"}, nil
		case errors.Is(err, errOpenQuote):
			return Row{}, nil, refuse("Line %d: a quote is opened and never closed, so what follows can't be read. Close it and send the file again.", r.scan.line)
		case errors.Is(err, io.EOF):
			return Row{}, nil, io.EOF
		case err != nil:
			return Row{}, nil, fmt.Errorf("read line %d: %w", r.scan.next, err)
		}
		cells = cutEmpty(cells, len(r.cols))
		switch {
		case len(cells) == 0:
			continue
		case r.isTotal(cells):
			if refusal := r.total(cells); refusal != nil {
				return Row{}, refusal, nil
			}
			continue
		case r.isHeading(cells):
			continue
		}
		if len(cells) != len(r.cols) {
			return Row{}, &Refusal{Line: r.scan.line, Cells: r.refusedCells(cells), Reason: fmt.Sprintf("the row has %s, the header has %d: a separator is missing, one too many, or not in quotes", cellCount(len(cells)), len(r.cols))}, nil
		}
		row, refusal, err := r.build(cells)
		if err == nil && refusal == nil && row.Kind == "" {
			r.LeftOut = append(r.LeftOut, row.Line)
			continue
		}
		return row, refusal, err
	}
}

func cellCount(n int) string {
	switch {
	case n > maxColumns:
		return fmt.Sprintf("more than %d cells", maxColumns)
	case n == 1:
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// isHeading reports whether a row names the vendor of the rows below it and nothing else: so do reports of Xero and
// QuickBooks, which have no column of vendors. Only a file that begins so has headings: elsewhere a row of one cell is one
// that was cut.
func (r *Reader) isHeading(cells [][]byte) bool {
	first := !r.begun
	r.begun = true
	if has(r.cols, fieldVendor) || !first && r.group == "" || len(cells) == 0 || len(bytes.TrimSpace(cells[0])) == 0 {
		return false
	}
	for _, c := range cells[1:] {
		if len(bytes.TrimSpace(c)) > 0 {
			return false
		}
	}
	name, why := r.cell(cells[0])
	if why != "" || len(name) > maxName {
		return false
	}
	r.group = name
	return true
}

// cutEmpty drops empty cells beyond the header's, and all of a row that has nothing in it.
func cutEmpty(cells [][]byte, columns int) [][]byte {
	last := len(cells)
	for last > 0 && len(bytes.TrimSpace(cells[last-1])) == 0 {
		last--
	}
	if last == 0 {
		return nil
	}
	return cells[:max(last, min(columns, len(cells)))]
}

// sums are the words with which the sum below a list begins; SAP's begin with asterisks.
var sums = []string{"total", "grandtotal", "subtotal", "summe", "gesamt", "somme", "suma", "soma", "合計", "総計"}

// isTotal reports whether a row is the sum below a list: its first word says so, and it has neither number nor day; or it
// has amounts and nothing else, where others have a number and a day.
func (r *Reader) isTotal(cells [][]byte) bool {
	first, bare := "", has(r.cols, fieldNumber) && has(r.cols, fieldIssued)
	for i, c := range cells {
		if c = bytes.TrimSpace(c); len(c) == 0 {
			continue
		}
		field, sum := "", false
		if i < len(r.cols) {
			field, sum = r.cols[i].field, r.cols[i].money || r.cols[i].ofCurrency // read or not
		}
		bare = bare && (field == fieldAmount || field == fieldOpen || field == fieldCurrency || field == "" && sum)
		if first == "" && !bare {
			if len(bytes.Trim(c, "*")) == 0 {
				first = sums[0]
				continue
			}
			if !bytes.ContainsRune([]byte("tTgGsS"), rune(c[0])) && c[0] < 0xe0 || len(c) > 60 {
				return false
			}
			first = fold(text(c, r.encoding))
		} else if field == fieldNumber || field == fieldIssued || field == fieldDue {
			return false
		}
	}
	return bare || slices.ContainsFunc(sums, func(s string) bool { return strings.HasPrefix(first, s) && (s == "total" || s == first) })
}

// cells is the last row, as found; nothing where it was no row of cells.
func (r *Reader) cells() []string {
	if r.aws != nil {
		return nil
	}
	return r.refusedCells(cutEmpty(r.scan.cells, len(r.cols)))
}

// refusedCells are the cells that a refusal keeps: with the heading that they stood under, for the file to send again has
// none.
func (r *Reader) refusedCells(cells [][]byte) []string {
	out := r.copyCells(cells)
	if r.group == "" || len(out) > len(r.cols) {
		return out
	}
	return append(append(out, make([]string, len(r.cols)-len(out))...), r.group)
}

// The bounds of what a refusal keeps of its row.
const (
	keptCells = maxColumns + 1
	keptCell  = 4 << 10
)

// copyCells keeps a row for later, as text.
func (r *Reader) copyCells(cells [][]byte) []string {
	out := make([]string, min(len(cells), keptCells))
	kept := 0
	for i := range out {
		c := cells[i][:min(len(cells[i]), keptCell)]
		if kept += len(c); kept > 4*keptCell {
			c = nil
		}
		out[i] = text(c, r.encoding)
	}
	return out
}
