package typed

import (
	"regexp"
	"strconv"
	"strings"

	"owed.dev/owed/ledger"
)

// ContractFields are changes of a contract's clauses; what is nil stays as it is.
type ContractFields struct {
	Name         *string
	Start        *ledger.Date
	MayWithhold  *bool
	SetOffBarred *bool
	CureDays     *int
	NoticeDays   *int
	NoticeMonths *int
	RenewMonths  *int
	Renewal      *ledger.Money
	AutoRenews   *bool
	ReceivedWhen *string
	Ended        *bool
	Schedule     *[]ledger.Money // minimum per contract year
	Interest     *LateRate
}

// LateRate is a rate of late interest, in percent.
type LateRate struct {
	Percent  string
	PerMonth bool
}

// Apply makes the changes.
func (f ContractFields) Apply(c *ledger.Contract) {
	set(&c.Name, f.Name)
	set(&c.Start, f.Start)
	if f.MayWithhold != nil {
		c.MayWithhold = f.MayWithhold
	}
	if f.SetOffBarred != nil {
		c.SetOffBarred = f.SetOffBarred
	}
	set(&c.CureDays, f.CureDays)
	set(&c.NoticeDays, f.NoticeDays)
	set(&c.NoticeMonths, f.NoticeMonths)
	set(&c.RenewMonths, f.RenewMonths)
	set(&c.Renewal, f.Renewal)
	set(&c.AutoRenews, f.AutoRenews)
	set(&c.ReceivedWhen, f.ReceivedWhen)
	set(&c.Ended, f.Ended)
	set(&c.Schedule, f.Schedule)
	if f.Interest != nil {
		c.Interest, c.PerMonth = f.Interest.Percent, f.Interest.PerMonth
	}
}

// contract shows, records, changes, or says what was spent.
func (p *parser) contract() (Action, error) {
	if p.done() || p.lastIsShare() {
		p.share = p.take("share") || p.share
		return ShowContract{}, nil
	}
	id, named := p.idHere(ledger.ContractSeries)
	if named {
		p.i++
	}
	if p.take("spent", "drawn", "drawdown") {
		return p.drawdown(id)
	}
	var f ContractFields
	var c ledger.Contract
	var end ledger.Date
	fields := append(p.contractFields(&f), clause("over|for", p.months(&c.Months)), clause("to|until|till|ends", p.day(future, &end)))
	err := p.each(fields, func() (bool, error) {
		if p.contractFlag(&f) {
			return true, nil
		}
		if n, words := p.term(); words == 2 && c.Months == 0 { // of one word, 10m, is an amount
			c.Months = n
			p.i += words
			return true, nil
		}
		return p.sum(&c.Commitment)
	})
	if err == nil && !end.IsZero() {
		err = p.termTo(end, f.Start, &c.Months)
	}
	switch {
	case err != nil:
		return nil, err
	case named && (c.Commitment.Currency != "" || c.Months != 0):
		return nil, p.usage("The sum and the term of %s stand as they were agreed; reverse it and record the new contract", id)
	case named && f == ContractFields{}:
		return nil, p.expected("a clause such as `no withholding`, `set-off barred`, `cure 30 days`, `notice 90 days`, `notice 1 month`, `notice counts when received`, `auto-renews`, `renews for 12 months at $10m`, `interest 1.5% a month`, or `spent $80m by 2023-02-28 source …`", "contract "+string(id))
	case named || c.Commitment.Currency == "" && c.Months == 0:
		return EditContract{id, f}, nil
	}
	p.need(c.Commitment.Currency == "", "commitment")
	p.need(c.Months == 0, "term in months")
	f.Apply(&c)
	return RecordContract{c}, nil
}

// termTo works out the months from a first to a last day, which must be whole ones.
func (p *parser) termTo(end ledger.Date, start *ledger.Date, months *int) error {
	if start == nil {
		return p.usage("I read the last day, %s, but no first one; expected both, or a term such as `over 66 months`", end)
	}
	for n := 1; n <= 1200; n++ {
		if start.AddMonths(n).AddDays(-1) != end {
			continue
		}
		if *months != 0 && *months != n {
			return p.usage("I read %d months, but from %s to %s are %d", *months, *start, end, n)
		}
		*months = n
		return nil
	}
	return p.usage("From %s to %s are no whole months; expected the last day of a term, or `over 66 months`", *start, end)
}

func (p *parser) drawdown(id ledger.ID) (Action, error) {
	d := Drawdown{Contract: id}
	err := p.each([]*field{
		clause("by|until|to|as of", p.day(past, &d.By)),
		clause("of|contract", p.id(&d.Contract, ledger.ContractSeries)),
		clause("source", p.text(&d.Source)),
	}, func() (bool, error) { return p.sum(&d.Amount) })
	p.need(d.Amount.Currency == "", "amount")
	p.need(d.By.IsZero(), "by which day")
	p.need(d.Source == "", "source")
	return d, err
}

func (p *parser) contractFields(f *ContractFields) []*field {
	return []*field{
		clause("from|starting|starts|since|start", p.startDay(&f.Start)),
		clause("cure days|cure period|cure", p.days(&f.CureDays)),
		clause("notice period|notice days|notice", p.notice(f)),
		clause(renewalClauses, p.renewal(f)),
		clause("name|called", p.pointed(&f.Name)),
		clause(receiptClauses, p.receipt(&f.ReceivedWhen)),
		clause("minimums|minimum|at least by year", p.minimums(&f.Schedule)),
		clause("late interest|interest", p.rate(&f.Interest)),
	}
}

// minimums reads one sum for each contract year.
func (p *parser) minimums(to **[]ledger.Money) func(string) error {
	return func(clause string) error {
		var all []ledger.Money
		for {
			var m ledger.Money
			ok, err := p.sum(&m)
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			all = append(all, m)
			p.take("and", "then")
		}
		if len(all) == 0 {
			return p.expected("a sum for each contract year", clause)
		}
		*to = &all
		return nil
	}
}

var percent = regexp.MustCompile(`^(\d{1,3}(?:\.\d{1,4})?)(%?)$`)

// rate reads a percentage, a year or a month.
func (p *parser) rate(to **LateRate) func(string) error {
	return func(clause string) error {
		p.take("of", "at")
		m := percent.FindStringSubmatch(p.peek().text)
		if m == nil {
			return p.expected("a rate such as `8% a year` or `1.5% a month`", clause)
		}
		p.i++
		if m[2] == "" && !p.take("%", "percent", "per cent") {
			return p.expected("a rate such as `8% a year` or `1.5% a month`", clause)
		}
		r := LateRate{Percent: m[1]}
		if p.take("a month", "per month", "monthly", "each month", "/month") {
			r.PerMonth = true
		} else {
			p.take("a year", "per year", "yearly", "per annum", "p.a.", "pa", "each year")
		}
		*to = &r
		return nil
	}
}

// contractFlags are the clauses without an argument, each with what it says.
var contractFlags = []struct {
	words []string
	set   func(*ContractFields, *bool)
	to    bool
}{
	{[]string{"may not withhold", "no withholding", "must not withhold", "can't withhold", "cannot withhold"}, setWithhold, false},
	{[]string{"may withhold", "withholding allowed", "can withhold"}, setWithhold, true},
	{[]string{"set-off barred", "set off barred", "setoff barred", "no set-off", "no set off", "no setoff"}, setBarred, true},
	{[]string{"set-off allowed", "set off allowed", "setoff allowed"}, setBarred, false},
	{[]string{"no auto-renewal", "no auto renewal", "no renewal", "does not renew", "not auto-renewing"}, setRenews, false},
	{[]string{"auto-renews", "auto renews", "autorenews", "auto-renewal", "auto renewal", "auto-renew", "auto-renewing", "renews automatically"}, setRenews, true},
	{[]string{"ended", "has ended", "is over"}, func(f *ContractFields, b *bool) { f.Ended = b }, true},
}

func setWithhold(f *ContractFields, b *bool) { f.MayWithhold = b }
func setBarred(f *ContractFields, b *bool)   { f.SetOffBarred = b }
func setRenews(f *ContractFields, b *bool)   { f.AutoRenews = b }

func (p *parser) contractFlag(f *ContractFields) bool {
	for _, flag := range contractFlags {
		if p.take(flag.words...) {
			to := flag.to
			flag.set(f, &to)
			return true
		}
	}
	return false
}

// months reads a clause that is a term.
func (p *parser) months(to *int) func(string) error {
	return func(clause string) error {
		n, words := p.term()
		if words == 0 {
			return p.expected("a term in months or years", clause)
		}
		p.i += words
		*to = n
		return nil
	}
}

// term is the number of months that stands here, and how many words it takes: 66 months, 5 years, 5.5 years.
func (p *parser) term() (months, words int) {
	halves := strings.NewReplacer("½", ".5", ",5", ".5").Replace(p.peek().low)
	whole, half := strings.CutSuffix(halves, ".5")
	if half && digits(whole) && len(whole) < 4 && (p.ahead(1).low == "years" || p.ahead(1).low == "year") {
		n, _ := strconv.Atoi(whole)
		return 12*n + 6, 2
	}
	switch n, unit, words := p.count(); unit {
	case "months":
		return n, words
	case "years":
		return 12 * n, words
	}
	return 0, 0
}

func (p *parser) days(to **int) func(string) error {
	return func(clause string) error {
		p.take("of")
		n, unit, words := p.count()
		if words == 0 || unit != "days" && unit != "weeks" {
			return p.expected("a number of days", clause)
		}
		if unit == "weeks" {
			n *= 7
		}
		p.i += words
		*to = &n
		return nil
	}
}

// notice reads how long before the end notice must be given, in days or in months: the one takes the place of the other.
func (p *parser) notice(f *ContractFields) func(string) error {
	return func(clause string) error {
		p.take("of")
		var none int
		if n, unit, words := p.count(); unit == "months" {
			p.i += words
			f.NoticeMonths, f.NoticeDays = &n, &none
			return nil
		}
		f.NoticeMonths = &none
		if err := p.days(&f.NoticeDays)(clause); err != nil {
			return p.expected("a number of days or months", clause)
		}
		return nil
	}
}

// renewalClauses begin the clause that says for how long a contract renews by itself, and for how much.
const renewalClauses = "auto-renews for|auto-renews at|auto renews for|auto renews at|auto-renewal for|auto-renewal at|renews automatically for|renews automatically at|" +
	"renews by itself for|renews by itself at|renews for|renews at|renewed for|renewed at|renewal for|renewal at"

// renewal reads "renews for 12 months at $10m", either part of it, and in either order.
func (p *parser) renewal(f *ContractFields) func(string) error {
	return func(clause string) error {
		for {
			n, words := p.term()
			var sum ledger.Money
			if words > 0 && f.RenewMonths == nil {
				p.i += words
				f.RenewMonths = &n
			} else if ok, err := p.sum(&sum); err != nil {
				return err
			} else if ok {
				f.Renewal = &sum
			} else {
				return p.expected("a term such as `12 months`, or what it commits to, such as `$10m`", clause)
			}
			if !p.take("at", "for", "with") {
				break
			}
		}
		yes := true
		f.AutoRenews = &yes
		return nil
	}
}

// startDay reads the first day; "unknown" says that it is not known.
func (p *parser) startDay(to **ledger.Date) func(string) error {
	return func(clause string) error {
		if p.take("unknown") {
			return nil
		}
		var d ledger.Date
		err := p.day(past, &d)(clause)
		*to = &d
		return err
	}
}
