package ledger

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Terms say how the due date follows from the issue date, which is day 0. The zero Terms are "not agreed": due when issued.
type Terms struct {
	Net         int           `json:"net,omitempty"`        // days: net 30
	Months      int           `json:"months,omitempty"`     // calendar months, clipped to the month's last day
	EOM         bool          `json:"eom,omitempty"`        // counted from the end of the issue month
	Prox        int           `json:"prox,omitempty"`       // that day of the next month
	OnReceipt   bool          `json:"on_receipt,omitempty"` // agreed to be due when issued
	Discount    EarlyDiscount `json:"discount,omitzero"`    // 2/10 net 30
	Instalments Instalments   `json:"instalments,omitzero"` // equal parts
}

// EarlyDiscount is what may be deducted by paying soon: 2 % within 10 days is {200, 10}.
type EarlyDiscount struct {
	BasisPoints int `json:"basis_points"` // hundredths of a percent
	Days        int `json:"days"`
}

// Instalments split an invoice into equal parts, due every so many days or months after the issue date.
type Instalments struct {
	Count  int `json:"count"`
	Days   int `json:"days,omitempty"`
	Months int `json:"months,omitempty"`
}

// Part is one instalment.
type Part struct {
	Due    Date
	Amount Money
}

// The bounds within which terms are believed.
const (
	maxNet         = 730
	maxTermMonths  = 60
	maxInstalments = 60
)

// IsZero reports whether no terms were agreed.
func (t Terms) IsZero() bool { return t == Terms{} }

// Due is the last calendar day on which an invoice issued on a day is paid on time. Of instalments it is the last one's.
func (t Terms) Due(issued Date) Date {
	if issued.IsZero() {
		return 0
	}
	if t.Instalments.Count > 0 {
		return t.Instalments.day(t.base(issued), t.Instalments.Count)
	}
	if t.Prox > 0 {
		next := issued.AddMonths(1).EndOfMonth()
		return NewDate(next.Year(), next.Month(), min(t.Prox, next.Day()))
	}
	d := t.base(issued).AddMonths(t.Months)
	if t.EOM && t.Months > 0 {
		d = d.EndOfMonth()
	}
	return d.AddDays(t.Net)
}

func (t Terms) base(issued Date) Date {
	if t.EOM {
		return issued.EndOfMonth()
	}
	return issued
}

func (i Instalments) day(issued Date, n int) Date {
	return issued.AddMonths(n * i.Months).AddDays(n * i.Days)
}

// Parts are the instalments of an amount, which add up to it exactly; one part where none were agreed.
func (t Terms) Parts(amount Money, issued Date) []Part {
	if t.Instalments.Count < 1 {
		return []Part{{t.Due(issued), amount}}
	}
	var out []Part
	for n, share := range Split(amount, t.Instalments.Count) {
		out = append(out, Part{t.Instalments.day(t.base(issued), n+1), share})
	}
	return out
}

// DiscountUntil is the last day on which the early discount may be taken; zero where there is none.
func (t Terms) DiscountUntil(issued Date) Date {
	if t.Discount.BasisPoints == 0 || issued.IsZero() {
		return 0
	}
	return issued.AddDays(t.Discount.Days)
}

// Of is the discount on an amount, rounded half up once.
func (d EarlyDiscount) Of(m Money) Money {
	return roundHalfUp(m.Amount.Mul(decimal.New(int64(d.BasisPoints), -4)), m.Currency)
}

// YearlyCost is what not taking the discount costs, in percent a year, simple: 2/98 × 365/20 for 2/10 net 30.
// It is zero where nothing is gained by waiting.
func (t Terms) YearlyCost(issued Date) decimal.Decimal {
	wait := int64(t.Due(issued) - t.DiscountUntil(issued))
	if t.Discount.BasisPoints == 0 || wait < 1 {
		return decimal.Zero
	}
	bp := int64(t.Discount.BasisPoints)
	return decimal.NewFromInt(bp*365*100).DivRound(decimal.NewFromInt((10000-bp)*wait), 4)
}

// String writes the terms as ParseTerms reads them; "" for the zero Terms.
func (t Terms) String() string {
	var words []string
	if t.Discount.BasisPoints > 0 {
		words = append(words, fmt.Sprintf("%s/%d", decimal.New(int64(t.Discount.BasisPoints), -2), t.Discount.Days))
	}
	switch {
	case t.Instalments.Months > 0:
		words = append(words, fmt.Sprintf("%dx%d months", t.Instalments.Count, t.Instalments.Months))
	case t.Instalments.Count > 0:
		words = append(words, fmt.Sprintf("%dx%d", t.Instalments.Count, t.Instalments.Days))
	case t.Prox > 0:
		words = append(words, ordinal(t.Prox), "prox")
	case t.Months > 0:
		words = append(words, "net", strconv.Itoa(t.Months), "months")
	case t.Net > 0:
		words = append(words, "net", strconv.Itoa(t.Net))
	case t.OnReceipt:
		words = append(words, "on receipt")
	}
	if t.EOM {
		words = append(words, "eom")
	}
	return strings.Join(words, " ")
}

func ordinal(n int) string {
	switch {
	case n%100/10 == 1:
	case n%10 == 1:
		return strconv.Itoa(n) + "st"
	case n%10 == 2:
		return strconv.Itoa(n) + "nd"
	case n%10 == 3:
		return strconv.Itoa(n) + "rd"
	}
	return strconv.Itoa(n) + "th"
}

// ParseTerms reads payment terms as people write them: net30, net 30 eom, eom, 10th prox, 2/10 net 30, 1 month,
// on receipt, and equal instalments such as 3x30 or 4x1 month.
func ParseTerms(s string) (Terms, error) {
	r := &termReader{words: termWords(s)}
	t, ok := r.terms()
	if !ok || len(r.words) > 0 || t.IsZero() {
		return Terms{}, invalid("“%s” are not payment terms that owed knows; expected net 30, net 30 eom, eom, 10th prox, 2/10 net 30, on receipt or 3x30 (three equal parts). Example: `terms net30`", clip(s))
	}
	if err := t.check(); err != nil {
		return Terms{}, err
	}
	return t, nil
}

func (t Terms) check() error {
	switch i := t.Instalments; {
	case t.Net > maxNet:
		return invalid("Terms of net %d days were read; expected at most %d. Example: `terms net30`", t.Net, maxNet)
	case t.Months > maxTermMonths || i.Count*i.Months > maxTermMonths:
		return invalid("Terms of more than %d months were read; expected fewer. Example: `terms 1 month`", maxTermMonths)
	case t.Prox > 31:
		return invalid("“%s prox” was read, but no month has %d days. Example: `terms 10th prox`", ordinal(t.Prox), t.Prox)
	case t.Discount.BasisPoints >= 10000:
		return invalid("A discount of 100 %% or more was read; expected one below. Example: `terms 2/10 net 30`")
	case t.Discount.BasisPoints > 0 && t.Net > 0 && t.Discount.Days > t.Net:
		return invalid("A discount for %d days was read, but all is due after %d. Example: `terms 2/10 net 30`", t.Discount.Days, t.Net)
	case i.Count == 1 || i.Count > maxInstalments || i.Count*i.Days > maxNet*3:
		return invalid("%d instalments every %d days were read; expected 2 to %d, within six years. Example: `terms 3x30`", i.Count, i.Days, maxInstalments)
	}
	return nil
}
