package devslack

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// reader is who reads: names for ids, and a time zone.
type reader struct {
	name func(kind byte, id string) string // kind '@', '#' or '&' (a user group)
	zone *time.Location
	now  time.Time
}

// Describe gives all words of blocks as a person reads them, one line per row: buttons as [Approve], tables with " | ".
func Describe(blocks json.RawMessage) string {
	r := reader{name: func(kind byte, id string) string { return strings.TrimPrefix(string(kind), "&") + id }, zone: time.UTC}
	return r.blocks(parseBlocks(blocks))
}

// DescribeText gives the words of a mrkdwn text as a person reads them.
func DescribeText(mrkdwn string) string {
	r := reader{name: func(kind byte, id string) string { return string(kind) + id }, zone: time.UTC}
	return r.mrkdwn(mrkdwn)
}

func (r reader) blocks(list []object) string {
	var lines []string
	for _, b := range list {
		if s := strings.TrimRight(r.block(b), "\n "); s != "" {
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n")
}

// block gives the words of one block.
func (r reader) block(b object) string {
	switch b["type"] {
	case "section":
		return r.section(b)
	case "header":
		return r.text(b["text"])
	case "markdown":
		return r.mrkdwn(strings.NewReplacer("**", "", "__", "").Replace(str(b, "text")))
	case "context", "actions", "context_actions":
		return r.elements(objects(b["elements"]), " ")
	case "input":
		return lines(r.text(b["label"]), r.element(obj(b["element"])), r.text(b["hint"]))
	case "image":
		return lines(r.text(b["title"]), str(b, "alt_text"))
	case "rich_text":
		return r.rich(b)
	case "table", "data_table":
		return lines(str(b, "caption"), r.table(b))
	case "data_visualization":
		return lines(str(b, "title"), r.chart(obj(b["chart"])))
	case "video":
		return lines(r.text(b["title"]), r.text(b["description"]))
	case "alert":
		return r.text(b["text"])
	}
	return r.newBlock(b)
}

// newBlock gives the words of the younger blocks.
func (r reader) newBlock(b object) string {
	switch b["type"] {
	case "card":
		return lines(r.text(b["title"]), r.text(b["subtitle"]), r.text(b["body"]), r.text(b["subtext"]), r.elements(objects(b["actions"]), " "))
	case "carousel":
		return r.blocks(objects(b["elements"]))
	case "container":
		return lines(r.text(b["title"]), r.rich(obj(b["rich_text_title"])), r.text(b["subtitle"]), r.blocks(objects(b["child_blocks"])))
	case "plan":
		return lines(r.text(b["title"]), str(b, "title"), r.blocks(objects(b["tasks"])))
	case "task_card":
		return lines(str(b, "title"), str(b, "status"), r.rich(obj(b["details"])), r.rich(obj(b["output"])))
	}
	return ""
}

func obj(v any) object {
	o, _ := v.(object)
	return o
}

func lines(s ...string) string {
	var out []string
	for _, x := range s {
		if x != "" {
			out = append(out, x)
		}
	}
	return strings.Join(out, "\n")
}

func (r reader) section(b object) string {
	out := []string{r.text(b["text"])}
	for _, f := range objects(b["fields"]) {
		out = append(out, r.text(f))
	}
	if a := obj(b["accessory"]); a != nil {
		out = append(out, r.element(a))
	}
	return lines(out...)
}

// text gives the words of a text object.
func (r reader) text(v any) string {
	o := obj(v)
	if o["type"] == "mrkdwn" {
		return r.mrkdwn(str(o, "text"))
	}
	return str(o, "text")
}

func (r reader) elements(list []object, between string) string {
	var out []string
	for _, el := range list {
		if s := r.element(el); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, between)
}

// element gives the words of an element: what stands on a button, in a select, beside a box.
func (r reader) element(el object) string {
	switch str(el, "type") {
	case "plain_text", "mrkdwn":
		return r.text(el)
	case "image":
		return str(el, "alt_text")
	case "button", "workflow_button", "icon_button":
		return "[" + r.text(el["text"]) + "]"
	case "feedback_buttons":
		return "[" + textOf(obj(el["positive_button"]), "text") + "] [" + textOf(obj(el["negative_button"]), "text") + "]"
	case "checkboxes", "radio_buttons", "overflow":
		var out []string
		for _, o := range optionsOf(el) {
			out = append(out, "( ) "+r.text(o["text"]))
		}
		return strings.Join(out, " ")
	case "":
		return ""
	}
	shown := orElse(textOf(obj(el["initial_option"]), "text"), wordOfInitial(el))
	return "[" + orElse(shown, orElse(r.text(el["placeholder"]), "…")) + "]"
}

func wordOfInitial(el object) string {
	for _, name := range []string{"initial_value", "initial_date", "initial_time"} {
		if s := str(el, name); s != "" {
			return s
		}
	}
	return ""
}

func (r reader) table(b object) string {
	var rows []string
	list, _ := b["rows"].([]any)
	for _, row := range list {
		var cells []string
		for _, c := range objects(row) {
			cells = append(cells, r.cell(c))
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	return strings.Join(rows, "\n")
}

func (r reader) cell(c object) string {
	switch c["type"] {
	case "rich_text":
		return strings.ReplaceAll(r.rich(c), "\n", " ")
	case "raw_number":
		if s := str(c, "text"); s != "" {
			return s
		}
		return number(c["value"])
	case "action_cell":
		return r.element(obj(c["element"]))
	}
	return str(c, "text")
}

func number(v any) string {
	f, _ := v.(float64)
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func (r reader) chart(c object) string {
	var out []string
	for _, s := range objects(c["segments"]) {
		out = append(out, str(s, "label")+" | "+number(s["value"]))
	}
	for _, s := range objects(c["series"]) {
		for _, p := range objects(s["data"]) {
			out = append(out, str(s, "name")+" | "+str(p, "label")+" | "+number(p["value"]))
		}
	}
	return strings.Join(out, "\n")
}

// rich gives the words of a rich_text block.
func (r reader) rich(b object) string {
	var out []string
	for _, e := range objects(b["elements"]) {
		switch e["type"] {
		case "rich_text_list":
			for j, item := range objects(e["elements"]) {
				mark := "• "
				if e["style"] == "ordered" {
					mark = strconv.Itoa(j+1) + ". "
				}
				out = append(out, mark+r.spans(item))
			}
		default:
			out = append(out, strings.TrimRight(r.spans(e), "\n"))
		}
	}
	return strings.Join(out, "\n")
}

func (r reader) spans(e object) string {
	var b strings.Builder
	for _, s := range objects(e["elements"]) {
		b.WriteString(r.span(s))
	}
	return b.String()
}

func (r reader) span(s object) string {
	switch s["type"] {
	case "link":
		return orElse(str(s, "text"), str(s, "url"))
	case "emoji":
		return ":" + str(s, "name") + ":"
	case "user":
		return r.name('@', str(s, "user_id"))
	case "channel":
		return r.name('#', str(s, "channel_id"))
	case "usergroup":
		return r.name('&', str(s, "usergroup_id"))
	case "broadcast":
		return "@" + str(s, "range")
	case "color":
		return str(s, "value")
	case "date":
		f, _ := s["timestamp"].(float64)
		return r.date(int64(f), str(s, "format"), str(s, "fallback"))
	}
	return str(s, "text")
}

// readerFor makes the reader that a person is. Needs w.mu while it is used.
func (w *Workspace) readerFor(p *person) reader {
	zone := time.UTC
	if loc, err := time.LoadLocation(p.TZ); err == nil {
		zone = loc
	}
	return reader{name: w.nameOf, zone: zone, now: w.o.Clock()}
}

// nameOf gives the name for an id as people see it. Needs w.mu.
func (w *Workspace) nameOf(kind byte, id string) string {
	switch kind {
	case '@':
		if p := w.people[id]; p != nil {
			return "@" + p.Display
		}
	case '#':
		if c := w.channels[id]; c != nil {
			return "#" + c.Name
		}
	case '&':
		for _, g := range w.groups {
			if g.ID == id {
				return "@" + g.Handle
			}
		}
		kind = '@'
	}
	return string(kind) + id
}

// plainOf is everything a person reads in a message. Needs w.mu.
func (w *Workspace) plainOf(r reader, m *message) string {
	said := r.blocks(parseBlocks(m.Blocks))
	if said == "" {
		said = r.mrkdwn(m.Text)
	}
	out := []string{said}
	var list []object
	if len(m.Attachments) > 0 && decode(m.Attachments, &list) == nil {
		for _, a := range list {
			out = append(out, r.attachment(a))
		}
	}
	for _, f := range m.Files {
		out = append(out, "["+f.Name+"]")
	}
	return lines(out...)
}

func (r reader) attachment(a object) string {
	if b := r.blocks(objects(a["blocks"])); b != "" {
		return b
	}
	out := []string{str(a, "pretext"), str(a, "title"), r.mrkdwn(str(a, "text"))}
	for _, f := range objects(a["fields"]) {
		out = append(out, str(f, "title")+": "+r.mrkdwn(str(f, "value")))
	}
	return orElse(lines(append(out, str(a, "footer"))...), str(a, "fallback"))
}

// plainView is everything a person reads in a view. Needs w.mu.
func (r reader) plainView(v *view) string {
	out := []string{}
	if v.Type == "modal" {
		out = append(out, titleOf(v), v.Trouble)
	}
	for _, b := range parseBlocks(v.Blocks) {
		out = append(out, r.block(b), v.Errors[str(b, "block_id")])
	}
	for _, raw := range []json.RawMessage{v.Submit, v.Close} {
		var t struct{ Text string }
		if raw != nil && decode(raw, &t) == nil {
			out = append(out, "["+t.Text+"]")
		}
	}
	return lines(out...)
}
