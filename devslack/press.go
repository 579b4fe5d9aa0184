package devslack

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// PressRequest names the element that somebody presses, and what they pick in it.
type PressRequest struct {
	User     string `json:"user"`
	Channel  string `json:"channel,omitempty"`
	Text     string `json:"text,omitempty"` // the button's text; for other elements the placeholder, label or option
	TS       string `json:"ts,omitempty"`
	BlockID  string `json:"block_id,omitempty"`
	ActionID string `json:"action_id,omitempty"`
	Value    any    `json:"value,omitempty"`   // what is picked; a list for multi selects
	Dismiss  bool   `json:"dismiss,omitempty"` // answers the confirm dialog with no
}

// found is an element where it stands.
type found struct {
	block, el  object
	msg        *message
	channel    *channel
	view       *view
	attachment int // its number from 1, where the block stands in an attachment
	option     object
}

// Press lets a person press a button or pick in a select. A confirm dialog is answered with yes.
func (w *Workspace) Press(ctx context.Context, r PressRequest) (Outcome, error) {
	w.mu.Lock()
	p, f, err := w.findPressed(r)
	w.mu.Unlock()
	if err != nil {
		return Outcome{}, err
	}
	if _, asks := f.el["confirm"]; asks && r.Dismiss {
		return Outcome{OK: true}, nil // a dismissed dialog sends nothing
	}
	options, o, err := w.optionsFor(ctx, p, f, r.Value)
	if err != nil || o.Error != "" {
		return o, err
	}
	w.mu.Lock()
	payload, err := w.press(p, &f, r, options)
	w.mu.Unlock()
	if err != nil {
		return Outcome{}, err
	}
	if payload == nil {
		return Outcome{OK: true}, nil // an input that tells nobody until the form is sent
	}
	o = w.sendInteractive(ctx, payload, false, "Operation timed out. Apps need to respond within 3 seconds.")
	o.URL = str(f.el, "url")
	if f.option != nil {
		o.URL = orElse(o.URL, str(f.option, "url"))
	}
	return o, nil
}

// sendInteractive sends a payload that wants nothing but a bare acknowledgement.
func (w *Workspace) sendInteractive(ctx context.Context, payload any, accepts bool, trouble string) Outcome {
	if !w.man.interactive() {
		return Outcome{Error: "This app is not configured to handle interactive responses (settings.interactivity.is_enabled in its manifest)."}
	}
	ack, err := w.socks.dispatch(ctx, "interactive", payload, accepts)
	if err != nil {
		return Outcome{Error: trouble}
	}
	return Outcome{OK: true, AckedMS: ack.Millis}
}

// findPressed finds the person and the element. Needs w.mu.
func (w *Workspace) findPressed(r PressRequest) (*person, found, error) {
	p, err := w.findActor(r.User)
	if err != nil {
		return nil, found{}, err
	}
	var hit found
	for _, place := range w.placesFor(p, r) {
		walk(parseBlocks(place.blocks), func(b, el object) bool {
			if matches(b, el, r) {
				hit = place.found
				hit.block, hit.el = b, el
			}
			return hit.el == nil
		})
		if hit.el != nil {
			return p, hit, nil
		}
	}
	return nil, found{}, sayf("%s sees nothing to press that says %q%s.", p.Name, orElse(r.Text, r.ActionID), where(r))
}

func where(r PressRequest) string {
	if r.Channel == "" {
		return " in an open form or in Home"
	}
	return " in " + r.Channel
}

func matches(b, el object, r PressRequest) bool {
	if r.BlockID != "" && str(b, "block_id") != r.BlockID {
		return false
	}
	if r.ActionID != "" {
		return str(el, "action_id") == r.ActionID && (el["type"] != "feedback_buttons" || r.Text == "" || textOf(el, "text") == r.Text)
	}
	if says(b, el, r.Text) {
		return true
	}
	_, ok := pickOption(optionsOf(el), r.Text)
	return ok && r.Text != "" && r.Value == nil
}

// surface is one place to look for elements.
type surface struct {
	found
	blocks json.RawMessage
}

// placesFor is where the element may stand, in the order a person looks: the message named, the open form, the
// channel's newest messages, Home. Needs w.mu.
func (w *Workspace) placesFor(p *person, r PressRequest) []surface {
	var out []surface
	if stack := w.stacks[p.ID]; len(stack) > 0 && r.TS == "" {
		v := stack[len(stack)-1]
		out = append(out, surface{found{view: v}, v.Blocks})
	}
	if ch, err := w.findChannel(r.Channel, p); r.Channel != "" && err == nil && ch.members[p.ID] {
		for _, m := range slices.Backward(ch.seenBy(p.ID)) {
			if r.TS == "" || m.TS == r.TS {
				out = append(out, surfacesOf(ch, m)...)
			}
		}
	}
	if h := w.homes[p.ID]; h != nil && r.TS == "" {
		out = append(out, surface{found{view: h}, h.Blocks})
	}
	return out
}

func surfacesOf(ch *channel, m *message) []surface {
	out := []surface{{found{msg: m, channel: ch}, m.Blocks}}
	var list []struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	if len(m.Attachments) > 0 && decode(m.Attachments, &list) == nil {
		for i, a := range list {
			out = append(out, surface{found{msg: m, channel: ch, attachment: i + 1}, a.Blocks})
		}
	}
	return out
}

// optionsFor asks the app for the options of an external select.
func (w *Workspace) optionsFor(ctx context.Context, p *person, f found, said any) ([]object, Outcome, error) {
	if !strings.HasSuffix(str(f.el, "type"), "external_select") || said == nil {
		return nil, Outcome{}, nil
	}
	words, ok := said.([]any)
	if !ok {
		words = []any{said}
	}
	var all []object
	for _, word := range words {
		options, o := w.askOptions(ctx, p, f, wordOf(word))
		if o.Error != "" {
			return nil, o, nil
		}
		all = append(all, options...)
	}
	return all, Outcome{}, nil
}

// press changes the state and makes the payload. Needs w.mu.
func (w *Workspace) press(p *person, f *found, r PressRequest, options []object) (object, error) {
	action := object{"type": f.el["type"], "action_id": f.el["action_id"], "block_id": f.block["block_id"], "action_ts": w.nextTS()}
	if err := w.act(action, p, f, r, options); err != nil {
		return nil, err
	}
	if f.block["type"] == "input" && f.block["dispatch_action"] != true {
		return nil, nil //nolint:nilnil // nothing is to be sent
	}
	payload := w.common("block_actions", p)
	payload["actions"] = []any{action}
	payload["trigger_id"] = w.newTrigger(trigger{user: p.ID, view: idOf(f.view), channel: channelID(f.channel)})
	w.placePayload(payload, p, *f)
	return payload, nil
}

func idOf(v *view) string {
	if v == nil || v.Type != "modal" {
		return ""
	}
	return v.ID
}

func channelID(c *channel) string {
	if c == nil {
		return ""
	}
	return c.ID
}

// act fills in what was pressed or picked.
func (w *Workspace) act(action object, p *person, f *found, r PressRequest, options []object) error {
	kind := str(f.el, "type")
	row, keeps := stateful[kind]
	switch {
	case keeps:
		return w.pick(action, p, *f, row, r, options)
	case kind == "overflow":
		word := r.Value
		if word == nil {
			word = r.Text
		}
		o, ok := pickOption(optionsOf(f.el), wordOf(word))
		if !ok {
			return sayf("There is no option %q in that menu; there are %s.", wordOf(word), optionTexts(optionsOf(f.el)))
		}
		f.option = o
		action["selected_option"] = o
	case kind == "icon_button", kind == "workflow_button", kind == "feedback_buttons", kind == "button":
		for _, name := range []string{"text", "value", "style", "url", "confirm"} {
			if v, ok := f.el[name]; ok {
				action[name] = v
			}
		}
	}
	return nil
}

// pick keeps what somebody picked in an element with a memory.
func (w *Workspace) pick(action object, p *person, f found, row stateRow, r PressRequest, options []object) error {
	said := r.Value
	if said == nil && !says(f.block, f.el, r.Text) && r.Text != "" && r.ActionID == "" {
		said = r.Text // the option itself was named
	}
	val, err := w.choose(f.el, said, options)
	if err != nil {
		return sayf("That cannot be picked: %v.", err)
	}
	v := row.value(f.el, val)
	for name, x := range v {
		action[name] = x
	}
	state := w.stateOf(p, f)
	state.set(str(f.block, "block_id"), str(f.el, "action_id"), flatten(v))
	return nil
}

// stateOf is what a person has picked where the element stands.
func (w *Workspace) stateOf(p *person, f found) values {
	if f.view != nil {
		if f.view.State == nil {
			f.view.State = values{}
		}
		return f.view.State
	}
	if f.msg.state == nil {
		f.msg.state = map[string]values{}
	}
	if f.msg.state[p.ID] == nil {
		f.msg.state[p.ID] = initialState(f.msg.Blocks)
	}
	return f.msg.state[p.ID]
}

// common is what every interactive payload has. Needs w.mu.
func (w *Workspace) common(kind string, p *person) object {
	return object{
		"type": kind, "team": object{"id": w.team.ID, "domain": w.team.Domain}, "enterprise": nil, "is_enterprise_install": false,
		"user": object{"id": p.ID, "username": p.Name, "name": p.Name, "team_id": p.Team}, "api_app_id": w.app.ID, "token": legacyToken,
	}
}

// placePayload says where it happened: in a message or a view. Needs w.mu.
func (w *Workspace) placePayload(payload object, p *person, f found) {
	if f.view != nil {
		payload["container"] = object{"type": "view", "view_id": f.view.ID}
		payload["view"] = w.viewJSON(f.view)
		return
	}
	m, ch := f.msg, f.channel
	c := object{"type": "message", "message_ts": m.TS, "channel_id": ch.ID, "is_ephemeral": m.Ephemeral != ""}
	if m.ThreadTS != "" {
		c["thread_ts"] = m.ThreadTS
	}
	if f.attachment > 0 {
		c["type"], c["attachment_id"], c["is_app_unfurl"] = "message_attachment", f.attachment, false
	}
	payload["container"] = c
	payload["channel"] = object{"id": ch.ID, "name": payloadName(ch)}
	if m.Ephemeral == "" {
		payload["message"] = w.messageJSON(m)
	}
	payload["state"] = mustJSON(object{"values": w.stateOf(p, f)})
	payload["response_url"] = w.newHook(hook{kind: "actions", user: p.ID, channel: ch.ID, original: m}).url
}
