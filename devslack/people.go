package devslack

import (
	"context"
	"slices"
	"strings"
)

// ShortcutRequest names a shortcut that somebody uses; a message shortcut needs the channel, and takes its newest message where no ts is given.
type ShortcutRequest struct {
	User    string `json:"user"`
	Name    string `json:"name"`
	Channel string `json:"channel,omitempty"`
	TS      string `json:"ts,omitempty"`
}

// Shortcut lets a person use one of the app's shortcuts.
func (w *Workspace) Shortcut(ctx context.Context, r ShortcutRequest) (Outcome, error) {
	w.mu.Lock()
	payload, err := w.shortcutPayload(r)
	w.mu.Unlock()
	if err != nil {
		return Outcome{}, err
	}
	return w.sendInteractive(ctx, payload, false, "We had some trouble. The shortcut was not run in time."), nil
}

func (w *Workspace) shortcutPayload(r ShortcutRequest) (object, error) {
	i := slices.IndexFunc(w.man.Features.Shortcuts, func(s shortcut) bool { return strings.EqualFold(s.Name, r.Name) || s.CallbackID == r.Name })
	if i < 0 {
		return nil, sayf("The app has no shortcut %q.", r.Name)
	}
	s := w.man.Features.Shortcuts[i]
	p, err := w.findActor(r.User)
	if err != nil {
		return nil, err
	}
	if p.Team != w.team.ID {
		return nil, sayf("Shortcuts of this app are not available to %s, who belongs to another workspace.", p.Name)
	}
	if s.Type == "global" {
		payload := w.common("shortcut", p)
		delete(payload["user"].(object), "name") // the one payload that gives the username only
		payload["callback_id"], payload["action_ts"], payload["trigger_id"] = s.CallbackID, w.nextTS(), w.newTrigger(trigger{user: p.ID})
		return payload, nil
	}
	return w.messageShortcut(s, r)
}

func (w *Workspace) messageShortcut(s shortcut, r ShortcutRequest) (object, error) {
	p, ch, err := w.findIn(r.User, r.Channel)
	if err != nil {
		return nil, err
	}
	m := ch.byTS[r.TS]
	if r.TS == "" && len(ch.messages) > 0 {
		m = ch.messages[len(ch.messages)-1]
	}
	if m == nil {
		return nil, sayf("There is no message in #%s to use %q on.", ch.Name, s.Name)
	}
	payload := w.common("message_action", p)
	payload["callback_id"], payload["action_ts"] = s.CallbackID, w.nextTS()
	payload["trigger_id"] = w.newTrigger(trigger{user: p.ID, channel: ch.ID})
	payload["response_url"] = w.newHook(hook{kind: "app", user: p.ID, channel: ch.ID, original: nil}).url
	payload["channel"], payload["message"], payload["message_ts"] = object{"id": ch.ID, "name": payloadName(ch)}, w.messageJSON(m), m.TS
	return payload, nil
}

// HomeRequest says who opens the app's Home, and which tab of it: home (the default) or messages.
type HomeRequest struct {
	User string `json:"user"`
	Tab  string `json:"tab,omitempty"`
}

// OpenHome lets a person open the app's Home. The view in the outcome is what was published before.
func (w *Workspace) OpenHome(_ context.Context, r HomeRequest) (Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, err := w.findActor(r.User)
	if err != nil {
		return Outcome{}, err
	}
	if !w.man.Features.AppHome.Home && r.Tab != "messages" {
		return Outcome{}, sayf("The app has no Home tab: its manifest does not enable it.")
	}
	if p.Team != w.team.ID {
		return Outcome{}, sayf("The app's Home is not available to %s, who belongs to another workspace.", p.Name)
	}
	ch, _ := w.im(p.ID)
	event := map[string]any{"user": p.ID, "channel": ch.ID, "tab": orElse(r.Tab, "home")}
	o := Outcome{OK: true}
	if h := w.homes[p.ID]; h != nil && r.Tab != "messages" {
		o.View = mustJSON(w.viewJSON(h))
		event["view"] = o.View
	}
	w.emit("app_home_opened", event)
	return o, nil
}

// UploadRequest is a file that somebody drops into a channel.
type UploadRequest struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	Name    string `json:"name"`
	Content string `json:"content"`
	Text    string `json:"text,omitempty"`
	Thread  string `json:"thread_ts,omitempty"`
	Mail    *Mail  `json:"mail,omitempty"` // a mail that was sent to the channel's address
}

// Mail is an e-mail that Slack took apart itself, as it does with those sent to a channel's address.
type Mail struct {
	From    string `json:"from"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// Upload lets a person share a file in a channel.
func (w *Workspace) Upload(_ context.Context, r UploadRequest) (Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, ch, err := w.findIn(r.User, r.Channel)
	if err != nil {
		return Outcome{}, err
	}
	if r.Name == "" {
		return Outcome{}, sayf(`A file needs a name, e.g. {"name":"invoices.csv","content":"number,amount"}.`)
	}
	f := w.newFile(r.Name, p.ID)
	f.Mail = r.Mail
	f.Content, f.Done, f.Shared, f.Size, f.Channels = []byte(r.Content), true, true, len(r.Content), []string{ch.ID}
	m := &message{TS: w.nextTS(), User: p.ID, Text: w.typedText(r.Text)}
	w.shareFiles(ch, m, []*file{f}, r.Thread)
	return Outcome{OK: true, TS: m.TS}, nil
}

// ReactRequest is a reaction, or with Remove its end.
type ReactRequest struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Name    string `json:"name"`
	Remove  bool   `json:"remove,omitempty"`
}

// React lets a person react to a message.
func (w *Workspace) React(r ReactRequest) (Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, ch, err := w.findIn(r.User, r.Channel)
	if err != nil {
		return Outcome{}, err
	}
	m := ch.byTS[r.TS]
	if m == nil {
		return Outcome{}, sayf("There is no message %s in #%s.", r.TS, ch.Name)
	}
	w.react(ch, m, p.ID, strings.Trim(r.Name, ":"), !r.Remove)
	return Outcome{OK: true, TS: m.TS}, nil
}

// EditRequest names a message of somebody's own, and what it is to say.
type EditRequest struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Text    string `json:"text,omitempty"`
}

// Edit lets a person change a message of their own; the app hears message_changed.
func (w *Workspace) Edit(r EditRequest) (Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, m, err := w.ownMessage(r)
	if err != nil {
		return Outcome{}, err
	}
	if strings.TrimSpace(r.Text) == "" {
		return Outcome{}, sayf("There is nothing to send: the text is empty.")
	}
	w.change(ch, m, content{Text: w.typedText(r.Text), HasText: true})
	return Outcome{OK: true, TS: m.TS}, nil
}

// Delete lets a person delete a message of their own; the app hears message_deleted.
func (w *Workspace) Delete(r EditRequest) (Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, m, err := w.ownMessage(r)
	if err != nil {
		return Outcome{}, err
	}
	w.removeMessage(ch, m)
	return Outcome{OK: true, TS: m.TS}, nil
}

// ownMessage finds a message that somebody has written. Needs w.mu.
func (w *Workspace) ownMessage(r EditRequest) (*channel, *message, error) {
	p, ch, err := w.findIn(r.User, r.Channel)
	if err != nil {
		return nil, nil, err
	}
	m := ch.byTS[r.TS]
	if m == nil || m.User != p.ID {
		return nil, nil, sayf("There is no message %s of %s in #%s.", r.TS, p.Name, ch.Name)
	}
	return ch, m, nil
}

// PersonChange changes who somebody is; what is left out stays.
type PersonChange struct {
	User     string  `json:"user"`
	Deleted  *bool   `json:"deleted,omitempty"`
	Admin    *bool   `json:"admin,omitempty"`
	Guest    *string `json:"guest,omitempty"` // "", multi or single
	RealName *string `json:"real_name,omitempty"`
	TZ       *string `json:"tz,omitempty"`
}

// ChangePerson changes a person, as an admin of the workspace does; the app hears user_change.
func (w *Workspace) ChangePerson(r PersonChange) (Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, err := w.findPerson(r.User)
	if err != nil {
		return Outcome{}, err
	}
	set(&p.Deleted, r.Deleted)
	set(&p.Admin, r.Admin)
	set(&p.RealName, r.RealName)
	set(&p.TZ, r.TZ)
	if r.Guest != nil {
		p.Guest, p.SingleChannel = *r.Guest != "", *r.Guest == "single"
	}
	p.Updated = w.o.Clock().Unix()
	w.hub.send(change{Kind: "presence"})
	shown := w.userJSON(p, true)
	shown["profile"].(map[string]any)["fields"] = nil // only this event shows them
	w.emit("user_change", map[string]any{"user": shown, "cache_ts": p.Updated})
	return Outcome{OK: true}, nil
}

func set[T any](field *T, to *T) {
	if to != nil {
		*field = *to
	}
}

// ChannelChange changes a channel; what is left out stays.
type ChannelChange struct {
	Channel  string   `json:"channel"`
	Archived *bool    `json:"archived,omitempty"`
	Shared   *bool    `json:"shared,omitempty"` // with the first other team of the workspace file
	ReadOnly *bool    `json:"read_only,omitempty"`
	Add      []string `json:"add,omitempty"` // people
	Remove   []string `json:"remove,omitempty"`
}

// ChangeChannel archives, shares, fills or empties a channel; the app hears what Slack would tell it.
func (w *Workspace) ChangeChannel(r ChannelChange) (Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.findChannel(r.Channel, nil)
	if err != nil {
		return Outcome{}, err
	}
	for _, name := range append(slices.Clone(r.Add), r.Remove...) {
		p, err := w.findPerson(name)
		switch {
		case err != nil:
			return Outcome{}, err
		case slices.Contains(r.Add, name):
			w.joinChannel(ch, p.ID, "")
		default:
			w.leaveChannel(ch, p.ID)
		}
	}
	set(&ch.ReadOnly, r.ReadOnly)
	w.archive(ch, r.Archived)
	w.share(ch, r.Shared)
	w.hub.send(change{Kind: "presence", Channel: ch.ID})
	return Outcome{OK: true}, nil
}

func (w *Workspace) archive(ch *channel, on *bool) {
	if on == nil || ch.Archived == *on {
		return
	}
	ch.Archived = *on
	name := map[bool]string{true: "_archive", false: "_unarchive"}[*on]
	w.emit(map[bool]string{true: "group", false: "channel"}[ch.Private]+name, map[string]any{"channel": ch.ID, "user": ch.Creator})
}

func (w *Workspace) share(ch *channel, on *bool) {
	if on == nil || (len(ch.SharedWith) > 0) == *on {
		return
	}
	ch.SharedWith = nil
	event, other := "channel_unshared", ""
	for id := range w.teams {
		if id != w.team.ID && (other == "" || id < other) {
			other = id
		}
	}
	if *on {
		event, ch.SharedWith = "channel_shared", []string{other}
	}
	told := map[string]any{"channel": ch.ID, "connected_team_id": other}
	if !*on {
		told = map[string]any{"channel": ch.ID, "previously_connected_team_id": other, "is_ext_shared": false}
	}
	w.emit(event, told)
}

// GroupChange changes who is in a user group.
type GroupChange struct {
	Group  string   `json:"group"` // its handle, with or without @, or its id
	Add    []string `json:"add,omitempty"`
	Remove []string `json:"remove,omitempty"`
}

// ChangeGroup changes a user group's members; the app hears subteam_members_changed.
func (w *Workspace) ChangeGroup(r GroupChange) (Outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(w.groups, func(g *group) bool { return g.ID == r.Group || g.Handle == strings.TrimPrefix(r.Group, "@") })
	if i < 0 {
		return Outcome{}, sayf("There is no user group %q.", r.Group)
	}
	g := w.groups[i]
	added, err := w.idsOf(r.Add)
	if err != nil {
		return Outcome{}, err
	}
	removed, err := w.idsOf(r.Remove)
	if err != nil {
		return Outcome{}, err
	}
	before := g.Members
	g.Members = slices.DeleteFunc(slices.Clone(before), func(id string) bool { return slices.Contains(removed, id) })
	for _, id := range added {
		if !slices.Contains(g.Members, id) {
			g.Members = append(g.Members, id)
		}
	}
	w.emit("subteam_members_changed", map[string]any{
		"subteam_id": g.ID, "team_id": w.team.ID, "date_previous_update": 1_600_000_000, "date_update": w.o.Clock().Unix(),
		"added_users": orEmpty(added), "added_users_count": len(added), "removed_users": orEmpty(removed), "removed_users_count": len(removed),
	})
	return Outcome{OK: true}, nil
}

// idsOf gives the ids of people. Needs w.mu.
func (w *Workspace) idsOf(names []string) ([]string, error) {
	var out []string
	for _, n := range names {
		p, err := w.findPerson(n)
		if err != nil {
			return nil, err
		}
		out = append(out, p.ID)
	}
	return out, nil
}
