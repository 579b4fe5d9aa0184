package show

import (
	"strconv"
	"strings"
)

// Place is where the page of a list stands: the cursors with which its pages after the first begin, up to its own.
type Place struct {
	cursors []string
	dropped int // pages whose cursors were given up, so that a button has room for the others
}

// trailMark stands between two cursors of a button's value.
const trailMark = "¶"

// PlaceOf reads the extra of a button that leads to a page; cursor is where that page begins, "" at the beginning.
func PlaceOf(extra string) (p Place, cursor string) {
	if extra == "" {
		return p, ""
	}
	p.cursors = strings.Split(extra, trailMark)
	if n, ok := strings.CutPrefix(p.cursors[0], "+"); ok && len(p.cursors) > 1 {
		p.dropped, _ = strconv.Atoi(n)
		p.cursors = p.cursors[1:]
	}
	return p, p.cursors[len(p.cursors)-1]
}

// number is that of the page, from 1.
func (p Place) number() int { return 1 + p.dropped + len(p.cursors) }

// maxTrail is how long the cursors of a button may be together: its value has other words, too.
const maxTrail = maxValue - 200

// next is the extra of the button that leads on to a cursor.
func (p Place) next(cursor string) string {
	p.cursors = append(p.cursors[:len(p.cursors):len(p.cursors)], cursor)
	for len(p.extra()) > maxTrail && len(p.cursors) > 1 {
		p.cursors, p.dropped = p.cursors[1:], p.dropped+1
	}
	return p.extra()
}

// back is the extra of the button that leads to the page before; where its beginning was given up, to the first.
func (p Place) back() string {
	if len(p.cursors) < 2 {
		return ""
	}
	p.cursors = p.cursors[:len(p.cursors)-1]
	return p.extra()
}

func (p Place) extra() string {
	s := strings.Join(p.cursors, trailMark)
	if p.dropped > 0 {
		s = "+" + strconv.Itoa(p.dropped) + trailMark + s
	}
	return s
}

// turn are the buttons to the pages beside this one. From the second page on its number stands above them.
func (s *sheet) turn(b button) []button {
	at := s.c.Place
	v, filter, cursor := Pressed(b.value)
	var out []button
	if at.number() > 1 {
		s.note("Page " + thousands(at.number()))
		label := "Previous page"
		if at.back() == "" && at.dropped > 0 {
			label = "First page"
		}
		out = append(out, button{label: label, action: ActBack + strings.TrimPrefix(b.action, ActPage), value: Value(v, filter, at.back())})
	}
	if b.label != "" {
		b.value = Value(v, filter, at.next(cursor))
		out = append(out, b)
	}
	return out
}
