package devslack

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
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

// tally counts what a message may hold only so much of, in its blocks and its attachments together.
type tally struct{ tables, charts, plans, mdChars int }

// checker judges one payload.
type checker struct {
	surface surfaces
	errors  []string
	advice  []string
	blocks  map[string]bool // block ids so far
	actions map[string]bool // action ids of the block being read
	inInput bool            // the element is that of an input block
	focus   int
	video   bool
	depth   int
	*tally

	expected map[string][]string // by pointer, where one of a few words was expected
}

// checked is the verdict, and the payload as Slack keeps it.
type checked struct {
	errors    []string
	advice    []string
	filled    json.RawMessage
	code      string // the error's name, where it is not the usual one
	usesVideo bool
	expected  map[string][]string // see checker
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

// failEnum is fail where one of a few words was expected.
func (c *checker) failEnum(at, text string, words []string) {
	c.fail(at, text)
	if c.expected == nil {
		c.expected = map[string][]string{}
	}
	c.expected[at] = words
}

func (c *checker) note(at, text string) {
	c.advice = append(c.advice, text+" [json-pointer:"+at+"]")
}

// object checks a value against a shape that bears no type.
func (c *checker) object(s shape, v any, at string) {
	o, ok := v.(object)
	if !ok {
		c.fail(at, "must provide an object")
		return
	}
	c.fields(s, o, at, false)
}

// fields checks an object field by field.
func (c *checker) fields(s shape, o object, at string, typed bool) {
	before := len(c.errors)
	for _, name := range slices.Sorted(keys(o)) {
		if !(typed && name == "type") && !slices.ContainsFunc(s.fields, func(r row) bool { return r.name == name }) {
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
		c.failEnum(at+"/type", "unsupported type: "+name, c.namesIn(table, allowed))
		return
	}
	c.fields(s, o, at, true)
}

// namesIn is every type that could stand here, for those who ask what was expected.
func (c *checker) namesIn(table map[string]shape, allowed string) []string {
	var out []string
	for name, s := range table {
		if s.on&c.surface != 0 && (allowed == "" || slices.Contains(strings.Fields(allowed), name)) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
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
		c.failEnum(at+"/type", "unsupported type: "+kind, strings.Fields(types))
		return
	}
	own, other := "emoji", true
	if kind == "mrkdwn" {
		own, other = "verbatim", false
	}
	if s, _ := o["text"].(string); either && utf8.RuneCountInString(s) > high {
		c.fail(at, "failed to match all allowed schemas")
	}
	c.fields(shape{fields: []row{{"text", chars(low, high), must}, {own, boolean, !must}}, fill: object{own: other}}, o, at, true)
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
