package devslack

import (
	"regexp"
	"slices"
	"strings"
)

func (c *call) convHistory() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.historyOf()
	if bad != nil {
		return nil, bad
	}
	list := []*message{}
	for _, m := range slices.Backward(ch.messages) {
		if (m.ThreadTS == "" || m.ThreadTS == m.TS || m.Broadcast) && c.within(m.TS) {
			list = append(list, m)
		}
	}
	return c.messagePage(ch, list)
}

// messagePage answers with one page of messages.
func (c *call) messagePage(ch *channel, list []*message) (reply, *apiError) {
	r, bad := page(c, "messages", list)
	if bad != nil {
		return nil, bad
	}
	shown := []map[string]any{}
	for _, m := range r["messages"].([]*message) {
		shown = append(shown, c.shownIn(ch, m))
	}
	r["messages"] = shown
	r["has_more"] = r["response_metadata"].(map[string]any)["next_cursor"] != ""
	return r, nil
}

func (c *call) historyOf() (*channel, *apiError) {
	for _, name := range []string{"oldest", "latest"} {
		if s := c.args.str(name); s != "" && !moment.MatchString(s) {
			return nil, fail("invalid_ts_" + name)
		}
	}
	ch := c.w.channels[c.args.str("channel")]
	if ch == nil {
		return nil, ordinary("channel_not_found")
	}
	if bad := c.needKind(ch, "history"); bad != nil {
		return nil, bad
	}
	if !ch.members[c.w.app.BotUser] {
		if ch.Private {
			return nil, ordinary("channel_not_found")
		}
		return nil, ordinary("not_in_channel")
	}
	return ch, nil
}

func (c *call) within(ts string) bool {
	oldest, latest := c.args.str("oldest"), c.args.str("latest")
	inclusive := c.args.truth("inclusive")
	if oldest != "" && oldest != "0" && (ts < padTS(oldest) || !inclusive && ts == padTS(oldest)) {
		return false
	}
	return latest == "" || ts < padTS(latest) || inclusive && ts == padTS(latest)
}

// moment is a message's ts, or the seconds alone.
var moment = regexp.MustCompile(`^\d+(\.\d*)?$`)

// padTS makes a moment such as 1677844800 comparable with a message's ts.
func padTS(s string) string {
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 6 {
		part = part[:6]
	}
	return whole + "." + part + strings.Repeat("0", 6-len(part))
}

// shownIn is a message in a history: metadata whole only where asked for and granted.
func (c *call) shownIn(ch *channel, m *message) map[string]any {
	out := c.w.withThread(ch, m, c.w.messageJSON(m))
	if m.Metadata != nil && (!c.args.truth("include_all_metadata") || !c.w.man.has("metadata.message:read")) {
		var only struct {
			EventType string `json:"event_type"`
		}
		decode(m.Metadata, &only)
		out["metadata"] = only
	}
	return out
}

func (c *call) convReplies() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	ch, bad := c.historyOf()
	if bad != nil {
		return nil, bad
	}
	head := ch.byTS[c.args.str("ts")]
	if head == nil {
		return nil, ordinary("thread_not_found")
	}
	if head.ThreadTS != "" && ch.byTS[head.ThreadTS] != nil {
		head = ch.byTS[head.ThreadTS]
	}
	list := []*message{head}
	for _, m := range ch.replies[head.TS] {
		if c.within(m.TS) {
			list = append(list, m)
		}
	}
	return c.messagePage(ch, list)
}
