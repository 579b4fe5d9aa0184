package devslack

import (
	"fmt"
	"net/http"
	"time"
)

// routeUI serves what the page in the browser reads.
func (w *Workspace) routeUI(mux *http.ServeMux) {
	mux.HandleFunc("GET /ui/boot", w.uiBoot)
	mux.HandleFunc("GET /ui/messages", w.uiMessages)
	mux.HandleFunc("GET /ui/view", w.getView)
	mux.HandleFunc("GET /ui/home", w.getHome)
	mux.HandleFunc("GET /ui/events", w.uiEvents)
	mux.HandleFunc("GET /ui/dev", func(rw http.ResponseWriter, _ *http.Request) {
		send(rw, map[string]any{"ok": true, "calls": w.dev.recent(), "findings": orNone(w.Findings()), "stats": w.dev.figures(), "connections": w.Connections()})
	})
}

func (w *Workspace) uiBoot(rw http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	people, channels := []any{}, []any{}
	me := ""
	for _, p := range w.peopleOrder {
		people = append(people, map[string]any{
			"id": p.ID, "name": p.Name, "real_name": p.RealName, "display_name": p.Display, "title": p.Title, "guest": p.Guest, "bot": p.Bot || p.ID == "USLACKBOT",
			"deleted": p.Deleted, "admin": p.Admin || p.Owner, "stranger": p.Team != w.team.ID, "tz": p.TZ, "team": p.Team, "invited": p.Invited, "locale": p.Locale,
		})
		if me == "" && !p.Bot && !p.Deleted {
			me = p.ID
		}
	}
	for _, c := range w.channelOrder {
		channels = append(channels, map[string]any{
			"id": c.ID, "name": c.Name, "private": c.Private, "shared": len(c.SharedWith) > 0, "im": c.IM != "", "mpim": c.MPIM, "im_user": c.IM,
			"archived": c.Archived, "topic": c.Topic, "members": append([]string{}, c.memberOrder...),
		})
	}
	send(rw, map[string]any{
		"ok": true, "now": w.o.Clock().Unix(), "team": w.team, "teams": w.teams, "me_default": me, "people": people, "channels": channels,
		"commands": orNone(w.man.Features.Commands), "shortcuts": orNone(w.man.Features.Shortcuts),
		"groups": w.uiGroups(),
		"apps":   []any{map[string]any{"bot_user": w.app.BotUser, "name": w.app.Name, "home": w.man.Features.AppHome.Home, "description": w.man.DisplayInformation.Description, "color": w.man.DisplayInformation.BackgroundColor}},
	})
}

func (w *Workspace) uiGroups() []any {
	out := []any{}
	for _, g := range w.groups {
		out = append(out, map[string]any{"id": g.ID, "handle": g.Handle, "name": g.Name, "members": g.Members})
	}
	return out
}

// uiMessages is like the control call, with the replies within their threads.
func (w *Workspace) uiMessages(rw http.ResponseWriter, r *http.Request) {
	user, name := r.URL.Query().Get("user"), r.URL.Query().Get("channel")
	list, err := w.Messages(user, name)
	if err != nil {
		send(rw, Outcome{Error: err.Error()})
		return
	}
	heads := map[string]int{}
	out := []Message{}
	for _, m := range list {
		if m.ThreadTS != "" && m.ThreadTS != m.TS {
			if i, ok := heads[m.ThreadTS]; ok {
				out[i].Thread = append(out[i].Thread, m)
				continue
			}
		}
		heads[m.TS] = len(out)
		out = append(out, m)
	}
	send(rw, map[string]any{"ok": true, "messages": out})
}

// uiEvents tells a page what changed, as Server-Sent Events.
func (w *Workspace) uiEvents(rw http.ResponseWriter, r *http.Request) {
	flusher, ok := rw.(http.Flusher)
	if !ok {
		http.Error(rw, "this server cannot stream", http.StatusInternalServerError)
		return
	}
	user := r.URL.Query().Get("user")
	w.mu.Lock()
	if p, err := w.findPerson(user); err == nil {
		user = p.ID
	}
	w.mu.Unlock()
	changes, stop := w.hub.watch(user)
	defer stop()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(rw, "retry: 500\n\n") //nolint:errcheck // the client is gone
	flusher.Flush()
	alive := time.NewTicker(15 * time.Second)
	defer alive.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-w.ctx.Done():
			return
		case <-alive.C:
			fmt.Fprint(rw, ": alive\n\n") //nolint:errcheck // the client is gone
		case c := <-changes:
			fmt.Fprintf(rw, "event: change\ndata: %s\n\n", mustJSON(c)) //nolint:errcheck // the client is gone
		}
		flusher.Flush()
	}
}
