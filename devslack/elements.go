package devslack

import (
	"encoding/json"
	"slices"
	"strings"
)

// object is a decoded block or element.
type object = map[string]any

func parseBlocks(b json.RawMessage) []object {
	var list []object
	if len(b) > 0 {
		json.Unmarshal(b, &list) //nolint:errcheck // it has been checked
	}
	return list
}

// walk visits every element that a person can act on, with the block it stands in.
func walk(blocks []object, visit func(block, el object) bool) bool {
	for _, b := range blocks {
		for _, el := range elementsOf(b) {
			if !visit(b, el) {
				return false
			}
		}
		for _, name := range []string{"child_blocks", "elements"} {
			if b["type"] == "container" && name == "child_blocks" || b["type"] == "carousel" && name == "elements" {
				if !walk(objects(b[name]), visit) {
					return false
				}
			}
		}
	}
	return true
}

func elementsOf(b object) []object {
	switch b["type"] {
	case "section":
		if a, ok := b["accessory"].(object); ok {
			return []object{a}
		}
	case "input":
		if a, ok := b["element"].(object); ok {
			return []object{a}
		}
	case "actions":
		return objects(b["elements"])
	case "context_actions":
		return feedback(objects(b["elements"]))
	case "card":
		return objects(b["actions"])
	}
	return nil
}

// feedback splits feedback buttons into the two that a person presses.
func feedback(els []object) []object {
	var out []object
	for _, el := range els {
		if el["type"] != "feedback_buttons" {
			out = append(out, el)
			continue
		}
		for _, side := range []string{"positive_button", "negative_button"} {
			if b, ok := el[side].(object); ok {
				out = append(out, object{"type": "feedback_buttons", "action_id": el["action_id"], "text": b["text"], "value": b["value"]})
			}
		}
	}
	return out
}

func objects(v any) []object {
	list, _ := v.([]any)
	out := make([]object, 0, len(list))
	for _, x := range list {
		if o, ok := x.(object); ok {
			out = append(out, o)
		}
	}
	return out
}

func str(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// textOf is the text of a text object under a name.
func textOf(o object, name string) string {
	t, _ := o[name].(object)
	return str(t, "text")
}

// stateRow says how an element's value is kept: under which name, from which initial field, one or many.
type stateRow struct {
	field, initial string
	many           bool
}

// stateful is every element that remembers what was picked.
var stateful = map[string]stateRow{
	"plain_text_input": {"value", "initial_value", false}, "number_input": {"value", "initial_value", false},
	"email_text_input": {"value", "initial_value", false}, "url_text_input": {"value", "initial_value", false},
	"rich_text_input": {"rich_text_value", "initial_value", false},
	"static_select":   {"selected_option", "initial_option", false}, "external_select": {"selected_option", "initial_option", false},
	"radio_buttons":       {"selected_option", "initial_option", false},
	"multi_static_select": {"selected_options", "initial_options", true}, "multi_external_select": {"selected_options", "initial_options", true},
	"checkboxes":   {"selected_options", "initial_options", true},
	"users_select": {"selected_user", "initial_user", false}, "multi_users_select": {"selected_users", "initial_users", true},
	"channels_select": {"selected_channel", "initial_channel", false}, "multi_channels_select": {"selected_channels", "initial_channels", true},
	"conversations_select": {"selected_conversation", "initial_conversation", false}, "multi_conversations_select": {"selected_conversations", "initial_conversations", true},
	"datepicker": {"selected_date", "initial_date", false}, "timepicker": {"selected_time", "initial_time", false},
	"datetimepicker": {"selected_date_time", "initial_date_time", false}, "file_input": {"files", "", true},
}

// initialState is the state of blocks that nobody has touched.
func initialState(blocks json.RawMessage) values {
	state := values{}
	walk(parseBlocks(blocks), func(b, el object) bool {
		if row, ok := stateful[str(el, "type")]; ok {
			state.set(str(b, "block_id"), str(el, "action_id"), row.value(el, el[row.initial]))
		}
		return true
	})
	return state
}

// value wraps what is picked as state.values shows it.
func (r stateRow) value(el object, picked any) object {
	if picked == nil && r.many {
		picked = []any{}
	}
	out := object{"type": el["type"], r.field: picked}
	if tz := str(el, "timezone"); tz != "" && el["type"] == "timepicker" {
		out["timezone"] = tz
	}
	return out
}

// optionsOf is every option an element offers, groups included.
func optionsOf(el object) []object {
	out := objects(el["options"])
	for _, g := range objects(el["option_groups"]) {
		out = append(out, objects(g["options"])...)
	}
	return out
}

// pickOption finds an option by its text or value.
func pickOption(options []object, word string) (object, bool) {
	i := slices.IndexFunc(options, func(o object) bool { return textOf(o, "text") == word || str(o, "value") == word })
	if i < 0 {
		i = slices.IndexFunc(options, func(o object) bool { return strings.EqualFold(textOf(o, "text"), word) })
	}
	if i < 0 {
		return nil, false
	}
	return options[i], true
}

// callsOf are what a person may call an element: its own text, its placeholder, the label above it.
func callsOf(block, el object) []string {
	out := []string{textOf(el, "text"), textOf(el, "placeholder"), textOf(block, "label"), str(el, "accessibility_label")}
	if el["type"] == "icon_button" || el["type"] == "workflow_button" {
		out = append(out, str(el, "icon"))
	}
	if el["type"] != "button" && block["type"] == "section" {
		out = append(out, textOf(block, "text"))
	}
	return append(out, str(el, "action_id"))
}

// says tells whether a person would find the element by these words.
func says(block, el object, text string) bool {
	return text != "" && slices.ContainsFunc(callsOf(block, el), func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), strings.TrimSpace(text)) })
}
