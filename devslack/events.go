package devslack

import (
	"encoding/json"
	"strings"
	"time"
)

// retryAfter is when Slack sends an event again that was not acknowledged.
var retryAfter = [...]time.Duration{0, time.Minute, 5 * time.Minute}

// emit sends an event to the app if its manifest asks for it, and again if it is not acknowledged.
func (w *Workspace) emit(name string, event map[string]any) {
	if !w.man.subscribed(name) || w.ctx.Err() != nil {
		return
	}
	if _, has := event["type"]; !has {
		event["type"] = name
	}
	payload := w.eventPayload(event)
	w.spawn(func() { w.deliverEvent(payload) })
}

func (w *Workspace) eventPayload(event map[string]any) json.RawMessage {
	if _, has := event["event_ts"]; !has {
		event["event_ts"] = tsOf(w.o.Clock())
	}
	return mustJSON(map[string]any{
		"token": legacyToken, "team_id": w.team.ID, "api_app_id": w.app.ID, "type": "event_callback",
		"event_id": w.nextID("Ev"), "event_time": w.o.Clock().Unix(), "event": event,
		"authorizations":        []any{map[string]any{"enterprise_id": nil, "team_id": w.team.ID, "user_id": w.app.BotUser, "is_bot": true, "is_enterprise_install": false}},
		"is_ext_shared_channel": false, "event_context": "4-" + secret(8),
	})
}

// legacyToken is the deprecated verification token that every payload still carries.
const legacyToken = "deprecated-verification-token"

func (w *Workspace) deliverEvent(payload json.RawMessage) {
	for attempt := 0; ; attempt++ {
		e := &envelope{id: uuid(), typ: "events_api", payload: payload, attempt: attempt, answered: make(chan json.RawMessage, 1)}
		if attempt > 0 {
			e.reason = "timeout"
		}
		if _, err := w.socks.deliver(w.ctx, e); err == nil || attempt == len(retryAfter) {
			return
		}
		if pause(w.ctx, w.ctx, retryAfter[attempt]) != nil {
			return
		}
	}
}

func tsOf(t time.Time) string {
	n := t.UnixMicro()
	return itoa(int(n/1e6)) + "." + pad6(int(n%1e6))
}

func pad6(n int) string {
	s := itoa(n)
	return strings.Repeat("0", 6-len(s)) + s
}

// emitMessage tells the app of a message it may read: it must be in the channel. Needs w.mu.
func (w *Workspace) emitMessage(ch *channel, m *message, subtype string, before map[string]any) {
	mentioned := subtype == "" && strings.Contains(m.Text, "<@"+w.app.BotUser) && m.User != w.app.BotUser && w.man.subscribed("app_mention")
	if !ch.members[w.app.BotUser] || !mentioned && !w.man.subscribed("message."+ch.kind()) {
		return
	}
	kinds := map[string]string{"channels": "channel", "groups": "group", "im": "im", "mpim": "mpim"}
	now := w.messageJSON(m)
	if m.Broadcast { // the event of a reply shown to all is that of any reply
		delete(now, "subtype")
		delete(now, "root")
	}
	event := now
	switch subtype {
	case "message_changed":
		event = map[string]any{"subtype": subtype, "hidden": true, "message": now, "previous_message": before, "ts": w.nextTS()}
	case "message_deleted":
		event = map[string]any{"subtype": subtype, "hidden": true, "previous_message": before, "deleted_ts": m.TS, "ts": w.nextTS()}
	}
	event["type"], event["channel"], event["channel_type"] = "message", ch.ID, kinds[ch.kind()]
	event["event_ts"] = event["ts"]
	w.emit("message."+ch.kind(), event)
	if mentioned {
		w.emit("app_mention", map[string]any{"user": m.User, "text": m.Text, "ts": m.TS, "channel": ch.ID, "event_ts": m.TS})
	}
}
