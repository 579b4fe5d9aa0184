package exchange

import "strings"

// signs is what a file shows about the sign of what is owed. Where rows say what they are, a program may write invoices
// below 0, as a ledger has liabilities (SAP, Dynamics), or payments, as they lower what is owed (QuickBooks): the kind
// decides then, and the sign must be the same in all rows of a kind.
type signs struct {
	above, below         map[string]int // amounts by kind, in rows that say it, and by "" in all
	openAbove, openBelow int            // open amounts
	told                 bool           // a row says what it is
}

// look takes in the kind and the signs of a row.
func (s *signs) look(cols []column, cells [][]byte, encoding string) {
	if s.above == nil {
		s.above, s.below = map[string]int{}, map[string]int{}
	}
	kind, amount := "", 0
	for i, c := range cols {
		switch c.field {
		case fieldKind:
			kind = kindOf(text(trim(cells[i]), encoding))
		case fieldAmount:
			amount = signOf(cells[i], encoding)
		case fieldOpen:
			sign := signOf(cells[i], encoding)
			if !has(cols, fieldAmount) {
				amount = sign
			}
			s.openAbove += max(sign, 0)
			s.openBelow += max(-sign, 0)
		}
	}
	s.above[""] += max(amount, 0)
	s.below[""] += max(-amount, 0)
	if kind != "" {
		s.told = true
		s.above[kind] += max(amount, 0)
		s.below[kind] += max(-amount, 0)
	}
}

// signOf is 1 or -1; 0 where a cell is no amount, or nothing.
func signOf(cell []byte, encoding string) int {
	if len(cell) > 200 {
		return 0
	}
	a, ok := cutAmount(text(cell, encoding))
	switch {
	case !ok || nothing(a.number):
		return 0
	case a.negative:
		return -1
	}
	return 1
}

// nothing reports whether a number is 0.
func nothing(number string) bool { return strings.Trim(number, "0.,' _") == "" }

// invoices reports whether a row says that it is an invoice.
func (s *signs) invoices() bool { return s.above[Invoice]+s.below[Invoice] > 0 }

// decide says of the columns of amounts whether what is owed stands below 0 there: all invoices do, and what lowers them is
// above; or the caller knows. A balance that is never above 0 beside amounts that always are (DATEV) says it of itself.
func (s *signs) decide(cols []column, known bool) {
	others := s.above[Credit] + s.above[Payment]
	flipped := known || s.below[Invoice] > 0 && s.above[Invoice] == 0 && others > 0 && s.below[Credit]+s.below[Payment] == 0
	for i := range cols {
		if c := &cols[i]; c.field == fieldAmount || c.field == fieldOpen {
			c.below = c.below || flipped || c.field == fieldOpen && s.openBelow > 0 && s.openAbove == 0 && s.above[""] > 0 && s.below[""] == 0
		}
	}
}

// paidBelow reports whether payments are written below 0: all are, in a file whose invoices are above.
func (s *signs) paidBelow() bool {
	return s.below[Payment] > 0 && s.above[Payment] == 0 && s.below[Invoice] == 0
}

// oneSided reports whether all amounts that were seen are below 0, or above it, with no row that says what it is, so that all
// would be credits: the column's are as its own are not. It may be a list of credits as one of invoices by another custom.
func (s *signs) oneSided(cols []column) (c *column, yes bool) {
	for i := range cols {
		if c := &cols[i]; c.field == fieldAmount || c.field == fieldOpen && !has(cols, fieldAmount) {
			credits, others := s.below[""], s.above[""]
			if c.below {
				credits, others = others, credits
			}
			return c, credits > 0 && others == 0 && !s.told
		}
	}
	return nil, false
}
