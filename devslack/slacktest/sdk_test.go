package slacktest_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"owed.dev/owed/devslack"
	"owed.dev/owed/devslack/slacktest"
)

const botManifest = `
display_information: {name: greeter, description: Greets}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: greeter}
  slash_commands: [{command: /greet, description: Greets, usage_hint: "who", should_escape: true}]
  shortcuts:
    - {name: Greet this, type: message, callback_id: greet_this, description: Greets}
    - {name: Greet all, type: global, callback_id: greet_all, description: Greets}
oauth_config: {scopes: {bot: [commands, "chat:write", "im:write", "users:read", "channels:read", "groups:read", "usergroups:read", "files:write", "channels:history", "groups:history", "im:history", "app_mentions:read", "metadata.message:read"]}}
settings:
  event_subscriptions: {bot_events: [app_home_opened, user_change, app_mention, member_joined_channel]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
`

// bot is a small bot on slack-go, as one is written for Slack itself.
type bot struct {
	api    *slack.Client
	client *socketmode.Client
	on     map[socketmode.EventType]func(*bot, socketmode.Event)
	mu     sync.Mutex
	events []string
}

func startBot(t *testing.T, w *slacktest.Workspace, on map[socketmode.EventType]func(*bot, socketmode.Event)) *bot {
	t.Helper()
	api := slack.New(w.BotToken(), slack.OptionAppLevelToken(w.AppToken()), slack.OptionAPIURL(w.APIURL()))
	b := &bot{api: api, client: socketmode.New(api), on: on}
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { b.client.RunContext(ctx) }) //nolint:errcheck // it ends with ctx
	wg.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-b.client.Events:
				if f := b.on[e.Type]; f != nil {
					f(b, e)
				}
			}
		}
	})
	t.Cleanup(func() { stop(); wg.Wait() })
	w.Connected(1)
	return b
}

func TestSlackGoBotFromCommandToForm(t *testing.T) {
	t.Parallel()
	w := slacktest.Test(t, devslack.Options{Manifest: []byte(botManifest)})
	startBot(t, w, map[socketmode.EventType]func(*bot, socketmode.Event){
		socketmode.EventTypeSlashCommand: func(b *bot, e socketmode.Event) {
			cmd := e.Data.(slack.SlashCommand)
			b.client.Ack(*e.Request, map[string]any{"text": "You said " + cmd.Text})
			_, _, err := b.api.PostMessage(cmd.ChannelID, slack.MsgOptionText("A greeting waits", false), slack.MsgOptionBlocks(
				slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "Greet *"+cmd.Text+"*?", false, false), nil, nil),
				slack.NewActionBlock("b1", slack.NewButtonBlockElement("greet", "v", slack.NewTextBlockObject("plain_text", "Greet", false, false))),
			))
			if err != nil {
				t.Errorf("post: %v", err)
			}
		},
		socketmode.EventTypeInteractive: func(b *bot, e socketmode.Event) {
			cb := e.Data.(slack.InteractionCallback)
			switch cb.Type {
			case slack.InteractionTypeBlockActions:
				b.client.Ack(*e.Request)
				if _, err := b.api.OpenView(cb.TriggerID, form()); err != nil {
					t.Errorf("open: %v", err)
				}
			case slack.InteractionTypeViewSubmission:
				if cb.View.State.Values["name"]["in"].Value == "nobody" {
					b.client.Ack(*e.Request, slack.NewErrorsViewSubmissionResponse(map[string]string{"name": "Nobody cannot be greeted"}))
					return
				}
				b.client.Ack(*e.Request)
				_, _, _ = b.api.PostMessage(w.ChannelID("payables"), slack.MsgOptionText("Hello "+cb.View.State.Values["name"]["in"].Value, false))
			}
		},
	})
	alice, bob := w.Person("alice"), w.Person("bob")
	if o := alice.Types("#payables", "/greet @bob & co"); !o.OK || o.AckedMS <= 0 {
		t.Fatalf("command: %+v", o)
	}
	if m := alice.Waits("#payables", "You said", time.Second); !m.Ephemeral || m.Text != "You said <@U0BOB00001|bob> &amp; co" {
		t.Errorf("ephemeral answer: %+v", m)
	}
	if m := bob.Waits("#payables", "Greet", 2*time.Second); m.Plain != "Greet @bob & co?\n[Greet]" {
		t.Errorf("plain: %q", m.Plain)
	}
	bob.Presses("#payables", "Greet")
	if v := bob.SeesForm(2 * time.Second); v.Plain != "Greeting\nName\n[…]\n[Send]" {
		t.Errorf("form: %q", v.Plain)
	}
	if o := bob.Submits(map[string]string{"Name": "nobody"}); o.Errors["Name"] != "Nobody cannot be greeted" {
		t.Errorf("errors: %+v", o)
	}
	if o := bob.Submits(map[string]string{"Name": "Ann"}); !o.OK || !o.Closed {
		t.Errorf("submit: %+v", o)
	}
	w.Channel("payables").Waits("Hello Ann", 2*time.Second)
}

func form() slack.ModalViewRequest {
	text := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, false, false) }
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: text("Greeting"), Submit: text("Send"), CallbackID: "greeting",
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("name", text("Name"), nil, slack.NewPlainTextInputBlockElement(nil, "in"))}},
	}
}

func TestSlackGoReadsTheWorkspace(t *testing.T) {
	t.Parallel()
	w := slacktest.Test(t, devslack.Options{Manifest: []byte(botManifest)})
	api := slack.New(w.BotToken(), slack.OptionAPIURL(w.APIURL()))
	auth, err := api.AuthTest()
	if err != nil || auth.UserID != w.BotUserID() || auth.TeamID != w.TeamID() {
		t.Fatalf("auth.test: %+v, %v", auth, err)
	}
	gus, err := api.GetUserInfo(w.UserID("gus"))
	if err != nil || !gus.IsRestricted || gus.IsUltraRestricted || gus.TZ != "America/New_York" || gus.Locale != "en-US" {
		t.Errorf("gus: %+v, %v", gus, err)
	}
	users, err := api.GetUsers()
	if err != nil || len(users) < 10 {
		t.Errorf("users.list: %d, %v", len(users), err)
	}
	ch, err := api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: w.ChannelID("payables"), IncludeNumMembers: true})
	if err != nil || !ch.IsPrivate || ch.NumMembers != 6 || ch.IsExtShared {
		t.Errorf("conversations.info: %+v, %v", ch, err)
	}
	im, _, _, err := api.OpenConversation(&slack.OpenConversationParameters{Users: []string{w.UserID("bob")}})
	if err != nil || im.ID == "" {
		t.Errorf("conversations.open: %+v, %v", im, err)
	}
	groups, err := api.GetUserGroups(slack.GetUserGroupsOptionIncludeUsers(true))
	if err != nil || len(groups) != 2 || len(groups[0].Users) != 2 {
		t.Errorf("usergroups.list: %+v, %v", groups, err)
	}
	members, _, err := api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: w.ChannelID("payables")})
	if err != nil || len(members) != 6 {
		t.Errorf("conversations.members: %v, %v", members, err)
	}
	f, err := api.UploadFile(slack.UploadFileParameters{Filename: "a.csv", Content: "x,y", FileSize: 3, Channel: w.ChannelID("payables"), InitialComment: "the export"})
	if err != nil || f.ID == "" {
		t.Errorf("upload: %+v, %v", f, err)
	}
	if m := w.Channel("payables").Waits("the export", time.Second); len(m.Files) != 1 || m.Plain != "the export\n[a.csv]" {
		t.Errorf("shared file: %+v", m)
	}
}

func TestHomeShortcutsAndEvents(t *testing.T) {
	t.Parallel()
	w := slacktest.Test(t, devslack.Options{Manifest: []byte(botManifest)})
	startBot(t, w, map[socketmode.EventType]func(*bot, socketmode.Event){
		socketmode.EventTypeEventsAPI: func(b *bot, e socketmode.Event) {
			b.client.Ack(*e.Request)
			ev := e.Data.(slackevents.EventsAPIEvent)
			switch in := ev.InnerEvent.Data.(type) {
			case *slackevents.AppHomeOpenedEvent:
				_, err := b.api.PublishViewContext(context.Background(), slack.PublishViewContextRequest{UserID: in.User, View: slack.HomeTabViewRequest{
					Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", "Welcome home", false, false))}},
				}})
				if err != nil {
					t.Errorf("publish: %v", err)
				}
			case *slackevents.AppMentionEvent:
				_, _, _ = b.api.PostMessage(in.Channel, slack.MsgOptionText("You called", false), slack.MsgOptionTS(in.TimeStamp))
			}
		},
		socketmode.EventTypeInteractive: func(b *bot, e socketmode.Event) {
			b.client.Ack(*e.Request)
			cb := e.Data.(slack.InteractionCallback)
			if cb.Type == slack.InteractionTypeMessageAction {
				_ = slack.PostWebhook(cb.ResponseURL, &slack.WebhookMessage{Text: "About: " + cb.Message.Text, ResponseType: "ephemeral"})
			}
		},
	})
	alice := w.Person("alice")
	alice.OpensHome()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	if !w.Until(ctx, func() bool { v, _ := w.HomeView("alice"); return v != nil && v.Plain == "Welcome home" }) {
		t.Error("Home was not published")
	}
	alice.Types("#general", "hello @greeter")
	w.Channel("general").Waits("You called", 2*time.Second)
	if o := alice.Shortcut("Greet this", "#general"); !o.OK {
		t.Errorf("shortcut: %+v", o)
	}
	alice.Waits("#general", "About:", 2*time.Second)
	if o := alice.Shortcut("greet_all", ""); !o.OK {
		t.Errorf("global shortcut: %+v", o)
	}
}
