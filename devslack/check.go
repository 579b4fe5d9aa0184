package devslack

import (
	"encoding/json"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// surfaces are the places where blocks are shown.
type surfaces int

const (
	onMessage surfaces = 1 << iota
	onModal
	onHome

	onViews    = onModal | onHome
	everywhere = onMessage | onViews
)

// rule checks one value. at is the JSON pointer to it.
type rule func(c *checker, v any, at string)

// row is one field of a shape.
type row struct {
	name string
	is   rule
	must bool
}

const must = true

// shape is what a block, an element or an object may look like: one row of the tables in blockkit.go.
type shape struct {
	on     surfaces
	fields []row
	also   func(c *checker, o object, at string) // rules between fields
	fill   object                                // what Slack adds where it is left out
}

// checker judges one payload.
type checker struct {
	surface surfaces
	errors  []string
	advice  []string
	blocks  map[string]bool // block ids so far
	actions map[string]bool // action ids of the block being read
	inInput bool            // the element is that of an input block
	focus   int
	tables  int
	charts  int
	mdChars int
	video   bool
	depth   int
}

// checked is the verdict, and the payload as Slack keeps it.
type checked struct {
	errors    []string
	advice    []string
	filled    json.RawMessage
	code      string // the error's name, where it is not the usual one
	usesVideo bool
}

// refusal is the answer to a refused payload, nil where it is accepted.
func (c checked) refusal(code string) *apiError {
	if len(c.errors) == 0 && c.code == "" {
		return nil
	}
	return fail(orElse(c.code, code), c.errors...)
}

func (c *checker) fail(at, text string) {
	c.errors = append(c.errors, text+" [json-pointer:"+at+"]")
}

func (c *checker) note(at, text string) {
	c.advice = append(c.advice, text+" [json-pointer:"+at+"]")
}

// object checks a value against a shape.
func (c *checker) object(s shape, v any, at string) {
	o, ok := v.(object)
	if !ok {
		c.fail(at, "must provide an object")
		return
	}
	before := len(c.errors)
	for _, name := range slices.Sorted(keys(o)) {
		if name != "type" && !slices.ContainsFunc(s.fields, func(r row) bool { return r.name == name }) {
			c.fail(at, "invalid additional property: "+name)
		}
	}
	for _, r := range s.fields {
		val, there := o[r.name]
		switch {
		case there:
			r.is(c, val, at+"/"+r.name)
		case r.must:
			c.fail(at, "missing required field: "+r.name)
		}
	}
	if s.also != nil && len(c.errors) == before {
		s.also(c, o, at)
	}
	for name, def := range s.fill {
		if _, there := o[name]; !there {
			o[name] = def
		}
	}
}

func keys(o object) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range o {
			if !yield(k) {
				return
			}
		}
	}
}

// typed checks an object by its type, which must be one of those allowed.
func (c *checker) typed(table map[string]shape, allowed string, v any, at string) {
	o, ok := v.(object)
	if !ok {
		c.fail(at, "must provide an object")
		return
	}
	name, isText := o["type"].(string)
	if _, there := o["type"]; !there {
		c.fail(at, "missing required field: type")
		return
	}
	s, known := table[name]
	if !isText || !known || s.on&c.surface == 0 || allowed != "" && !slices.Contains(strings.Fields(allowed), name) {
		c.fail(at+"/type", "unsupported type: "+name)
		return
	}
	c.object(s, o, at)
}

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
			c.fail(at, "must be a valid enum value")
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
	if _, err := time.LoadLocation(s); err != nil || s == "" {
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

// plain is a plain_text object of so many characters.
func plain(low, high int) rule {
	return func(c *checker, v any, at string) { c.textObject(v, at, low, high, "plain_text", false) }
}

// text is a text object of either type.
func text(low, high int) rule {
	return func(c *checker, v any, at string) { c.textObject(v, at, low, high, "plain_text mrkdwn", true) }
}

func (c *checker) textObject(v any, at string, low, high int, types string, either bool) {
	o, ok := v.(object)
	if !ok {
		c.fail(at, "must provide an object")
		return
	}
	kind, _ := o["type"].(string)
	if _, there := o["type"]; !there {
		c.fail(at, "missing required field: type")
		return
	}
	if !slices.Contains(strings.Fields(types), kind) {
		c.fail(at+"/type", "unsupported type: "+kind)
		return
	}
	own, other := "emoji", true
	if kind == "mrkdwn" {
		own, other = "verbatim", false
	}
	if s, _ := o["text"].(string); either && utf8.RuneCountInString(s) > high {
		c.fail(at, "failed to match all allowed schemas")
	}
	c.object(shape{fields: []row{{"text", chars(low, high), must}, {own, boolean, !must}}, fill: object{own: other}}, v, at)
}

// exactlyOne wants one of the fields, and not two.
func exactlyOne(names ...string) func(*checker, object, string) {
	return func(c *checker, o object, at string) {
		n := 0
		for _, name := range names {
			if _, there := o[name]; there {
				n++
			}
		}
		quoted := "`" + strings.Join(names, "` or `") + "`"
		if n == 0 {
			c.fail(at+"/type", "must define either "+quoted)
		}
		if n > 1 {
			c.fail(at+"/type", "must define only one of "+quoted)
		}
	}
}

// both runs several rules between fields.
func both(rules ...func(*checker, object, string)) func(*checker, object, string) {
	return func(c *checker, o object, at string) {
		for _, r := range rules {
			r(c, o, at)
		}
	}
}

// initialAmong wants the initial choice to be one of the options, exactly.
func initialAmong(c *checker, o object, at string) {
	options := optionsOf(o)
	if one := obj(o["initial_option"]); one != nil && !slices.ContainsFunc(options, func(x object) bool { return reflect.DeepEqual(x, one) }) {
		c.fail(at+"/initial_option", "must be one of the provided options")
	}
	for i, one := range objects(o["initial_options"]) {
		if !slices.ContainsFunc(options, func(x object) bool { return reflect.DeepEqual(x, one) }) {
			c.fail(at+"/initial_options/"+itoa(i), "must be one of the provided options")
		}
	}
}

// ordered wants the first field to be no greater than the second.
func ordered(low, high string) func(*checker, object, string) {
	return func(c *checker, o object, at string) {
		a, hasA := o[low].(float64)
		b, hasB := o[high].(float64)
		if hasA && hasB && a > b {
			c.fail(at+"/"+low, "must be less than or equal to `"+high+"`")
		}
	}
}
