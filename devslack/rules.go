package devslack

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
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

// checkBlocks judges the blocks of a message.
func checkBlocks(raw json.RawMessage, on surfaces, at string) checked {
	var blocks any
	if json.Unmarshal(raw, &blocks) != nil {
		return checked{code: "invalid_blocks_format"}
	}
	items, ok := blocks.([]any)
	if !ok {
		return checked{code: "invalid_blocks_format"}
	}
	c := newChecker(on)
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
	return &checker{surface: on, blocks: map[string]bool{}}
}

func (c *checker) verdict() checked {
	return checked{errors: c.errors, advice: c.advice, usesVideo: c.video}
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

func sectionSays(c *checker, o object, at string) {
	if o["text"] == nil && o["fields"] == nil {
		c.fail(at+"/type", "must define either `text` or `fields`")
	}
}

func cardSays(c *checker, o object, at string) {
	if o["hero_image"] == nil && o["title"] == nil && o["actions"] == nil && o["body"] == nil {
		c.fail(at+"/type", "must define at least one of `hero_image`, `title`, `actions` or `body`")
	}
	if o["icon"] != nil && o["slack_icon"] != nil {
		c.fail(at+"/type", "must define only one of `icon` or `slack_icon`")
	}
}

func containerFits(c *checker, o object, at string) {
	if o["title"] == nil && o["rich_text_title"] == nil {
		c.fail(at+"/type", "must define either `title` or `rich_text_title`")
	}
	if o["default_collapsed"] == true && o["is_collapsible"] != true {
		c.fail(at+"/default_collapsed", "needs `is_collapsible`")
	}
	if o["has_header_divider"] == true && o["is_collapsible"] == true {
		c.fail(at+"/has_header_divider", "is not available with `is_collapsible`")
	}
}

func inputsNeedSubmit(c *checker, o object, at string) {
	if o["submit"] != nil {
		return
	}
	for i, b := range objects(o["blocks"]) {
		if b["type"] == "input" {
			c.fail(at+"/blocks/"+itoa(i)+"/input", "must define `submit` to use an `input` block in modals")
		}
	}
}

func (c *checker) countChart(at string) {
	c.charts++
	if c.charts > maxCharts {
		c.fail(at, "no more than 2 `data_visualization` blocks allowed")
	}
}

func (c *checker) countMarkdown(o object, at string) {
	c.mdChars += utf8.RuneCountInString(str(o, "text"))
	if c.mdChars > maxMarkdown {
		c.fail(at+"/text", "must be less than 12001 characters, over all `markdown` blocks")
	}
}

// numberText is a number written as a string.
func numberText(c *checker, v any, at string) {
	s, ok := v.(string)
	if !ok {
		c.fail(at, "must provide a string")
		return
	}
	if _, ok := new(big.Rat).SetString(s); !ok || strings.ContainsAny(s, "/_xXpP") {
		c.fail(at, "must be a valid number")
	}
}

func numbersInOrder(c *checker, o object, at string) {
	value := func(name string) *big.Rat {
		s, there := o[name].(string)
		if !there {
			return nil
		}
		n, _ := new(big.Rat).SetString(s)
		return n
	}
	low, high, first := value("min_value"), value("max_value"), value("initial_value")
	if low != nil && high != nil && low.Cmp(high) > 0 {
		c.fail(at+"/min_value", "must be less than or equal to `max_value`")
	}
	if first != nil && (low != nil && first.Cmp(low) < 0 || high != nil && first.Cmp(high) > 0) {
		c.fail(at+"/initial_value", "must be between `min_value` and `max_value`")
	}
	if o["is_decimal_allowed"] == false && first != nil && !first.IsInt() {
		c.fail(at+"/initial_value", "must be a whole number")
	}
}

func richBlock(c *checker, v any, at string) { c.typed(shapes().rich, "", v, at) }
func richSpan(c *checker, v any, at string)  { c.typed(shapes().spans, "", v, at) }

func richPart(allowed string) rule {
	return func(c *checker, v any, at string) { c.typed(shapes().rich, allowed, v, at) }
}

func spanOf(allowed string) rule {
	return func(c *checker, v any, at string) { c.typed(shapes().spans, allowed, v, at) }
}

// richText may be blank, but not empty.
func richText(c *checker, v any, at string) { cellText(c, v, at) }

// cellText may be a blank, but not empty.
func cellText(c *checker, v any, at string) {
	s, ok := v.(string)
	switch {
	case !ok:
		c.fail(at, "must provide a string")
	case s == "":
		c.fail(at, "must be more than 0 characters")
	}
}

// cell is a cell of a table.
func cell(c *checker, v any, at string) {
	c.typed(shapes().cells, "", v, at)
	if obj(v)["type"] == "raw_number" {
		c.note(at, "raw_number was refused by older versions of Slack: send text")
	}
}

func columnSetting(c *checker, v any, at string) {
	if v == nil {
		return
	}
	c.object(shape{fields: []row{{"align", oneWord("left center right"), !must}, {"is_wrapped", boolean, !must}}}, v, at)
}

// cellChars is how many characters stand in all cells.
func cellChars(o object) int {
	r := reader{name: func(_ byte, id string) string { return id }}
	n := 0
	rows, _ := o["rows"].([]any)
	for _, cells := range rows {
		for _, x := range objects(cells) {
			n += utf8.RuneCountInString(r.cell(x))
		}
	}
	return n
}

func tableFits(c *checker, o object, at string) {
	c.tables++
	if cellChars(o) > maxTableChars {
		c.fail(at+"/rows", "must be less than 10001 characters, over all cells")
	}
}

func dataTableFits(c *checker, o object, at string) {
	c.tables++
	rows, _ := o["rows"].([]any)
	head := objects(rows[0])
	for i, x := range head {
		if x["type"] != "raw_text" {
			c.fail(at+"/rows/0/"+itoa(i)+"/type", "unsupported type: "+str(x, "type"))
		}
	}
	for i, cells := range rows {
		if len(objects(cells)) != len(head) {
			c.fail(at+"/rows/"+itoa(i), "must provide "+itoa(len(head))+" items, as the first row does")
		}
	}
	if n, ok := o["row_header_column_index"].(float64); ok && int(n) >= len(head) {
		c.fail(at+"/row_header_column_index", "must be less than "+itoa(len(head)))
	}
	if cellChars(o) > maxDataTable {
		c.fail(at+"/rows", "must be less than 20001 characters, over all cells")
	}
}

func chart(c *checker, v any, at string) { c.typed(shapes().charts, "", v, at) }

func pieSegments(segment rule) rule {
	return func(c *checker, v any, at string) {
		list(1, 12, segment)(c, v, at)
		if items, _ := v.([]any); len(items) > 6 && len(items) <= 12 {
			c.note(at, "more than 6 segments are allowed by newer documentation only")
		}
	}
}

// seriesFit wants unique names and categories, and one point of each series per category.
func seriesFit(c *checker, o object, at string) {
	categories, _ := obj(o["axis_config"])["categories"].([]any)
	unique(c, categories, at+"/axis_config/categories")
	var names []any
	for i, s := range objects(o["series"]) {
		names = append(names, s["name"])
		points := objects(s["data"])
		fits := len(points) == len(categories)
		for _, cat := range categories {
			fits = fits && slices.ContainsFunc(points, func(p object) bool { return p["label"] == cat })
		}
		if !fits {
			c.fail(at+"/series/"+itoa(i)+"/data", "must provide exactly one data point for each category")
		}
	}
	unique(c, names, at+"/series")
}

func unique(c *checker, list []any, at string) {
	seen := map[any]bool{}
	for i, x := range list {
		if seen[x] {
			c.fail(at+"/"+itoa(i), "must be unique")
		}
		seen[x] = true
	}
}
