package devslack

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func decode(b json.RawMessage, into any) error { return json.Unmarshal(b, into) }

func (c *call) apiTest() (reply, *apiError) {
	if e := c.args.str("error"); e != "" {
		return nil, ordinary(e)
	}
	return reply{"args": c.shown()}, nil
}

func (c *call) authTest() (reply, *apiError) {
	return reply{
		"url": "https://" + c.w.team.Domain + ".slack.com/", "team": c.w.team.Name, "user": c.w.app.Name, "team_id": c.w.team.ID,
		"user_id": c.w.app.BotUser, "bot_id": c.w.app.BotID, "is_enterprise_install": false,
	}, nil
}

func (c *call) connectionsOpen() (reply, *apiError) {
	return reply{"url": c.w.socks.open()}, nil
}

func (c *call) teamInfo() (reply, *apiError) {
	t, known := c.w.teams[orElse(c.args.str("team"), c.w.team.ID)]
	if !known {
		return nil, ordinary("team_not_found")
	}
	return reply{"team": map[string]any{"id": t.ID, "name": t.Name, "domain": t.Domain, "email_domain": "", "icon": map[string]any{"image_default": true}}}, nil
}

func (c *call) botsInfo() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	for _, p := range c.w.peopleOrder {
		if p.Bot && p.BotID == orElse(c.args.str("bot"), c.w.app.BotID) {
			return reply{"bot": map[string]any{"id": p.BotID, "app_id": p.AppID, "user_id": p.ID, "name": p.Name, "deleted": p.Deleted, "updated": p.Updated, "icons": map[string]any{}}}, nil
		}
	}
	return nil, ordinary("bot_not_found")
}

// target finds the message that channel and a ts argument name, in a channel the bot is in.
func (c *call) target(tsName string) (*channel, *message, *apiError) {
	ch, bad := c.entered(c.args.str("channel"))
	if bad != nil {
		return nil, nil, bad
	}
	if c.args.str(tsName) == "" {
		return nil, nil, fail("no_item_specified")
	}
	m := ch.byTS[c.args.str(tsName)]
	if m == nil {
		return nil, nil, ordinary("message_not_found")
	}
	return ch, m, nil
}

// emojiName is what an emoji may be called, with or without a skin tone.
var emojiName = regexp.MustCompile(`^[\p{L}\p{N}_+'-]+(::skin-tone-[2-6])?$`)

func (c *call) reactionsAdd() (reply, *apiError) {
	name := strings.Trim(c.args.str("name"), ":")
	if !emojiName.MatchString(name) {
		return nil, fail("invalid_name")
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, m, bad := c.target("timestamp")
	if bad != nil {
		return nil, bad
	}
	if !c.w.react(ch, m, c.w.app.BotUser, name, true) {
		return nil, ordinary("already_reacted")
	}
	return reply{}, nil
}

func (c *call) reactionsRemove() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, m, bad := c.target("timestamp")
	if bad != nil {
		return nil, bad
	}
	if !c.w.react(ch, m, c.w.app.BotUser, strings.Trim(c.args.str("name"), ":"), false) {
		return nil, ordinary("no_reaction")
	}
	return reply{}, nil
}

// react adds or takes away a reaction; false where nothing changes. Needs w.mu.
func (w *Workspace) react(ch *channel, m *message, user, name string, add bool) bool {
	i := slices.IndexFunc(m.Reactions, func(r reaction) bool { return r.Name == name })
	has := i >= 0 && slices.Contains(m.Reactions[i].Users, user)
	if has == add {
		return false
	}
	if i < 0 {
		m.Reactions = append(m.Reactions, reaction{Name: name})
		i = len(m.Reactions) - 1
	}
	r := &m.Reactions[i]
	event := "reaction_added"
	if add {
		r.Users = append(slices.Clone(r.Users), user)
	} else {
		event = "reaction_removed"
		r.Users = slices.DeleteFunc(slices.Clone(r.Users), func(u string) bool { return u == user })
	}
	r.Count = len(r.Users)
	if r.Count == 0 {
		m.Reactions = slices.Delete(m.Reactions, i, i+1)
	}
	w.hub.send(change{Kind: "message", Channel: ch.ID, TS: m.TS})
	if ch.members[w.app.BotUser] {
		w.emit(event, map[string]any{"user": user, "reaction": name, "item_user": m.User, "item": map[string]any{"type": "message", "channel": ch.ID, "ts": m.TS}})
	}
	return true
}

func (c *call) reactionsGet() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, m, bad := c.target("timestamp")
	if bad != nil {
		return nil, bad
	}
	return reply{"type": "message", "channel": ch.ID, "message": c.w.messageJSON(m)}, nil
}

func (c *call) pinsAdd() (reply, *apiError)    { return c.pin(true, "already_pinned") }
func (c *call) pinsRemove() (reply, *apiError) { return c.pin(false, "no_pin") }

func (c *call) pin(on bool, refusal string) (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, m, bad := c.target("timestamp")
	if bad != nil {
		return nil, bad
	}
	if m.Pinned == on {
		return nil, ordinary(refusal)
	}
	m.Pinned = on
	c.w.hub.send(change{Kind: "message", Channel: ch.ID, TS: m.TS})
	c.w.emit(map[bool]string{true: "pin_added", false: "pin_removed"}[on], c.pinEvent(ch, m, on))
	return reply{}, nil
}

// pinEvent is what the app hears of a pin. Needs w.mu.
func (c *call) pinEvent(ch *channel, m *message, on bool) map[string]any {
	left := 0
	for _, x := range ch.messages {
		if x.Pinned {
			left++
		}
	}
	now, who := c.w.o.Clock().Unix(), c.w.app.BotUser
	shown := c.w.messageJSON(m)
	shown["permalink"] = c.w.permalink(ch, m)
	event := map[string]any{
		"user": who, "channel_id": ch.ID, "item_user": m.User, "pin_count": itoa(left),
		"item":        map[string]any{"type": "message", "channel": ch.ID, "message": shown, "created": now, "created_by": who},
		"pinned_info": map[string]any{"channel": ch.ID, "pinned_by": who, "pinned_ts": now},
	}
	if !on {
		event["has_pins"] = left > 0
	}
	return event
}

func (c *call) pinsList() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.entered(c.args.str("channel"))
	if bad != nil {
		return nil, bad
	}
	items := []any{}
	for _, m := range ch.messages {
		if m.Pinned {
			items = append(items, map[string]any{"type": "message", "channel": ch.ID, "message": c.w.messageJSON(m), "created": 0, "created_by": m.User})
		}
	}
	return reply{"items": items}, nil
}

func (c *call) bookmarksAdd() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.entered(c.args.str("channel_id"))
	if bad != nil {
		return nil, bad
	}
	title, link := c.args.str("title"), c.args.str("link")
	switch {
	case title == "" || utf8.RuneCountInString(title) > 256:
		return nil, invalid("must be 1 to 256 characters [json-pointer:/title]")
	case c.args.str("type") != "link":
		return nil, fail("invalid_bookmark_type")
	case !isURL(link) || utf8.RuneCountInString(link) > 2048:
		return nil, fail("invalid_link")
	case len(ch.bookmarks) >= 100:
		return nil, fail("too_many_bookmarks")
	}
	b := map[string]any{"id": c.w.nextID("Bk"), "channel_id": ch.ID, "title": title, "link": link, "type": "link", "emoji": c.args.str("emoji"), "date_created": c.w.o.Clock().Unix(), "date_updated": 0}
	ch.bookmarks = append(ch.bookmarks, b)
	return reply{"bookmark": b}, nil
}

// blocksValidate judges any blocks, view or message; Slack offers the same, without a token. Its pointers begin at what was given.
func (c *call) blocksValidate() (reply, *apiError) {
	blocks, view, msg := c.args.raw("blocks"), c.args.raw("view"), c.args.raw("message")
	given := 0
	for _, b := range []json.RawMessage{blocks, view, msg} {
		if b != nil {
			given++
		}
	}
	switch {
	case given != 1:
		return nil, &apiError{Code: "invalid_arguments", Messages: []string{"must provide exactly one of `blocks`, `view`, or `message`"}, Ordinary: true}
	case view != nil:
		return validated(checkView(view, ""), "invalid_view")
	case blocks != nil:
		return validated(checkBlocks(blocks, onMessage, ""), "invalid_blocks")
	}
	return c.validateMessage(msg)
}

// validateMessage judges the blocks of a message, and those within its attachments.
func (c *call) validateMessage(msg json.RawMessage) (reply, *apiError) {
	var m map[string]json.RawMessage
	var attachments []map[string]json.RawMessage
	if decode(msg, &m) != nil || m == nil || m["attachments"] != nil && decode(m["attachments"], &attachments) != nil {
		return nil, ordinary("invalid_message")
	}
	if m["blocks"] == nil && attachments == nil && unquote(m["text"]) == "" {
		return nil, ordinary("invalid_message")
	}
	if m["text"] != nil {
		c.w.findings.add("advice", c.name, "/text", "Slack's own blocks.validate was seen to refuse a message with `text`: give it blocks and attachments only.")
	}
	all, sum := checked{expected: map[string][]string{}}, &tally{}
	add := func(b json.RawMessage, at string) {
		one := checkMoreBlocks(b, onMessage, at, sum)
		all.errors, all.code = append(all.errors, one.errors...), orElse(all.code, one.code)
		maps.Copy(all.expected, one.expected)
	}
	if m["blocks"] != nil {
		add(m["blocks"], "/blocks")
	}
	for i, a := range attachments {
		if a["blocks"] != nil {
			add(a["blocks"], "/attachments/"+itoa(i)+"/blocks")
		}
	}
	return validated(all, "invalid_message")
}

func validated(c checked, code string) (reply, *apiError) {
	if len(c.errors) == 0 && c.code == "" {
		return reply{}, nil
	}
	if len(c.errors) == 0 {
		c.errors = []string{c.code + " [json-pointer:]"}
	}
	list := []any{}
	for _, e := range c.errors {
		text, pointer, _ := strings.Cut(strings.TrimSuffix(e, "]"), " [json-pointer:")
		one := map[string]any{"code": "failed_constraint", "message": text, "pointer": pointer}
		if rule := constraintOf(text, c.expected[pointer]); len(rule) > 0 {
			one["constraint"] = rule
		}
		list = append(list, one)
	}
	return nil, &apiError{Code: code, Ordinary: true, Extra: map[string]any{"errors": list}}
}

// constraintOf names the kind of rule that the words of a refusal are about, and what was expected.
func constraintOf(text string, words []string) map[string]any {
	out := map[string]any{}
	if words != nil {
		out["type"], out["expected"] = "enum", words
	}
	if got, ok := strings.CutPrefix(text, "unsupported type: "); ok {
		out["type"], out["got"] = "enum", got
	}
	for _, k := range []struct {
		kind, begins, ends string
		off                int // the words name the first number that is too much
	}{
		{"max_length", "must be less than ", " characters", -1}, {"min_length", "must be more than ", " characters", 1},
		{"max_items", "no more than ", " items allowed", 0}, {"min_items", "must provide at least ", " items", 0},
	} {
		rest, begins := strings.CutPrefix(text, k.begins)
		n, err := strconv.Atoi(strings.TrimSuffix(rest, k.ends))
		if begins && err == nil {
			out["type"], out["expected"] = k.kind, n+k.off
		}
	}
	if strings.HasPrefix(text, "failed to match all") {
		out["type"] = "all_of"
	}
	return out
}
