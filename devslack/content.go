package devslack

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxText          = 40_000
	advisedText      = 4_000
	maxAttachments   = 100
	adviseAttachment = 20
	maxMetadata      = 8_000 // Slack documents none; a bot should stay far below
)

// content is what a message says, whichever way it came: a call, an acknowledgement or a response URL.
type content struct {
	Text                          string
	Blocks, Attachments, Metadata json.RawMessage
	HasText, HasBlocks            bool
	HasAttachments, HasMetadata   bool
}

// readContent reads and checks what a message says. where is the method's name, for findings.
func (w *Workspace) readContent(a args, where string) (content, *apiError) {
	c := content{
		Text: a.str("text"), HasText: strings.TrimSpace(a.str("text")) != "",
		Blocks: a.raw("blocks"), HasBlocks: a.raw("blocks") != nil,
		Attachments: a.raw("attachments"), HasAttachments: a.raw("attachments") != nil,
	}
	if md := a.str("markdown_text"); md != "" {
		if c.HasText || c.HasBlocks {
			return c, fail("markdown_text_conflict")
		}
		c.Text, c.HasText, c.HasBlocks = md, true, true
		c.Blocks = mustJSON([]any{map[string]any{"type": "markdown", "text": md}})
	}
	if bad := c.readMetadata(a.raw("metadata")); bad != nil {
		return c, bad
	}
	if bad := w.checkContent(&c, where); bad != nil {
		return c, bad
	}
	c.Text = storedText(c.Text)
	return c, nil
}

func (c *content) readMetadata(b json.RawMessage) *apiError {
	if b == nil {
		return nil
	}
	if string(b) == "{}" {
		c.HasMetadata = true
		return nil
	}
	var m struct {
		EventType    *string        `json:"event_type"`
		EventPayload map[string]any `json:"event_payload"`
	}
	if json.Unmarshal(b, &m) != nil {
		return fail("invalid_metadata_format")
	}
	if m.EventType != nil && *m.EventType == "" && m.EventPayload == nil {
		return nil // slack-go sends this to response URLs when there is none
	}
	if m.EventType == nil || *m.EventType == "" || m.EventPayload == nil {
		return fail("invalid_metadata_schema")
	}
	if len(b) > maxMetadata {
		return fail("metadata_too_large")
	}
	c.Metadata, c.HasMetadata = b, true
	return nil
}

// checkContent judges blocks, attachments and text; what it lets through is filled in as Slack fills it.
func (w *Workspace) checkContent(c *content, where string) *apiError {
	sum := &tally{}
	if c.HasBlocks {
		checked := checkMoreBlocks(c.Blocks, onMessage, "/blocks", sum)
		w.advise(checked, where)
		if bad := checked.refusal("invalid_blocks"); bad != nil {
			return bad
		}
		if bad := w.cantShow(c.Blocks); bad != nil {
			return bad
		}
		if checked.usesVideo && !w.man.has("links.embed:write") {
			return &apiError{Code: "missing_scope", Extra: map[string]any{"needed": "links.embed:write", "provided": w.grantedCSV}}
		}
		c.Blocks = checked.filled
	}
	if c.HasAttachments {
		if bad := w.checkAttachments(c, where, sum); bad != nil {
			return bad
		}
	}
	if !c.HasText && isEmptyList(c.Blocks) && isEmptyList(c.Attachments) {
		return fail("no_text")
	}
	w.adviseText(c, where)
	return nil
}

func (w *Workspace) adviseText(c *content, where string) {
	n := utf8.RuneCountInString(c.Text)
	switch {
	case n > maxText:
		w.findings.add("text_cut", where, "/text", "The text has %d characters. Slack cuts it at 40,000.", n)
		c.Text = string([]rune(c.Text)[:maxText])
	case n > advisedText:
		w.findings.add("text_long", where, "/text", "The text has %d characters. Slack advises at most 4,000.", n)
	case n == 0 && !isEmptyList(c.Blocks):
		w.findings.add("missing_text_in_message", where, "/text", "The message has blocks and no text. Notifications, previews and screen readers show the text.")
	}
}

func (w *Workspace) advise(c checked, where string) {
	for _, a := range c.advice {
		w.findings.add("advice", where, pointerIn([]string{a}), "%s", a)
	}
}

// checkAttachments judges the legacy attachments, and the blocks within them.
func (w *Workspace) checkAttachments(c *content, where string, sum *tally) *apiError {
	var list []map[string]json.RawMessage
	if json.Unmarshal(c.Attachments, &list) != nil {
		return fail("invalid_attachments")
	}
	if len(list) > maxAttachments {
		return fail("too_many_attachments")
	}
	if len(list) > adviseAttachment {
		w.findings.add("advice", where, "/attachments", "The message has %d attachments. Slack advises at most 20.", len(list))
	}
	list = slices.DeleteFunc(list, saysNothing)
	for i, a := range list {
		if f := unquote(a["footer"]); utf8.RuneCountInString(f) > 300 {
			w.findings.add("advice", where, "/attachments", "The footer of an attachment has more than 300 characters.")
		}
		if a["blocks"] == nil || string(a["blocks"]) == "null" {
			continue
		}
		checked := checkMoreBlocks(a["blocks"], onMessage, "/attachments/"+itoa(i)+"/blocks", sum)
		w.advise(checked, where)
		if bad := checked.refusal("invalid_attachments"); bad != nil {
			return bad
		}
		a["blocks"] = checked.filled
	}
	for i := range list {
		list[i]["id"] = mustJSON(i + 1)
	}
	c.Attachments = mustJSON(list)
	return nil
}

// saysNothing tells whether an attachment has nothing to show.
func saysNothing(a map[string]json.RawMessage) bool {
	for name, v := range a {
		if s := string(v); name != "color" && name != "mrkdwn_in" && name != "id" && s != "null" && s != `""` && s != "[]" {
			return false
		}
	}
	return true
}

func isEmptyList(b json.RawMessage) bool {
	s := strings.TrimSpace(string(b))
	return s == "" || s == "[]" || s == "null"
}

var (
	bareURL   = regexp.MustCompile(`(^|[\s(])(https?://[^\s<>|]+[^\s<>|.,;:!?)])`)
	looseAmps = regexp.MustCompile(`&(amp;|lt;|gt;)?`)
)

// storedText is a text as Slack keeps it: bare addresses in angle brackets, lone ampersands escaped.
func storedText(s string) string {
	s = looseAmps.ReplaceAllStringFunc(s, func(m string) string {
		if m == "&" {
			return "&amp;"
		}
		return m
	})
	return bareURL.ReplaceAllString(s, "$1<$2>")
}

// escapeText is what a person typed as Slack keeps it.
func escapeText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
