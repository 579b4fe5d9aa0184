package devslack

import (
	"context"
	"encoding/json"
	"strings"
)

// SuggestRequest is what somebody types into an external select.
type SuggestRequest struct {
	User     string `json:"user"`
	Label    string `json:"label,omitempty"`
	Typed    string `json:"typed"`
	Channel  string `json:"channel,omitempty"`
	TS       string `json:"ts,omitempty"`
	BlockID  string `json:"block_id,omitempty"`
	ActionID string `json:"action_id,omitempty"`
}

// Suggest types into an external select and gives the options that the app offers.
func (w *Workspace) Suggest(ctx context.Context, r SuggestRequest) (Outcome, error) {
	w.mu.Lock()
	p, f, err := w.findPressed(PressRequest{User: r.User, Text: r.Label, Channel: r.Channel, TS: r.TS, BlockID: r.BlockID, ActionID: r.ActionID, Value: r.Typed})
	w.mu.Unlock()
	if err != nil {
		return Outcome{}, err
	}
	if !strings.HasSuffix(str(f.el, "type"), "external_select") {
		return Outcome{}, sayf("%q is a %s, which asks the app for nothing.", r.Label, str(f.el, "type"))
	}
	options, o := w.askOptions(ctx, p, f, r.Typed)
	for _, x := range options {
		o.Options = append(o.Options, Choice{Text: textOf(x, "text"), Value: str(x, "value")})
	}
	return o, nil
}

// askOptions sends a block_suggestion and reads the options in the answer.
func (w *Workspace) askOptions(ctx context.Context, p *person, f found, typed string) ([]object, Outcome) {
	least := 3
	if n, ok := f.el["min_query_length"].(float64); ok {
		least = int(n)
	}
	if len([]rune(typed)) < least {
		return nil, Outcome{OK: true}
	}
	w.mu.Lock()
	payload := w.common("block_suggestion", p)
	payload["block_id"], payload["action_id"], payload["value"] = f.block["block_id"], f.el["action_id"], typed
	w.placePayload(payload, p, f)
	delete(payload, "state")
	delete(payload, "response_url")
	w.mu.Unlock()
	ack, err := w.socks.dispatch(ctx, "interactive", payload, true)
	if err != nil {
		return nil, Outcome{Error: "No result. The app did not answer in time."}
	}
	list, bad := readOptions(ack.Payload)
	if bad != nil {
		w.findings.add("invalid_options", "block_suggestion", pointerIn(bad), "The options offered are refused, which Slack tells nobody: %s", strings.Join(bad, "; "))
		return nil, Outcome{Error: "No result.", AckedMS: ack.Millis}
	}
	return list, Outcome{OK: true, AckedMS: ack.Millis}
}

// readOptions checks and lists the options of an answer.
func readOptions(payload json.RawMessage) ([]object, []string) {
	if payload == nil {
		return nil, nil
	}
	filled, bad := checkOptions(payload)
	if bad != nil {
		return nil, bad
	}
	var a object
	decode(filled, &a) //nolint:errcheck // it has been checked
	return optionsOf(a), nil
}
