package handlers

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// roles are those that can be given to people; without anybody they fall to the admins.
var roles = [...]string{"legal", "finance", "treasury"}

// settings shows or changes the team's set-up. Changing it is for admins.
func (h *Handler) settings(ctx context.Context, q asked, words []typed.Word) (show.Message, error) {
	if len(words) == 0 {
		return h.showSettings(ctx)
	}
	texts := make([]string, len(words))
	for n, w := range words {
		texts[n] = w.Text
	}
	head := strings.ToLower(texts[0])
	if head == "alerts" || head == "alert" {
		if len(words) == 1 {
			return h.showAlerts(ctx, q, "", "")
		}
		if strings.EqualFold(texts[1], "for") && len(words) > 2 {
			return h.showAlerts(ctx, q, strings.Join(texts[2:], " "), "")
		}
	}
	if head == "role" {
		return h.setRole(ctx, q, words[1:])
	}
	if head == "watch" {
		return h.setWatch(ctx, q, words[1:])
	}
	name, value, err := alerts.ParseSetting(texts)
	if err != nil {
		return show.Message{}, err
	}
	return h.set(ctx, q, name, value)
}

// asAdmin runs f for an admin, looked up at this moment.
func (h *Handler) asAdmin(ctx context.Context, q asked, f func() error) error {
	who, err := h.People.Look(ctx, q.who.ID, lookToDecide)
	if err != nil {
		return unavailable(err)
	}
	if !who.Admin {
		return &ledger.Error{Kind: ledger.Forbidden, Say: "Settings and roles are for the admins of owed: whom `OWED_ADMINS` names, else the admins of the workspace. Nothing changed."}
	}
	return f()
}

func (h *Handler) set(ctx context.Context, q asked, name, value string) (show.Message, error) {
	said := "back to its default"
	if value != "" {
		said = show.Code(value)
	}
	err := h.asAdmin(ctx, q, func() error {
		_, err := h.Decider.DoTeam(ctx, q.extra(), func(t ledger.Team) (ledger.Change, error) {
			old := t.Settings[name]
			if old == value {
				return ledger.Change{}, &ledger.Error{Kind: ledger.Conflict, Say: "`" + name + "` is that already. Nothing changed."}
			}
			return ledger.TeamChange(t.Seq, q.by(), &ledger.SettingSet{Name: name, Value: value, Old: old}), nil
		})
		return err
	})
	if err != nil {
		return show.Message{}, err
	}
	return show.Message{Text: "Set: " + show.Code(name) + " is now " + said + ". It holds for all that is posted from now on."}, nil
}

// setRole gives a role to people or groups: `settings role legal @dan`; without anybody it falls to the admins again.
func (h *Handler) setRole(ctx context.Context, q asked, words []typed.Word) (show.Message, error) {
	if len(words) == 0 || !slices.Contains(roles[:], strings.ToLower(words[0].Text)) {
		return show.Message{}, &ledger.Error{Kind: ledger.Invalid, Say: "A role is legal, finance or treasury. Example: `/owed settings role legal @dan`"}
	}
	role := strings.ToLower(words[0].Text)
	var to, names []string
	for _, w := range words[1:] {
		if w.Mention.Kind != typed.User && w.Mention.Kind != typed.Group {
			return show.Message{}, &ledger.Error{Kind: ledger.Invalid, Say: "“" + w.Text + "” is not a person or group of this workspace. Example: `/owed settings role " + role + " @dan`"}
		}
		to, names = append(to, w.Mention.ID), append(names, show.Esc(w.Mention.String()))
	}
	err := h.asAdmin(ctx, q, func() error {
		_, err := h.Decider.DoTeam(ctx, q.extra(), func(t ledger.Team) (ledger.Change, error) {
			return ledger.TeamChange(t.Seq, q.by(), &ledger.RoleSet{Role: role, To: to}), nil
		})
		return err
	})
	if err != nil {
		return show.Message{}, err
	}
	if len(to) == 0 {
		return show.Message{Text: "Nobody has the role " + role + " now; what it is asked goes to the admins."}, nil
	}
	return show.Message{Text: "Set: " + strings.Join(names, ", ") + " has the role " + role + "."}, nil
}

func (h *Handler) showSettings(ctx context.Context) (show.Message, error) {
	t, err := h.Cards.Settings(ctx)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	var b strings.Builder
	b.WriteString("*Settings*\n")
	for _, role := range roles {
		names := "nobody yet, so the admins"
		if ids := t.Roles[role]; len(ids) > 0 {
			called := make([]string, len(ids))
			for n, id := range ids {
				called[n] = show.Esc(h.Called(id))
			}
			names = strings.Join(called, ", ")
		}
		fmt.Fprintf(&b, "• role %s: %s\n", role, names)
	}
	for _, name := range slices.Sorted(maps.Keys(t.Settings)) {
		if channel, ok := strings.CutPrefix(name, watchName); ok {
			b.WriteString("• watched: <#" + channel + ">\n")
			continue
		}
		fmt.Fprintf(&b, "• %s: %s\n", show.Code(name), show.Esc(t.Settings[name]))
	}
	if len(t.Settings) == 0 {
		b.WriteString("• everything else is as owed comes\n")
	}
	b.WriteString("Change one: `/owed settings quiet 19:00-08:00`, `/owed settings role legal @dan`. What is told when: `/owed settings alerts`")
	return show.Message{Text: b.String()}, nil
}

// showAlerts lists what is told, to whom and when, and why it is so: in all, or about one vendor.
func (h *Handler) showAlerts(ctx context.Context, q asked, vendor, after string) (show.Message, error) {
	t, err := h.Cards.Settings(ctx)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	p, err := alerts.PolicyOf(t)
	if err != nil {
		return show.Message{}, err
	}
	var v ledger.Vendor
	if vendor != "" {
		if v, err = h.called(ctx, vendor); err != nil {
			return show.Message{}, err
		}
	}
	return show.AlertRules(p, v, alerts.Kind(after), h.paged(q)), nil
}

// called finds the vendor that somebody named.
func (h *Handler) called(ctx context.Context, name string) (ledger.Vendor, error) {
	names, err := h.directory(ctx)
	if err != nil {
		return ledger.Vendor{}, unavailable(err)
	}
	v, ok := names.Resolve(name)
	if !ok && names.err != nil {
		return v, unavailable(names.err)
	}
	if !ok {
		return v, &ledger.Error{Kind: ledger.NotFound, Say: "No vendor is called “" + show.Esc(name) + "”. `/owed` lists them. Example: `/owed settings alerts for aws`"}
	}
	return v, nil
}
