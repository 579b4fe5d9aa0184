package typed

import (
	"strconv"
	"strings"

	"owed.dev/owed/ledger"
)

// reader reads what stands behind a verb. It ends at the first word it can't place; Parse refuses that word.
type reader = func(*parser) (Action, error)

// readers has the reader of each verb.
var readers = map[Verb]reader{
	OverviewVerb: nothing(Overview{}),
	CardVerb:     nothing(Card{}),
	InvoicesVerb: (*parser).invoices,
	HistoryVerb:  (*parser).history,
	DisputesVerb: (*parser).disputes,
	SignalsVerb:  nothing(Signals{}),
	PaymentsVerb: (*parser).payments,
	TimelineVerb: nothing(Timeline{}),
	OnVerb:       (*parser).on,
	FindVerb:     (*parser).findText,
	DueVerb:      (*parser).due,

	AddVerb:     (*parser).add,
	EditVerb:    (*parser).edit,
	HoldVerb:    (*parser).hold,
	ReleaseVerb: (*parser).release,
	MergeVerb:   (*parser).merge,
	ReopenVerb:  (*parser).reopen,
	CloseVerb:   (*parser).close,

	InvoiceVerb:  (*parser).invoice,
	ChargeVerb:   (*parser).charge,
	OpeningVerb:  (*parser).opening,
	CreditVerb:   (*parser).credit,
	DebitVerb:    (*parser).debit,
	WriteOffVerb: (*parser).writeOff,
	RefundVerb:   (*parser).refund,
	AllocateVerb: (*parser).allocate,

	PayVerb:      (*parser).pay,
	PaidVerb:     (*parser).paid,
	ReturnedVerb: (*parser).returned,
	FailedVerb:   (*parser).failed,
	SentVerb:     (*parser).sent,
	WithdrawVerb: (*parser).withdraw,
	ReverseVerb:  (*parser).reverse,

	DisputeVerb:  (*parser).dispute,
	SignalVerb:   (*parser).signal,
	ContractVerb: (*parser).contract,
	IncidentVerb: (*parser).incident,

	ImportVerb:   nothing(Import{}),
	ExportVerb:   (*parser).export,
	PolicyVerb:   (*parser).policy,
	DelegateVerb: (*parser).delegate,
	SettingsVerb: (*parser).settings,
	HelpVerb:     (*parser).help,
}

// nothing reads verbs behind which nothing stands.
func nothing(a Action) reader {
	return func(*parser) (Action, error) { return a, nil }
}

func (p *parser) invoices() (Action, error) {
	var only string
	for _, w := range []string{"open", "overdue", "disputed", "contested", "held", "settled"} {
		if p.take(w) {
			only = w
			break
		}
	}
	p.take("all")
	return Invoices{Only: only}, nil
}

func (p *parser) history() (Action, error) {
	var h History
	oneDay := false
	err := p.each([]*field{
		clause("from|since", p.day(past, &h.From)),
		clause("to|until|till", p.day(past, &h.To)),
		clause("of|for", p.oneWord(&h.Of)),
		clause("rows of entry|entry", p.numbered(&h.Entry)),
	}, func() (bool, error) {
		if h.From.IsZero() {
			if ok, err := p.date(past, &h.From); ok || err != nil {
				oneDay = true
				return ok, err
			}
		}
		if h.Of != "" || !hasDigit(p.peek().low) && len(p.nearClauses(p.peek())) > 0 {
			return false, nil
		}
		h.Of = string(bareNumber(p.next().text))
		return true, nil
	})
	if oneDay && h.To.IsZero() {
		h.To = h.From
	}
	if id, ok := ledger.ParseID(h.Of); ok {
		h.Of = string(id)
	}
	if err == nil && !h.From.IsZero() && !h.To.IsZero() && h.To < h.From {
		err = p.usage("I read from %s to %s, which ends before it begins", h.From, h.To)
	}
	return h, err
}

// numbered reads the number of an entry, as history writes it: #1,234.
func (p *parser) numbered(to *int64) func(string) error {
	return func(clause string) error {
		n, err := strconv.ParseInt(strings.ReplaceAll(strings.TrimPrefix(p.peek().text, "#"), ",", ""), 10, 64)
		if p.done() || err != nil || n < 1 {
			return p.expected("the number of an entry, such as 412", clause)
		}
		p.i++
		*to = n
		return nil
	}
}

var requestStates = []ledger.RequestState{
	ledger.Requested, ledger.Approved, ledger.Sent, ledger.Settled, ledger.Rejected, ledger.WithdrawnRequest, ledger.Expired, ledger.Failed, ledger.ReturnedRequest,
}

func (p *parser) payments() (Action, error) {
	p.take("all")
	for _, s := range requestStates {
		if p.take(string(s)) {
			return Payments{Only: s}, nil
		}
	}
	return Payments{}, nil
}

func (p *parser) disputes() (Action, error) {
	p.take("open", "all")
	return Disputes{Closed: p.take("closed", "over", "ended")}, nil
}

func (p *parser) on() (Action, error) {
	var o On
	if err := p.day(past, &o.Day)("on"); err != nil {
		return o, err
	}
	if o.Day > p.env.Today(p.userZone()).AddDays(1) { // a day ahead it may be today where the vendor is
		return o, p.usage("%s is yet to come, and owed shows what was; what falls due by then: `/owed due until %s`", o.Day, o.Day)
	}
	return o, nil
}

func (p *parser) findText() (Action, error) {
	words := p.clause()
	f := Find{Text: p.rest()}
	p.need(f.Text == "", "what to find")
	hint := p.amountHint()
	if hint.Currency == "" {
		hint.Currency = "USD" // its currency is not what is searched by: 10m is an amount all the same
	}
	if m, used, err := ledger.PrefixAmount(words, hint); err == nil && used > 0 && used == len(words) {
		f.Amount = m
	}
	return f, nil
}

// due reads "30d", "4 weeks", "until 2023-04-30", "eom"; 30 days where nothing is said.
func (p *parser) due() (Action, error) {
	today := p.env.Today(p.userZone())
	d := DueList{Until: today.AddDays(30)}
	if p.done() {
		return d, nil
	}
	if p.take("until", "till", "by") {
		return p.dueUntil(today)
	}
	for words, end := range map[string]string{
		"this week": "this sun", "next week": "next sun", "this month": "eom", "next month": "eom+1", "this quarter": "eoq", "this year": "eoy",
	} {
		if p.take(words) {
			until, err := ledger.ParseDate(end, p.dateHint(future, 0))
			return DueList{until}, err
		}
	}
	p.take("in", "within", "next")
	if n, unit, words := p.count(); words > 0 {
		p.i += words
		d.Until = ahead(today, n, unit)
		if n < 1 || d.Until > today.AddDays(3660) {
			return nil, p.usage("I read %d %s; expected 1 day to 10 years", n, unit)
		}
		return d, nil
	}
	return p.dueUntil(today)
}

func (p *parser) dueUntil(today ledger.Date) (Action, error) {
	var d DueList
	if err := p.day(future, &d.Until)("due"); err != nil {
		return d, err
	}
	if d.Until < today {
		return d, p.usage("I read until %s, which is over; what is late stands in `/owed`", d.Until)
	}
	return d, nil
}

// count reads a number of days, weeks, months or years: 30d, 30 days, 4w, 5 years; a bare number is days.
func (p *parser) count() (n int, unit string, words int) {
	w := p.peek()
	number := strings.TrimRight(w.low, "abcdefghijklmnopqrstuvwxyz-")
	if !digits(number) || len(number) > 5 || w.quoted {
		return 0, "", 0
	}
	for _, r := range number {
		n = n*10 + int(r-'0')
	}
	unit = strings.Trim(w.low[len(number):], "-")
	if words = 1; unit == "" && !p.ahead(1).first {
		unit = p.ahead(1).low
		words = 2
	}
	for name, spellings := range units {
		for _, s := range strings.Split(spellings, "|") {
			if unit == s {
				return n, name, words
			}
		}
	}
	if words == 2 || unit == "" {
		return n, "days", 1
	}
	return 0, "", 0
}

var units = map[string]string{
	"days": "d|day|days", "weeks": "w|wk|week|weeks", "months": "m|mo|month|months", "years": "y|yr|year|years",
}

func ahead(d ledger.Date, n int, unit string) ledger.Date {
	switch unit {
	case "weeks":
		return d.AddDays(7 * n)
	case "months":
		return d.AddMonths(n)
	case "years":
		return d.AddMonths(12 * n)
	}
	return d.AddDays(n)
}

// Formats are the forms in which figures leave owed.
var Formats = [...]string{"csv", "jsonl", "hledger", "beancount"}

func (p *parser) export() (Action, error) {
	e := Export{Format: Formats[0]}
	p.take("as", "to")
	for _, f := range Formats {
		if p.take(f) {
			e.Format = f
		}
	}
	if v, n := p.vendorHere(); n > 0 && p.vendor.Slug == "" {
		p.vendor, p.i = v, p.i+n
	}
	return e, nil
}

func (p *parser) policy() (Action, error) { return Policy{Words: p.wordList()}, nil }

func (p *parser) settings() (Action, error) { return Settings{Words: p.wordList()}, nil }

// wordList is all that is left, word by word.
func (p *parser) wordList() []Word {
	var out []Word
	for !p.done() {
		w := p.next()
		out = append(out, Word{w.text, w.mention})
	}
	return out
}

func (p *parser) delegate() (Action, error) {
	var d Delegate
	p.need(p.done(), "to whom, and until when")
	if p.take("off", "end", "none", "nobody") {
		return Delegate{Off: true}, nil
	}
	err := p.each([]*field{
		clause("from", p.day(future, &d.From)),
		clause("until|till|to the|through", p.day(future, &d.Until)),
		clause("to", p.who(&d.To, User)),
	}, func() (bool, error) {
		if d.To.ID != "" {
			return false, nil
		}
		return true, p.who(&d.To, User)("delegate")
	})
	if err == nil && len(p.missing) == 0 {
		p.need(d.To.ID == "", "to whom")
		p.need(d.Until.IsZero(), "until when")
	}
	return d, err
}

func (p *parser) help() (Action, error) { return Help{Word: strings.ToLower(fold(p.rest()))}, nil }
