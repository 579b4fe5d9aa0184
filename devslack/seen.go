package devslack

import (
	"context"
	"encoding/json"
	"net/http"
)

// Message is a message as one person sees it.
type Message struct {
	TS          string          `json:"ts"`
	User        string          `json:"user"`
	Name        string          `json:"name"`
	Text        string          `json:"text"`
	Plain       string          `json:"plain"` // all its words as read
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Metadata    json.RawMessage `json:"metadata,omitempty"`
	Command     string          `json:"command,omitempty"` // the typed command that is shown above it
	ThreadTS    string          `json:"thread_ts,omitempty"`
	Subtype     string          `json:"subtype,omitempty"`
	Ephemeral   bool            `json:"ephemeral,omitempty"`
	Edited      bool            `json:"edited,omitempty"`
	Pinned      bool            `json:"pinned,omitempty"`
	BotID       string          `json:"bot_id,omitempty"`
	Permalink   string          `json:"permalink,omitempty"`
	Reactions   []reaction      `json:"reactions,omitempty"`
	Files       []any           `json:"files,omitempty"`
	State       json.RawMessage `json:"state,omitempty"`  // what this person has picked in it
	Thread      []Message       `json:"thread,omitempty"` // its replies
}

// Messages gives what a person sees in a channel, oldest first.
func (w *Workspace) Messages(user, channelName string) ([]Message, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, ch, err := w.findIn(user, channelName)
	if err != nil {
		return nil, err
	}
	r := w.readerFor(p)
	out := []Message{}
	for _, m := range ch.seenBy(p.ID) {
		out = append(out, w.seenMessage(r, p, ch, m))
	}
	return out, nil
}

// seenMessage is a message before a person's eyes. Needs w.mu.
func (w *Workspace) seenMessage(r reader, p *person, ch *channel, m *message) Message {
	s := Message{
		TS: m.TS, User: m.User, Name: orElse(m.Username, w.people[m.User].Display), Text: m.Text, Plain: w.plainOf(r, m), Blocks: m.Blocks,
		Attachments: m.Attachments, Metadata: m.Metadata, Command: m.Command, ThreadTS: m.ThreadTS, Subtype: m.Subtype, Ephemeral: m.Ephemeral != "",
		Edited: m.Edited != nil, Pinned: m.Pinned, BotID: m.BotID,
	}
	s.Reactions = append(s.Reactions, m.Reactions...)
	for _, f := range m.Files {
		s.Files = append(s.Files, w.fileJSON(f))
	}
	if !s.Ephemeral {
		s.Permalink = w.permalink(ch, m)
	}
	if st := m.state[p.ID]; st != nil {
		s.State = mustJSON(st)
	}
	return s
}

func (w *Workspace) getMessages(rw http.ResponseWriter, r *http.Request) {
	user, name := r.URL.Query().Get("user"), r.URL.Query().Get("channel")
	list, err := w.ChannelMessages(name)
	if user != "" {
		list, err = w.Messages(user, name)
	}
	if err != nil {
		send(rw, Outcome{Error: err.Error()})
		return
	}
	send(rw, map[string]any{"ok": true, "messages": list})
}

// View is an open form or a Home tab as a person sees it.
type View struct {
	JSON   json.RawMessage   `json:"view"` // as the Web API gives it
	Plain  string            `json:"plain"`
	Errors map[string]string `json:"errors,omitempty"` // under the fields, by block_id
	Error  string            `json:"trouble,omitempty"`
}

// OpenView gives the form that is open for a person, nil where there is none.
func (w *Workspace) OpenView(user string) (*View, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, err := w.findPerson(user)
	if err != nil {
		return nil, err
	}
	stack := w.stacks[p.ID]
	if len(stack) == 0 {
		return nil, nil //nolint:nilnil // no form is open
	}
	return w.seenView(p, stack[len(stack)-1]), nil
}

// HomeView gives the Home tab that the app published for a person, nil where there is none.
func (w *Workspace) HomeView(user string) (*View, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, err := w.findPerson(user)
	if err != nil {
		return nil, err
	}
	if h := w.homes[p.ID]; h != nil {
		return w.seenView(p, h), nil
	}
	return nil, nil //nolint:nilnil // nothing is published
}

func (w *Workspace) seenView(p *person, v *view) *View {
	errs := map[string]string{}
	for k, e := range v.Errors {
		errs[k] = e
	}
	return &View{JSON: mustJSON(w.viewJSON(v)), Plain: w.readerFor(p).plainView(v), Errors: errs, Error: v.Trouble}
}

func (w *Workspace) getView(rw http.ResponseWriter, r *http.Request) {
	sendView(rw, r, w.OpenView, "has no form open")
}

func (w *Workspace) getHome(rw http.ResponseWriter, r *http.Request) {
	sendView(rw, r, w.HomeView, "has no Home yet: the app has published none")
}

func sendView(rw http.ResponseWriter, r *http.Request, get func(string) (*View, error), none string) {
	user := r.URL.Query().Get("user")
	v, err := get(user)
	switch {
	case err != nil:
		send(rw, Outcome{Error: err.Error()})
	case v == nil:
		send(rw, map[string]any{"ok": false, "view": nil, "error": user + " " + none + "."})
	default:
		send(rw, struct {
			OK bool `json:"ok"`
			*View
		}{true, v})
	}
}

// ChannelMessages gives what everybody in a channel sees, oldest first, with times in UTC.
func (w *Workspace) ChannelMessages(name string) ([]Message, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.findChannel(name, nil)
	if err != nil {
		return nil, err
	}
	nobody := &person{TZ: "UTC"}
	r := w.readerFor(nobody)
	out := []Message{}
	for _, m := range ch.messages {
		out = append(out, w.seenMessage(r, nobody, ch, m))
	}
	return out, nil
}

// Until waits until something is so, looking again whenever anything changes in the workspace; false where ctx ended first.
func (w *Workspace) Until(ctx context.Context, so func() bool) bool {
	changes, stop := w.hub.watch("")
	defer stop()
	for {
		if so() {
			return true
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return so()
		}
	}
}

// UserID gives the id of a person, "" where there is nobody of that name.
func (w *Workspace) UserID(name string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p, err := w.findPerson(name); err == nil {
		return p.ID
	}
	return ""
}

// ChannelID gives the id of a channel, "" where there is none of that name.
func (w *Workspace) ChannelID(name string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, err := w.findChannel(name, nil); err == nil {
		return c.ID
	}
	return ""
}

// BotUserID is the app's own user.
func (w *Workspace) BotUserID() string { return w.app.BotUser }

// TeamID is the workspace's team.
func (w *Workspace) TeamID() string { return w.team.ID }

// Inject puts a fault in force, as POST /control/fault does with the same words.
func (w *Workspace) Inject(f Fault) error {
	_, err := w.inject(f)
	return err
}
