package devslack

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
)

// Outcome is what a person's doing came to.
type Outcome struct {
	OK      bool              `json:"ok"`
	AckedMS float64           `json:"acked_ms,omitempty"` // how long the app took to acknowledge
	Error   string            `json:"error,omitempty"`    // what Slack shows the person, as a sentence
	TS      string            `json:"ts,omitempty"`       // the message that was typed
	Errors  map[string]string `json:"errors,omitempty"`   // under the fields of a modal, by label
	URL     string            `json:"url,omitempty"`      // the address that a pressed button opens
	Closed  bool              `json:"closed,omitempty"`   // the modal is gone
	Options []Choice          `json:"options,omitempty"`  // what an external select offers
	View    json.RawMessage   `json:"view,omitempty"`
}

// Choice is one option of a select.
type Choice struct {
	Text  string `json:"text"`
	Value string `json:"value"`
}

// TypeRequest is what somebody types.
type TypeRequest struct {
	User     string `json:"user"`
	Channel  string `json:"channel"`
	Text     string `json:"text"`
	ThreadTS string `json:"thread_ts,omitempty"`
}

// namedUser is a mention with a name in it; in messages, unlike in commands, Slack sends the id alone.
var namedUser = regexp.MustCompile(`(<@[A-Z0-9]+)\|[^<>]*>`)

// Type lets a person type a message, or a slash command if it begins with a slash. It returns after the acknowledgement.
// The error is about the request; what Slack shows the person is in the Outcome.
func (w *Workspace) Type(ctx context.Context, r TypeRequest) (Outcome, error) {
	if strings.HasPrefix(r.Text, "/") {
		return w.typeCommand(ctx, r)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	p, ch, err := w.findIn(r.User, r.Channel)
	if err != nil {
		return Outcome{}, err
	}
	if ch.Archived {
		return Outcome{}, sayf("#%s is archived.", ch.Name)
	}
	if strings.TrimSpace(r.Text) == "" {
		return Outcome{}, sayf("There is nothing to send: the text is empty.")
	}
	m := &message{TS: w.nextTS(), User: p.ID, Text: w.typedText(r.Text), ThreadTS: r.ThreadTS}
	if r.ThreadTS != "" && ch.byTS[r.ThreadTS] == nil {
		return Outcome{}, sayf("There is no message %s in #%s to reply to.", r.ThreadTS, ch.Name)
	}
	w.post(ch, m)
	return Outcome{OK: true, TS: m.TS}, nil
}

// typedText is what somebody typed as messages hold it. Needs w.mu.
func (w *Workspace) typedText(s string) string {
	return namedUser.ReplaceAllString(w.withMentions(escapeText(s)), "$1>")
}

// typed is a slash command on its way.
type typed struct {
	user    *person
	channel *channel
	text    string // as typed, slash included
	name    string
	hook    *hook
}

func (w *Workspace) typeCommand(ctx context.Context, r TypeRequest) (Outcome, error) {
	t, payload, err := w.prepareCommand(r)
	if err != nil {
		return Outcome{}, err
	}
	if payload == nil {
		return Outcome{OK: true}, nil // one of Slack's own
	}
	ack, err := w.socks.dispatch(ctx, "slash_commands", payload, true)
	if err != nil {
		return w.commandFailed(t, err.Error()), nil
	}
	if code := w.answerCommand(t, ack.Payload); code != "" {
		o := w.commandFailed(t, code)
		o.AckedMS = ack.Millis
		return o, nil
	}
	return Outcome{OK: true, AckedMS: ack.Millis}, nil
}

// prepareCommand makes the payload; a nil payload means that Slack itself did what was typed.
func (w *Workspace) prepareCommand(r TypeRequest) (typed, *commandPayload, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, ch, err := w.findIn(r.User, r.Channel)
	if err != nil {
		return typed{}, nil, err
	}
	name, text, _ := strings.Cut(r.Text, " ")
	t := typed{user: p, channel: ch, text: r.Text, name: name}
	if done, err := w.builtIn(t, text); done || err != nil {
		return t, nil, err
	}
	cmd, known := w.man.command(name)
	switch {
	case !known:
		return t, nil, sayf("%s is not a valid command. In Slack, all messages that start with the \"/\" character are interpreted as commands.", name)
	case r.ThreadTS != "":
		return t, nil, sayf("%s is not supported in threads. Sorry!", name)
	case p.Team != w.team.ID:
		return t, nil, sayf("%s is not available to %s, who belongs to another workspace.", name, p.Name)
	}
	if cmd.Escape {
		if w.o.EscapeEntities {
			text = escapeText(text)
		}
		text = w.withMentions(text)
	}
	t.hook = w.newHook(hook{kind: "commands", user: p.ID, channel: ch.ID})
	return t, &commandPayload{
		Token: legacyToken, TeamID: w.team.ID, TeamDomain: w.team.Domain, ChannelID: ch.ID, ChannelName: payloadName(ch),
		UserID: p.ID, UserName: p.Name, Command: name, Text: text, APIAppID: w.app.ID, IsEnterpriseInstall: "false",
		ResponseURL: t.hook.url, TriggerID: w.newTrigger(trigger{user: p.ID, channel: ch.ID}),
	}, nil
}

// commandPayload is the payload of a slash command; all its values are strings.
type commandPayload struct {
	Token               string `json:"token"`
	TeamID              string `json:"team_id"`
	TeamDomain          string `json:"team_domain"`
	ChannelID           string `json:"channel_id"`
	ChannelName         string `json:"channel_name"`
	UserID              string `json:"user_id"`
	UserName            string `json:"user_name"`
	Command             string `json:"command"`
	Text                string `json:"text"`
	APIAppID            string `json:"api_app_id"`
	IsEnterpriseInstall string `json:"is_enterprise_install"`
	ResponseURL         string `json:"response_url"`
	TriggerID           string `json:"trigger_id"`
}

// builtIn does the few commands of Slack's own that change who is where. Needs w.mu.
func (w *Workspace) builtIn(t typed, text string) (bool, error) {
	if t.name != "/invite" && t.name != "/remove" {
		return false, nil
	}
	for name := range strings.FieldsSeq(text) {
		p, err := w.findPerson(name)
		if err != nil {
			return false, err
		}
		if t.name == "/invite" {
			w.joinChannel(t.channel, p.ID, t.user.ID)
		} else {
			w.leaveChannel(t.channel, p.ID)
		}
	}
	return true, nil
}

// leaveChannel takes somebody out of a channel and tells the app. Needs w.mu.
func (w *Workspace) leaveChannel(ch *channel, user string) {
	had := ch.members[w.app.BotUser]
	switch left := ch.leave(user); {
	case left && user == w.app.BotUser:
		w.emit(map[bool]string{true: "group_left", false: "channel_left"}[ch.Private], map[string]any{"channel": ch.ID, "actor_id": ch.Creator})
	case left && had:
		w.emit("member_left_channel", map[string]any{"user": user, "channel": ch.ID, "channel_type": channelLetter(ch), "team": w.people[user].Team})
	}
	w.hub.send(change{Kind: "presence", Channel: ch.ID})
}

// commandFailed shows the person what Slack shows: the command and the word for what went wrong.
func (w *Workspace) commandFailed(t typed, code string) Outcome {
	say := t.name + ` failed with the error "` + code + `"`
	w.mu.Lock()
	defer w.mu.Unlock()
	w.post(t.channel, &message{TS: w.nextTS(), User: "USLACKBOT", Text: say, Ephemeral: t.user.ID})
	return Outcome{Error: say}
}

// answerCommand shows what the acknowledgement of a slash command says; the word it gives is what Slack would refuse it with.
func (w *Workspace) answerCommand(t typed, payload json.RawMessage) string {
	if payload == nil {
		return ""
	}
	a, err := answerArgs(payload)
	if err != nil {
		w.findings.add("invalid_ack_payload", "slash_commands", "", "The acknowledgement of %s has a payload that is neither a message nor a text: %.200s", t.name, payload)
		return "invalid_payload"
	}
	said, bad := w.readContent(a, "slash_commands")
	public := a.str("response_type") == "in_channel"
	if bad != nil && bad.Code == "no_text" && public {
		bad = nil // only the typed command is shown
	}
	if bad != nil {
		w.findings.add(bad.Code, "slash_commands", pointerIn(bad.Messages), "The acknowledgement of %s cannot be shown. Slack tells nobody but the user: %s %s", t.name, bad.Code, strings.Join(bad.Messages, "; "))
		return bad.Code
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.show(t.hook, said, a, t.text)
	return ""
}

// answerArgs reads a message payload; a bare JSON string is its text.
func answerArgs(payload json.RawMessage) (args, error) {
	if s := unquote(payload); s != "" {
		return args{json: map[string]json.RawMessage{"text": payload}}, nil
	}
	var a args
	if err := json.Unmarshal(payload, &a.json); err != nil || a.json == nil {
		return a, errors.New("not an object")
	}
	return a, nil
}

// show puts an answer into the channel, or before the one person's eyes. Needs w.mu.
func (w *Workspace) show(h *hook, said content, a args, command string) *message {
	ch := w.channels[h.channel]
	m := w.botMessage(said)
	m.ThreadTS = a.str("thread_ts")
	if a.str("response_type") == "in_channel" {
		m.Command = command
	} else {
		m.Ephemeral = h.user
	}
	w.post(ch, m)
	h.answer = m
	return m
}
