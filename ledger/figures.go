package ledger

import (
	"cmp"
	"slices"
	"time"
)

// The buckets of an ageing.
const (
	NotDue = iota
	Days1to30
	Days31to60
	Days61to90
	Over90
	bucketCount
)

// Buckets are their names, in order.
var Buckets = [bucketCount]string{"not due", "1–30", "31–60", "61–90", "90+"}

// Ageing is what is outstanding, split by days past due. Its sum is outstanding, always.
type Ageing [bucketCount]Money

// Figures is what a vendor is owed in one currency, at one moment.
type Figures struct {
	Currency    Currency
	Day         Date // the day at the vendor's
	Outstanding Money
	Overdue     Money
	Disputed    Money
	Held        Money
	Payable     Money // outstanding − disputed − held
	Free        Money // payable that no live request covers
	InFlight    Money // approved or sent, not settled
	Asked       Money // requested, not decided
	OnAccount   Money
	Contested   Money // charged by the vendor, late fees and interest, and not accepted: exposure, in none of the above
	CureSum     Money // what must be paid to take away the vendor's right to act
	Ageing      Ageing
	Open        int  // open invoices
	OverdueOpen int  // of these overdue
	Oldest      Date // oldest due day that is overdue; zero: none
	NextDue     Date // next day on which something falls due; zero: none
	NextSum     Money
	Recorded    bool // something was ever recorded: else say "nothing recorded", never "0 owed"
}

// DaysPastDue is how long the oldest overdue invoice has been due.
func (f Figures) DaysPastDue() int {
	if f.Oldest.IsZero() {
		return 0
	}
	return int(f.Day - f.Oldest)
}

// Figures are the account's figures in currency c at a moment; the day is the vendor's.
func (a *Account) Figures(c Currency, at time.Time) Figures {
	return a.FiguresOn(c, a.Vendor.Today(at))
}

// FiguresOn are the account's figures on a day.
func (a *Account) FiguresOn(c Currency, day Date) Figures {
	z := Zero(c)
	f := Figures{Currency: c, Day: day, Outstanding: z, Overdue: z, Disputed: z, Held: z, Payable: z, Free: z, InFlight: z, Asked: z, OnAccount: z, CureSum: z, Contested: z, NextSum: z}
	for b := range f.Ageing {
		f.Ageing[b] = z
	}
	s, ok := a.Sums[c]
	if !ok {
		return f
	}
	may, _ := a.MayWithhold()
	for _, d := range s.Days {
		f.add(d, a.Vendor, may)
	}
	f.addUp()
	f.Payable = f.Outstanding.Sub(f.Disputed).Sub(f.Held)
	f.InFlight, f.Asked, f.OnAccount, f.Contested = s.InFlight, s.Asked, s.OnAccount, s.Contested
	f.Free = f.Payable.Sub(a.coveredIn(c))
	if f.Free.Sign() < 0 {
		f.Free = z
	}
	f.Recorded = f.Open > 0 || s.Settled > 0 || !s.OnAccount.IsZero() || !s.Contested.IsZero()
	return f
}

// add adds a due day to what is added up later: the ageing, and what may be withheld of what is overdue.
func (f *Figures) add(d DaySum, v Vendor, mayWithhold bool) {
	f.Disputed, f.Open = f.Disputed.Add(d.Disputed), f.Open+d.Count
	f.Held = f.Held.Add(d.HeldOf(v))
	past := int(f.Day - d.Due)
	if past <= v.Grace {
		f.Ageing[NotDue] = f.Ageing[NotDue].Add(d.Open)
		if past <= 0 && f.NextDue.IsZero() {
			f.NextDue, f.NextSum = d.Due, d.Open
		}
		return
	}
	f.OverdueOpen += d.Count
	if f.Oldest.IsZero() {
		f.Oldest = d.Due
	}
	if mayWithhold {
		f.CureSum = f.CureSum.Sub(d.Disputed)
	}
	b := bucket(past)
	f.Ageing[b] = f.Ageing[b].Add(d.Open)
}

// addUp adds up what follows from the ageing: a sum over five buckets costs less than one over all due days.
func (f *Figures) addUp() {
	for b, sum := range f.Ageing {
		if b != NotDue {
			f.Overdue = f.Overdue.Add(sum)
		}
	}
	f.Outstanding, f.CureSum = f.Overdue.Add(f.Ageing[NotDue]), f.CureSum.Add(f.Overdue)
}

// bucket is the bucket of something that is past due by so many days.
func bucket(past int) int {
	switch {
	case past <= 30:
		return Days1to30
	case past <= 60:
		return Days31to60
	case past <= 90:
		return Days61to90
	}
	return Over90
}

func (a *Account) coveredIn(c Currency) Money {
	sum := Zero(c)
	for _, r := range a.Requests {
		if !r.Live() || r.Amount.Currency != c {
			continue
		}
		for _, al := range r.Targets {
			sum = sum.Add(al.Amount)
		}
	}
	return sum
}

// Currencies are those in which something was ever recorded, the vendor's own first.
func (a *Account) Currencies() []Currency {
	var out []Currency
	for c := range a.Sums {
		out = append(out, c)
	}
	slices.SortFunc(out, func(x, y Currency) int {
		switch {
		case x == y:
			return 0
		case x == a.Vendor.Currency:
			return -1
		case y == a.Vendor.Currency:
			return 1
		}
		return cmp.Compare(x, y)
	})
	if len(out) == 0 {
		out = []Currency{a.Vendor.Currency}
	}
	return out
}

// Short is an amount for an example that can be typed as it stands: in the currency of what is on record, else of a contract, else in the
// vendor's own.
func (a *Account) Short(digits string) string {
	c := a.Currencies()[0]
	if live := a.LiveContracts(); len(a.Sums) == 0 && len(live) > 0 {
		c = live[0].Commitment.Currency
	}
	return c.Short(digits)
}

// AllFigures are the figures in every currency of the account; amounts of two currencies never add.
func (a *Account) AllFigures(at time.Time) []Figures {
	var out []Figures
	for _, c := range a.Currencies() {
		out = append(out, a.Figures(c, at))
	}
	return out
}

// Rank is a word by which vendors sort worst first: the gravest live counter-measure, the oldest due day, the slug.
// It does not change with the clock.
func (a *Account) Rank() string {
	grave := 0
	for _, s := range a.Signals {
		if s.Live() {
			grave = max(grave, s.State.Gravity())
		}
	}
	oldest := "9999-99-99"
	for _, s := range a.Sums {
		if len(s.Days) > 0 {
			oldest = min(oldest, s.Days[0].Due.String())
		}
	}
	return string(rune('9'-grave)) + "|" + oldest + "|" + string(a.Vendor.Slug)
}
