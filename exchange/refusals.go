package exchange

import (
	"bufio"
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
