package picture

import (
	"image"
	"image/color"
	"io"
)

// Bars is a chart of one bar for each name.
type Bars struct {
	Title string
	Scale []Tick // of the amounts, the highest last
	Bars  []Bar
}

// Bar is one bar of a chart.
type Bar struct {
	Name, Label string  // below it, and above it
	Height      float64 // share of the highest tick, 0 to 1
	Late        bool
}

// A chart is seen in a message, where a picture is shown at half its size or less: it is drawn small, with large letters.
const (
	barsWidth, barsHeight = 1000, 360
	barsLeft, barsRight   = 130, 30
	barsTop, barsBelow    = 90, 44
	barShare, barMost     = 0.6, 120 // of the room that a bar has, how much it takes, and how much at most
)

// DrawBars draws charts below each other.
func DrawBars(w io.Writer, charts []Bars) error {
	c, err := newCanvas(barsWidth, barsHeight*max(1, len(charts)))
	if err != nil {
		return err
	}
	title := "charts"
	for n, b := range charts {
		b.draw(c, n*barsHeight)
		title = b.Title
	}
	return c.write(w, title)
}

// base is where a chart's bars stand, high how high the highest may be, slot how much room each has.
func (b Bars) frame(y int) (base int, high, slot float64) {
	return y + barsHeight - barsBelow, barsHeight - barsTop - barsBelow, float64(barsWidth-barsLeft-barsRight) / float64(max(1, len(b.Bars)))
}

func (b Bars) draw(c *canvas, y int) {
	c.text(barsLeft, y+40, b.Title, c.large, ink)
	base, high, slot := b.frame(y)
	c.scale(b.Scale, barsLeft, barsWidth-barsRight, base, high)
	named := barsLeft // how far the names reach; one that has no room is left out, as are the labels
	labelled := barsLeft
	for n, bar := range b.Bars {
		mid := barsLeft + int((float64(n)+0.5)*slot)
		half := int(min(slot*barShare, barMost) / 2)
		top := base - int(bar.Height*high)
		c.fill(image.Rect(mid-half, top, mid+half, base), bar.tone())
		if at := mid - c.width(bar.Name, c.small)/2; at >= named {
			named = c.text(at, base+28, bar.Name, c.small, faint) + labelGap
		}
		if at := mid - c.width(bar.Label, c.small)/2; bar.Height > 0 && at >= labelled {
			labelled = c.text(at, top-8, bar.Label, c.small, ink) + labelGap
		}
	}
}

func (b Bar) tone() color.RGBA {
	if b.Late {
		return coral
	}
	return blue
}
