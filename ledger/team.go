package ledger

// Team is what belongs to no vendor: roles and settings.
type Team struct {
	Seq      int64               `json:"seq"`
	Roles    map[string][]string `json:"roles,omitempty"`    // legal, finance, treasury → user or user-group ids
	Settings map[string]string   `json:"settings,omitempty"` // by name
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

func (*RoleSet) apply(*Account, Meta)    {}
func (*SettingSet) apply(*Account, Meta) {}
func (*Denied) apply(*Account, Meta)     {}
func (*ImportDone) apply(*Account, Meta) {}

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
		}
	}
}

// TeamChange is a change of the team's own record.
func TeamChange(base int64, by By, events ...Event) Change {
	return Change{Team: true, Vendor: TeamJournal, Base: base, By: by, Events: events}
}
