package slacktest_test

import (
	"testing"

	"github.com/slack-go/slack"

	"owed.dev/owed/devslack"
	"owed.dev/owed/devslack/slacktest"
)

// TestWhatSlackGoBuildsIsAccepted: the library fills in fields of its own, and none of them may be refused.
func TestWhatSlackGoBuildsIsAccepted(t *testing.T) {
	t.Parallel()
	pt := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, true, false) }
	md := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("mrkdwn", s, false, true) }
	opt := slack.NewOptionBlockObject("v", pt("o"), pt("d"))
	confirm := slack.NewConfirmationBlockObject(pt("Sure?"), md("Really"), pt("Yes"), pt("No")).WithStyle(slack.StyleDanger)
	span := slack.NewRichTextSectionTextElement("a", &slack.RichTextSectionTextStyle{Bold: true})
	day := slack.NewDatePickerBlockElement("day")
	day.InitialDate, day.Confirm, day.Placeholder = "2023-03-03", confirm, pt("day")
	clock := slack.NewTimePickerBlockElement("clock")
	clock.InitialTime, clock.Timezone = "12:30", "Europe/Paris"
	who := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, pt("who"), "who")
	conv := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, pt("where"), "where")
	conv.Filter = &slack.SelectBlockElementFilter{Include: []string{"private"}, ExcludeBotUsers: true}
	cells := slack.NewTableBlock("table").AddRow(slack.NewTableRawTextCell("a"), slack.NewTableRichTextCell(slack.NewRichTextSection(span))).WithColumnSettings(slack.ColumnSetting{Align: slack.ColumnAlignmentRight, IsWrapped: true})
	blocks := []slack.Block{
		slack.NewHeaderBlock(pt("h")),
		slack.NewSectionBlock(md("s"), []*slack.TextBlockObject{md("f"), pt("g")}, slack.NewAccessory(slack.NewOverflowBlockElement("over", opt, opt))),
		slack.NewContextBlock("c", md("x"), slack.NewImageBlockElement("https://e.example/a.png", "alt")),
		slack.NewImageBlock("https://e.example/a.png", "alt", "img", pt("title")),
		slack.NewDividerBlock(),
		slack.NewActionBlock(
			"a", slack.NewButtonBlockElement("b", "v", pt("B")).WithStyle(slack.StylePrimary).WithConfirm(confirm),
			slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, pt("pick"), "pick", opt), who, conv, day, clock,
			slack.NewCheckboxGroupsBlockElement("check", opt), slack.NewRadioButtonsBlockElement("radio", opt), slack.NewDateTimePickerBlockElement("moment"),
		),
		slack.NewInputBlock("in", pt("l"), pt("hint"), slack.NewPlainTextInputBlockElement(pt("p"), "in")),
		slack.NewRichTextBlock("rich", slack.NewRichTextSection(span, slack.NewRichTextSectionUserElement("U1", nil), slack.NewRichTextSectionLinkElement("https://e.example", "t", nil), slack.NewRichTextSectionEmojiElement("eyes", 0, nil)),
			slack.NewRichTextList(slack.RTEListBullet, 0, slack.NewRichTextSection(span))),
		slack.NewMarkdownBlock("md", "**bold**"),
		cells,
	}
	w := slacktest.Test(t, devslack.Options{})
	api := slack.New(w.BotToken(), slack.OptionAPIURL(w.APIURL()))
	for i, b := range blocks {
		if err := w.Judge(b); err != nil {
			t.Errorf("block %d (%s): %v", i, b.BlockType(), err)
		}
	}
	if _, _, err := api.PostMessage(w.ChannelID("general"), slack.MsgOptionText("all", false), slack.MsgOptionBlocks(blocks...)); err != nil {
		t.Errorf("all blocks in one message: %v", err)
	}
}
