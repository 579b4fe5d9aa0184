package show

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/slack-go/slack"
)

// readable is a message as somebody reads it in Slack: the twin of each golden file that human eyes judge.
func readable(m Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[notification] %s\n\n", asRead(m.Text))
	for _, blk := range m.Blocks {
		writeBlock(&b, blk)
	}
	return b.String()
}

func readableView(title, submit, private string, blocks []slack.Block) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[form] %s\n[private_metadata] %s\n\n", title, private)
	for _, blk := range blocks {
		writeBlock(&b, blk)
	}
	if submit != "" {
		fmt.Fprintf(&b, "[%s]\n", submit)
	}
	return b.String()
}

func writeBlock(b *strings.Builder, blk slack.Block) {
	switch blk := blk.(type) {
	case *slack.SectionBlock:
		if blk.Text != nil {
			b.WriteString(asRead(blk.Text.Text) + "\n")
		}
		for _, f := range blk.Fields {
			b.WriteString("| " + asRead(f.Text) + "\n")
		}
		if blk.Accessory != nil && blk.Accessory.ButtonElement != nil {
			fmt.Fprintf(b, "    [%s]\n", blk.Accessory.ButtonElement.Text.Text)
		}
		b.WriteByte('\n')
	case *slack.ContextBlock:
		for _, e := range blk.ContextElements.Elements {
			b.WriteString("(" + asRead(e.(*slack.TextBlockObject).Text) + ")\n")
		}
		b.WriteByte('\n')
	case *slack.HeaderBlock:
		b.WriteString("# " + blk.Text.Text + "\n\n")
	case *slack.DividerBlock:
		b.WriteString("----\n\n")
	case *slack.ActionBlock:
		for _, e := range blk.Elements.ElementSet {
			if btn, ok := e.(*slack.ButtonBlockElement); ok {
				fmt.Fprintf(b, "[%s] ", btn.Text.Text)
			}
		}
		b.WriteString("\n\n")
	case *slack.InputBlock:
		writeInput(b, blk)
	case Chart:
		b.WriteString("<chart>\n\n")
	case *slack.ImageBlock:
		fmt.Fprintf(b, "<image %s: %s>\n\n", blk.SlackFile.ID, blk.AltText)
	default:
		fmt.Fprintf(b, "<%s>\n\n", blk.BlockType())
	}
}

func writeInput(b *strings.Builder, in *slack.InputBlock) {
	opt := ""
	if in.Optional {
		opt = " (optional)"
	}
	fmt.Fprintf(b, "%s%s  {%s}\n", in.Label.Text, opt, in.BlockID)
	switch e := in.Element.(type) {
	case *slack.PlainTextInputBlockElement:
		shown := e.InitialValue
		if shown == "" && e.Placeholder != nil {
			shown = "…" + e.Placeholder.Text + "…"
		}
		fmt.Fprintf(b, "  [ %s ]\n", shown)
	case *slack.DatePickerBlockElement:
		fmt.Fprintf(b, "  [ day: %s ]\n", e.InitialDate)
	case *slack.SelectBlockElement:
		var words []string
		for _, o := range e.Options {
			w := o.Text.Text
			if e.InitialOption != nil && e.InitialOption.Value == o.Value {
				w = "*" + w + "*"
			}
			words = append(words, w)
		}
		fmt.Fprintf(b, "  < %s >\n", strings.Join(words, " | "))
	case *slack.CheckboxGroupsBlockElement:
		for _, o := range e.Options {
			mark := " "
			for _, i := range e.InitialOptions {
				if i.Value == o.Value {
					mark = "x"
				}
			}
			fmt.Fprintf(b, "  [%s] %s\n", mark, o.Text.Text)
		}
	}
	if in.Hint != nil {
		b.WriteString("  " + in.Hint.Text + "\n")
	}
	b.WriteByte('\n')
}

var dateMark = regexp.MustCompile(`<!date\^\d+\^[^|]*\|([^>]*)>`)

// asRead takes the marks out of mrkdwn.
func asRead(s string) string {
	s = dateMark.ReplaceAllString(s, "$1")
	s = strings.NewReplacer("```", "", "`", "", "*", "", wordJoiner, "", firstStrong, "", popIsolate, "").Replace(s)
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}
