package devslack

import (
	"time"
)

// scheduledMessage waits for its moment.
type scheduledMessage struct {
	ID, Channel string
	At          int64
	said        content
	thread      string
}

func (c *call) scheduleMessage() (reply, *apiError) {
	said, bad := c.w.readContent(c.args, c.name)
	if bad != nil {
		return nil, bad
	}
	at, ok := c.args.number("post_at", 0)
	now := c.w.o.Clock()
	switch {
	case !ok || at == 0:
		return nil, fail("invalid_time")
	case int64(at) <= now.Unix():
		return nil, fail("time_in_past")
	case int64(at) > now.Add(120*24*time.Hour).Unix():
		return nil, fail("time_too_far")
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
	if c.w.crowded(ch.ID, int64(at)) {
		return nil, fail("restricted_too_many")
	}
	s := &scheduledMessage{ID: c.w.nextID("Q"), Channel: ch.ID, At: int64(at), said: said, thread: c.args.str("thread_ts")}
	if len(c.w.scheduled) == 0 {
		c.w.spawn(c.w.postScheduled)
	}
	c.w.scheduled[s.ID] = s
	planned := c.w.messageJSON(c.w.botMessage(said))
	planned["type"] = "delayed_message"
	delete(planned, "ts") // it has none before it is posted
	return reply{"channel": ch.ID, "scheduled_message_id": s.ID, "post_at": s.At, "message": planned}, nil
}

// crowded tells whether 30 messages are due in the channel within the same five minutes. Needs w.mu.
func (w *Workspace) crowded(channel string, at int64) bool {
	n := 0
	for _, s := range w.scheduled {
		if s.Channel == channel && s.At/300 == at/300 {
			n++
		}
	}
	return n >= 30
}

// postScheduled posts what is due until nothing waits any more.
func (w *Workspace) postScheduled() {
	for pause(w.ctx, w.ctx, 200*time.Millisecond) == nil {
		if w.postDue(w.o.Clock().Unix()) == 0 {
			return
		}
	}
}

func (w *Workspace) postDue(now int64) (left int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, s := range w.scheduled {
		if s.At > now {
			continue
		}
		delete(w.scheduled, id)
		m := w.botMessage(s.said)
		m.ThreadTS = s.thread
		w.post(w.channels[s.Channel], m)
	}
	return len(w.scheduled)
}

func (c *call) unschedule() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	id := c.args.str("scheduled_message_id")
	if c.w.scheduled[id] == nil {
		return nil, fail("invalid_scheduled_message_id")
	}
	delete(c.w.scheduled, id)
	return reply{}, nil
}

func (c *call) listScheduled() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	list := []any{}
	for _, s := range c.w.scheduled {
		list = append(list, map[string]any{"id": s.ID, "channel_id": s.Channel, "post_at": s.At, "text": s.said.Text})
	}
	return reply{"scheduled_messages": list, "response_metadata": map[string]any{"next_cursor": ""}}, nil
}
