package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// AsKnownAbout is the account as it stood on a day by what is known today: what was issued by then, less what moved by
// then. Nothing is disputed or on hold in it: these are decisions of ours, which count from the moment they were made, so that
// those of a day are what Standing tells of it. The receiver must be whole, as a replay makes it.
func (a *Account) AsKnownAbout(day Date) *Account {
	b := NewAccount(a.Vendor)
	b.Vendor.Held = false
	b.Seq, b.LastAt = a.Seq, a.LastAt
	b.Contracts = a.Contracts
	for _, i := range a.Invoices {
		if i.Issued > day || i.Reversed {
			continue
		}
		z := Zero(i.Amount.Currency)
		i.Paid, i.Credited, i.WrittenOff, i.Disputed, i.Held, i.Taken = z, z, z, z, false, nil
		b.putInvoice(i)
	}
	for _, m := range a.Movements {
		if m.Day > day || !m.Counts() {
			continue
		}
		kept := m
		kept.Allocations = nil
		for _, al := range m.Allocations {
			if _, ok := b.Invoices[al.Invoice.Key()]; ok {
				kept.Allocations = append(kept.Allocations, al)
				b.alter(al.Invoice, func(i *Invoice) { i.take(m, al.Amount) })
			}
		}
		b.putMovement(kept)
	}
	return b
}

// FromMinor is a number of a currency's smallest units.
func FromMinor(units int64, c Currency) Money {
	return Money{Amount: decimal.New(units, -c.Decimals()), Currency: c}
}

// AboutKind is what a Step changes.
type AboutKind byte

// The kinds of Step.
const (
	AboutOpen      AboutKind = 'o' // open on invoices due on a day
	AboutCount     AboutKind = 'n' // how many such invoices are open
	AboutSettled   AboutKind = 's' // how many invoices are settled
	AboutOnAccount AboutKind = 'a' // on account; has no due day
	AboutContested AboutKind = 'c' // charged and not accepted; has no due day
)

// Step is what a document changes, by what is known today, from a day on. The sums of all steps up to a day are what
// AsKnownAbout finds by looking at every document.
type Step struct {
	From     Date // the day from which it counts
	Due      Date
	Currency Currency
	Kind     AboutKind
}

// InvoiceSteps gives the steps of an invoice: what it adds on its day, and what was taken off it later.
func InvoiceSteps(i Invoice, give func(s Step, sum Money, count int)) {
	if i.Reversed || i.No == "" {
		return
	}
	if i.Proposed {
		give(Step{From: i.Issued, Currency: i.Amount.Currency, Kind: AboutContested}, i.Amount, 0)
		return
	}
	with := func(from Date, k AboutKind) Step {
		return Step{From: from, Due: i.Due, Currency: i.Amount.Currency, Kind: k}
	}
	give(with(i.Issued, AboutOpen), i.Amount, 0)
	give(with(i.Issued, AboutCount), Money{}, 1)
	left := i.Amount
	for _, t := range i.Taken {
		from := max(i.Issued, t.Day)
		less := t.Sum.Neg()
		give(with(from, AboutOpen), less, 0)
		give(Step{From: from, Currency: i.Amount.Currency, Kind: AboutOnAccount}, less, 0)
		if left = left.Sub(t.Sum); !left.Positive() {
			give(with(from, AboutCount), Money{}, -1)
			give(Step{From: from, Currency: i.Amount.Currency, Kind: AboutSettled}, Money{}, 1)
		}
	}
}

// MovementSteps gives the step of a movement: it is on account until invoices take it.
func MovementSteps(m Movement, give func(s Step, sum Money, count int)) {
	if m.Counts() {
		give(Step{From: m.Day, Currency: m.Amount.Currency, Kind: AboutOnAccount}, m.Amount.Sub(m.Refunded), 0)
	}
}

// FromSteps is the account as it stood on a day by what is known today, from the steps up to it: sums, no documents. a says
// whose, and which contracts count.
func (a *Account) FromSteps(each func(give func(s Step, sum Money, count int))) *Account {
	b := NewAccount(a.Vendor)
	b.Vendor.Held = false
	b.Seq, b.LastAt, b.Contracts, b.Partial = a.Seq, a.LastAt, a.Contracts, true
	days := map[Currency]map[Date]*DaySum{}
	each(func(s Step, sum Money, count int) {
		sums := b.sums(s.Currency)
		switch s.Kind {
		case AboutOnAccount:
			sums.OnAccount = sums.OnAccount.Add(sum)
			return
		case AboutContested:
			sums.Contested = sums.Contested.Add(sum)
			return
		case AboutSettled:
			sums.Settled += count
			return
		}
		if days[s.Currency] == nil {
			days[s.Currency] = map[Date]*DaySum{}
		}
		d := days[s.Currency][s.Due]
		if d == nil {
			z := Zero(s.Currency)
			d = &DaySum{Due: s.Due, Open: z, Disputed: z, Held: z}
			days[s.Currency][s.Due] = d
		}
		switch s.Kind {
		case AboutOpen:
			d.Open = d.Open.Add(sum)
		case AboutCount:
			d.Count += count // an earlier owed wrote steps of what was on hold, too
		}
	})
	for c, all := range days {
		for _, due := range slices.Sorted(maps.Keys(all)) {
			if d := all[due]; d.Count != 0 || !d.Open.IsZero() {
				b.sums(c).Days = append(b.sums(c).Days, *d)
			}
		}
	}
	return b
}

// Standing is how an account stood at a moment, without its documents: what a question about a day gone by shows.
type Standing struct {
	Seq       int64                 `json:"seq"`
	Name      string                `json:"name"`
	Grace     int                   `json:"grace,omitempty"`
	Held      bool                  `json:"held,omitempty"`
	Clauses   map[ID]*bool          `json:"clauses,omitempty"` // may we withhold, by live contract
	Days      map[Currency][]string `json:"days,omitempty"`    // due, open, disputed, held, count
	OnAccount map[Currency]Money    `json:"on_account,omitempty"`
	Settled   map[Currency]int      `json:"settled,omitempty"`
	Contested map[Currency]Money    `json:"contested,omitempty"` // only where there is any
}

// Standing is how the account stands now.
func (a *Account) Standing() Standing {
	s := Standing{Seq: a.Seq, Name: a.Vendor.Name, Grace: a.Vendor.Grace, Held: a.Vendor.Held, Clauses: map[ID]*bool{}, Days: map[Currency][]string{}, OnAccount: map[Currency]Money{}, Settled: map[Currency]int{}}
	for _, c := range a.LiveContracts() {
		if c.MayWithhold != nil {
			s.Clauses[c.ID] = c.MayWithhold
		}
	}
	for c, sums := range a.Sums {
		s.OnAccount[c], s.Settled[c] = sums.OnAccount, sums.Settled
		if sums.Contested.Positive() {
			if s.Contested == nil {
				s.Contested = map[Currency]Money{}
			}
			s.Contested[c] = sums.Contested
		}
		for _, d := range sums.Days {
			s.Days[c] = append(s.Days[c], fmt.Sprintf("%s %s %s %s %d", d.Due, d.Open.Decimal(), d.Disputed.Decimal(), d.Held.Decimal(), d.Count))
		}
	}
	return s
}

// Account is the account as it stood: sums, no documents. v is the vendor as it is now.
func (s Standing) Account(v Vendor, at time.Time) (*Account, error) {
	v.Name, v.Grace, v.Held = s.Name, s.Grace, s.Held
	a := NewAccount(v)
	a.Seq, a.LastAt, a.Partial = s.Seq, at, true
	for id, may := range s.Clauses {
		a.Contracts[id] = Contract{ID: id, MayWithhold: may}
	}
	for c, sum := range s.OnAccount {
		sums := a.sums(c)
		sums.OnAccount, sums.Settled, sums.Contested = sum, s.Settled[c], Zero(c).Add(s.Contested[c])
		for _, line := range s.Days[c] {
			d, err := readDaySum(line, c)
			if err != nil {
				return nil, err
			}
			sums.Days = append(sums.Days, d)
		}
	}
	return a, nil
}

func readDaySum(line string, c Currency) (d DaySum, err error) {
	parts := strings.Fields(line)
	if len(parts) != 5 {
		return d, fmt.Errorf("ledger: %q is not a day's sums", line)
	}
	if d.Due, err = ParseISO(parts[0]); err != nil {
		return d, err
	}
	for n, to := range []*Money{&d.Open, &d.Disputed, &d.Held} {
		amount, err := decimal.NewFromString(parts[n+1])
		if err != nil {
			return d, fmt.Errorf("ledger: %q: %w", line, err)
		}
		*to = Money{Amount: amount, Currency: c}
	}
	d.Count, err = strconv.Atoi(parts[4])
	return d, err
}
