package devslack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// choose turns what a person says into what the element holds. options are those an external select was given.
// Needs w.mu. The error is what stands under the field.
func (w *Workspace) choose(el object, said any, options []object) (any, error) {
	row := stateful[str(el, "type")]
	if said == nil || said == "" {
		return nil, nil //nolint:nilnil // nothing is picked
	}
	if str(el, "type") == "rich_text_input" {
		return richTextOf(said), nil
	}
	if !row.many {
		return w.chooseOne(el, said, options)
	}
	list, ok := said.([]any)
	if !ok {
		list = []any{said}
	}
	if n, has := el["max_selected_items"].(float64); has && len(list) > int(n) {
		return nil, fmt.Errorf("at most %d can be picked", int(n))
	}
	out := []any{}
	for _, x := range list {
		one, err := w.chooseOne(el, x, options)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (w *Workspace) chooseOne(el object, said any, options []object) (any, error) {
	word := wordOf(said)
	switch kind := strings.TrimPrefix(str(el, "type"), "multi_"); kind {
	case "static_select", "radio_buttons", "checkboxes", "overflow", "external_select":
		if kind != "external_select" {
			options = optionsOf(el)
		}
		if o, ok := pickOption(options, word); ok {
			return o, nil
		}
		return nil, fmt.Errorf("there is no option %q; there are %s", word, optionTexts(options))
	case "users_select":
		p, err := w.findPerson(word)
		if err != nil {
			return nil, err
		}
		return p.ID, nil
	case "channels_select", "conversations_select":
		return w.chooseChannel(el, word)
	case "file_input":
		return w.chooseFile(el, said)
	default:
		return chooseTyped(el, word)
	}
}

func wordOf(said any) string {
	switch x := said.(type) {
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return fmt.Sprint(said)
}

func optionTexts(options []object) string {
	var out []string
	for _, o := range options {
		out = append(out, strconv.Quote(textOf(o, "text")))
	}
	if len(out) > 12 {
		out = append(out[:12], "…")
	}
	return strings.Join(out, ", ")
}

// chooseChannel finds a channel that the element's filter lets through.
func (w *Workspace) chooseChannel(el object, word string) (any, error) {
	c, err := w.findChannel(word, nil)
	if err != nil {
		if p, err2 := w.findPerson(word); err2 == nil && strings.Contains(str(el, "type"), "conversations") {
			c, _ = w.im(p.ID)
		} else {
			return nil, err
		}
	}
	if strings.HasSuffix(str(el, "type"), "channels_select") && c.Private {
		return nil, fmt.Errorf("#%s is private: a channels select offers public channels only", c.Name)
	}
	f, _ := el["filter"].(object)
	if f["exclude_external_shared_channels"] == true && len(c.SharedWith) > 0 {
		return nil, fmt.Errorf("#%s is shared with another company, which this field excludes", c.Name)
	}
	names := map[string]string{"channels": "public", "groups": "private", "im": "im", "mpim": "mpim"}
	if include, ok := f["include"].([]any); ok && !contains(include, names[c.kind()]) {
		return nil, fmt.Errorf("#%s is %s, which this field does not offer", c.Name, names[c.kind()])
	}
	return c.ID, nil
}

func contains(list []any, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// chooseFile takes {"name":…,"content":…} or the id of an uploaded file.
func (w *Workspace) chooseFile(el object, said any) (any, error) {
	given, _ := said.(object)
	if given == nil {
		if f := w.files[wordOf(said)]; f != nil {
			return w.fileJSON(f), nil
		}
		return nil, fmt.Errorf(`a file is given as {"name":"a.csv","content":"…"}`)
	}
	name := str(given, "name")
	if types, ok := el["filetypes"].([]any); ok && len(types) > 0 {
		if _, ext, _ := strings.Cut(name, "."); !contains(types, ext) {
			return nil, fmt.Errorf("%s is not of a type that this field takes", name)
		}
	}
	f := w.newFile(name, "")
	f.Content, f.Done, f.Shared = []byte(str(given, "content")), true, true
	f.Size = len(f.Content)
	return w.fileJSON(f), nil
}

var (
	clockTime = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
	mailLike  = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
)

// chooseTyped judges typed text as Slack's own client does, before anything is sent.
func chooseTyped(el object, word string) (any, error) {
	switch str(el, "type") {
	case "datepicker":
		if _, err := time.Parse(time.DateOnly, word); err != nil {
			return nil, fmt.Errorf("%q is no day; expected e.g. 2023-03-31", word)
		}
	case "timepicker":
		if !clockTime.MatchString(word) {
			return nil, fmt.Errorf("%q is no time of day; expected e.g. 14:05", word)
		}
	case "datetimepicker":
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			t, err := time.Parse(time.RFC3339, word)
			if err != nil {
				return nil, fmt.Errorf("%q is no moment; expected e.g. 1677844800 or 2023-03-03T12:00:00Z", word)
			}
			n = t.Unix()
		}
		return n, nil
	case "email_text_input":
		if !mailLike.MatchString(word) {
			return nil, fmt.Errorf("%q is not an email address", word)
		}
	case "url_text_input":
		if !isURL(word) {
			return nil, fmt.Errorf("%q is not an address such as https://example.com", word)
		}
	case "number_input":
		return word, checkNumber(el, word)
	case "plain_text_input":
		return word, checkLength(el, word)
	}
	return word, nil
}

func checkNumber(el object, word string) error {
	n, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return fmt.Errorf("%q is not a number", word)
	}
	if el["is_decimal_allowed"] != true && strings.ContainsAny(word, ".eE") {
		return fmt.Errorf("%q is not a whole number", word)
	}
	if lo, err := strconv.ParseFloat(str(el, "min_value"), 64); err == nil && n < lo {
		return fmt.Errorf("the least is %s", str(el, "min_value"))
	}
	if hi, err := strconv.ParseFloat(str(el, "max_value"), 64); err == nil && n > hi {
		return fmt.Errorf("the most is %s", str(el, "max_value"))
	}
	return nil
}

func checkLength(el object, word string) error {
	n := len([]rune(word))
	if lo, ok := el["min_length"].(float64); ok && n < int(lo) {
		return fmt.Errorf("at least %d characters are needed", int(lo))
	}
	hi, ok := el["max_length"].(float64)
	if !ok {
		hi = 3000
	}
	if n > int(hi) {
		return fmt.Errorf("at most %d characters fit", int(hi))
	}
	return nil
}

// richTextOf takes a rich_text block, or makes one of plain words.
func richTextOf(said any) any {
	if o, ok := said.(object); ok {
		return o
	}
	var block any
	decode(mustJSON(map[string]any{"type": "rich_text", "elements": []any{
		map[string]any{"type": "rich_text_section", "elements": []any{map[string]any{"type": "text", "text": wordOf(said)}}},
	}}), &block) //nolint:errcheck // it was encoded a moment ago
	return block
}

// flatten makes plain JSON of a value that holds typed parts.
func flatten(v any) any {
	var out any
	json.Unmarshal(mustJSON(v), &out) //nolint:errcheck // it was encoded a moment ago
	return out
}
