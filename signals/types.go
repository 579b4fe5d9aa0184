package signals

import (
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// Vendor is what the ledger knows of one vendor: enough to recognise it in a text and to count days as it does.
type Vendor struct {
	Slug, Name                 string
	Aliases, Domains, Invoices []string
	Zone                       *time.Location
	Outstanding                []ledger.Money
	Holidays                   func(ledger.Date) bool // weekdays on which it does no business, out of which its periods are counted; nil: none
}

// Span is a stretch of the text that was read, as byte offsets.
type Span struct{ Start, End int }

// Evidence is where a field was read, in the very words of the text. Text is always text[Start:End]; the zero
// Evidence means that the field was not found.
type Evidence struct {
	Span
	Text       string
	Confidence float64 // 0 to 1: how sure the reading is, for ordering and display, not a probability
	TwoWays    bool    // a day in digits, of which nothing says whether the day or the month comes first: 3/4/2025
}

// Words are the evidence as people are shown it: without the marks of quoting that stand at the head of its lines.
func (e Evidence) Words() string {
	first, rest, more := strings.Cut(e.Text, "\n")
	if !more {
		return e.Text
	}
	var b strings.Builder
	b.WriteString(first)
	for s := range strings.SplitSeq(rest, "\n") {
		l := line{end: len(s)}
		if l.trim(s); l.depth > 0 {
			s = s[l.start:l.end]
		}
		b.WriteString("\n" + s)
	}
	return b.String()
}

// Measure is one counter-measure that the text speaks of. What is not said stays empty.
type Measure struct {
	Kind     ledger.MeasureKind
	State    ledger.MeasureState
	Evidence Evidence
	Moved    Evidence // what stands above a quoted mail and moved a day of this since, if anything did

	Effective, CureUntil    ledger.Date // the day it acts; the last day on which paying averts it
	EffectiveFrom, CureFrom Evidence

	Exposure     *ledger.Exposure // what it costs us; nil if no sum is named
	ExposureFrom Evidence

	Affiliates     []string // other companies of the vendor that take part
	AffiliatesFrom []Evidence
}

// Findings is everything that Read found in one text.
type Findings struct {
	IsSignal bool // at least one measure is to be proposed
	Measures []Measure

	Suspicious    bool // phishing, a new payee, a link that lies, or commands to an automated reader
	SuspiciousWhy []Evidence

	Vendor     string // the creditor as written
	VendorFrom Evidence
	Slug       string   // the vendor of the ledger that it matches, if any
	SlugFrom   Evidence // its name, domain or invoice, by which it does
	SlugDoubt  bool     // it is merely mentioned: the creditor as written is another

	Claimed      ledger.Money // what they say is owed or ask for
	ClaimedFrom  Evidence
	Invoices     []string
	InvoicesFrom []Evidence

	Deadline     ledger.Date // the first day by which they want us to act
	DeadlineFrom Evidence
	Contact      string
	ContactFrom  Evidence

	Sent ledger.Date // the day on which the mail was sent in which all this begins, as its head says
	Lang string      // en, de, fr or es
}
