package devslack

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// SubmitRequest is what somebody fills into the open form. Values are by label, block_id or action_id.
type SubmitRequest struct {
	User   string         `json:"user"`
	Values map[string]any `json:"values"`
}

const modalTrouble = "We had some trouble connecting. Try again?"

// openModal is the form on top of what a person has open. Needs w.mu.
func (w *Workspace) openModal(user string) (*person, *view, error) {
	p, err := w.findActor(user)
	if err != nil {
		return nil, nil, err
	}
	stack := w.stacks[p.ID]
	if len(stack) == 0 {
		return p, nil, sayf("%s has no form open.", p.Name)
	}
	return p, stack[len(stack)-1], nil
}

// Submit fills in the open form and submits it. Errors under fields come back by label.
func (w *Workspace) Submit(ctx context.Context, r SubmitRequest) (Outcome, error) {
	w.mu.Lock()
	p, v, err := w.openModal(r.User)
	w.mu.Unlock()
	if err != nil {
		return Outcome{}, err
	}
	errs, err := w.fill(ctx, p, v, r.Values)
	if err != nil {
		return Outcome{}, err
	}
	w.mu.Lock()
	w.missing(v, errs)
	if len(errs) > 0 {
		v.Errors = errs
		o := Outcome{Error: "The form is not complete.", Errors: byLabel(v, errs)}
		w.viewChanged(v)
		w.mu.Unlock()
		return o, nil
	}
	payload, err := w.submission(p, v)
	w.mu.Unlock()
	if err != nil {
		return Outcome{}, err
	}
	return w.sendSubmission(ctx, p, v, payload), nil
}

// fill puts a person's words into the fields; the map it gives holds errors by block_id.
func (w *Workspace) fill(ctx context.Context, p *person, v *view, given map[string]any) (map[string]string, error) {
	w.mu.Lock()
	blocks := parseBlocks(v.Blocks)
	w.mu.Unlock()
	errs := map[string]string{}
	for name, said := range given {
		f, ok := fieldOf(blocks, name)
		if !ok {
			return nil, sayf("The form %q has no field %q; it has %s.", titleOf(v), name, strings.Join(labels(blocks), ", "))
		}
		f.view = v
		options, o, err := w.optionsFor(ctx, p, f, said)
		if err != nil {
			return nil, err
		}
		if o.Error != "" {
			errs[str(f.block, "block_id")] = o.Error
			continue
		}
		w.mu.Lock()
		val, err := w.choose(f.el, said, options)
		if err != nil {
			errs[str(f.block, "block_id")] = capital(err.Error()) + "."
		} else {
			v.State.set(str(f.block, "block_id"), str(f.el, "action_id"), flatten(stateful[str(f.el, "type")].value(f.el, val)))
		}
		w.mu.Unlock()
	}
	return errs, nil
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func titleOf(v *view) string {
	var t struct{ Text string }
	decode(v.Title, &t) //nolint:errcheck // no title is an empty one
	return t.Text
}

// fieldOf finds the element that a label, block_id or action_id names.
func fieldOf(blocks []object, name string) (found, bool) {
	var hit found
	walk(blocks, func(b, el object) bool {
		_, keeps := stateful[str(el, "type")]
		if keeps && (says(b, el, name) || str(b, "block_id") == name) {
			hit = found{block: b, el: el}
		}
		return hit.el == nil
	})
	return hit, hit.el != nil
}

func labels(blocks []object) []string {
	out := []string{}
	walk(blocks, func(b, el object) bool {
		if _, keeps := stateful[str(el, "type")]; keeps {
			out = append(out, fmt.Sprintf("%q", orElse(textOf(b, "label"), str(el, "action_id"))))
		}
		return true
	})
	return out
}

// missing notes the required fields that are empty. Needs w.mu.
func (w *Workspace) missing(v *view, errs map[string]string) {
	walk(parseBlocks(v.Blocks), func(b, el object) bool {
		id := str(b, "block_id")
		if b["type"] != "input" || b["optional"] == true || errs[id] != "" {
			return true
		}
		val, _ := v.State[id][str(el, "action_id")].(object)
		if isUnset(val[stateful[str(el, "type")].field]) {
			errs[id] = "Please complete this required field."
		}
		return true
	})
}

func isUnset(v any) bool {
	list, isList := v.([]any)
	return v == nil || v == "" || isList && len(list) == 0
}

func byLabel(v *view, errs map[string]string) map[string]string {
	out := map[string]string{}
	for _, b := range parseBlocks(v.Blocks) {
		if e, ok := errs[str(b, "block_id")]; ok {
			out[orElse(textOf(b, "label"), str(b, "block_id"))] = e
		}
	}
	return out
}

// submission is the payload of a filled-in form. Needs w.mu.
func (w *Workspace) submission(p *person, v *view) (object, error) {
	if v.Submit == nil && strings.Contains(string(v.Blocks), `"input"`) {
		return nil, sayf("The form %q has no submit button.", titleOf(v))
	}
	v.Errors, v.Trouble = nil, ""
	payload := w.common("view_submission", p)
	payload["view"] = w.viewJSON(v)
	payload["trigger_id"] = w.newTrigger(trigger{user: p.ID, view: v.ID, channel: v.OpenedIn})
	payload["response_urls"] = w.responseURLs(p, v)
	return payload, nil
}

// responseURLs gives a URL for each picked conversation whose select asks for one. Needs w.mu.
func (w *Workspace) responseURLs(p *person, v *view) []any {
	out := []any{}
	walk(parseBlocks(v.Blocks), func(b, el object) bool {
		if el["response_url_enabled"] != true {
			return true
		}
		val, _ := v.State[str(b, "block_id")][str(el, "action_id")].(object)
		if id, _ := val[stateful[str(el, "type")].field].(string); w.channels[id] != nil {
			h := w.newHook(hook{kind: "app", user: p.ID, channel: id})
			out = append(out, object{"block_id": b["block_id"], "action_id": el["action_id"], "channel_id": id, "response_url": h.url})
		}
		return true
	})
	return out
}

func (w *Workspace) sendSubmission(ctx context.Context, p *person, v *view, payload object) Outcome {
	if !w.man.interactive() {
		return Outcome{Error: "This app is not configured to handle interactive responses (settings.interactivity.is_enabled in its manifest)."}
	}
	ack, err := w.socks.dispatch(ctx, "interactive", payload, true)
	if err != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		v.Trouble = modalTrouble
		w.viewChanged(v)
		return Outcome{Error: modalTrouble}
	}
	o := w.answerSubmission(p, v, ack.Payload)
	o.AckedMS = ack.Millis
	return o
}

// answer is what an app may say to a submission.
type submissionAnswer struct {
	Action string            `json:"response_action"`
	Errors map[string]string `json:"errors"`
	View   json.RawMessage   `json:"view"`
}

// answerSubmission does what the acknowledgement of a submission says.
func (w *Workspace) answerSubmission(p *person, v *view, payload json.RawMessage) Outcome {
	var a submissionAnswer
	if payload != nil && decode(payload, &a) != nil {
		return w.troubled(v, "invalid_ack_payload", "", "The acknowledgement of a submission is not readable: %.200s", payload)
	}
	switch a.Action {
	case "", "clear":
		w.mu.Lock()
		defer w.mu.Unlock()
		if payload != nil && a.Action == "" {
			w.findings.add("advice", "view_submission", "", "The acknowledgement of a submission has a payload without response_action: %.200s", payload)
		}
		w.closeTop(p.ID, v, a.Action == "clear")
		return Outcome{OK: true, Closed: true}
	case "errors":
		return w.showErrors(v, a.Errors)
	case "update", "push":
		return w.showNext(p, v, a)
	}
	return w.troubled(v, "invalid_ack_payload", "/response_action", "A submission is answered with response_action %q. Expected errors, update, push or clear.", a.Action)
}

// troubled leaves the form open with Slack's words, and tells the author what Slack tells nobody.
func (w *Workspace) troubled(v *view, kind, pointer, format string, args ...any) Outcome {
	w.findings.add(kind, "view_submission", pointer, format, args...)
	w.mu.Lock()
	defer w.mu.Unlock()
	v.Trouble = modalTrouble
	w.viewChanged(v)
	return Outcome{Error: modalTrouble}
}

func (w *Workspace) showErrors(v *view, errs map[string]string) Outcome {
	inputs := map[string]bool{}
	for _, b := range parseBlocks(v.Blocks) {
		if b["type"] == "input" {
			inputs[str(b, "block_id")] = true
		}
	}
	if len(errs) == 0 {
		return w.troubled(v, "invalid_view_errors", "/errors", "A submission is answered with errors, and there are none.")
	}
	for id := range errs {
		if !inputs[id] {
			return w.troubled(v, "invalid_view_errors", "/errors/"+id, "The error for %q names no input block of the view. Slack shows no message then.", id)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	v.Errors = errs
	w.viewChanged(v)
	return Outcome{Error: "The app does not accept what was entered.", Errors: byLabel(v, errs)}
}

func (w *Workspace) showNext(p *person, v *view, a submissionAnswer) Outcome {
	next, bad := w.readView(a.View, "view_submission")
	if bad == nil {
		w.mu.Lock()
		if a.Action == "push" {
			bad = w.push(p.ID, v.ID, next)
		} else {
			bad = w.replace(v, next)
		}
		w.mu.Unlock()
	}
	if bad != nil {
		return w.troubled(v, bad.Code, pointerIn(bad.Messages), "The view in the acknowledgement of a submission is refused with %s, which Slack tells nobody: %s", bad.Code, strings.Join(bad.Messages, "; "))
	}
	return Outcome{OK: true}
}

// closeTop takes a view away, with all others where it or the caller says so. Needs w.mu.
func (w *Workspace) closeTop(user string, v *view, all bool) {
	stack := w.stacks[user]
	if n := len(stack); n > 0 && stack[n-1] == v {
		stack = stack[:n-1]
	}
	if all || v.ClearOnClose {
		stack = nil
	}
	w.stacks[user] = stack
	if len(stack) == 0 {
		delete(w.stacks, user)
	}
	w.viewChanged(v)
}

// CloseView closes the open form; all closes everything that is open, as the cross in the corner does.
func (w *Workspace) CloseView(ctx context.Context, user string, all bool) (Outcome, error) {
	w.mu.Lock()
	p, v, err := w.openModal(user)
	if err != nil {
		w.mu.Unlock()
		return Outcome{}, err
	}
	gone := []*view{v}
	if all {
		gone = w.stacks[p.ID]
	}
	w.closeTop(p.ID, v, all)
	var payloads []object
	for _, x := range gone {
		if x.NotifyOnClose {
			payload := w.common("view_closed", p)
			payload["view"], payload["is_cleared"] = w.viewJSON(x), all
			payloads = append(payloads, payload)
		}
	}
	w.mu.Unlock()
	o := Outcome{OK: true, Closed: true}
	for _, payload := range payloads {
		sent := w.sendInteractive(ctx, payload, false, "")
		o.AckedMS = sent.AckedMS
	}
	return o, nil
}
