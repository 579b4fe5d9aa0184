package handlers

import (
	"context"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/shopspring/decimal"
	"owed.dev/owed/handlers/picture"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// picture draws a vendor's timeline and puts it into the asker's direct messages.
func (h *Handler) picture(ctx context.Context, p pressed) (show.Message, error) {
	card, err := h.Cards.Card(ctx, p.v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	a, err := h.Lists.Replay(ctx, p.v, card.LastAt)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	posted, err := h.Matters.AllPosted(ctx, p.v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	name := "owed-" + string(p.v) + "-timeline-" + ledger.DateIn(p.now, p.who.Zone).String() + ".png"
	err = scratch(func(f *os.File) error {
		if err := timeline(a, posted, p.now).PNG(f); err != nil {
			return err
		}
		return h.Desk.Send(ctx, p.who.ID, name, f)
	})
	return show.Exported(name), err
}

// timeline is what is drawn of an account: the sums in its own currency, and everything that has a day.
func timeline(a *ledger.Account, posted map[string]ledger.Posted, now time.Time) picture.Timeline {
	cur := a.Currencies()[0]
	course := a.Course(cur)
	today := a.Vendor.Today(now)
	t := picture.Timeline{
		Title: a.Vendor.Name + ": what happened", Note: "invoices open, in " + string(cur) + ", by value date · drawn " + today.String(),
		Lanes: []picture.Lane{invoiceLane(a), paymentLane(a), disputeLane(a, today), signalLane(a, today), incidentLane(a, today), alertLane(a, posted)},
	}
	t.Today = at(today)
	t.Lanes = slices.DeleteFunc(t.Lanes, func(l picture.Lane) bool { return len(l.Marks) == 0 })
	t.From, t.To = span(t.Lanes, course, today)
	t.Owed, t.Scale = heights(course, cur)
	return t
}

// span is from the first event to the last, or today, with a little room before.
func span(lanes []picture.Lane, course []ledger.CoursePoint, today ledger.Date) (from, to time.Time) {
	from, to = at(today), at(today)
	grow := func(t time.Time) {
		if t.Before(from) {
			from = t
		}
		if t.After(to) {
			to = t
		}
	}
	for _, p := range course {
		grow(at(p.Day))
	}
	for _, l := range lanes {
		for _, m := range l.Marks {
			grow(m.From)
			grow(m.To)
		}
	}
	room := to.Sub(from)/30 + 24*time.Hour
	return from.Add(-room), to.Add(room)
}

// ticks is how many lines the scale has above nothing.
const ticks = 4

// heights are the sums as shares of the scale's highest line.
func heights(course []ledger.CoursePoint, cur ledger.Currency) (steps []picture.Step, scale []picture.Tick) {
	most := ledger.Zero(cur)
	for _, p := range course {
		if p.Outstanding.Cmp(most) > 0 {
			most = p.Outstanding
		}
	}
	share, scale := scaled(most)
	if len(scale) == 0 {
		return nil, nil
	}
	for _, p := range course {
		steps = append(steps, picture.Step{Day: at(p.Day), Owed: share(p.Outstanding), Late: share(p.Overdue)})
	}
	return steps, scale
}

// scaled is a scale for sums of a currency up to the highest of them: its highest line is a round number not below that one,
// and share is how high a sum is of it: a height on paper, no amount. Where there is nothing to show it is empty.
func scaled(most ledger.Money) (share func(ledger.Money) float64, scale []picture.Tick) {
	if !most.Positive() {
		return func(ledger.Money) float64 { return 0 }, nil
	}
	step := roundUp(most.Amount.Div(decimal.NewFromInt(ticks)))
	high := step.Mul(decimal.NewFromInt(ticks))
	for n := range ticks + 1 {
		m := ledger.Money{Amount: step.Mul(decimal.NewFromInt(int64(n))), Currency: most.Currency}
		scale = append(scale, picture.Tick{At: float64(n) / ticks, Label: show.Rounded(m)})
	}
	return func(m ledger.Money) float64 { return m.Amount.Div(high).InexactFloat64() }, scale
}

// DrawCharts draws a message's charts as one PNG, for a Slack that has none of its own.
func DrawCharts(w io.Writer, charts []show.Chart) error {
	var all []picture.Bars
	for _, c := range charts {
		all = append(all, bars(c))
	}
	return picture.DrawBars(w, all)
}

func bars(c show.Chart) picture.Bars {
	out := picture.Bars{Title: c.Title}
	most := slices.MaxFunc(c.Sums, ledger.Money.Cmp)
	share, scale := scaled(most)
	out.Scale = scale
	for n, m := range c.Sums {
		out.Bars = append(out.Bars, picture.Bar{Name: c.Names[n], Label: show.Rounded(m), Height: share(m), Late: n < len(c.Late) && c.Late[n]})
	}
	return out
}

// roundUp is the next of 1, 2, 2.5 and 5 times a power of ten.
func roundUp(d decimal.Decimal) decimal.Decimal {
	power := decimal.New(1, int32(d.NumDigits())+d.Exponent()-1)
	for _, by := range []string{"1", "2", "2.5", "5", "10"} {
		if r := power.Mul(decimal.RequireFromString(by)); r.Cmp(d) >= 0 {
			return r
		}
	}
	return power.Mul(decimal.NewFromInt(10))
}

func at(d ledger.Date) time.Time { return d.Start(time.UTC) }

func invoiceLane(a *ledger.Account) picture.Lane {
	l := picture.Lane{Name: "Invoices"}
	for _, k := range sorted(a.Invoices) {
		if i := a.Invoices[k]; !i.Reversed {
			l.Marks = append(l.Marks, picture.Mark{From: at(i.Issued), To: at(i.Issued), Label: string(i.No) + " " + show.Rounded(i.Amount)})
		}
	}
	return inOrder(l)
}

func paymentLane(a *ledger.Account) picture.Lane {
	l := picture.Lane{Name: "Payments, credits"}
	for _, k := range sorted(a.Movements) {
		if m := a.Movements[k]; m.Counts() {
			l.Marks = append(l.Marks, picture.Mark{From: at(m.Day), To: at(m.Day), Label: string(m.ID) + " " + show.Rounded(m.Amount)})
		}
	}
	return inOrder(l)
}

func disputeLane(a *ledger.Account, today ledger.Date) picture.Lane {
	l := picture.Lane{Name: "Disputes"}
	for _, k := range sorted(a.Disputes) {
		d := a.Disputes[k]
		m := picture.Mark{From: at(a.Vendor.Today(d.At)), To: at(today), Label: string(d.ID) + " " + string(d.Invoice) + " " + show.Rounded(d.Opened)}
		if !d.Live() {
			m.To = at(a.Vendor.Today(d.ClosedAt))
		}
		l.Marks = append(l.Marks, m)
	}
	return inOrder(l)
}

func signalLane(a *ledger.Account, today ledger.Date) picture.Lane {
	l := picture.Lane{Name: "Counter-measures"}
	for _, k := range sorted(a.Signals) {
		g := a.Signals[k]
		if g.Reversed {
			continue
		}
		m := picture.Mark{From: at(g.Announced), To: at(today), Label: string(g.ID) + " " + g.Kind.Words() + ", " + g.State.Words(), Grave: g.Live()}
		if g.Announced.IsZero() {
			m.From = at(a.Vendor.Today(g.At))
		}
		if !g.Live() {
			m.To = at(a.Vendor.Today(g.LastAt()))
		}
		l.Marks = append(l.Marks, m)
	}
	return inOrder(l)
}

func incidentLane(a *ledger.Account, today ledger.Date) picture.Lane {
	l := picture.Lane{Name: "Incidents"}
	for _, k := range sorted(a.Incidents) {
		i := a.Incidents[k]
		if i.Reversed {
			continue
		}
		m := picture.Mark{From: at(a.Vendor.Today(i.At)), To: at(today), Label: string(i.ID), Grave: i.Live()}
		if !i.Live() {
			m.To = at(a.Vendor.Today(i.Closed))
		}
		l.Marks = append(l.Marks, m)
	}
	return inOrder(l)
}

func alertLane(a *ledger.Account, posted map[string]ledger.Posted) picture.Lane {
	l := picture.Lane{Name: "Alerts"}
	for _, matter := range sorted(posted) {
		if p := posted[matter]; !p.First.IsZero() {
			if words, ok := show.AlertWords(matter); ok {
				day := at(a.Vendor.Today(p.First))
				l.Marks = append(l.Marks, picture.Mark{From: day, To: day, Label: words, Grave: p.Cleared.IsZero()})
			}
		}
	}
	return inOrder(l)
}

func sorted[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func inOrder(l picture.Lane) picture.Lane {
	slices.SortStableFunc(l.Marks, func(x, y picture.Mark) int { return x.From.Compare(y.From) })
	return l
}
