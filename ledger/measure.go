package ledger

// MeasureKind is a kind of counter-measure: what a vendor can do to a debtor who does not pay (DOMAIN: counter-measures).
type MeasureKind string

// The kinds of counter-measure.
const (
	ServiceSuspension    MeasureKind = "service_suspension"
	ServiceTermination   MeasureKind = "service_termination"
	DataDeletion         MeasureKind = "data_deletion"
	LateFee              MeasureKind = "late_fee"
	Interest             MeasureKind = "interest"
	Acceleration         MeasureKind = "acceleration"
	CreditHold           MeasureKind = "credit_hold"
	SetOffOrWithhold     MeasureKind = "set_off_or_withhold"
	Collections          MeasureKind = "collections"
	LegalAction          MeasureKind = "legal_action"
	RefusalToRenegotiate MeasureKind = "refusal_to_renegotiate"
	PriceIncrease        MeasureKind = "price_increase"
	Audit                MeasureKind = "audit"
	LienOrRepossession   MeasureKind = "lien_or_repossession"
	PublicDisclosure     MeasureKind = "public_disclosure"
	OtherMeasure         MeasureKind = "other"
)

// MeasureState is where a counter-measure stands.
type MeasureState string

// The states of a counter-measure, and none besides.
const (
	Possible    MeasureState = "possible"     // we fear it
	Threatened  MeasureState = "threatened"   // the vendor said it
	NoticeGiven MeasureState = "notice_given" // formal and dated
	InEffect    MeasureState = "in_effect"    // it has begun
	Suspended   MeasureState = "suspended"    // on hold
	Withdrawn   MeasureState = "withdrawn"    // taken back or lifted
	Lapsed      MeasureState = "lapsed"       // cured, or its day has passed
)

// Period is the span that an exposure repeats over: "", "week", "month", "quarter" or "year".
type Period string

// Exposure is what a counter-measure costs us: one amount or a range, once or per period.
type Exposure struct {
	Amount    Money  `json:"amount"`
	AmountMax Money  `json:"amount_max,omitzero"` // set where a range was named
	Floor     bool   `json:"floor,omitempty"`     // "at least": Amount is a lower bound
	Ceiling   bool   `json:"ceiling,omitempty"`   // "up to": Amount is an upper bound
	Per       Period `json:"per,omitempty"`
}

// same reports whether two cost the same; nil is a cost that nobody has named.
func (e *Exposure) same(o *Exposure) bool {
	if e == nil || o == nil {
		return e == o
	}
	equal := func(x, y Money) bool { return x.Currency == y.Currency && x.Cmp(y) == 0 }
	return equal(e.Amount, o.Amount) && equal(e.AmountMax, o.AmountMax) && e.Floor == o.Floor && e.Ceiling == o.Ceiling && e.Per == o.Per
}
