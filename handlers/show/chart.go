package show

import (
	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// chartBlock is Slack's own bar chart of an ageing. Slack's library holds its values as floats; here they are written as
// the decimals they are, so that no amount of owed's is ever a float.
type chartBlock struct{ f ledger.Figures }

// BlockType is data_visualization.
func (chartBlock) BlockType() slack.MessageBlockType { return slack.MBTDataVisualization }

// ID is none: Slack makes one.
func (chartBlock) ID() string { return "" }

// MarshalJSON writes the chart.
func (b chartBlock) MarshalJSON() ([]byte, error) {
	out := appendString([]byte(`{"type":"data_visualization","title":`), "Owed by days past due, "+string(b.f.Currency))
	out = append(out, `,"chart":{"type":"bar","series":[{"name":"owed","data":[`...)
	for n, m := range b.f.Ageing {
		if n > 0 {
			out = append(out, ',')
		}
		out = appendString(append(out, `{"label":`...), ledger.Buckets[n])
		out = append(append(append(out, `,"value":`...), m.Decimal()...), '}')
	}
	out = append(out, `]}],"axis_config":{"categories":[`...)
	for n, name := range ledger.Buckets {
		if n > 0 {
			out = append(out, ',')
		}
		out = appendString(out, name)
	}
	return append(out, `]}}}`...), nil
}

// chart adds the chart where it is wanted: at most two a message, and nothing is said by it alone.
func (s *sheet) chart(f ledger.Figures) {
	if !s.c.Chart {
		return
	}
	n := 0
	for _, b := range s.blocks {
		if b.BlockType() == slack.MBTDataVisualization {
			n++
		}
	}
	if n < 2 {
		s.blocks = append(s.blocks, chartBlock{f})
	}
}
