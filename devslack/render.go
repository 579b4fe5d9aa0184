package devslack

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// sayf makes an error that is a sentence for the person who called.
func sayf(format string, args ...any) error { return fmt.Errorf(format, args...) }

// messageJSON is a message as the Web API and payloads show it. Needs w.mu.
func (w *Workspace) messageJSON(m *message) map[string]any {
	out := map[string]any{"type": "message", "user": m.User, "ts": m.TS, "text": m.Text, "team": w.team.ID}
	if p := w.people[m.User]; p != nil {
		out["team"] = p.Team
	}
	put := func(name string, v any, there bool) {
		if there {
			out[name] = v
		}
	}
	put("subtype", m.Subtype, m.Subtype != "")
	put("bot_id", m.BotID, m.BotID != "")
	put("app_id", m.AppID, m.AppID != "")
	put("username", m.Username, m.Username != "")
	put("thread_ts", m.ThreadTS, m.ThreadTS != "")
	if m.head != nil {
		out["parent_user_id"] = m.head.User
		if m.Broadcast {
			root := map[string]any{"type": "message", "ts": m.head.TS, "thread_ts": m.head.TS, "text": m.head.Text}
			if m.head.BotID != "" {
				root["bot_id"] = m.head.BotID
			}
			out["subtype"], out["root"] = "thread_broadcast", root
		}
	}
	put("blocks", m.Blocks, m.Blocks != nil)
	put("attachments", m.Attachments, m.Attachments != nil)
	put("metadata", m.Metadata, m.Metadata != nil)
	put("edited", m.Edited, m.Edited != nil)
	put("reactions", slices.Clone(m.Reactions), len(m.Reactions) > 0)
	if m.BotID == w.app.BotID {
		out["bot_profile"] = map[string]any{
			"id": w.app.BotID, "app_id": w.app.ID, "name": w.app.Name, "deleted": false,
			"updated": w.people[w.app.BotUser].Updated, "team_id": w.team.ID, "icons": map[string]any{},
		}
	}
	if len(m.Files) > 0 {
		files := []any{}
		for _, f := range m.Files {
			files = append(files, w.fileJSON(f))
		}
		out["files"], out["upload"] = files, false
	}
	return out
}

// withThread adds what the head of a thread shows. Needs w.mu.
func (w *Workspace) withThread(ch *channel, m *message, out map[string]any) map[string]any {
	replies := ch.replies[m.TS]
	if len(replies) == 0 {
		return out
	}
	users := []string{}
	for _, r := range replies {
		if !slices.Contains(users, r.User) {
			users = append(users, r.User)
		}
	}
	out["thread_ts"], out["reply_count"], out["reply_users"] = m.TS, len(replies), users
	out["reply_users_count"], out["latest_reply"] = len(users), replies[len(replies)-1].TS
	return out
}

// fileJSON is a file as messages and files.info show it. Needs w.mu.
func (w *Workspace) fileJSON(f *file) map[string]any {
	link := w.URL() + "/files/" + f.ID + "/" + f.URLSecret + "/" + url.PathEscape(f.Name)
	where := map[string][]string{}
	for _, id := range f.Channels {
		kind := w.channels[id].kind()
		where[kind] = append(where[kind], id)
	}
	kind := kindOfFile(f.Name)
	out := map[string]any{
		"id": f.ID, "name": f.Name, "title": orElse(f.Title, f.Name), "user": f.User, "size": f.Size, "created": f.Created, "timestamp": f.Created,
		"filetype": kind, "pretty_type": strings.ToUpper(kind), "mimetype": mimeOf(f.Name), "mode": "hosted", "is_public": len(where["channels"]) > 0,
		"url_private": link, "url_private_download": link, "channels": orEmpty(where["channels"]), "groups": orEmpty(where["groups"]),
		"ims": orEmpty(where["im"]), "permalink": "https://" + w.team.Domain + ".slack.com/files/" + f.User + "/" + f.ID,
		"user_team": w.team.ID, "editable": false, "is_external": false, "external_type": "", "public_url_shared": false, "display_as_bot": false, "username": "",
	}
	if m := f.Mail; m != nil {
		from := map[string]any{"address": m.From, "name": m.From, "original": m.From}
		maps.Copy(out, map[string]any{
			"mode": "email", "filetype": "email", "pretty_type": "Email", "subject": m.Subject, "from": []any{from},
			"plain_text": m.Text, "preview_plain_text": m.Text[:min(len(m.Text), 400)],
		})
	}
	return out
}

// kindOfFile is what Slack calls a file by its name.
func kindOfFile(name string) string {
	switch ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), ".")); ext {
	case "":
		return "binary"
	case "eml":
		return "email"
	default:
		return ext
	}
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// userJSON is a person as users.info shows one. Needs w.mu.
func (w *Workspace) userJSON(p *person, locale bool) map[string]any {
	ours := p.Team == w.team.ID
	out := map[string]any{
		"id": p.ID, "team_id": p.Team, "name": p.Name, "deleted": p.Deleted, "real_name": p.RealName,
		"is_bot": p.Bot, "is_app_user": false, "updated": p.Updated, "color": "9f69e7",
		"is_restricted": p.Guest, "is_ultra_restricted": p.SingleChannel, "is_admin": p.Admin || p.Owner, "is_owner": p.Owner, "is_primary_owner": false,
		"is_email_confirmed": true, "who_can_share_contact_card": "EVERYONE",
	}
	profile := w.profileJSON(p)
	out["profile"] = profile
	if p.Bot {
		profile["bot_id"], profile["api_app_id"] = p.BotID, p.AppID
	}
	if w.man.has("users:read.email") && ours && !p.Bot {
		profile["email"] = p.Email
	}
	if !ours {
		out["is_stranger"] = !w.shares(p.ID)
	}
	if p.Invited {
		out["is_invited_user"] = true
	}
	if loc, err := time.LoadLocation(p.TZ); err == nil && !p.Deleted {
		abbr, offset := w.o.Clock().In(loc).Zone()
		out["tz"], out["tz_offset"], out["tz_label"] = p.TZ, offset, abbr
	}
	if locale && ours {
		out["locale"] = p.Locale
	}
	return out
}

// profileJSON is what is known of a person apart from their rights.
func (w *Workspace) profileJSON(p *person) map[string]any {
	first, last, _ := strings.Cut(p.RealName, " ")
	out := map[string]any{
		"real_name": p.RealName, "display_name": p.Display, "real_name_normalized": p.RealName, "display_name_normalized": p.Display,
		"first_name": first, "last_name": last, "team": p.Team, "title": p.Title, "phone": "", "skype": "",
		"status_text": "", "status_text_canonical": "", "status_emoji": "", "status_emoji_display_info": []any{}, "status_expiration": 0, "avatar_hash": "g1",
	}
	for _, size := range []string{"24", "32", "48", "72", "192", "512"} {
		out["image_"+size] = "https://a.slack-edge.com/80588/img/avatars/ava_0001-" + size + ".png"
	}
	return out
}

// shares tells whether a person is in a channel with the bot.
func (w *Workspace) shares(user string) bool {
	return slices.ContainsFunc(w.channelOrder, func(c *channel) bool { return c.members[user] && c.members[w.app.BotUser] })
}

// channelJSON is a channel as conversations.info shows one. Needs w.mu.
func (w *Workspace) channelJSON(c *channel) map[string]any {
	member := c.members[w.app.BotUser]
	if c.IM != "" {
		return map[string]any{
			"id": c.ID, "created": c.created, "is_archived": false, "is_im": true, "is_org_shared": false, "user": c.IM, "is_user_deleted": w.people[c.IM].Deleted,
			"context_team_id": w.team.ID, "is_open": true, "priority": 0,
		}
	}
	shared := len(c.SharedWith) > 0
	teams := append([]string{w.team.ID}, c.SharedWith...)
	return map[string]any{
		"id": c.ID, "name": c.Name, "name_normalized": c.Name, "is_channel": true, "is_group": false, "is_im": false, "is_mpim": c.MPIM,
		"is_private": c.Private, "is_archived": c.Archived, "is_general": c.General, "is_shared": shared, "is_ext_shared": shared, "is_org_shared": false,
		"is_pending_ext_shared": c.PendingShare, "pending_shared": []string{}, "is_member": member, "created": c.created, "creator": c.Creator,
		"context_team_id": w.team.ID, "shared_team_ids": teams, "unlinked": 0, "updated": c.created * 1000,
		"topic":   map[string]any{"value": c.Topic, "creator": "", "last_set": 0},
		"purpose": map[string]any{"value": c.Purpose, "creator": "", "last_set": 0}, "previous_names": []string{},
	}
}

// viewJSON is a view as Slack returns it. Needs w.mu.
func (w *Workspace) viewJSON(v *view) map[string]any {
	state := v.State
	if state == nil {
		state = values{}
	}
	out := map[string]any{
		"id": v.ID, "team_id": w.team.ID, "type": v.Type, "callback_id": v.CallbackID, "external_id": v.ExternalID, "blocks": v.Blocks,
		"private_metadata": v.PrivateMetadata, "state": mustJSON(map[string]any{"values": state}), "hash": v.Hash, "root_view_id": v.RootID, "previous_view_id": nil,
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose, "app_id": w.app.ID, "bot_id": w.app.BotID, "app_installed_team_id": w.team.ID,
		"title": orNull(v.Title), "submit": orNull(v.Submit), "close": orNull(v.Close),
	}
	if v.PreviousID != "" {
		out["previous_view_id"] = v.PreviousID
	}
	if v.Type == "home" {
		out["title"] = map[string]any{"type": "plain_text", "text": "View Title", "emoji": true}
	}
	return out
}

func orNull(b json.RawMessage) any {
	if b == nil {
		return nil
	}
	return b
}
