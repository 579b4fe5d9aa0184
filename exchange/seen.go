package exchange

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// maxRows is how many rows one file may have: so many are remembered, to find one that stands there twice.
const maxRows = 2_000_000

// lineColumns are columns of lists that have a row for each line of a document, folded.
const lineColumns = "quantity qty menge quantite cantidad quantita aantal 数量 unitamount unitprice unitcost stuckpreis einzelpreis prixunitaire preciounitario prezzounitario lineamount linetotal linenumber lineno inventoryitemcode itemcode"

// ofLines reports whether a header is one of such a list.
func ofLines(header []string) bool {
	return slices.ContainsFunc(header, func(name string) bool { return slices.Contains(strings.Fields(lineColumns), fold(name)) })
}

// seenRows remembers a file's rows by what makes a row one: vendor, kind and number. The number counts as the ledger
// counts it, so INV-0007 and inv7 are one.
type seenRows struct {
	seed   maphash.Seed
	lines  map[uint64]int32
	vendor string // the last one, and its folded form: files are in order of vendors
	folded string
}

// first reports whether a row is the first of its kind, or says why it is refused.
func (s *seenRows) first(row Row) (why string) {
	if s.lines == nil {
		s.seed, s.lines = maphash.MakeSeed(), map[uint64]int32{}
	}
	key := ledger.InvoiceNo(row.Number).Key()
	if key == "" {
		return "its number, “" + clip(row.Number) + "”, has neither a letter nor a digit"
	}
	sum := s.sum(row, key)
	if line, ok := s.lines[sum]; ok {
		return fmt.Sprintf("line %d has this %s of %s already (%s: small letters, signs and zeros in front do not tell numbers apart); one row for each, with its whole amount", line, row.Kind, clip(row.Vendor), clip(row.Number))
	}
	s.lines[sum] = int32(row.Line)
	return ""
}

// has reports whether a row of that vendor, kind and number stood further up.
func (s *seenRows) has(row Row) bool {
	if s.lines == nil {
		return false
	}
	_, ok := s.lines[s.sum(row, ledger.InvoiceNo(row.Number).Key())]
	return ok
}

func (s *seenRows) sum(row Row, key string) uint64 {
	if row.Vendor != s.vendor || s.folded == "" {
		s.vendor, s.folded = row.Vendor, ledger.Fold(row.Vendor)
	}
	var h maphash.Hash
	h.SetSeed(s.seed)
	for _, part := range []string{s.folded, row.Kind, key} {
		h.WriteString(part)
		h.WriteByte(0)
	}
	return h.Sum64()
}
