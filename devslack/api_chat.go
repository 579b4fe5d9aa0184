package devslack

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// place finds the channel that an argument names, opening the DM where it names a person.
func (w *Workspace) place(name string) (*channel, *apiError) {
	if name == "" {
		return nil, ordinary("channel_not_found")
	}
	if c := w.channels[name]; c != nil {
		return c, nil
	}
	if p := w.people[name]; p != nil && p.ID != w.app.BotUser && !p.Bot {
		c, _ := w.im(p.ID)
		return c, nil
	}
	bare := strings.TrimPrefix(name, "#")
	for _, c := range w.channelOrder {
		if c.Name == bare && c.IM == "" {
			return c, nil
		}
	}
	return nil, ordinary("channel_not_found")
}

// byID finds a channel whose id is given, as most methods want it; what the bot must not know of is not found.
func (c *call) byID(id string) (*channel, *apiError) {
	ch := c.w.channels[id]
	if ch == nil || ch.Private && !ch.members[c.w.app.BotUser] {
		return nil, ordinary("channel_not_found")
	}
	return ch, nil
}

// entered finds a channel that the bot is in.
func (c *call) entered(id string) (*channel, *apiError) {
	ch, bad := c.byID(id)
	if bad == nil && !ch.members[c.w.app.BotUser] {
		return nil, ordinary("not_in_channel")
	}
	return ch, bad
}

func ordinary(code string) *apiError { return &apiError{Code: code, Ordinary: true} }

// mayPost tells why the bot cannot post in a channel, nil where it can.
func (w *Workspace) mayPost(c *channel) *apiError {
	member := c.members[w.app.BotUser]
	switch {
	case !member && c.Private:
		return ordinary("channel_not_found")
	case c.Archived:
		return ordinary("is_archived")
	case !member && !w.man.has("chat:write.public"):
		return ordinary("not_in_channel")
	case c.ReadOnly:
		return ordinary("restricted_action_read_only_channel")
	case c.IM != "" && w.man.Features.AppHome.Messages != nil && !*w.man.Features.AppHome.Messages:
		return fail("messages_tab_disabled")
	case c.IM != "" && w.people[c.IM].Deleted:
		return ordinary("channel_not_found")
	}
	return nil
}

// botMessage makes a message of the app. Needs w.mu.
func (w *Workspace) botMessage(c content) *message {
	return &message{
		TS: w.nextTS(), User: w.app.BotUser, BotID: w.app.BotID, AppID: w.app.ID,
		Text: c.Text, Blocks: nonEmpty(c.Blocks), Attachments: nonEmpty(c.Attachments), Metadata: c.Metadata,
	}
}

func nonEmpty(b json.RawMessage) json.RawMessage {
	if isEmptyList(b) {
		return nil
	}
	return b
}

func (c *call) postMessage() (reply, *apiError) {
	said, bad := c.w.readContent(c.args, c.name)
	if bad != nil {
		return nil, bad
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.w.place(c.args.str("channel"))
	if bad != nil {
		return nil, bad
	}
	if bad := c.w.mayPost(ch); bad != nil {
		return nil, bad
	}
	parent, bad := c.parent(ch)
	if bad != nil {
		return nil, bad
	}
	if wait := c.w.limiter.post(ch.ID); wait > 0 {
		return nil, &apiError{Code: "ratelimited", Retry: wait}
	}
	c.warnOfText(said)
	m := c.w.botMessage(said)
	m.ThreadTS = parent
	m.Broadcast = parent != "" && c.args.truth("reply_broadcast")
	c.disguise(m)
	c.w.post(ch, m)
	return reply{"channel": ch.ID, "ts": m.TS, "message": c.w.messageJSON(m)}, nil
}

// warnOfText tells of blocks that no notification can show.
func (c *call) warnOfText(said content) {
	if !said.HasText && !isEmptyList(said.Blocks) {
		c.warnings = append(c.warnings, "missing_text_in_message")
	}
}

// disguise takes another name and picture where the scope allows it.
func (c *call) disguise(m *message) {
	name, icon, emoji := c.args.str("username"), c.args.str("icon_url"), c.args.str("icon_emoji")
	if name == "" && icon == "" && emoji == "" {
		return
	}
	if !c.w.man.has("chat:write.customize") {
		c.w.findings.add("customize_ignored", c.name, "/username", "username, icon_url and icon_emoji need the scope chat:write.customize. Slack ignores them without it.")
		return
	}
	m.Username, m.IconURL, m.IconEmoji = name, icon, emoji
}

// parent finds the thread that thread_ts names.
func (c *call) parent(ch *channel) (string, *apiError) {
	ts := c.args.str("thread_ts")
	if ts == "" {
		return "", nil
	}
	m := ch.byTS[ts]
	if m == nil {
		return "", fail("cannot_reply_to_message")
	}
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		c.w.findings.add("advice", c.name, "/thread_ts", "thread_ts names a reply. Use the ts of the thread's first message.")
		return m.ThreadTS, nil
	}
	return ts, nil
}

// post puts a message into a channel and tells everybody. Needs w.mu.
func (w *Workspace) post(ch *channel, m *message) {
	if m.ThreadTS != m.TS {
		m.head = ch.byTS[m.ThreadTS]
	}
	ch.add(m)
	w.tell(ch, m, "", nil)
}

// tell shows a message on the page, and to the app as an event of that subtype unless only one person sees it. Needs w.mu.
func (w *Workspace) tell(ch *channel, m *message, subtype string, before map[string]any) {
	kind := "message"
	if m.Ephemeral != "" {
		kind = "ephemeral"
	}
	w.hub.send(change{Kind: kind, Channel: ch.ID, TS: m.TS, user: m.Ephemeral})
	if m.Ephemeral == "" {
		w.emitMessage(ch, m, subtype, before)
	}
}

func (c *call) postEphemeral() (reply, *apiError) {
	if bad := c.shortText(); bad != nil {
		return nil, bad
	}
	said, bad := c.w.readContent(c.args, c.name)
	if bad != nil {
		return nil, bad
	}
	if said.HasAttachments && strings.Contains(string(said.Attachments), `"blocks"`) {
		return nil, fail("invalid_attachments")
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.w.place(c.args.str("channel"))
	if bad != nil {
		return nil, bad
	}
	if bad := c.w.mayPost(ch); bad != nil {
		return nil, bad
	}
	user := c.args.str("user")
	if !ch.members[user] {
		return nil, ordinary("user_not_in_channel")
	}
	m := c.w.botMessage(said)
	m.Ephemeral, m.ThreadTS, m.Metadata = user, c.args.str("thread_ts"), nil
	c.w.post(ch, m)
	return reply{"message_ts": m.TS}, nil
}

func (c *call) shortText() *apiError {
	if utf8.RuneCountInString(c.args.str("text")) > advisedText {
		return fail("msg_too_long")
	}
	return nil
}

// own finds the app's own message that channel and ts name.
func (c *call) own(tsName, refusal string) (*channel, *message, *apiError) {
	ch, bad := c.byID(c.args.str("channel")) // of a DM, too: not the person's id
	if bad != nil {
		return nil, nil, bad
	}
	m := ch.byTS[c.args.str(tsName)]
	if m == nil {
		return nil, nil, ordinary("message_not_found")
	}
	if m.User != c.w.app.BotUser {
		return nil, nil, fail(refusal)
	}
	return ch, m, nil
}

func (c *call) updateMessage() (reply, *apiError) {
	if bad := c.shortText(); bad != nil {
		return nil, bad
	}
	said, bad := c.w.readContent(c.args, c.name)
	keeps := bad != nil && bad.Code == "no_text" && !c.args.has("blocks") && !c.args.has("text") && c.args.has("metadata")
	if bad != nil && !keeps {
		return nil, bad
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, m, bad := c.own("ts", "cant_update_message")
	if bad != nil {
		return nil, bad
	}
	if ch.Archived {
		return nil, ordinary("is_inactive")
	}
	if hasRichText(m.Blocks) && !isEmptyList(said.Blocks) && !hasRichText(said.Blocks) {
		return nil, fail("block_mismatch")
	}
	c.warnOfText(said)
	c.w.change(ch, m, said)
	shown := c.w.messageJSON(m)
	delete(shown, "parent_user_id") // the one answer that does not say it
	return reply{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": shown}, nil
}

func hasRichText(blocks json.RawMessage) bool {
	var list []struct{ Type string }
	if json.Unmarshal(blocks, &list) != nil {
		return false
	}
	for _, b := range list {
		if b.Type == "rich_text" {
			return true
		}
	}
	return false
}

// change edits a message as chat.update does: text alone removes the blocks, attachments left out stay. Needs w.mu.
func (w *Workspace) change(ch *channel, m *message, said content) {
	before := w.messageJSON(m)
	switch {
	case said.HasBlocks:
		m.Blocks = nonEmpty(said.Blocks)
	case said.HasText:
		m.Blocks = nil
	}
	if said.HasText {
		m.Text = said.Text
	}
	if said.HasAttachments {
		m.Attachments = nonEmpty(said.Attachments)
	}
	if said.HasMetadata {
		m.Metadata = said.Metadata
	}
	if m.Ephemeral == "" && !said.HasBlocks {
		m.Edited = &edited{User: m.User, TS: itoa(int(w.o.Clock().Unix())) + ".000000"}
	}
	m.state = nil
	w.tell(ch, m, "message_changed", before)
}

func (c *call) deleteMessage() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, m, bad := c.own("ts", "cant_delete_message")
	if bad != nil {
		return nil, bad
	}
	c.w.removeMessage(ch, m)
	return reply{"channel": ch.ID, "ts": m.TS}, nil
}

// removeMessage takes a message away. Needs w.mu.
func (w *Workspace) removeMessage(ch *channel, m *message) {
	ch.remove(m)
	w.hub.send(change{Kind: "message", Channel: ch.ID, TS: m.TS, user: m.Ephemeral})
	if m.Ephemeral == "" {
		w.emitMessage(ch, m, "message_deleted", w.messageJSON(m))
	}
}

func (c *call) getPermalink() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.byID(c.args.str("channel"))
	if bad != nil {
		return nil, bad
	}
	m := ch.byTS[c.args.str("message_ts")]
	if m == nil {
		return nil, ordinary("message_not_found")
	}
	return reply{"channel": ch.ID, "permalink": c.w.permalink(ch, m)}, nil
}

func (w *Workspace) permalink(ch *channel, m *message) string {
	link := "https://" + w.team.Domain + ".slack.com/archives/" + ch.ID + "/p" + strings.ReplaceAll(m.TS, ".", "")
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + ch.ID
	}
	return link
}
