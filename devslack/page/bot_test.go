package page_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"owed.dev/owed/devslack"
	"owed.dev/owed/devslack/page"
)

// bot is a small bot of its own, on slack-go: it asks for a payment with buttons,
// opens a form, publishes a Home, and answers a command never ("quiet").
type bot struct {
	t      *testing.T
	api    *slack.Client
	socket *socketmode.Client
	heard  chan *slack.BlockAction // what was picked in the elements of "all"
}

// withBot runs a workspace with the page and the bot in it, and gives its address.
func withBot(t *testing.T) (*devslack.Workspace, *bot) {
	t.Helper()
	manifest, err := os.ReadFile("testdata/manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w, err := devslack.New(devslack.Options{Manifest: manifest, Page: page.Handler()})
	if err != nil {
		t.Fatal(err)
	}
	api := slack.New(w.BotToken(), slack.OptionAppLevelToken(w.AppToken()), slack.OptionAPIURL(w.APIURL()))
	b := &bot{t: t, api: api, socket: socketmode.New(api), heard: make(chan *slack.BlockAction, 50)}
	ctx, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { _ = b.socket.RunContext(ctx) }) // it ends with ctx, and says so
	work.Go(func() { b.listen(ctx) })
	t.Cleanup(func() {
		stop()
		work.Wait()
		if err := w.Close(); err != nil {
			t.Errorf("closing the workspace: %v", err)
		}
	})
	wait, done := context.WithTimeout(ctx, 10*time.Second)
	defer done()
	if err := w.WaitConnected(wait, 1); err != nil {
		t.Fatal(err)
	}
	return w, b
}

func (b *bot) listen(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-b.socket.Events:
			b.hear(ctx, e)
		}
	}
}

func (b *bot) hear(ctx context.Context, e socketmode.Event) {
	switch data := e.Data.(type) {
	case slack.SlashCommand:
		b.command(ctx, e, data)
	case slack.InteractionCallback:
		b.interaction(ctx, e, data)
	case slackevents.EventsAPIEvent:
		b.ack(ctx, e, nil)
		if opened, ok := data.InnerEvent.Data.(*slackevents.AppHomeOpenedEvent); ok && opened.Tab == "home" {
			_, err := b.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: opened.User, View: slack.HomeTabViewRequest{
				Type:   slack.VTHomeTab,
				Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewHeaderBlock(words("Payments of today"))}},
			}})
			b.check("views.publish", err)
		}
	}
}

func (b *bot) check(what string, err error) {
	if err != nil {
		b.t.Errorf("the bot's %s: %v", what, err)
	}
}

func (b *bot) ack(ctx context.Context, e socketmode.Event, payload any) {
	if e.Request != nil {
		b.check("acknowledgement", b.socket.AckCtx(ctx, e.Request.EnvelopeID, payload))
	}
}

func words(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

func (b *bot) command(ctx context.Context, e socketmode.Event, c slack.SlashCommand) {
	switch c.Text {
	case "quiet":
		return // never acknowledged
	case "form":
		b.ack(ctx, e, nil)
		b.form(ctx, c.TriggerID)
	case "all":
		b.ack(ctx, e, nil)
		_, _, err := b.api.PostMessageContext(ctx, c.ChannelID, slack.MsgOptionText("All elements", false), slack.MsgOptionBlocks(slack.NewActionBlock("all", elements()...)))
		b.check("chat.postMessage", err)
	case "ask":
		b.ack(ctx, e, nil)
		_, _, err := b.api.PostMessageContext(ctx, c.ChannelID, slack.MsgOptionText("A payment needs approval", false), slack.MsgOptionBlocks(
			slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "<@"+c.UserID+"> asks to pay *$10,000,000.00*", false, true), nil, nil),
			slack.NewActionBlock("decide", slack.NewButtonBlockElement("approve", "PR-1", words("Approve")).WithStyle(slack.StylePrimary)),
		))
		b.check("chat.postMessage", err)
	default:
		b.ack(ctx, e, map[string]any{"text": "You said: " + c.Text})
	}
}

// options makes options of texts and values, by turns.
func options(pairs ...string) []*slack.OptionBlockObject {
	var out []*slack.OptionBlockObject
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, slack.NewOptionBlockObject(pairs[i+1], words(pairs[i]), nil))
	}
	return out
}

// elements are those that remember what is picked, and an overflow menu.
func elements() []slack.BlockElement {
	clouds := options("Amazon Web Services", "aws", "Google Cloud", "gcp")
	external := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, words("Vendor"), "external")
	least := 1
	external.MinQueryLength = &least
	return []slack.BlockElement{
		slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, words("Cloud"), "static", clouds...),
		slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, words("Clouds"), "multi", clouds...),
		slack.NewOptionsSelectBlockElement(slack.OptTypeUser, words("Somebody"), "user"),
		slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, words("Somewhere"), "conversation"),
		external,
		slack.NewDatePickerBlockElement("date"),
		slack.NewRadioButtonsBlockElement("radio", options("This", "this", "That", "that")...),
		slack.NewCheckboxGroupsBlockElement("check", options("Tell legal", "legal")...),
		slack.NewOverflowBlockElement("more", options("Snooze", "snooze", "Forget", "forget")...),
	}
}

func (b *bot) form(ctx context.Context, trigger string) {
	field := slack.NewPlainTextInputBlockElement(words("$10m"), "in")
	_, err := b.api.OpenViewContext(ctx, trigger, slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "pay", Title: words("Pay"), Submit: words("Ask"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("amount", words("Amount"), nil, field)}},
	})
	b.check("views.open", err)
}

func (b *bot) interaction(ctx context.Context, e socketmode.Event, c slack.InteractionCallback) {
	switch c.Type {
	case slack.InteractionTypeViewSubmission:
		if amount := c.View.State.Values["amount"]["in"].Value; !strings.HasPrefix(amount, "$") {
			b.ack(ctx, e, slack.NewErrorsViewSubmissionResponse(map[string]string{"amount": amount + " is no amount. Write, for example, $10m."}))
			return
		}
		b.ack(ctx, e, nil)
	case slack.InteractionTypeBlockSuggestion:
		b.ack(ctx, e, slack.OptionsResponse{Options: options("Amazon Web Services", "aws", "Google Cloud", "gcp")})
	case slack.InteractionTypeBlockActions:
		b.ack(ctx, e, nil)
		if action := c.ActionCallback.BlockActions[0]; action.BlockID == "all" {
			b.heard <- action
			return
		}
		_, _, _, err := b.api.UpdateMessageContext(ctx, c.Channel.ID, c.Message.Timestamp, slack.MsgOptionText("Approved", false), slack.MsgOptionBlocks(
			slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "Approved by <@"+c.User.ID+">", false, true), nil, nil)))
		b.check("chat.update", err)
	case slack.InteractionTypeShortcut:
		b.ack(ctx, e, nil)
		b.form(ctx, c.TriggerID)
	default:
		b.ack(ctx, e, nil)
	}
}
