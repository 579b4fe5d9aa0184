package devslack

import (
	"encoding/json"
	"strings"
	"time"
)

// trigger lets the app open a view: once, within three seconds.
type trigger struct {
	user    string
	view    string // the modal it came from
	channel string // the channel it came from
	made    time.Time
	used    bool
}

const maxStack = 3

// newTrigger makes a trigger for what a person just did. Needs w.mu.
func (w *Workspace) newTrigger(t trigger) string {
	now := machineNow()
	for len(w.triggerQueue) > 0 && now.Sub(w.triggers[w.triggerQueue[0]].made) > time.Minute {
		delete(w.triggers, w.triggerQueue[0])
		w.triggerQueue = w.triggerQueue[1:]
	}
	t.made = now
	id := itoa(int(w.ids.Add(1))) + ".101." + secret(16)
	w.triggers[id] = &t
	w.triggerQueue = append(w.triggerQueue, id)
	return id
}

// useTrigger spends the trigger of the call. Needs w.mu.
func (c *call) useTrigger() (*trigger, *apiError) {
	id := c.args.str("trigger_id")
	t := c.w.triggers[id]
	switch {
	case id == "":
		return nil, invalid("missing required field: trigger_id")
	case t == nil:
		return nil, fail("invalid_trigger_id")
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case machineNow().Sub(t.made) > c.w.o.AckTimeout:
		return nil, &apiError{Code: "expired_trigger_id", Ordinary: c.w.faults.disturbed()}
	}
	t.used = true
	return t, nil
}

func invalid(messages ...string) *apiError { return fail("invalid_arguments", messages...) }

// readView checks a view and makes it, not yet shown to anybody.
func (w *Workspace) readView(raw json.RawMessage, where string) (*view, *apiError) {
	if raw == nil {
		return nil, invalid("missing required field: view [json-pointer:/view]")
	}
	if len(raw) > maxViewBytes {
		return nil, fail("view_too_large")
	}
	checked := checkView(raw, "/view")
	w.advise(checked, where)
	if bad := checked.refusal("invalid_arguments"); bad != nil {
		return nil, bad
	}
	v := &view{ID: w.nextID("V"), Hash: itoa(int(machineNow().Unix())) + "." + secret(4)}
	var f struct {
		Type, CallbackID, ExternalID, PrivateMetadata string
		Title, Submit, Close, Blocks                  json.RawMessage
		ClearOnClose, NotifyOnClose, SubmitDisabled   bool
	}
	decodeSnake(checked.filled, &f)
	v.Type, v.CallbackID, v.ExternalID, v.PrivateMetadata = f.Type, f.CallbackID, f.ExternalID, f.PrivateMetadata
	v.Title, v.Submit, v.Close, v.Blocks = notNull(f.Title), notNull(f.Submit), notNull(f.Close), f.Blocks
	v.ClearOnClose, v.NotifyOnClose, v.SubmitDisabled = f.ClearOnClose, f.NotifyOnClose, f.SubmitDisabled
	v.State = initialState(v.Blocks)
	v.RootID = v.ID
	return v, nil
}

func notNull(b json.RawMessage) json.RawMessage {
	if string(b) == "null" {
		return nil
	}
	return b
}

// decodeSnake decodes an object whose names are written with underscores.
func decodeSnake(b json.RawMessage, into any) {
	var m map[string]json.RawMessage
	if json.Unmarshal(b, &m) != nil {
		return
	}
	flat := make(map[string]json.RawMessage, len(m))
	for k, v := range m {
		flat[strings.ReplaceAll(k, "_", "")] = v
	}
	json.Unmarshal(mustJSON(flat), into) //nolint:errcheck // it has been checked
}

// taken tells whether an external id is in use by another open view. Needs w.mu.
func (w *Workspace) taken(id string, except *view) bool {
	if id == "" {
		return false
	}
	found := w.viewBy(func(v *view) bool { return v.ExternalID == id })
	return found != nil && found != except
}

// viewBy finds an open view. Needs w.mu.
func (w *Workspace) viewBy(fits func(*view) bool) *view {
	for _, stack := range w.stacks {
		for _, v := range stack {
			if fits(v) {
				return v
			}
		}
	}
	for _, v := range w.homes {
		if fits(v) {
			return v
		}
	}
	return nil
}

// triggerFor uses the call's trigger for a form, unless it is none (then otherwise says why) or its external id is taken.
func (c *call) triggerFor(v *view, otherwise string) (*trigger, *apiError) {
	if v.Type != "modal" {
		return nil, invalid(otherwise)
	}
	if c.w.taken(v.ExternalID, nil) {
		return nil, fail("duplicate_external_id")
	}
	return c.useTrigger()
}

func (c *call) viewsOpen() (reply, *apiError) {
	v, bad := c.w.readView(c.args.raw("view"), c.name)
	if bad != nil {
		return nil, bad
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	t, bad := c.triggerFor(v, "must be a `modal` [json-pointer:/view/type]")
	if bad != nil {
		return nil, bad
	}
	v.User, v.OpenedIn = t.user, t.channel
	v.defaultConversation()
	c.w.stacks[t.user] = []*view{v}
	c.w.viewChanged(v)
	return reply{"view": c.w.viewJSON(v)}, nil
}

// defaultConversation fills in the conversation that the form was opened from, where a select asks for it.
func (v *view) defaultConversation() {
	walk(parseBlocks(v.Blocks), func(b, el object) bool {
		row := stateful[str(el, "type")]
		if el["default_to_current_conversation"] == true && el[row.initial] == nil && v.OpenedIn != "" {
			var picked any = v.OpenedIn
			if row.many {
				picked = []any{v.OpenedIn}
			}
			v.State.set(str(b, "block_id"), str(el, "action_id"), row.value(el, picked))
		}
		return true
	})
}

func (w *Workspace) viewChanged(v *view) {
	kind := "view"
	if v.Type == "home" {
		kind = "home"
	}
	w.hub.send(change{Kind: kind, user: v.User})
}

func (c *call) viewsPush() (reply, *apiError) {
	v, bad := c.w.readView(c.args.raw("view"), c.name)
	if bad != nil {
		return nil, bad
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	t, bad := c.triggerFor(v, "must match the `type` of the root view whose stack we're pushing onto [json-pointer:/view/type]")
	if bad != nil {
		return nil, bad
	}
	if bad := c.w.push(t.user, t.view, v); bad != nil {
		return nil, bad
	}
	return reply{"view": c.w.viewJSON(v)}, nil
}

// push puts a view on top of a person's open ones. Needs w.mu.
func (w *Workspace) push(user, from string, v *view) *apiError {
	stack := w.stacks[user]
	if from == "" || len(stack) == 0 {
		return fail("not_found")
	}
	if len(stack) >= maxStack {
		return fail("push_limit_reached")
	}
	top := stack[len(stack)-1]
	v.User, v.RootID, v.PreviousID, v.OpenedIn = user, stack[0].ID, top.ID, top.OpenedIn
	w.stacks[user] = append(stack, v)
	w.viewChanged(v)
	return nil
}

func (c *call) viewsUpdate() (reply, *apiError) {
	v, bad := c.w.readView(c.args.raw("view"), c.name)
	if bad != nil {
		return nil, bad
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	id, ext := c.args.str("view_id"), c.args.str("external_id")
	if id == "" && ext == "" {
		return nil, invalid("missing required field: view_id")
	}
	old := c.w.viewBy(func(x *view) bool { return x.ID == id || id == "" && x.ExternalID == ext })
	if old == nil {
		return nil, ordinary("not_found")
	}
	if h := c.args.str("hash"); h != "" && h != old.Hash {
		return nil, ordinary("hash_conflict")
	}
	if bad := c.w.replace(old, v); bad != nil {
		return nil, bad
	}
	return reply{"view": c.w.viewJSON(old)}, nil
}

// replace gives an open view new content; inputs keep what was typed where block_id and action_id stay. Needs w.mu.
func (w *Workspace) replace(old, v *view) *apiError {
	if v.Type != old.Type {
		return invalid("must match the `type` of the view that is updated [json-pointer:/view/type]")
	}
	if w.taken(v.ExternalID, old) {
		return fail("duplicate_external_id")
	}
	kept := v.State
	for block, actions := range kept {
		for action := range actions {
			if was, ok := old.State[block][action]; ok && sameType(was, actions[action]) {
				kept[block][action] = was
			}
		}
	}
	id, user, root, prev, in := old.ID, old.User, old.RootID, old.PreviousID, old.OpenedIn
	*old = *v
	old.ID, old.User, old.RootID, old.PreviousID, old.OpenedIn, old.State = id, user, root, prev, in, kept
	w.viewChanged(old)
	return nil
}

func sameType(a, b any) bool {
	x, _ := a.(map[string]any)
	y, _ := b.(map[string]any)
	return x["type"] == y["type"]
}

func (c *call) viewsPublish() (reply, *apiError) {
	if !c.w.man.Features.AppHome.Home {
		return nil, fail("not_enabled")
	}
	v, bad := c.w.readView(c.args.raw("view"), c.name)
	if bad != nil {
		return nil, bad
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	p := c.w.people[c.args.str("user_id")]
	if p == nil || p.Bot || p.Team != c.w.team.ID {
		return nil, invalid("invalid `user_id` [json-pointer:/user_id]")
	}
	if v.Type != "home" {
		return nil, invalid("must be a `home` view [json-pointer:/view/type]")
	}
	old := c.w.homes[p.ID]
	if h := c.args.str("hash"); h != "" && old != nil && h != old.Hash {
		return nil, ordinary("hash_conflict")
	}
	if c.w.taken(v.ExternalID, old) {
		return nil, fail("duplicate_external_id")
	}
	v.User = p.ID
	if old != nil {
		c.w.replace(old, v) //nolint:errcheck // both are home views and the external id is free
		v = old
	}
	c.w.homes[p.ID] = v
	c.w.viewChanged(v)
	return reply{"view": c.w.viewJSON(v)}, nil
}
