package devslack

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The rules of single values follow.

func (c *checker) length(s, at string, low, high int) {
	n := utf8.RuneCountInString(s)
	switch {
	case low > 0 && strings.TrimSpace(s) == "":
		c.fail(at, "must be more than 0 characters")
	case n < low:
		c.fail(at, "must be more than "+itoa(low-1)+" characters")
	case n > high:
		c.fail(at, "must be less than "+itoa(high+1)+" characters")
	case utf16Len(s) > high:
		c.note(at, "has "+itoa(utf16Len(s))+" UTF-16 units, and Slack may count those: stay within "+itoa(high))
	}
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// chars is a string of so many characters.
func chars(low, high int) rule {
	return func(c *checker, v any, at string) {
		s, ok := v.(string)
		if !ok {
			c.fail(at, "must provide a string")
			return
		}
		c.length(s, at, low, high)
	}
}

// oneWord is one of a few words.
func oneWord(words string) rule {
	return func(c *checker, v any, at string) {
		s, ok := v.(string)
		if !ok || s == "" || !slices.Contains(strings.Fields(words), s) {
			c.failEnum(at, "must be a valid enum value", strings.Fields(words))
		}
	}
}

func boolean(c *checker, v any, at string) {
	if _, ok := v.(bool); !ok {
		c.fail(at, "must provide a boolean")
	}
}

func anything(*checker, any, string) {}

// whole is an integer between two bounds.
func whole(low, high int) rule {
	return func(c *checker, v any, at string) {
		f, ok := v.(float64)
		switch {
		case !ok || f != float64(int64(f)):
			c.fail(at, "must provide an integer")
		case f < float64(low):
			c.fail(at, "must be greater than "+itoa(low-1))
		case f > float64(high):
			c.fail(at, "must be less than "+itoa(high+1))
		}
	}
}

func aNumber(c *checker, v any, at string) {
	if _, ok := v.(float64); !ok {
		c.fail(at, "must provide a number")
	}
}

// above is a number greater than a bound.
func above(low float64) rule {
	return func(c *checker, v any, at string) {
		f, ok := v.(float64)
		if !ok {
			c.fail(at, "must provide a number")
		} else if f <= low {
			c.fail(at, "must be greater than "+itoa(int(low)))
		}
	}
}

// list is an array of so many items.
func list(low, high int, is rule) rule {
	return func(c *checker, v any, at string) {
		items, ok := v.([]any)
		switch {
		case !ok:
			c.fail(at, "must provide an array")
			return
		case len(items) < low:
			c.fail(at, "must provide at least "+itoa(low)+" items")
		case len(items) > high:
			c.fail(at, "no more than "+itoa(high)+" items allowed")
			return
		}
		for i, x := range items {
			is(c, x, at+"/"+itoa(i))
		}
	}
}

func matching(pattern, words string) rule {
	re := regexp.MustCompile(pattern)
	return func(c *checker, v any, at string) {
		if s, ok := v.(string); !ok || !re.MatchString(s) {
			c.fail(at, words)
		}
	}
}

func calendarDay(c *checker, v any, at string) {
	s, _ := v.(string)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		c.fail(at, "must be a valid date in the format YYYY-MM-DD")
	}
}

func timeZone(c *checker, v any, at string) {
	s, _ := v.(string)
	if _, err := time.LoadLocation(s); err != nil || s == "" || s == "Local" {
		c.fail(at, "must be a valid IANA time zone")
	}
}

// isURL tells whether a text is an address that a browser can open.
func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "") && !strings.ContainsAny(s, " \n\t<>")
}

// link is an address of so many characters.
func link(high int) rule {
	return func(c *checker, v any, at string) {
		s, ok := v.(string)
		if !ok {
			c.fail(at, "must provide a string")
			return
		}
		c.length(s, at, 1, high)
		if !isURL(s) {
			c.fail(at, "must be a valid url")
		}
	}
}

// https is an address that begins with https.
func https(high int) rule {
	return func(c *checker, v any, at string) {
		link(high)(c, v, at)
		if s, _ := v.(string); isURL(s) && !strings.HasPrefix(strings.ToLower(s), "https://") {
			c.fail(at, "must be a valid https url")
		}
	}
}

// as is an object of a shape, by itself.
func as(s func() shape) rule {
	return func(c *checker, v any, at string) { c.object(s(), v, at) }
}
