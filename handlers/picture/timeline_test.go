package picture

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"testing"
	"time"
)

func on(month, day int) time.Time {
	return time.Date(2023, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func sample() Timeline {
	return Timeline{
		Title: "Acme", Note: "in USD", From: on(1, 1), To: on(4, 10), Today: on(3, 1),
		Owed:  []Step{{on(1, 10), 0.5, 0}, {on(2, 10), 0.5, 0.25}, {on(3, 20), 1, 1}},
		Scale: []Tick{{0, "$0"}, {1, "$80M"}},
		Lanes: []Lane{{"Measures", []Mark{{on(2, 1), on(2, 20), "S-1 audit", true}, {on(1, 1), on(1, 1), "S-2", false}}}},
	}
}

// What is owed stands where its days are, red where overdue, and nothing is drawn beyond today. Deliberate faults it
// catches: a sum that is drawn from its end, a future that looks like the past, a lane over another.
func TestTimeline(t *testing.T) {
	t.Parallel()
	tl := sample()
	var b bytes.Buffer
	if err := tl.PNG(&b); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	base := top + plotHeight - 25
	lane := top + plotHeight + 16
	for _, want := range []struct {
		what string
		x, y int
		tone color.RGBA
	}{
		{"before the first invoice", tl.x(on(1, 5)), base, paper},
		{"owed, not overdue", tl.x(on(1, 20)), base, blue},
		{"overdue", tl.x(on(2, 20)), base, coral},
		{"owed above what is overdue", tl.x(on(2, 20)), base - 120, blue},
		{"after today", tl.x(on(3, 25)), base, paper},
		{"a measure in its time", tl.x(on(2, 10)), lane, red},
		{"after the measure", tl.x(on(2, 25)), lane, paper},
	} {
		if r, g, bl, _ := img.At(want.x, want.y).RGBA(); fmt.Sprint(r>>8, g>>8, bl>>8) != fmt.Sprint(want.tone.R, want.tone.G, want.tone.B) {
			t.Errorf("%s: %d %d %d", want.what, r>>8, g>>8, bl>>8)
		}
	}
	if got := img.Bounds().Dy(); got != top+plotHeight+laneHeight+below {
		t.Errorf("height %d", got)
	}
}

// A picture of ten thousand events, or of nothing, is one like any other.
func TestTimelineOfAnySize(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 10_000} {
		tl := sample()
		tl.Owed, tl.Lanes[0].Marks = nil, nil
		for k := range n {
			day := on(1, 1).Add(time.Duration(k) * time.Minute)
			tl.Owed = append(tl.Owed, Step{day, 1, 0})
			tl.Lanes[0].Marks = append(tl.Lanes[0].Marks, Mark{day, day, "INV", false})
		}
		var b bytes.Buffer
		if err := tl.PNG(&b); err != nil || b.Len() == 0 || b.Len() > 1<<20 {
			t.Errorf("%d events: %d bytes, %v", n, b.Len(), err)
		}
	}
}
