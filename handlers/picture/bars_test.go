package picture

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden picture anew")

func ageing() []Bars {
	scale := []Tick{{0, "$0"}, {0.25, "$10M"}, {0.5, "$20M"}, {0.75, "$30M"}, {1, "$40M"}}
	return []Bars{
		{"Owed by days past due, USD", scale, []Bar{{"not due", "$10M", 0.25, false}, {"1–30", "$10M", 0.25, true}, {"31–60", "$10M", 0.25, true}, {"61–90", "$0", 0, true}, {"90+", "$30M", 0.75, true}}},
		{"Falls due, USD", scale, []Bar{{"Fri 3 Mar", "$0", 0, false}, {"Sat 4 Mar", "$40M", 1, false}}},
	}
}

func drawn(t *testing.T, charts []Bars) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := DrawBars(&b, charts); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// Each bar stands where its name is, as high as its sum, red where it is past due, and the second chart below the first.
// Deliberate faults it catches: a bar drawn from the top, two bars in one place, what is not due in red.
func TestBars(t *testing.T) {
	t.Parallel()
	charts := ageing()
	img := drawn(t, charts)
	mid := func(chart, n int) int {
		_, _, slot := charts[chart].frame(0)
		return barsLeft + int((float64(n)+0.5)*slot)
	}
	at := func(chart int, height float64) int {
		base, high, _ := charts[chart].frame(chart * barsHeight)
		return base - int(height*high)
	}
	for _, want := range []struct {
		what string
		x, y int
		tone color.RGBA
	}{
		{"not due", mid(0, 0), at(0, 0.2), blue},
		{"above it", mid(0, 0), at(0, 0.45), paper},
		{"past due", mid(0, 1), at(0, 0.2), coral},
		{"between two bars", (mid(0, 0) + mid(0, 1)) / 2, at(0, 0.2), paper},
		{"a bar that is not there", mid(0, 3), at(0, 0.1), paper},
		{"the highest", mid(0, 4), at(0, 0.7), coral},
		{"above the highest", mid(0, 4), at(0, 0.95), paper},
		{"the second chart", mid(1, 1), at(1, 0.95), blue},
		{"a day on which nothing falls due", mid(1, 0), at(1, 0.1), paper},
	} {
		if r, g, bl, _ := img.At(want.x, want.y).RGBA(); fmt.Sprint(r>>8, g>>8, bl>>8) != fmt.Sprint(want.tone.R, want.tone.G, want.tone.B) {
			t.Errorf("%s: %d %d %d", want.what, r>>8, g>>8, bl>>8)
		}
	}
	if got, want := img.Bounds().Size(), image.Pt(barsWidth, 2*barsHeight); got != want {
		t.Errorf("size %v, want %v", got, want)
	}
}

// The whole picture, letters and all, is the one in testdata, which can be looked at.
func TestGoldenBars(t *testing.T) {
	t.Parallel()
	file := filepath.Join("testdata", "bars.png")
	if *update {
		var b bytes.Buffer
		if err := DrawBars(&b, ageing()); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	got := drawn(t, ageing())
	if got.Bounds() != want.Bounds() {
		t.Fatalf("size %v, want %v", got.Bounds(), want.Bounds())
	}
	differ := 0
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			if fmt.Sprint(got.At(x, y)) != fmt.Sprint(want.At(x, y)) {
				differ++
			}
		}
	}
	if differ > 0 {
		t.Errorf("%d pixels differ; -update draws it anew", differ)
	}
}

// Many bars, none, and names that have no room are drawn like any others.
func TestBarsOfAnyNumber(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 20, 2000} {
		b := Bars{Title: "many"}
		for range n {
			b.Bars = append(b.Bars, Bar{"Wed 29 Mar", "$999.9M", 1, true})
		}
		drawn(t, []Bars{b})
	}
	drawn(t, nil)
}
