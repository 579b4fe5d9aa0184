package devslack

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"
)

// recent remembers the newest n strings with a word for each.
type recent struct {
	m    map[string]string
	ring []string
	at   int
}

func newRecent(n int) *recent { return &recent{m: map[string]string{}, ring: make([]string, n)} }

func (r *recent) add(id, word string) {
	if _, have := r.m[id]; !have {
		delete(r.m, r.ring[r.at])
		r.ring[r.at] = id
		r.at = (r.at + 1) % len(r.ring)
	}
	r.m[id] = word
}

// reply is what an envelope came to.
type ackReply struct {
	Payload json.RawMessage
	Millis  float64
}

// dispatch sends a payload to one of the app's connections and waits for its acknowledgement.
func (s *sockets) dispatch(ctx context.Context, typ string, payload any, accepts bool) (ackReply, error) {
	e := &envelope{id: uuid(), typ: typ, payload: mustJSON(payload), accepts: accepts, answered: make(chan json.RawMessage, 1)}
	return s.deliver(ctx, e)
}

func (s *sockets) deliver(ctx context.Context, e *envelope) (ackReply, error) {
	if err := s.w.faults.delayDelivery(ctx, s.w.ctx); err != nil {
		return ackReply{}, err
	}
	s.mu.Lock()
	c := s.pick()
	if c == nil {
		s.mu.Unlock()
		s.record(e, nil, errNoSocket.Error())
		return ackReply{}, errNoSocket
	}
	e.conn, e.sentAt = c, machineNow()
	s.pending[e.id] = e
	s.last = e
	s.mu.Unlock()
	if err := c.send(e.frame()); err != nil {
		s.giveUp(e, "never sent")
		s.record(e, nil, errNoSocket.Error())
		return ackReply{}, errNoSocket
	}
	return s.await(ctx, e)
}

// await waits for the acknowledgement, as long as Slack does.
func (s *sockets) await(ctx context.Context, e *envelope) (ackReply, error) {
	limit := time.NewTimer(s.w.o.AckTimeout)
	defer limit.Stop()
	select {
	case p := <-e.answered:
		ms := float64(machineNow().Sub(e.sentAt).Microseconds()) / 1000
		s.record(e, p, "")
		return ackReply{Payload: p, Millis: ms}, nil
	case <-limit.C:
	case <-ctx.Done():
	case <-s.w.ctx.Done():
	}
	s.giveUp(e, "given up")
	s.record(e, nil, errTimeout.Error())
	if ctx.Err() == nil && s.w.ctx.Err() == nil && !s.w.faults.disturbed() {
		s.w.findings.add("ack_missing", e.typ, "", "An envelope of type %s was not acknowledged within 3 s. The user saw a failure.", e.typ)
	}
	return ackReply{}, errTimeout
}

func (s *sockets) giveUp(e *envelope, word string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pending, e.id)
	s.done.add(e.id, word)
}

func (s *sockets) record(e *envelope, answer json.RawMessage, fault string) {
	c := devCall{At: e.sentAt, Kind: "envelope", Name: e.typ, ID: e.id, Request: e.payload, Answer: answer, Error: fault}
	if e.conn != nil {
		c.Socket = e.conn.n
		c.Millis = float64(machineNow().Sub(e.sentAt).Microseconds()) / 1000
	}
	s.w.dev.add(c)
	s.w.hub.send(change{Kind: "call"})
}

// frame is the envelope as it goes over the wire.
func (e *envelope) frame() []byte {
	var b bytes.Buffer
	b.Grow(len(e.payload) + 160)
	b.WriteString(`{"envelope_id":"` + e.id + `","type":"` + e.typ + `","accepts_response_payload":`)
	if e.accepts {
		b.WriteString("true")
	} else {
		b.WriteString("false")
	}
	if e.typ == "events_api" {
		b.WriteString(`,"retry_attempt":` + string(mustJSON(e.attempt)) + `,"retry_reason":` + string(mustJSON(e.reason)))
	}
	b.WriteString(`,"payload":`)
	b.Write(e.payload)
	b.WriteByte('}')
	return b.Bytes()
}

// read takes frames from one connection until it ends.
func (s *sockets) read(c *conn) {
	for n := 1; ; n++ {
		kind, frame, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		switch {
		case kind != websocket.TextMessage:
			s.w.findings.add("frame_binary", "", "", "A binary frame of %d bytes came over the socket. Slack reads text frames only.", len(frame))
		case c.net.joined(n):
			s.w.findings.add("frame_in_parts", "", "", "A message came in several WebSocket frames. Slack does not join them: make the client's write buffer larger than its messages.")
		default:
			s.ack(c, frame)
		}
	}
}

// ack takes one acknowledgement.
func (s *sockets) ack(c *conn, frame []byte) {
	var a struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(frame, &a); err != nil || a.EnvelopeID == "" {
		s.w.findings.add("ack_unreadable", "", "", `A frame is not an acknowledgement. Expected e.g. {"envelope_id":"1d3c79ab-0ffb-41f3-a080-d19e85f53649"}, read: %.200s`, frame)
		return
	}
	if len(frame) >= maxAckBytes {
		s.w.findings.add("ack_too_long", "", "", "An acknowledgement of %d bytes was dropped: Slack takes less than 20,480. Answer through response_url instead.", len(frame))
		return
	}
	e, before := s.take(a.EnvelopeID)
	switch {
	case e != nil:
		s.settle(e, c, a.Payload)
	case before == "acknowledged":
		s.w.findings.add("ack_double", "", "", "The envelope %s was acknowledged twice. The second one has no effect.", a.EnvelopeID)
	case before != "":
		if !s.w.faults.disturbed() {
			s.w.findings.add("ack_late", "", "", "The envelope %s was acknowledged after Slack's 3 s. The acknowledgement has no effect.", a.EnvelopeID)
		}
	default:
		s.w.findings.add("ack_unknown", "", "", "The envelope %s was acknowledged, but never sent.", a.EnvelopeID)
	}
}

// take removes an envelope from those that wait, or tells what became of it before.
func (s *sockets) take(id string) (*envelope, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.pending[id]
	if e == nil {
		return nil, s.done.m[id]
	}
	delete(s.pending, id)
	s.done.add(id, "acknowledged")
	return e, ""
}

func (s *sockets) settle(e *envelope, c *conn, payload json.RawMessage) {
	if c != e.conn && !s.w.faults.disturbed() {
		s.w.findings.add("ack_moved", e.typ, "", "The envelope %s was sent over one connection and acknowledged over another. Whether Slack counts that is not known.", e.id)
	}
	if isNothing(payload) {
		payload = nil
	}
	if payload != nil && !e.accepts {
		s.w.findings.add("ack_payload_ignored", e.typ, "", "The acknowledgement of an envelope of type %s has a payload. Slack ignores it: accepts_response_payload is false.", e.typ)
		payload = nil
	}
	e.answered <- payload
}

// isNothing tells whether a payload says nothing: none, null, {} or "".
func isNothing(p json.RawMessage) bool {
	switch string(bytes.TrimSpace(p)) {
	case "", "null", "{}", `""`:
		return true
	}
	return false
}
