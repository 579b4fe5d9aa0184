package devslack

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed workspace.yaml
var embeddedWorkspace []byte

// appMember is how a workspace file names the bot of the installed app.
const appMember = "@app"

// Everything below is the form of a workspace file.
type (
	seed struct {
		Team     team          `yaml:"team"`
		Teams    []team        `yaml:"teams"`
		People   []seedPerson  `yaml:"people"`
		Groups   []seedGroup   `yaml:"groups"`
		Channels []seedChannel `yaml:"channels"`
	}
	team struct {
		ID     string `yaml:"id" json:"id"`
		Name   string `yaml:"name" json:"name"`
		Domain string `yaml:"domain" json:"domain"`
	}
	seedPerson struct {
		ID       string `yaml:"id"`
		Name     string `yaml:"name"`
		RealName string `yaml:"real_name"`
		Display  string `yaml:"display_name"`
		Title    string `yaml:"title"`
		Email    string `yaml:"email"`
		TZ       string `yaml:"tz"`
		Locale   string `yaml:"locale"`
		Team     string `yaml:"team"`
		Guest    string `yaml:"guest"` // multi or single
		Admin    bool   `yaml:"admin"`
		Owner    bool   `yaml:"owner"`
		Deleted  bool   `yaml:"deleted"`
		Invited  bool   `yaml:"invited"`
		Bot      bool   `yaml:"bot"`
	}
	seedGroup struct {
		ID       string   `yaml:"id"`
		Handle   string   `yaml:"handle"`
		Name     string   `yaml:"name"`
		Members  []string `yaml:"members"`
		Disabled bool     `yaml:"disabled"`
	}
	seedChannel struct {
		ID         string   `yaml:"id"`
		Name       string   `yaml:"name"`
		Topic      string   `yaml:"topic"`
		Purpose    string   `yaml:"purpose"`
		Members    []string `yaml:"members"`
		SharedWith []string `yaml:"shared_with"`
		Private    bool     `yaml:"private"`
		General    bool     `yaml:"general"`
		Archived   bool     `yaml:"archived"`
		ReadOnly   bool     `yaml:"read_only"`
	}
)

func parseSeed(b []byte) (seed, error) {
	if b == nil {
		b = embeddedWorkspace
	}
	var s seed
	if err := yaml.UnmarshalWithOptions(b, &s, yaml.DisallowUnknownField()); err != nil {
		return seed{}, fmt.Errorf("the workspace file is not what devslack expects (see devslack/workspace.yaml for one that works): %w", err)
	}
	if s.Team.ID == "" || len(s.People) == 0 || len(s.Channels) == 0 {
		return seed{}, fmt.Errorf("the workspace file needs a team with an id, people and channels; devslack/workspace.yaml is one that works")
	}
	return s, nil
}

// populate turns the file into the running model: people first, then what names them.
func (w *Workspace) populate(s seed) error {
	w.team = s.Team
	w.teams = map[string]team{s.Team.ID: s.Team}
	for _, t := range s.Teams {
		w.teams[t.ID] = t
	}
	for _, p := range s.People {
		if err := w.seedPerson(p); err != nil {
			return err
		}
	}
	w.addPerson(&person{ID: "USLACKBOT", Name: "slackbot", RealName: "Slackbot", Team: w.team.ID, TZ: "UTC", Locale: "en-US"})
	w.addPerson(&person{
		ID: w.app.BotUser, Name: w.app.Name, RealName: w.man.DisplayInformation.Name, Team: w.team.ID,
		TZ: "UTC", Locale: "en-US", Bot: true, BotID: w.app.BotID, AppID: w.app.ID,
	})
	for _, g := range s.Groups {
		ids, err := w.memberIDs("group @"+g.Handle, g.Members)
		if err != nil {
			return err
		}
		w.groups = append(w.groups, &group{ID: g.ID, Handle: g.Handle, Name: g.Name, Members: ids, Disabled: g.Disabled})
	}
	for _, c := range s.Channels {
		if err := w.seedChannel(c); err != nil {
			return err
		}
	}
	return nil
}

func (w *Workspace) seedPerson(p seedPerson) error {
	if p.ID == "" || p.Name == "" {
		return fmt.Errorf("a person of the workspace file has no id or no name; expected e.g. {id: U0ALICE001, name: alice}")
	}
	if w.people[p.ID] != nil || w.byName[p.Name] != nil {
		return fmt.Errorf("the workspace file has two people with the id %s or the name %s", p.ID, p.Name)
	}
	q := &person{
		ID: p.ID, Name: p.Name, RealName: orElse(p.RealName, p.Name), Display: orElse(p.Display, p.Name), Title: p.Title,
		Email: orElse(p.Email, p.Name+"@example.com"), TZ: orElse(p.TZ, "UTC"), Locale: orElse(p.Locale, "en-US"), Team: orElse(p.Team, w.team.ID),
		Admin: p.Admin, Owner: p.Owner, Deleted: p.Deleted, Invited: p.Invited, Bot: p.Bot,
		Guest: p.Guest != "", SingleChannel: p.Guest == "single",
	}
	if p.Guest != "" && p.Guest != "multi" && p.Guest != "single" {
		return fmt.Errorf("the guest %s is %q; expected multi or single", p.Name, p.Guest)
	}
	if _, known := w.teams[q.Team]; !known {
		return fmt.Errorf("%s is of the team %s, which the workspace file does not name under teams", p.Name, q.Team)
	}
	if q.Bot {
		q.BotID = "B" + strings.TrimPrefix(q.ID, "U")
	}
	w.addPerson(q)
	return nil
}

func (w *Workspace) seedChannel(c seedChannel) error {
	ids, err := w.memberIDs("channel #"+c.Name, c.Members)
	if err != nil {
		return err
	}
	ch := newChannel(c.ID, c.Name)
	ch.Private, ch.General, ch.Archived, ch.ReadOnly, ch.Topic, ch.Purpose = c.Private, c.General, c.Archived, c.ReadOnly, c.Topic, c.Purpose
	ch.SharedWith = c.SharedWith
	ch.Creator = ids[0]
	for _, id := range ids {
		ch.join(id)
	}
	w.addChannel(ch)
	return nil
}

func (w *Workspace) memberIDs(of string, names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, fmt.Errorf("the %s of the workspace file has no members", of)
	}
	ids := make([]string, 0, len(names))
	for _, n := range names {
		if n == appMember {
			ids = append(ids, w.app.BotUser)
			continue
		}
		p := w.byName[n]
		if p == nil {
			return nil, fmt.Errorf("the %s of the workspace file names %q, who is not among its people", of, n)
		}
		ids = append(ids, p.ID)
	}
	return ids, nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
