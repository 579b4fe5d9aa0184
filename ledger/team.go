package ledger

import (
	"cmp"
	"maps"
	"slices"
)

// Team is what belongs to no vendor: roles, settings, and what became of the notices that were read.
type Team struct {
	Seq      int64               `json:"seq"`
	Roles    map[string][]string `json:"roles,omitempty"`    // legal, finance, treasury → user or user-group ids
	Settings map[string]string   `json:"settings,omitempty"` // by name
	Judged   map[string]Judged   `json:"judged,omitempty"`   // by the hash of a notice's words; the newest mostJudged
}

// mostJudged is how many notices a team remembers: the oldest are forgotten, and would be proposed again.
const mostJudged = 500

// Judgement is what became of a notice that was read.
type Judgement string

// The judgements, from first to last. Only the last three are a person's answer to the whole.
const (
	NoticeWarned   Judgement = "warned"     // finance was told that it looks like fraud
	NoticeProposed Judgement = "proposed"   // it stands in a thread and waits for an answer
	NoticeEdited   Judgement = "edited"     // its message was edited before anybody answered, and says something else
	NoticePartly   Judgement = "partly"     // a person recorded some of its counter-measures, or changed by it what was on record, and the others wait
	NoticeRecorded Judgement = "recorded"   // a person recorded it
	NoticeMoved    Judgement = "moved"      // a person changed by it what was on record
	NoticeRefused  Judgement = "not_signal" // a person said that it is no counter-measure, or that what is left of it is none
)

// Answered reports whether a person has answered, and nothing of it waits.
func (j Judgement) Answered() bool {
	return j == NoticeRecorded || j == NoticeMoved || j == NoticeRefused
}

// Judged is what the team remembers of one notice.
type Judged struct {
	Answer  Judgement `json:"answer"`
	Where   string    `json:"where,omitempty"` // the message it stood in, as its proposal is called in the outbox
	Vendor  VendorID  `json:"vendor,omitempty"`
	IDs     []ID      `json:"ids,omitempty"`     // the counter-measures recorded from it, or where it merely changed some, those
	Changed []ID      `json:"changed,omitempty"` // those changed by it, where there is more to it
	Done    int       `json:"done,omitempty"`    // where they were recorded in parts: how many of those it speaks of were dealt with
	By      UserID    `json:"by"`
	Seq     int64     `json:"seq"`
}

// NoticeJudged says what became of a notice. Of its words only a hash is kept.
type NoticeJudged struct {
	Hash    string    `json:"hash"`
	Answer  Judgement `json:"answer"`
	Where   string    `json:"where,omitempty"`
	Vendor  VendorID  `json:"vendor,omitempty"`
	IDs     []ID      `json:"ids,omitempty"`
	Changed []ID      `json:"changed,omitempty"`
	Done    int       `json:"done,omitempty"` // in parts: so many of those it speaks of
}

// RoleSet gives a role to people.
type RoleSet struct {
	Role string   `json:"role"`
	To   []string `json:"to"`
}

// SettingSet changes one setting; an empty value takes it back to its default.
type SettingSet struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Old   string `json:"old,omitempty"`
}

// Denied says who was refused what: it changes nothing and is kept for the audit.
type Denied struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// ImportDone says what a file brought.
type ImportDone struct {
	File    string `json:"file"`
	Hash    string `json:"hash"`
	New     int    `json:"new"`
	Known   int    `json:"known"`
	Refused int    `json:"refused"`
}

func (*RoleSet) apply(*Account, Meta)      {}
func (*SettingSet) apply(*Account, Meta)   {}
func (*Denied) apply(*Account, Meta)       {}
func (*ImportDone) apply(*Account, Meta)   {}
func (*NoticeJudged) apply(*Account, Meta) {}

// Apply adds an entry of the team's journal to the team.
func (t *Team) Apply(m Meta, events ...Event) {
	t.Seq = m.Seq
	for _, e := range events {
		switch e := e.(type) {
		case *RoleSet:
			if t.Roles == nil {
				t.Roles = map[string][]string{}
			}
			t.Roles[e.Role] = e.To
		case *SettingSet:
			if t.Settings == nil {
				t.Settings = map[string]string{}
			}
			if e.Value == "" {
				delete(t.Settings, e.Name)
			} else {
				t.Settings[e.Name] = e.Value
			}
		case *NoticeJudged:
			t.judge(e, m)
		}
	}
}

// judge keeps a judgement, and forgets the oldest where there are too many. The map is never changed in place: whoever
// holds an earlier Team holds it still.
func (t *Team) judge(e *NoticeJudged, m Meta) {
	next := make(map[string]Judged, len(t.Judged)+1)
	maps.Copy(next, t.Judged)
	next[e.Hash] = Judged{Answer: e.Answer, Where: e.Where, Vendor: e.Vendor, IDs: e.IDs, Changed: e.Changed, Done: e.Done, By: m.Actor, Seq: m.Seq}
	if len(next) > mostJudged {
		oldest := slices.MinFunc(slices.Collect(maps.Keys(next)), func(x, y string) int {
			return cmp.Or(cmp.Compare(next[x].Seq, next[y].Seq), cmp.Compare(x, y))
		})
		delete(next, oldest)
	}
	t.Judged = next
}

// TeamChange is a change of the team's own record.
func TeamChange(base int64, by By, events ...Event) Change {
	return Change{Team: true, Vendor: TeamJournal, Base: base, By: by, Events: events}
}
