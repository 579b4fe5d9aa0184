package show

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// encode writes a message as JSON. The blocks that owed uses are written by hand, since a card is written thousands of
// times a second; any other goes through encoding/json. A test holds both to the same result.
func encode(m Message) []byte {
	out := make([]byte, 0, 4096)
	out = appendString(append(out, `{"text":`...), m.Text)
	if len(m.Blocks) > 0 {
		out = append(out, `,"blocks":[`...)
		for n, b := range m.Blocks {
			if n > 0 {
				out = append(out, ',')
			}
			out = appendBlock(out, b)
		}
		out = append(out, ']')
	}
	return append(out, '}')
}

func appendBlock(out []byte, b slack.Block) []byte {
	switch b := b.(type) {
	case *slack.SectionBlock:
		if b.BlockID == "" && len(b.Fields) == 0 && b.Accessory == nil && !b.Expand && b.Text != nil {
			return append(appendText(append(out, `{"type":"section","text":`...), b.Text), '}')
		}
	case *slack.ContextBlock:
		if t, ok := onlyText(b); ok {
			return append(appendText(append(out, `{"type":"context","elements":[`...), t), "]}"...)
		}
	case *slack.ActionBlock:
		return appendActions(out, b)
	}
	return appendAny(out, b)
}

func onlyText(b *slack.ContextBlock) (*slack.TextBlockObject, bool) {
	if b.BlockID != "" || len(b.ContextElements.Elements) != 1 {
		return nil, false
	}
	t, ok := b.ContextElements.Elements[0].(*slack.TextBlockObject)
	return t, ok
}

func appendActions(out []byte, b *slack.ActionBlock) []byte {
	for _, e := range b.Elements.ElementSet {
		if _, ok := e.(*slack.ButtonBlockElement); !ok || b.BlockID != "" {
			return appendAny(out, b)
		}
	}
	out = append(out, `{"type":"actions","elements":[`...)
	for n, e := range b.Elements.ElementSet {
		if n > 0 {
			out = append(out, ',')
		}
		out = appendButton(out, e.(*slack.ButtonBlockElement))
	}
	return append(out, "]}"...)
}

func appendButton(out []byte, b *slack.ButtonBlockElement) []byte {
	if b.Confirm != nil || b.URL != "" || b.AccessibilityLabel != "" {
		return appendAny(out, b)
	}
	out = appendText(append(out, `{"type":"button","text":`...), b.Text)
	out = appendString(append(out, `,"action_id":`...), b.ActionID)
	if b.Value != "" {
		out = appendString(append(out, `,"value":`...), b.Value)
	}
	if b.Style != "" {
		out = appendString(append(out, `,"style":`...), string(b.Style))
	}
	return append(out, '}')
}

func appendText(out []byte, t *slack.TextBlockObject) []byte {
	out = appendString(append(out, `{"type":`...), t.Type)
	out = appendString(append(out, `,"text":`...), t.Text)
	if t.Emoji != nil {
		out = append(out, `,"emoji":`...)
		if *t.Emoji {
			out = append(out, "true"...)
		} else {
			out = append(out, "false"...)
		}
	}
	if t.Verbatim {
		out = append(out, `,"verbatim":true`...)
	}
	return append(out, '}')
}

func appendAny(out []byte, v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil { // a block that can't be written says so where it would stand
		return appendBlock(out, note("This part could not be shown."))
	}
	return append(out, bytes.TrimRight(b.Bytes(), "\n")...)
}

const hex = "0123456789abcdef"

// appendString writes a JSON string. Bytes that are not UTF-8 become U+FFFD, as encoding/json does.
func appendString(out []byte, s string) []byte {
	out = append(out, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				out = append(append(out, s[from:i]...), "\ufffd"...)
				from = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		out = append(out, s[from:i]...)
		switch c {
		case '"', '\\':
			out = append(out, '\\', c)
		case '\n':
			out = append(out, '\\', 'n')
		default:
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		from = i
	}
	return append(append(out, s[from:]...), '"')
}
