package devslack

import (
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"
)

func sectionSays(c *checker, o object, at string) {
	if o["text"] == nil && o["fields"] == nil {
		c.fail(at+"/type", "must define either `text` or `fields`")
	}
}

// planTask is a task within a plan, which needs no type there.
func planTask(c *checker, v any, at string) {
	if o := obj(v); o != nil && o["type"] == nil {
		o["type"] = "task_card"
	}
	block("task_card")(c, v, at)
}

func iconSays(c *checker, o object, at string) {
	if o["icon"] != "trash" {
		c.note(at+"/icon", "the documentation knows the icon `trash` only")
	}
}

// taskSays: the documentation calls the status optional, Slack's own types do not.
func taskSays(c *checker, o object, at string) {
	if o["status"] == nil {
		c.note(at, "has no `status`, which Slack's own types want")
	}
}

func onePlan(c *checker, _ object, at string) {
	c.plans++
	if c.plans > 1 {
		c.fail(at, "Cannot have more than 1 plan block")
	}
}

// filesDoNotDispatch: the documentation calls the element of such an input unsupported.
func filesDoNotDispatch(c *checker, o object, at string) {
	if o["dispatch_action"] == true && obj(o["element"])["type"] == "file_input" {
		c.fail(at+"/element/type", "unsupported type: file_input")
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
