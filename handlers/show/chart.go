package show

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// Chart is Slack's own bar chart of sums. Slack's library holds its values as floats; here they are written as the decimals
// they are, so that no amount of owed's is ever a float.
type Chart struct {
	Title string // 50 characters at most
	Names []string
	Sums  []ledger.Money // one for each name, all in one currency
	Late  []bool         // whether a sum is past due; shorter than Sums: the rest is not
}

// BlockType is data_visualization.
func (Chart) BlockType() slack.MessageBlockType { return slack.MBTDataVisualization }

// ID is none: Slack makes one.
func (Chart) ID() string { return "" }

// MarshalJSON writes the chart.
func (b Chart) MarshalJSON() ([]byte, error) {
	out := appendString([]byte(`{"type":"data_visualization","title":`), b.Title)
	out = append(out, `,"chart":{"type":"bar","series":[{"name":"owed","data":[`...)
	for n, m := range b.Sums {
		if n > 0 {
			out = append(out, ',')
		}
		out = appendString(append(out, `{"label":`...), b.Names[n])
		out = append(append(append(out, `,"value":`...), m.Decimal()...), '}')
	}
	out = append(out, `]}],"axis_config":{"categories":[`...)
	for n, name := range b.Names {
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
		late := slices.Repeat([]bool{true}, len(f.Ageing))
		late[0] = false
		s.blocks = append(s.blocks, Chart{"Owed by days past due, " + string(f.Currency), ledger.Buckets[:], f.Ageing[:], late})
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

// Charts are the message's.
func (m Message) Charts() (all []Chart) {
	for _, b := range m.Blocks {
		if c, ok := b.(Chart); ok {
			all = append(all, c)
		}
	}
	return all
}

// Uncharted is the message without Slack's charts, for a Slack that can't show them.
func (m Message) Uncharted() Message { return m.instead(nil) }

// Pictured is the message with one picture in the place of its charts: a file that is in Slack already. Whoever can't see
// it reads the figures.
func (m Message) Pictured(file string) Message {
	var words []string
	for _, c := range m.Charts() {
		words = append(words, c.words())
	}
	return m.instead(slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: file}, clip(strings.Join(words, " "), maxAlt), "", nil))
}

// instead is the message with a block in the place of its first chart, and without the others; nil: without any.
func (m Message) instead(block slack.Block) Message {
	out := Message{Text: m.Text}
	for _, b := range m.Blocks {
		_, chart := b.(Chart)
		switch {
		case !chart:
			out.Blocks = append(out.Blocks, b)
		case block != nil:
			out.Blocks, block = append(out.Blocks, block), nil
		}
	}
	return out
}

// words say what the chart shows, for who reads it aloud; what is nothing is left out.
func (b Chart) words() string {
	var parts []string
	for n, m := range b.Sums {
		if !m.IsZero() {
			parts = append(parts, b.Names[n]+" "+m.String())
		}
	}
	return b.Title + ": " + strings.Join(parts, "; ") + "."
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
		s.blocks = append(s.blocks, Chart{Title: "Falls due, " + string(f.Currency), Names: days, Sums: sums})
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
	if c.Zone == nil || p.Due.Until < first || int(p.Due.Until-first) >= digestDays {
		return nil, nil
	}
	any := false
	for d := first; d <= p.Due.Until; d++ {
		days, sums = append(days, d.Format("Mon 2 Jan")), append(sums, ledger.Zero(cur))
	}
	for _, s := range p.Due.Sums {
		if at := int(s.Due - first); s.Open.Currency == cur && at >= 0 && at < len(sums) {
			sums[at], any = sums[at].Add(s.Open), true
		}
	}
	if !any {
		return nil, nil
	}
	return days, sums
}
