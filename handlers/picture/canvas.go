package picture

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// canvas is an image with letters.
type canvas struct {
	img                *image.RGBA
	large, small, tiny font.Face
}

func newCanvas(w, h int) (*canvas, error) {
	c := &canvas{img: image.NewRGBA(image.Rect(0, 0, w, h))}
	c.fill(c.img.Bounds(), paper)
	var err error
	for _, f := range []struct {
		to   *font.Face
		ttf  []byte
		size float64
	}{{&c.large, gomedium.TTF, 28}, {&c.small, goregular.TTF, 18}, {&c.tiny, goregular.TTF, 14}} {
		if *f.to, err = face(f.ttf, f.size); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func face(ttf []byte, size float64) (font.Face, error) {
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, fmt.Errorf("read the letters: %w", err)
	}
	out, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, fmt.Errorf("cut the letters to %v px: %w", size, err)
	}
	return out, nil
}

func (c *canvas) fill(r image.Rectangle, tone color.RGBA) {
	draw.Draw(c.img, r, image.NewUniform(tone), image.Point{}, draw.Src)
}

// dot is a filled circle.
func (c *canvas) dot(x, y, radius int, tone color.RGBA) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			if dx*dx+dy*dy <= radius*radius {
				c.img.SetRGBA(x+dx, y+dy, tone)
			}
		}
	}
}

// text writes from x on and returns where it ends. y is the line that the letters stand on.
func (c *canvas) text(x, y int, s string, f font.Face, tone color.RGBA) int {
	d := font.Drawer{Dst: c.img, Src: image.NewUniform(tone), Face: f, Dot: fixed.P(x, y)}
	d.DrawString(s)
	return d.Dot.X.Ceil()
}

// textEnd writes so that the text ends at x.
func (c *canvas) textEnd(x, y int, s string, f font.Face, tone color.RGBA) {
	c.text(x-c.width(s, f), y, s, f, tone)
}

// textMid writes so that the text's middle is at x.
func (c *canvas) textMid(x, y int, s string, f font.Face, tone color.RGBA) {
	c.text(x-c.width(s, f)/2, y, s, f, tone)
}

// scale rules a line across, from one x to another, for each amount; base is where nothing is, high how far the highest is above it.
func (c *canvas) scale(all []Tick, from, to, base int, high float64) {
	for _, k := range all {
		y := base - int(k.At*high)
		c.fill(image.Rect(from, y, to, y+1), rule)
		c.textEnd(from-12, y+6, k.Label, c.small, faint)
	}
	c.fill(image.Rect(from, base, to, base+2), ink)
}

// write writes the image; title names it in an error.
func (c *canvas) write(w io.Writer, title string) error {
	if err := png.Encode(w, c.img); err != nil {
		return fmt.Errorf("draw %s: %w", title, err)
	}
	return nil
}

func (c *canvas) width(s string, f font.Face) int { return font.MeasureString(f, s).Ceil() }
