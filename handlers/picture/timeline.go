package picture

import (
	"image"
	"image/color"
	"io"
	"time"
)

// Timeline is what happened with one vendor: what was owed through time above, and below it a lane for each kind of event.
type Timeline struct {
	Title, Note string
	From, To    time.Time // days; the picture ends with To
	Today       time.Time // what is owed is drawn up to its end
	Owed        []Step    // by day, each until the next
	Scale       []Tick    // of the amounts, the highest last
	Lanes       []Lane
}

// Step is a height that holds from a day on: shares of the highest tick, 0 to 1.
type Step struct {
	Day        time.Time
	Owed, Late float64
}

// Tick is a line across with the amount that it stands for.
type Tick struct {
	At    float64 // share of the height
	Label string
}

// Lane is a row of events of one kind.
type Lane struct {
	Name  string
	Marks []Mark
}

// Mark is an event: on a day, or over a span of days.
type Mark struct {
	From, To time.Time // the same for one day
	Label    string
	Grave    bool
}

const (
	width, plotHeight  = 1600, 380
	left, right        = 190, 40
	top, laneHeight    = 110, 80
	below              = 60 // months and note
	marker, barHeight  = 7, 14
	labelGap, dayWidth = 6, 24 * time.Hour
)

var (
	paper = color.RGBA{255, 255, 255, 255}
	ink   = color.RGBA{29, 28, 29, 255}
	faint = color.RGBA{97, 96, 97, 255}
	rule  = color.RGBA{225, 225, 228, 255}
	blue  = color.RGBA{158, 196, 236, 255}
	navy  = color.RGBA{18, 100, 163, 255}
	red   = color.RGBA{200, 46, 58, 255}
	coral = color.RGBA{233, 150, 150, 255}
)

// PNG draws it.
func (t Timeline) PNG(w io.Writer) error {
	c, err := newCanvas(width, top+plotHeight+len(t.Lanes)*laneHeight+below)
	if err != nil {
		return err
	}
	c.text(left, 44, t.Title, c.large, ink)
	c.text(left, 74, t.Note, c.small, faint)
	t.plot(c)
	t.months(c)
	for n, l := range t.Lanes {
		t.lane(c, l, top+plotHeight+n*laneHeight)
	}
	t.legend(c)
	return c.write(w, t.Title)
}

// x is where a moment stands; what lies outside is moved to the edge.
func (t Timeline) x(at time.Time) int {
	span := t.To.Add(dayWidth).Sub(t.From)
	share := min(1, max(0, float64(at.Sub(t.From))/float64(span)))
	return left + int(share*float64(width-left-right))
}

func (t Timeline) plot(c *canvas) {
	base := top + plotHeight - 20
	high := float64(plotHeight - 40)
	now := t.x(t.Today.Add(dayWidth))
	for n, s := range t.Owed {
		from, to := min(now, t.x(s.Day)), now
		if n+1 < len(t.Owed) {
			to = min(now, t.x(t.Owed[n+1].Day))
		}
		c.fill(image.Rect(from, base-int(s.Owed*high), to, base), blue)
		c.fill(image.Rect(from, base-int(s.Late*high), to, base), coral)
	}
	c.scale(t.Scale, left, width-right, base, high)
	c.fill(image.Rect(now, top, now+2, base), faint)
	c.textEnd(now-6, top+14, "today", c.tiny, faint)
}

func (t Timeline) legend(c *canvas) {
	x := width - right - 190
	for _, l := range []struct {
		name string
		tone color.RGBA
	}{{"owed", blue}, {"overdue", coral}} {
		c.fill(image.Rect(x, 62, x+14, 76), l.tone)
		x = c.text(x+20, 74, l.name, c.small, faint) + 24
	}
}

// months rules the months, and names as many as there is room for.
func (t Timeline) months(c *canvas) {
	bottom := top + plotHeight + len(t.Lanes)*laneHeight
	free := 0
	for m := time.Date(t.From.Year(), t.From.Month()+1, 1, 0, 0, 0, 0, time.UTC); !m.After(t.To); m = m.AddDate(0, 1, 0) {
		x := t.x(m)
		c.fill(image.Rect(x, top, x+1, bottom), rule)
		if x >= free {
			free = c.text(x+4, bottom+24, m.Format("Jan 2006"), c.small, faint) + 16
		}
	}
}

func (t Timeline) lane(c *canvas, l Lane, y int) {
	c.fill(image.Rect(0, y, width-right, y+1), rule)
	c.textEnd(left-12, y+30, l.Name, c.small, ink)
	free := [3]int{} // labels stand in three rows, and are left out where all are taken
	for _, m := range l.Marks {
		tone := navy
		if m.Grave {
			tone = red
		}
		from, to := t.x(m.From), t.x(m.To)
		mid := y + 16
		if to > from {
			c.fill(image.Rect(from, mid-barHeight/2, max(to, from+3), mid+barHeight/2), tone)
		} else {
			c.dot(from, mid, marker, tone)
		}
		for row := range free {
			if from-marker >= free[row] {
				at := y + 38 + row*16
				free[row] = c.text(min(from-marker, width-right-c.width(m.Label, c.tiny)), at, m.Label, c.tiny, faint) + labelGap
				break
			}
		}
	}
}
