package show

import (
	"slices"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// chartBlock is Slack's own bar chart of sums. Slack's library holds its values as floats; here they are written as the
// decimals they are, so that no amount of owed's is ever a float.
type chartBlock struct {
	title string // 50 characters at most
	names []string
	sums  []ledger.Money
}

// BlockType is data_visualization.
func (chartBlock) BlockType() slack.MessageBlockType { return slack.MBTDataVisualization }

// ID is none: Slack makes one.
func (chartBlock) ID() string { return "" }

// MarshalJSON writes the chart.
func (b chartBlock) MarshalJSON() ([]byte, error) {
	out := appendString([]byte(`{"type":"data_visualization","title":`), b.title)
	out = append(out, `,"chart":{"type":"bar","series":[{"name":"owed","data":[`...)
	for n, m := range b.sums {
		if n > 0 {
			out = append(out, ',')
		}
		out = appendString(append(out, `{"label":`...), b.names[n])
		out = append(append(append(out, `,"value":`...), m.Decimal()...), '}')
	}
	out = append(out, `]}],"axis_config":{"categories":[`...)
	for n, name := range b.names {
		if n > 0 {
			out = append(out, ',')
		}
		out = appendString(out, name)
	}
	return append(out, `]}}}`...), nil
}

// chart adds an ageing's chart where it is wanted: at most two a message, and nothing is said by it alone.
func (s *sheet) chart(f ledger.Figures) {
	if s.c.Chart && s.charts() < 2 {
		s.blocks = append(s.blocks, chartBlock{"Owed by days past due, " + string(f.Currency), ledger.Buckets[:], f.Ageing[:]})
	}
}

func (s *sheet) charts() (n int) {
	for _, b := range s.blocks {
		if b.BlockType() == slack.MBTDataVisualization {
			n++
		}
	}
	return n
}

// Uncharted is the message without Slack's charts, for a Slack that can't show them; ok is false where it has none.
func (m Message) Uncharted() (plain Message, ok bool) {
	plain = m
	plain.Blocks = slices.DeleteFunc(slices.Clone(m.Blocks), func(b slack.Block) bool { return b.BlockType() == slack.MBTDataVisualization })
	return plain, len(plain.Blocks) < len(m.Blocks)
}

// pictures adds the digest's: the ageing of all its vendors in one currency, and what falls due in it day by day.
func (s *sheet) pictures(p DigestPage) {
	f, ok := p.ageing(s.c)
	if !ok {
		return
	}
	s.chart(f)
	days, sums := p.byDay(f.Currency, s.c)
	if s.c.Chart && len(days) > 0 {
		s.blocks = append(s.blocks, chartBlock{"Falls due, " + string(f.Currency), days, sums})
	}
}

// ageing is the ageing of all vendors in the currency of the worst vendor that is owed anything.
func (p DigestPage) ageing(c Ctx) (sum ledger.Figures, ok bool) {
	for _, a := range p.Vendors {
		for _, f := range a.AllFigures(c.Now) {
			if !f.Outstanding.Positive() || ok && f.Currency != sum.Currency {
				continue
			}
			if !ok {
				sum, ok = f, true
				continue
			}
			for n := range f.Ageing {
				sum.Ageing[n] = sum.Ageing[n].Add(f.Ageing[n])
			}
		}
	}
	return sum, ok
}

// digestDays is how many days a chart has room for.
const digestDays = 20

// byDay is what falls due in a currency on each of the digest's days; nothing where none of it does.
func (p DigestPage) byDay(cur ledger.Currency, c Ctx) (days []string, sums []ledger.Money) {
	first := ledger.DateIn(c.Now, c.Zone)
	if c.Zone == nil || p.Until < first || int(p.Until-first) >= digestDays {
		return nil, nil
	}
	any := false
	for d := first; d <= p.Until; d++ {
		days, sums = append(days, shortDay(d)), append(sums, ledger.Zero(cur))
	}
	for _, r := range p.Due {
		if at := int(r.Due - first); r.Invoice.Amount.Currency == cur && at >= 0 && at < len(sums) {
			sums[at], any = sums[at].Add(r.Invoice.Open()), true
		}
	}
	if !any {
		return nil, nil
	}
	return days, sums
}
