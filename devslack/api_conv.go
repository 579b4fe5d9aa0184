package devslack

import (
	"encoding/base64"
	"slices"
	"strings"
)

// readable finds a channel that the bot may look at.
func (c *call) readable(name string) (*channel, *apiError) {
	ch := c.w.channels[name]
	if ch == nil {
		return nil, ordinary("channel_not_found")
	}
	if bad := c.needKind(ch, "read"); bad != nil {
		return nil, bad
	}
	if ch.Private && !ch.members[c.w.app.BotUser] {
		return nil, ordinary("channel_not_found")
	}
	return ch, nil
}

func (c *call) convInfo() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.readable(c.args.str("channel"))
	if bad != nil {
		return nil, bad
	}
	out := c.w.channelJSON(ch)
	delete(out, "is_user_deleted") // lists only
	if c.args.truth("include_num_members") {
		out["num_members"] = len(ch.memberOrder)
	}
	return reply{"channel": out}, nil
}

// kinds maps the words of the argument types to scopes.
var kinds = map[string]string{"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}

func (c *call) wantedKinds() (map[string]bool, *apiError) {
	types := c.args.list("types")
	if len(types) == 0 {
		types = []string{"public_channel"}
	}
	want := map[string]bool{}
	for _, t := range types {
		k, known := kinds[t]
		if !known {
			return nil, fail("invalid_types")
		}
		if bad := c.need(k + ":read"); bad != nil {
			return nil, bad
		}
		want[k] = true
	}
	return want, nil
}

func (c *call) convList() (reply, *apiError) {
	want, bad := c.wantedKinds()
	if bad != nil {
		return nil, bad
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	return page(c, "channels", c.visible(want, func(ch *channel) bool { return !ch.Private || ch.members[c.w.app.BotUser] }))
}

func (c *call) visible(want map[string]bool, fits func(*channel) bool) []any {
	all := []any{}
	for _, ch := range c.w.channelOrder {
		if want[ch.kind()] && fits(ch) && (!ch.Archived || !c.args.truth("exclude_archived")) {
			out := c.w.channelJSON(ch)
			if ch.IM == "" {
				out["num_members"] = len(ch.memberOrder)
			}
			all = append(all, out)
		}
	}
	return all
}

func (c *call) usersConversations() (reply, *apiError) {
	want, bad := c.wantedKinds()
	if bad != nil {
		return nil, bad
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	user := orElse(c.args.str("user"), c.w.app.BotUser)
	list := c.visible(want, func(ch *channel) bool { return ch.members[user] && (!ch.Private || ch.members[c.w.app.BotUser]) })
	for _, ch := range list {
		delete(ch.(map[string]any), "is_member") // this list alone does not say it
		delete(ch.(map[string]any), "num_members")
	}
	return page(c, "channels", list)
}

func (c *call) convMembers() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.readable(c.args.str("channel"))
	if bad != nil {
		return nil, bad
	}
	return page(c, "members", slices.Clone(ch.memberOrder))
}

// page answers with one page of a list, and the cursor of the next.
func page[T any](c *call, name string, all []T) (reply, *apiError) {
	limit, ok := c.args.number("limit", 100)
	if !ok || limit < 0 || limit > 1000 || limit == 1000 && strings.HasPrefix(c.name, "conversations.") {
		return nil, fail("invalid_limit")
	}
	if limit == 0 {
		limit = 100
	}
	from := 0
	if cur := c.args.str("cursor"); cur != "" {
		b, err := base64.StdEncoding.DecodeString(cur)
		n, found := strings.CutPrefix(string(b), "next:")
		if err != nil || !found {
			return nil, fail("invalid_cursor")
		}
		if from, ok = (args{form: map[string][]string{"n": {n}}}).number("n", 0); !ok || from < 0 || from > len(all) {
			return nil, fail("invalid_cursor")
		}
	}
	to := min(len(all), from+limit)
	next := ""
	if to < len(all) {
		next = base64.StdEncoding.EncodeToString([]byte("next:" + itoa(to)))
	}
	part := all[from:to]
	if part == nil {
		part = []T{}
	}
	return reply{name: part, "response_metadata": map[string]any{"next_cursor": next}}, nil
}

func (c *call) convOpen() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	if id := c.args.str("channel"); id != "" {
		ch := c.w.channels[id]
		if ch == nil || ch.kind() != "im" && ch.kind() != "mpim" {
			return nil, ordinary("channel_not_found")
		}
		return c.opened(ch, true), nil
	}
	users := c.args.list("users")
	if len(users) == 0 {
		return nil, fail("users_list_not_supplied")
	}
	if len(users) > 8 {
		return nil, fail("too_many_users")
	}
	for _, id := range users {
		if bad := c.w.mayWriteTo(id); bad != nil {
			return nil, bad
		}
	}
	if len(users) > 1 {
		return c.openGroup(users)
	}
	ch, existed := c.w.im(users[0])
	return c.opened(ch, existed), nil
}

func (c *call) opened(ch *channel, existed bool) reply {
	out := map[string]any{"id": ch.ID}
	if c.args.truth("return_im") {
		out = c.w.channelJSON(ch)
		delete(out, "is_user_deleted") // lists only
	}
	r := reply{"channel": out}
	if existed {
		r["no_op"], r["already_open"] = true, true
	}
	return r
}

// mayWriteTo tells why the bot cannot open a DM with somebody. Needs w.mu.
func (w *Workspace) mayWriteTo(id string) *apiError {
	p := w.people[id]
	switch {
	case p == nil:
		return ordinary("user_not_found")
	case p.Deleted:
		return ordinary("user_disabled")
	case p.Team != w.team.ID && !w.shares(id):
		return ordinary("user_not_visible")
	case p.Bot:
		return fail("cannot_dm_bot")
	}
	return nil
}

// openGroup opens a DM with several people.
func (c *call) openGroup(users []string) (reply, *apiError) {
	if bad := c.need("mpim:write"); bad != nil {
		return nil, bad
	}
	sorted := slices.Sorted(slices.Values(append(slices.Clone(users), c.w.app.BotUser)))
	for _, ch := range c.w.channelOrder {
		if ch.MPIM && slices.Equal(slices.Sorted(slices.Values(ch.memberOrder)), sorted) {
			return c.opened(ch, true), nil
		}
	}
	names := []string{}
	for _, id := range users {
		names = append(names, c.w.people[id].Name)
	}
	ch := newChannel(c.w.nextID("G"), "mpdm-"+strings.Join(names, "--")+"-1")
	ch.MPIM, ch.Private, ch.Creator = true, true, c.w.app.BotUser
	for _, id := range sorted {
		ch.join(id)
	}
	c.w.addChannel(ch)
	return c.opened(ch, false), nil
}

func (c *call) convJoin() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch := c.w.channels[c.args.str("channel")]
	switch {
	case ch == nil || ch.Private && !ch.members[c.w.app.BotUser]:
		return nil, ordinary("channel_not_found")
	case ch.kind() != "channels":
		return nil, fail("method_not_supported_for_channel_type")
	case ch.Archived:
		return nil, ordinary("is_archived")
	}
	if !c.w.joinChannel(ch, c.w.app.BotUser, "") {
		c.warnings = append(c.warnings, "already_in_channel")
	}
	return reply{"channel": c.w.channelJSON(ch)}, nil
}

// joinChannel makes somebody a member and tells the app. Needs w.mu.
func (w *Workspace) joinChannel(ch *channel, user, inviter string) bool {
	if !ch.join(user) {
		return false
	}
	w.hub.send(change{Kind: "presence", Channel: ch.ID})
	if ch.members[w.app.BotUser] {
		e := map[string]any{"user": user, "channel": ch.ID, "channel_type": channelLetter(ch), "team": w.people[user].Team}
		if inviter != "" {
			e["inviter"] = inviter
		}
		w.emit("member_joined_channel", e)
	}
	return true
}

func channelLetter(ch *channel) string {
	if ch.Private {
		return "G"
	}
	return "C"
}

func (c *call) canvasCreate() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.entered(c.args.str("channel_id"))
	if bad != nil {
		return nil, bad
	}
	if ch.canvas != "" {
		return nil, ordinary("channel_canvas_already_exists")
	}
	var doc struct {
		Type, Markdown string
	}
	if raw := c.args.raw("document_content"); raw != nil && (decode(raw, &doc) != nil || doc.Type != "markdown") {
		return nil, invalid("document_content must be {\"type\":\"markdown\",\"markdown\":…} [json-pointer:/document_content]")
	}
	ch.canvas = c.w.nextID("F")
	return reply{"canvas_id": ch.canvas}, nil
}
