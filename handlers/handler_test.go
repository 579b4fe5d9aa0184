package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// Every action that changes a vendor leads to a decision. The fault it catches is a verb that is read and then forgotten.
func TestEveryActionHasADecision(t *testing.T) {
	t.Parallel()
	for _, do := range []typed.Action{
		typed.RecordInvoice{}, typed.RecordCharge{}, typed.AcceptCharge{}, typed.ContestCharge{}, typed.RecordOpening{}, typed.RecordCredit{}, typed.RecordDebit{},
		typed.AcceptDebit{}, typed.WriteOff{}, typed.MoveDue{}, typed.SetPO{}, typed.Pay{}, typed.Settle{}, typed.Paid{}, typed.Refund{}, typed.Allocate{},
		typed.Returned{}, typed.Failed{}, typed.Sent{}, typed.Withdraw{}, typed.Reverse{}, typed.Edit{}, typed.Hold{}, typed.Release{}, typed.Close{},
		typed.OpenDispute{}, typed.MoveDispute{}, typed.ChangeDispute{}, typed.RecordSignal{}, typed.MoveSignal{}, typed.RecordContract{}, typed.EditContract{}, typed.Drawdown{},
		typed.NoteIncident{}, typed.CloseIncident{},
	} {
		d, ok := decisionOf(do)
		if !ok || (d.decide == nil) == (d.judge == nil) {
			t.Errorf("%T has no decision, or two", do)
		}
	}
	if _, ok := decisionOf(typed.Card{}); ok {
		t.Error("looking at a card decides something")
	}
}

func TestLanes(t *testing.T) {
	t.Parallel()
	h := &Handler{}
	names := map[string]ledger.VendorID{"aws": "aws", "amazon web services": "aws", "amazon": "aws"}
	h.names.Store(&names)
	for text, lane := range map[string]string{
		"": "", "aws": "", "aws pay $10m": "aws", "AMAZON pay $10m": "aws", "add X as y": "add", "nobody pay $1": "nobody",
	} {
		if got := h.CommandLane(slack.SlashCommand{Text: text}); got != lane {
			t.Errorf("%q goes into lane %q, want %q", text, got, lane)
		}
	}
	press := slack.InteractionCallback{ActionCallback: slack.ActionCallbacks{BlockActions: []*slack.BlockAction{{Value: show.Value("aws", "PR-1", "")}}}}
	if got := h.InteractionLane(press); got != "aws" {
		t.Errorf("a press goes into lane %q, want aws", got)
	}
}

func TestPayloadsAreJSON(t *testing.T) {
	t.Parallel()
	h := &Handler{}
	for _, a := range []Answer{h.answer(show.Message{Text: `a "quoted" <text>`}, true), h.private(show.Message{Text: "x"}, true), h.private(show.Message{Text: "x"}, false)} {
		raw := a.Ack
		if raw == nil {
			raw = a.Respond
		}
		var got struct {
			Type string `json:"response_type"`
			Text string `json:"text"`
		}
		if err := json.Unmarshal(raw, &got); err != nil || got.Type == "" || got.Text == "" {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

// A form's errors name input blocks and carry no marks that a plain text would show.
func TestFormErrorsArePlain(t *testing.T) {
	t.Parallel()
	a := viewErrors(map[string]string{"amount": "Write `$1.00` or *$100*"})
	if s := string(a.Ack); !strings.Contains(s, `"response_action":"errors"`) || strings.ContainsAny(s, "`*") {
		t.Errorf("errors are %s", s)
	}
}

// talk keeps what was told to one person.
type talk struct {
	Talk
	said string
}

func (k *talk) Tell(_ context.Context, _ string, m show.Message) (channel, ts string, err error) {
	k.said = m.Text
	return "", "", nil
}

// What panics for one person is told to them and logged with its stack, in the answer as in what is done after it. Deliberate
// faults it catches: the process ends for everybody; nobody is told; the log does not say where it broke; an answer
// that claims that nothing was recorded, which owed can't know.
func TestAPanicIsOnePersonsTrouble(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	k := &talk{}
	h := &Handler{Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil)), Talk: k} // nobody to look up: it panics
	form := slack.InteractionCallback{Type: slack.InteractionTypeViewSubmission}
	h.spared(asked{}, Answer{After: func(context.Context) { panic("a bug") }}).After(t.Context())
	for what, said := range map[string]string{
		"command": string(h.Command(t.Context(), slack.SlashCommand{}).Ack), "form": string(h.Interaction(t.Context(), form).Ack),
		"press": string(h.Interaction(t.Context(), slack.InteractionCallback{}).Respond), "what follows an answer": k.said,
	} {
		if !strings.Contains(said, "Something went wrong inside owed") || strings.Contains(said, "Nothing was recorded") {
			t.Errorf("%s: %q", what, said)
		}
	}
	if got := log.String(); strings.Count(got, "panic: ") != 4 || !strings.Contains(got, "press.go") || !strings.Contains(got, "a bug") {
		t.Errorf("logged: %s", got)
	}
}
