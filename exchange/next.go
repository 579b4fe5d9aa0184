package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Next is the next row, or the refusal of one; io.EOF after the last. Any other error ends the reading: what was read
// before it is not the whole file.
func (r *Reader) Next() (Row, *Refusal, error) {
	row, refusal, err := r.next()
	if err == nil && refusal == nil {
		if why := r.seen.first(row); why != "" {
			row, refusal = Row{}, &Refusal{Line: row.Line, Column: r.nameOf(fieldNumber, fieldReference), Reason: why, Cells: r.cells()}
		}
		if len(r.seen.lines) > maxRows {
			return Row{}, nil, refuse("The file has more than %d rows; split it and send the parts.", maxRows)
		}
	}
	if refusal != nil {
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
		if len(cells) == 0 || r.isTotal(cells) {
			continue
		}
		if len(cells) != len(r.cols) {
			return Row{}, &Refusal{Line: r.scan.line, Cells: r.copyCells(cells), Reason: fmt.Sprintf("the row has %s, the header has %d: a separator is missing, one too many, or not in quotes", cellCount(len(cells)), len(r.cols))}, nil
		}
		row, refusal := r.build(cells)
		return row, refusal, nil
	}
}

func cellCount(n int) string {
	if n > maxColumns {
		return fmt.Sprintf("more than %d cells", maxColumns)
	}
	return fmt.Sprintf("%d cells", n)
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

// isTotal reports whether a row is the sum below a list: its first word says so, and it has neither number nor day.
func (r *Reader) isTotal(cells [][]byte) bool {
	first := ""
	for i, c := range cells {
		if c = bytes.TrimSpace(c); len(c) == 0 {
			continue
		}
		if first == "" {
			if !bytes.ContainsRune([]byte("tTgGsS"), rune(c[0])) || len(c) > 40 {
				return false
			}
			first = fold(string(c))
		} else if i < len(r.cols) && (r.cols[i].field == fieldNumber || r.cols[i].field == fieldIssued || r.cols[i].field == fieldDue) {
			return false
		}
	}
	return first != "" && (strings.HasPrefix(first, "total") || first == "grandtotal" || first == "subtotal" || first == "summe" || first == "gesamt")
}

// cells is the last row, as found; nothing where it was no row of cells.
func (r *Reader) cells() []string {
	if r.aws != nil {
		return nil
	}
	return r.copyCells(cutEmpty(r.scan.cells, len(r.cols)))
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
