package exchange

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// What WriteRefusals puts in front of the file's own columns. Open ignores columns so named.
const (
	refusalLine   = "owed: line"
	refusalColumn = "owed: column"
	refusalReason = "owed: reason"
)

// WriteRefusals writes the refused rows as a CSV file of the same columns, each with its line, column and reason in
// front: to be put right and sent again.
func WriteRefusals(w io.Writer, header []string, rs []Refusal) error {
	c := csvWriter{w: bufio.NewWriter(w)}
	c.row(append([]string{refusalLine, refusalColumn, refusalReason}, header...))
	for _, r := range rs {
		cells := append([]string{strconv.Itoa(r.Line), r.Column, r.Reason}, r.Cells...)
		for len(cells) < len(header)+3 {
			cells = append(cells, "")
		}
		c.row(cells)
	}
	return c.flush()
}

// Complete fills in the cells of refusals that have none, from the file that they are of: a row that was read well may
// still be refused by the ledger, and should be sent back with the rest. r is the file from its beginning.
func Complete(r io.Reader, h Hints, rs []Refusal) error {
	want := map[int]*Refusal{}
	for i := range rs {
		if rs[i].Cells == nil {
			want[rs[i].Line] = &rs[i]
		}
	}
	if len(want) == 0 {
		return nil
	}
	x, err := Open(r, h)
	if err != nil || x.aws != nil {
		return err
	}
	for {
		cells, err := x.scan.record()
		switch {
		case errors.Is(err, errTooLong):
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read line %d again: %w", x.scan.next, err)
		case x.isHeading(cutEmpty(cells, len(x.cols))):
		case want[x.scan.line] != nil:
			want[x.scan.line].Cells = x.refusedCells(cells)
		}
	}
}

// csvWriter writes CSV in which no cell can be taken for a formula.
type csvWriter struct {
	w   *bufio.Writer
	err error
}

func (c *csvWriter) row(cells []string) {
	for i, s := range cells {
		if i > 0 {
			c.write(",")
		}
		s = escapeFormula(s)
		if strings.ContainsAny(s, ",\"\r\n;\t") || s != strings.TrimSpace(s) || i == 0 && s == "" && len(cells) == 1 {
			s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		c.write(s)
	}
	c.write("\n")
}

func (c *csvWriter) write(s string) {
	if c.err == nil {
		_, c.err = c.w.WriteString(s)
	}
}

func (c *csvWriter) flush() error {
	if c.err != nil {
		return c.err
	}
	return c.w.Flush()
}

// escapeFormula puts an apostrophe before text that a spreadsheet would take for a formula. Plain numbers stay numbers.
func escapeFormula(s string) string {
	if formula(s) == 0 || number(s) {
		return s
	}
	return "'" + s
}

// number reports whether s is a signed decimal number and nothing else.
func number(s string) bool {
	digits := strings.TrimLeft(s, "+-")
	return len(s)-len(digits) <= 1 && digits != "" && strings.Trim(digits, "0123456789.,") == ""
}
