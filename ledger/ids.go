package ledger

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// VendorID is a vendor's slug: what people type after /owed, and part of its Redis keys.
type VendorID string

// TeamJournal is the name under which a team keeps what belongs to no vendor: vendors added, roles, settings, denials.
const TeamJournal VendorID = "_team"

// InvoiceNo is an invoice's number as its vendor writes it. Two spellings of one number have the same Key.
type InvoiceNo string

// ID names what owed itself numbers: PR-12, D-3, S-2, P-7, C-4, I-1, K-1. They count per team and series, without gaps.
type ID string

// UserID is a Slack user (U… or W…), "cli:name" or "timer".
type UserID string

// Series is what comes before the dash of an ID.
type Series string

// The series that owed numbers.
const (
	RequestSeries  Series = "PR" // payment requests
	PaymentSeries  Series = "P"  // money that moved
	CreditSeries   Series = "C"  // credit notes
	WriteOffSeries Series = "W"  // write-offs
	RefundSeries   Series = "RF" // refunds
	DebitSeries    Series = "DN" // debit notes
	DisputeSeries  Series = "D"
	SignalSeries   Series = "S" // counter-measures
	IncidentSeries Series = "I"
	ContractSeries Series = "K"
)

// AllSeries lists every series, in the order in which help and reference show them.
var AllSeries = [...]Series{
	RequestSeries, PaymentSeries, CreditSeries, WriteOffSeries, RefundSeries, DebitSeries, DisputeSeries, SignalSeries, IncidentSeries, ContractSeries,
}

// BeyondIDs is a number that no ID has: what a decision counts on from whose IDs are thrown away, lest it take one for new
// that is not.
const BeyondIDs = 1 << 40

// NewID is the n-th ID of a series.
func NewID(s Series, n int64) ID { return ID(fmt.Sprintf("%s-%d", s, n)) }

// AsInvoice is a word as the number of an invoice, also where it looks like an ID of ours: #C-7.
func AsInvoice(word string) string {
	if _, isID := ParseID(word); isID {
		return "#" + word
	}
	return word
}

// Series is the ID's series, "" where the ID is none of ours.
func (id ID) Series() Series {
	head, tail, ok := strings.Cut(string(id), "-")
	if _, err := strconv.ParseInt(tail, 10, 64); !ok || err != nil {
		return ""
	}
	for _, s := range AllSeries {
		if string(s) == head {
			return s
		}
	}
	return ""
}

// Number is the count within the series, 0 where the ID is none of ours.
func (id ID) Number() int64 {
	_, tail, _ := strings.Cut(string(id), "-")
	n, err := strconv.ParseInt(tail, 10, 64)
	if err != nil || id.Series() == "" {
		return 0
	}
	return n
}

// ParseID reads "pr-12", "PR12" or "PR-012" as PR-12; ok is false where the word is no ID of ours.
func ParseID(word string) (id ID, ok bool) {
	m := idWord.FindStringSubmatch(strings.ToUpper(word))
	if m == nil {
		return "", false
	}
	n, err := strconv.ParseInt(m[2], 10, 64)
	if err != nil || n == 0 {
		return "", false
	}
	id = NewID(Series(m[1]), n)
	return id, id.Series() != ""
}

var idWord = regexp.MustCompile(`^(PR|P|C|W|RF|DN|D|S|I|K)-?0*([1-9][0-9]{0,17})$`)

// Key is the number without what people write differently: capitals, other characters dropped but for one dash
// between two digits, leading zeros of each group of digits dropped. INV-0007 and inv7 have one key.
func (n InvoiceNo) Key() string {
	if n.isKey() {
		return string(n)
	}
	out := make([]byte, 0, len(n))
	gap, digit := false, false // something was dropped since the last character; the last character was a digit
	zeros := false             // only zeros were read of this group of digits, and they are not written yet
	for _, r := range strings.ToUpper(string(n)) {
		isDigit := r >= '0' && r <= '9'
		if !isDigit && (r < 'A' || r > 'Z') && r < 0x80 {
			gap = true
			continue
		}
		if zeros && (!isDigit || gap) {
			out, zeros = append(out, '0'), false
		}
		if isDigit && digit && gap {
			out, digit = append(out, '-'), false
		}
		switch {
		case isDigit && r == '0' && (zeros || !digit):
			zeros = true
		default:
			out, zeros = utf8.AppendRune(out, r), false
		}
		gap, digit = false, isDigit
	}
	if zeros {
		out = append(out, '0')
	}
	return string(out)
}

// isKey reports, without writing anything, whether the number is a key already: the usual case on hot paths.
func (n InvoiceNo) isKey() bool {
	digits := false
	for i := range len(n) {
		c := n[i]
		isDigit := c >= '0' && c <= '9'
		if !isDigit && (c < 'A' || c > 'Z') || c == '0' && !digits {
			return false
		}
		digits = isDigit
	}
	return true
}
