package exchange

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// The kinds of entry besides Invoice, Credit and Payment.
const (
	Charge          = "charge"           // a late fee or interest that was accepted
	Opening         = "opening"          // what was owed before owed knew of it
	WriteOff        = "write_off"        // what the vendor gave up
	Refund          = "refund"           // money that the vendor gave back
	PaymentReturned = "payment_returned" // money of ours that came back
	Merged          = "merged"           // what moved between two vendors that were merged; below 0 where it lowers what we owe
)

// raises says for each kind of entry whether it raises what we owe.
var raises = map[string]bool{
	Invoice: true, Charge: true, Opening: true, Refund: true, PaymentReturned: true, Merged: true,
	Credit: false, Payment: false, WriteOff: false,
}

// Entry is one movement of a vendor's account, made from events alone. A reversal is the entry that it undoes once more,
// with the amount below 0 and Against naming it.
type Entry struct {
	At         time.Time   // ledger time at which it was recorded
	Day        ledger.Date // the day it counts for: issued, or the value date
	Vendor     string      // slug
	VendorName string
	Seq        int    // of the journal's entry
	Kind       string // one of the kinds above
	ID         string // INV-7, P-3
	Against    string // what it is for, or what it reverses
	Amount     ledger.Money
	Due        ledger.Date
	Memo       string
	Reference  string
	Actor      string
}

// Owed is how the entry changes what we owe.
func (e Entry) Owed() (ledger.Money, error) {
	up, ok := raises[e.Kind]
	switch {
	case !ok:
		return ledger.Money{}, fmt.Errorf("exchange: entry %d of %s has the kind %q, which no export knows", e.Seq, e.Vendor, e.Kind)
	case !e.Amount.Currency.Known():
		return ledger.Money{}, fmt.Errorf("exchange: entry %d of %s has no currency", e.Seq, e.Vendor)
	case e.Day.IsZero():
		return ledger.Money{}, fmt.Errorf("exchange: entry %d of %s has no day", e.Seq, e.Vendor)
	case up:
		return e.Amount, nil
	}
	return e.Amount.Neg(), nil
}

// Sorted is the entries by day, then vendor, then sequence: the order of the plain-text exports.
func Sorted(entries []Entry) []Entry {
	out := slices.Clone(entries)
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Vendor, b.Vendor), cmp.Compare(a.Seq, b.Seq))
	})
	return out
}

// csvHeader are the columns of WriteCSV; Open knows those that a file of invoices has, too.
var csvHeader = []string{"Vendor", "Vendor Name", "Kind", "Number", "For", "Date", "Due Date", "Amount", "Currency", "Memo", "Payment Reference", "Recorded At", "Seq", "Actor", "PO"}

// WriteCSV writes entries in the order in which they come. Text that a spreadsheet would run is escaped.
func WriteCSV(w io.Writer, entries iter.Seq2[Entry, error]) error {
	c := csvWriter{w: bufio.NewWriter(w)}
	c.row(csvHeader)
	for e, err := range entries {
		if err != nil {
			return err
		}
		po, ref := "", e.Reference
		if e.Kind == Invoice || e.Kind == Charge || e.Kind == Opening {
			po, ref = ref, ""
		}
		c.row([]string{
			e.Vendor, e.VendorName, e.Kind, e.ID, e.Against, e.Day.String(), e.Due.String(), e.Amount.Decimal(), string(e.Amount.Currency),
			e.Memo, ref, moment(e.At), strconv.Itoa(e.Seq), e.Actor, po,
		})
		if c.err != nil {
			break
		}
	}
	return c.flush()
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// entryJSON is an entry as WriteJSONLines writes it, keys sorted.
type entryJSON struct {
	Actor      string `json:"actor"`
	Against    string `json:"against"`
	Amount     string `json:"amount"`
	At         string `json:"at"`
	Currency   string `json:"currency"`
	Day        string `json:"day"`
	Due        string `json:"due"`
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Memo       string `json:"memo"`
	Reference  string `json:"reference"`
	Seq        int    `json:"seq"`
	Vendor     string `json:"vendor"`
	VendorName string `json:"vendor_name"`
}

// WriteJSONLines writes one JSON object a line, in the order in which entries come. Amounts are strings.
func WriteJSONLines(w io.Writer, entries iter.Seq2[Entry, error]) error {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	for e, err := range entries {
		if err != nil {
			return err
		}
		if err := enc.Encode(entryJSON{
			e.Actor, e.Against, e.Amount.Decimal(), moment(e.At), string(e.Amount.Currency), e.Day.String(), e.Due.String(),
			e.ID, e.Kind, e.Memo, e.Reference, e.Seq, e.Vendor, e.VendorName,
		}); err != nil {
			return fmt.Errorf("write entry %d: %w", e.Seq, err)
		}
	}
	return buf.Flush()
}

// All makes a sequence of a list, for WriteCSV and WriteJSONLines.
func All(entries []Entry) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Options are choices of the plain-text exports.
type Options struct {
	Assert bool // add assertions of each vendor's balance, computed from the entries
}

// slot is one vendor's account in one currency.
type slot struct {
	vendor   string
	currency ledger.Currency
}

// balances are what is owed by the entries so far.
type balances map[slot]ledger.Money

func (b balances) add(e Entry, owed ledger.Money) ledger.Money {
	s := slot{e.Vendor, owed.Currency}
	b[s] = b[s].Add(owed)
	return b[s]
}

// sorted are the accounts in order.
func (b balances) sorted() []slot {
	var out []slot
	for s := range b {
		out = append(out, s)
	}
	slices.SortFunc(out, func(x, y slot) int {
		return cmp.Or(cmp.Compare(x.vendor, y.vendor), cmp.Compare(x.currency, y.currency))
	})
	return out
}

// posting is where the other side of an entry goes, as the parts of an account's name in lower case.
func posting(e Entry) []string {
	switch e.Kind {
	case Payment, PaymentReturned, Refund:
		return []string{"assets", "bank"}
	case WriteOff:
		return []string{"income", "written-off"}
	case Opening:
		return []string{"equity", "opening"}
	case Merged:
		return []string{"equity", "merged"}
	case Charge:
		return []string{"expenses", "charges", e.Vendor}
	}
	return []string{"expenses", e.Vendor}
}

// oneLine is text without line breaks and control characters; the characters of not become replacement.
func oneLine(s, not, replacement string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte(' ')
		case strings.ContainsRune(not, r):
			b.WriteString(replacement)
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// name is a part of an account's name: letters, digits and dashes.
func name(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, s)
}
