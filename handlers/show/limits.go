package show

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Slack's limits, the smaller number where its sources differ.
const (
	maxBlocks     = 50
	maxAlt        = 2000 // characters of an image's alt text
	maxSection    = 3000
	maxField      = 2000
	maxHeader     = 150
	maxButton     = 75
	maxActionID   = 255
	maxElements   = 25
	maxText       = 3000 // of the text beside the blocks; owed's own is a sentence
	maxSentence   = 600
	maxBlocksJSON = 12_000 // characters, as the most careful encoder writes them
	maxAck        = 16_000 // bytes of the whole acknowledgement's payload
)

// ownBudget is what a page may take of maxBlocksJSON: the rest is for what is noted at its end later on.
const ownBudget = maxBlocksJSON - 1800

// Fits reports what Slack would refuse or drop about a message; nil: nothing.
func Fits(m Message) error {
	if n := len(m.Blocks); n > maxBlocks {
		return fmt.Errorf("%d blocks, at most %d", n, maxBlocks)
	}
	if n := utf8.RuneCountInString(m.Text); n > maxText || strings.TrimSpace(m.Text) == "" {
		return fmt.Errorf("text of %d characters, expected 1 to %d", n, maxText)
	}
	seen := map[string]bool{}
	for n, b := range m.Blocks {
		if err := fitsBlock(b, seen); err != nil {
			return fmt.Errorf("block %d: %w", n, err)
		}
	}
	if chars, size := weight(m.JSON()); chars > maxBlocksJSON || size > maxAck {
		return fmt.Errorf("blocks of %d characters and %d bytes, at most %d and %d", chars, size, maxBlocksJSON, maxAck)
	}
	return nil
}

// weight is how long a message is: its blocks in characters, were < > & written as six characters each, and all of it in
// bytes. In JSON the quoted name of the blocks can't stand inside a string.
func weight(b []byte) (chars, size int) {
	blocks := b[max(0, bytes.Index(b, []byte(`,"blocks":[`))):]
	chars = utf8.RuneCount(blocks)
	for _, mark := range [...]string{"<", ">", "&"} {
		chars += 5 * bytes.Count(blocks, []byte(mark))
	}
	return chars, len(b)
}

func fitsBlock(b slack.Block, actions map[string]bool) error {
	switch b := b.(type) {
	case *slack.SectionBlock:
		if b.Text == nil && len(b.Fields) == 0 {
			return fmt.Errorf("a section without text")
		}
		if err := fitsText(b.Text, maxSection); err != nil {
			return err
		}
		if len(b.Fields) > 10 {
			return fmt.Errorf("%d fields", len(b.Fields))
		}
		for _, f := range b.Fields {
			if err := fitsText(f, maxField); err != nil {
				return err
			}
		}
		if b.Accessory != nil {
			return fitsElement(b.Accessory.ButtonElement, actions)
		}
	case *slack.ContextBlock:
		if n := len(b.ContextElements.Elements); n < 1 || n > 10 {
			return fmt.Errorf("%d context elements", n)
		}
		for _, e := range b.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				if err := fitsText(t, maxField); err != nil {
					return err
				}
			}
		}
	case *slack.HeaderBlock:
		return fitsText(b.Text, maxHeader)
	case *slack.ActionBlock:
		return fitsActions(b, actions)
	}
	return nil
}

func fitsActions(b *slack.ActionBlock, actions map[string]bool) error {
	if n := len(b.Elements.ElementSet); n < 1 || n > maxElements {
		return fmt.Errorf("%d elements", n)
	}
	for _, e := range b.Elements.ElementSet {
		if err := fitsElement(e, actions); err != nil {
			return err
		}
	}
	return nil
}

func fitsElement(e slack.BlockElement, actions map[string]bool) error {
	b, ok := e.(*slack.ButtonBlockElement)
	if !ok || b == nil {
		return nil
	}
	switch {
	case actions[b.ActionID]:
		return fmt.Errorf("action %q twice", b.ActionID)
	case b.ActionID == "" || len(b.ActionID) > maxActionID || utf8.RuneCountInString(b.Value) > maxValue:
		return fmt.Errorf("action %q or its value is too long", b.ActionID)
	}
	actions[b.ActionID] = true
	return fitsText(b.Text, maxButton)
}

func fitsText(t *slack.TextBlockObject, most int) error {
	if t == nil {
		return nil
	}
	if n := utf8.RuneCountInString(t.Text); n > most || strings.TrimSpace(t.Text) == "" {
		return fmt.Errorf("text of %d characters, expected 1 to %d", n, most)
	}
	if t.Type == slack.MarkdownType && !t.Verbatim {
		return fmt.Errorf("mrkdwn that is not verbatim: %q", clip(t.Text, 40))
	}
	return nil
}

// The limits of a view.
const (
	maxTitle    = 24
	maxViewText = 250_000
	maxMetadata = 3000
	maxOption   = 75
	maxInitial  = 3000
)

// FitsModal reports what Slack would refuse about a form; nil: nothing.
func FitsModal(v slack.ModalViewRequest) error {
	for _, t := range []*slack.TextBlockObject{v.Title, v.Submit, v.Close} {
		if err := fitsText(t, maxTitle); err != nil {
			return err
		}
	}
	if v.Title == nil || len(v.PrivateMetadata) > maxMetadata || len(v.CallbackID) > maxActionID {
		return fmt.Errorf("title, metadata or callback id")
	}
	return fitsView(v.Blocks.BlockSet, v.Submit != nil)
}

// FitsHome reports what Slack would refuse about a Home tab; nil: nothing.
func FitsHome(v slack.HomeTabViewRequest) error { return fitsView(v.Blocks.BlockSet, false) }

func fitsView(blocks []slack.Block, submit bool) error {
	if n := len(blocks); n < 1 || n > 100 {
		return fmt.Errorf("%d blocks", n)
	}
	b, err := json.Marshal(blocks)
	if err != nil || len(b) > maxViewText {
		return fmt.Errorf("view of %d bytes: %w", len(b), err)
	}
	ids, actions := map[string]bool{}, map[string]bool{}
	for n, b := range blocks {
		if id := b.ID(); id != "" && ids[id] {
			return fmt.Errorf("block %d: block id %q twice", n, id)
		}
		ids[b.ID()] = true
		in, isInput := b.(*slack.InputBlock)
		if !isInput {
			if err := fitsBlock(b, actions); err != nil {
				return fmt.Errorf("block %d: %w", n, err)
			}
			continue
		}
		if !submit {
			return fmt.Errorf("block %d: an input without submit", n)
		}
		if err := fitsInput(in); err != nil {
			return fmt.Errorf("input %s: %w", in.BlockID, err)
		}
	}
	return nil
}

func fitsInput(in *slack.InputBlock) error {
	if err := fitsText(in.Label, maxField); err != nil {
		return err
	}
	if err := fitsText(in.Hint, maxField); err != nil {
		return err
	}
	switch e := in.Element.(type) {
	case *slack.PlainTextInputBlockElement:
		if n := utf8.RuneCountInString(e.InitialValue); n > maxInitial || e.MaxLength > maxInitial || e.MaxLength > 0 && n > e.MaxLength {
			return fmt.Errorf("initial text of %d characters", n)
		}
		return fitsText(e.Placeholder, maxHeader)
	case *slack.SelectBlockElement:
		if len(e.Options) > 100 {
			return fmt.Errorf("%d options", len(e.Options))
		}
		for _, o := range e.Options {
			if err := fitsText(o.Text, maxOption); err != nil || utf8.RuneCountInString(o.Value) > maxOption || o.Value == "" {
				return fmt.Errorf("option %q: %w", o.Value, err)
			}
		}
	}
	return nil
}
