package handlers

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"
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
	if (head == "alerts" || head == "alert") && len(words) == 1 {
		return h.showAlerts(ctx)
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

// showAlerts lists what is told, to whom and when, and why it is so.
func (h *Handler) showAlerts(ctx context.Context) (show.Message, error) {
	t, err := h.Cards.Settings(ctx)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	p, err := alerts.PolicyOf(t)
	if err != nil {
		return show.Message{}, err
	}
	var b strings.Builder
	b.WriteString("*What owed tells, and why*\n")
	for _, r := range alerts.Catalogue() {
		s, why := p.InForce(r.Kind, ledger.Vendor{})
		state := r.Times
		switch {
		case r.Needs != "":
			state, why = "not there yet", "needs "+r.Needs
		case s.Off:
			state = "off"
		}
		fmt.Fprintf(&b, "• `%s` %s (%s)\n", r.Kind, show.Esc(state), show.Esc(why))
	}
	b.WriteString("Change one: `/owed settings alerts due_soon off for gcp`")
	return long(b.String()), nil
}

// sectionFits is how much text a section takes, with room to spare.
const sectionFits = 2800

// long is a message of several sections, cut between lines.
func long(text string) show.Message {
	var blocks []slack.Block
	part := ""
	flush := func() {
		if part != "" {
			blocks = append(blocks, slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, strings.TrimRight(part, "\n"), false, true), nil, nil))
		}
		part = ""
	}
	for line := range strings.Lines(text) {
		if len(part)+len(line) > sectionFits {
			flush()
		}
		part += line
	}
	flush()
	first, _, _ := strings.Cut(text, "\n")
	return show.Message{Text: first, Blocks: blocks}
}
