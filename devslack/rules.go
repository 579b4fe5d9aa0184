package devslack

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	maxMessageBlocks = 50
	maxViewBytes     = 250_000
	maxBlocksJSON    = 13_172 // measured on Slack: this much passed, 13,297 did not
	adviseBlocksJSON = 13_000
	maxTableChars    = 10_000
	maxDataTable     = 20_000
	maxMarkdown      = 12_000
	maxCharts        = 2
)

// tables are the shapes of blockkit.go, made once.
type tables struct {
	blocks, elements, cells, rich, spans, views, charts map[string]shape
}

var (
	shapesOnce sync.Once
	shapesMade *tables // never changed after shapesOnce
)

// shapes gives the tables. They name rules that name the tables again, so they cannot be made by an initializer.
func shapes() *tables {
	shapesOnce.Do(func() {
		shapesMade = &tables{blockShapes(), elementShapes(), cellShapes(), richShapes(), spanShapes(), viewShapes(), chartShapes()}
	})
	return shapesMade
}

// checkBlocks judges the blocks of a message that has no others.
func checkBlocks(raw json.RawMessage, on surfaces, at string) checked {
	return checkMoreBlocks(raw, on, at, &tally{})
}

// checkMoreBlocks judges some of the blocks of a message; sum holds what the others have.
func checkMoreBlocks(raw json.RawMessage, on surfaces, at string, sum *tally) checked {
	var blocks any
	if json.Unmarshal(raw, &blocks) != nil {
		return checked{code: "invalid_blocks_format"}
	}
	items, ok := blocks.([]any)
	if !ok {
		return checked{code: "invalid_blocks_format"}
	}
	c := newChecker(on)
	c.tally = sum
	size := c.plainSize(items)
	list(0, maxMessageBlocks, block(""))(c, blocks, at)
	out := c.verdict()
	switch {
	case c.tables > 1 && len(c.errors) == 0:
		out.code, out.errors = "invalid_attachments", []string{"only_one_table_allowed"}
	case size > maxBlocksJSON && len(c.errors) == 0:
		out.code = "msg_blocks_too_long"
	case size > adviseBlocksJSON:
		out.advice = append(out.advice, "the blocks have "+itoa(size)+" characters of JSON, close to what Slack refuses [json-pointer:"+at+"]")
	}
	if out.errors == nil && out.code == "" {
		out.filled = mustJSON(blocks)
	}
	return out
}

func newChecker(on surfaces) *checker {
	return &checker{surface: on, blocks: map[string]bool{}, tally: &tally{}}
}

func (c *checker) verdict() checked {
	return checked{errors: c.errors, advice: c.advice, usesVideo: c.video, expected: c.expected}
}

// plainSize is the length of the blocks' JSON, without those that have a limit of their own: tables, charts, markdown.
func (c *checker) plainSize(items []any) int {
	n := 2
	for _, x := range items {
		o := obj(x)
		switch o["type"] {
		case "table", "data_table", "data_visualization", "markdown":
			continue
		}
		n += utf8.RuneCount(mustJSON(x)) + 1
	}
	return n
}

// checkView judges a modal or a Home tab.
func checkView(raw json.RawMessage, at string) checked {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return checked{errors: []string{"must provide an object [json-pointer:" + at + "]"}}
	}
	c := newChecker(onViews)
	switch obj(v)["type"] {
	case "modal":
		c.surface = onModal
	case "home":
		c.surface = onHome
	}
	c.typed(shapes().views, "", v, at)
	if c.focus > 1 {
		c.fail(at, "only one element may set `focus_on_load`")
	}
	out := c.verdict()
	if out.errors == nil {
		out.filled = mustJSON(v)
	}
	return out
}

// checkOptions judges the answer to a block_suggestion.
func checkOptions(raw json.RawMessage) (json.RawMessage, []string) {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil, []string{"must provide an object [json-pointer:]"}
	}
	c := newChecker(everywhere)
	one := option(plain(1, 75), plain(1, 75), false)
	c.object(shape{
		fields: []row{{"options", list(0, 100, one), !must}, {"option_groups", list(0, 100, as(optionGroup)), !must}},
		also:   exactlyOne("options", "option_groups"),
	}, v, "")
	return mustJSON(v), c.errors
}

// block is a block of one of the types, "" for any.
func block(allowed string) rule {
	return func(c *checker, v any, at string) {
		kind := str(obj(v), "type")
		if c.depth == 0 && kind == "file" {
			c.fail(at+"/type", "unsupported type: file")
			return
		}
		if kind == "card" && c.surface == onModal {
			c.note(at, "a card is not shown in modals, though the documentation allows it")
		}
		if c.depth > 3 {
			c.fail(at, "is nested too deeply")
			return
		}
		c.depth++
		outer := c.actions
		c.actions = map[string]bool{}
		c.typed(shapes().blocks, allowed, v, at)
		c.actions = outer
		c.depth--
		if o := obj(v); o != nil && c.depth == 0 && o["block_id"] == nil {
			o["block_id"] = secret(3)[:5]
		}
	}
}

// element is an element of one of the types.
func element(allowed string) rule {
	return func(c *checker, v any, at string) {
		c.typed(shapes().elements, allowed, v, at)
		if o := obj(v); o != nil && o["type"] != "image" && o["action_id"] == nil {
			o["action_id"] = secret(3)[:5]
		}
	}
}

func inputElement(c *checker, v any, at string) {
	c.inInput = true
	element(inInput)(c, v, at)
	c.inInput = false
}

func contextElement(c *checker, v any, at string) {
	if obj(v)["type"] == "image" {
		element("image")(c, v, at)
		return
	}
	text(1, 3000)(c, v, at)
}

func blockID(c *checker, v any, at string) {
	before := len(c.errors)
	chars(1, 255)(c, v, at)
	s, _ := v.(string)
	if len(c.errors) == before && c.blocks[s] {
		c.fail(at, fmt.Sprintf("`block_id` %q already exists", s))
	}
	c.blocks[s] = true
}

func actionID(c *checker, v any, at string) {
	before := len(c.errors)
	chars(1, 255)(c, v, at)
	s, _ := v.(string)
	if c.actions == nil {
		c.actions = map[string]bool{}
	}
	if len(c.errors) == before && c.actions[s] {
		c.fail(at, fmt.Sprintf("`action_id` %q already exists", s))
	}
	c.actions[s] = true
}

func focusOnLoad(c *checker, v any, at string) {
	boolean(c, v, at)
	if v == true {
		c.focus++
	}
}

func responseURLEnabled(c *checker, v any, at string) {
	boolean(c, v, at)
	if v == true && (c.surface != onModal || !c.inInput) {
		c.fail(at, "is only available in an `input` block in modals")
	}
}

// newer lets a value through that not all sources allow, with a note.
func newer(is rule, why string) rule {
	return func(c *checker, v any, at string) {
		is(c, v, at)
		c.note(at, why)
	}
}

// option is an option of a select, checkboxes, radio buttons or an overflow menu.
func option(label, description rule, withURL bool) rule {
	fields := []row{{"text", label, must}, {"value", optionValue, must}, {"description", description, !must}}
	if withURL {
		fields = append(fields, row{"url", link(3000), !must})
	}
	s := shape{fields: fields}
	return func(c *checker, v any, at string) { c.object(s, v, at) }
}

func optionValue(c *checker, v any, at string) {
	chars(1, 150)(c, v, at)
	if s, _ := v.(string); utf8.RuneCountInString(s) > 75 && utf8.RuneCountInString(s) <= 150 {
		c.note(at, "has more than 75 characters, which Slack's own types refuse")
	}
}

func fewOptions(c *checker, v any, at string) {
	list(1, 5, option(plain(1, 75), plain(1, 75), true))(c, v, at)
	if items, _ := v.([]any); len(items) == 1 {
		c.note(at, "an overflow menu with one option was refused by older versions of Slack")
	}
}

// CheckBlocks tells what Slack would say to the blocks of a message, nil where it accepts them.
func CheckBlocks(blocks json.RawMessage) error {
	return asError(checkBlocks(blocks, onMessage, "/blocks"), "invalid_blocks")
}

// CheckView tells what Slack would say to a modal or a Home tab, nil where it accepts it.
func CheckView(view json.RawMessage) error {
	return asError(checkView(view, "/view"), "invalid_arguments")
}

func asError(c checked, code string) error {
	if bad := c.refusal(code); bad != nil {
		return fmt.Errorf("%s: %s", bad.Code, strings.Join(bad.Messages, "; "))
	}
	return nil
}
