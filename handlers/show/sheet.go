package show

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// sheet is a page being written, from top to bottom.
type sheet struct {
	c      Ctx
	blocks []slack.Block
	seen   []string // action ids on the page, which must be unique
	cut    string   // what to say where the page had to be cut
}

func write(c Ctx) *sheet { return &sheet{c: c, blocks: make([]slack.Block, 0, 8)} }

// mrkdwn is formatted text. It is verbatim, so that Slack links and mentions nothing that is not marked as such.
func mrkdwn(s string) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.MarkdownType, Text: s, Verbatim: true}
}

// label is plain text; :words: stay words.
func label(s string) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.PlainTextType, Text: s, Emoji: new(bool)}
}

func section(s string) *slack.SectionBlock {
	return &slack.SectionBlock{Type: slack.MBTSection, Text: mrkdwn(fitText(s, maxSection))}
}

func note(s string) *slack.ContextBlock {
	return &slack.ContextBlock{Type: slack.MBTContext, ContextElements: slack.ContextElements{Elements: []slack.MixedElement{mrkdwn(fitText(s, maxField))}}}
}

// fitText cuts a text that is too long at the end of a line, or in the middle where it has but one.
func fitText(s string, most int) string {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	s = clip(s, most-4)
	if at := strings.LastIndexByte(s, '\n'); at > most/2 {
		s = s[:at] + "\n…"
	}
	return s
}

// text adds a paragraph.
func (s *sheet) text(t string) {
	if strings.TrimSpace(t) != "" {
		s.blocks = append(s.blocks, section(t))
	}
}

func (s *sheet) paragraph(t string) Message {
	s.text(t)
	return s.done(unbold(t))
}

// lines adds lines, packed into as few blocks as hold them.
func (s *sheet) lines(lines ...string) {
	var b strings.Builder
	total := 0
	for _, l := range lines {
		total += len(l) + 1
	}
	b.Grow(min(total, maxSection))
	size := 0
	for _, l := range lines {
		if l == "" {
			continue
		}
		n := utf8.RuneCountInString(l)
		if size > 0 && size+n+1 > maxSection-100 {
			s.text(b.String())
			b.Reset()
			size = 0
		}
		if size > 0 {
			b.WriteByte('\n')
			size++
		}
		b.WriteString(l)
		size += n
	}
	s.text(b.String())
}

// note adds small print.
func (s *sheet) note(parts ...string) {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	if len(kept) > 0 {
		s.blocks = append(s.blocks, note(strings.Join(kept, " · ")))
	}
}

// button is one thing to press. One without a label is left out.
type button struct {
	label, action, value string
	style                slack.Style
	confirm              string // asked before it counts; not a protection, only a second look
}

// buttons adds a row of buttons.
func (s *sheet) buttons(all ...button) {
	row := make([]slack.BlockElement, 0, len(all))
	for n, b := range all {
		if strings.HasPrefix(b.action, ActPage) {
			all = slices.Concat(all[:n], s.turn(b), all[n+1:])
			break
		}
	}
	for _, b := range all {
		if b.label == "" || len(b.value) > maxValue || s.has(b.action) || len(row) == maxElements {
			continue
		}
		s.seen = append(s.seen, b.action)
		row = append(row, b.element())
	}
	if len(row) > 0 {
		s.blocks = append(s.blocks, &slack.ActionBlock{Type: slack.MBTAction, Elements: &slack.BlockElements{ElementSet: row}})
	}
}

func (s *sheet) has(action string) bool {
	for _, a := range s.seen {
		if a == action {
			return true
		}
	}
	return false
}

func (b button) element() *slack.ButtonBlockElement {
	e := &slack.ButtonBlockElement{Type: slack.METButton, ActionID: b.action, Text: label(plain(b.label, maxButton)), Value: b.value, Style: b.style}
	if b.confirm != "" {
		e.Confirm = &slack.ConfirmationBlockObject{Title: label("Are you sure?"), Text: label(plain(b.confirm, 300)), Confirm: label("Yes"), Deny: label("No")}
	}
	return e
}

// done ends the page. text is the sentence beside the blocks. What does not fit into a message is cut, and that is said.
func (s *sheet) done(text string) Message {
	m := Message{Text: fitText(text, maxSentence), Blocks: s.blocks}
	m.json = encode(m)
	for fits := s.small(m); !fits; fits = s.small(m) {
		m.Blocks = s.shorter(m.Blocks)
		m.json = encode(m)
	}
	return m
}

func (s *sheet) small(m Message) bool {
	chars, size := weight(m.json)
	return chars <= ownBudget && size <= maxAck-1800 && len(m.Blocks) < maxBlocks || len(m.Blocks) <= 1
}

// shorter takes the last paragraph out, and leaves a remark in its place.
func (s *sheet) shorter(blocks []slack.Block) []slack.Block {
	remark := s.cut
	if remark == "" {
		remark = "There is more than fits here. See `/owed` with `history` or `invoices` for all of it."
	}
	at := -1
	for n, b := range blocks {
		if _, ok := b.(*slack.SectionBlock); ok {
			at = n
		}
	}
	if at < 1 {
		return blocks[:len(blocks)-1]
	}
	out := append([]slack.Block{}, blocks[:at]...)
	rest := blocks[at+1:]
	if len(rest) == 0 || !isRemark(rest[0], remark) {
		out = append(out, note(remark))
	}
	return append(out, rest...)
}

func isRemark(b slack.Block, remark string) bool {
	c, ok := b.(*slack.ContextBlock)
	if !ok || len(c.ContextElements.Elements) != 1 {
		return false
	}
	t, ok := c.ContextElements.Elements[0].(*slack.TextBlockObject)
	return ok && t.Text == remark
}
