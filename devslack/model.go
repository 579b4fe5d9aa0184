package devslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

type person struct {
	ID, Name, RealName, Display, Title, Email, TZ, Locale, Team string
	BotID, AppID                                                string
	Admin, Owner, Deleted, Invited, Bot, Guest, SingleChannel   bool
	Updated                                                     int64
}

type group struct {
	ID, Handle, Name string
	Members          []string
	Disabled         bool
}

type channel struct {
	ID, Name, Topic, Purpose, Creator    string
	Private, General, Archived, ReadOnly bool
	IM                                   string // the other person's id, in a DM with the app
	MPIM                                 bool
	SharedWith                           []string
	PendingShare                         bool
	members                              map[string]bool
	memberOrder                          []string
	messages                             []*message            // by ts
	ephemerals                           map[string][]*message // by user
	byTS                                 map[string]*message
	replies                              map[string][]*message // by thread ts
	created                              int64
	bookmarks                            []map[string]any
	canvas                               string
}

func newChannel(id, name string) *channel {
	return &channel{
		ID: id, Name: name, created: 1_600_000_000, members: map[string]bool{},
		byTS: map[string]*message{}, ephemerals: map[string][]*message{}, replies: map[string][]*message{},
	}
}

func (c *channel) join(user string) bool {
	if c.members[user] {
		return false
	}
	c.members[user] = true
	c.memberOrder = append(c.memberOrder, user)
	return true
}

func (c *channel) leave(user string) bool {
	if !c.members[user] {
		return false
	}
	delete(c.members, user)
	c.memberOrder = slices.DeleteFunc(c.memberOrder, func(m string) bool { return m == user })
	return true
}

// kind is the word that Slack's scopes use for this channel: channels, groups, im or mpim.
func (c *channel) kind() string {
	switch {
	case c.IM != "":
		return "im"
	case c.MPIM:
		return "mpim"
	case c.Private:
		return "groups"
	}
	return "channels"
}

func (c *channel) add(m *message) {
	if m.Ephemeral != "" {
		c.ephemerals[m.Ephemeral] = append(c.ephemerals[m.Ephemeral], m)
		return
	}
	c.messages = append(c.messages, m)
	c.byTS[m.TS] = m
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		c.replies[m.ThreadTS] = append(c.replies[m.ThreadTS], m)
	}
}

func (c *channel) remove(m *message) {
	same := func(x *message) bool { return x == m }
	if m.Ephemeral != "" {
		c.ephemerals[m.Ephemeral] = slices.DeleteFunc(c.ephemerals[m.Ephemeral], same)
		return
	}
	c.messages = slices.DeleteFunc(c.messages, same)
	delete(c.byTS, m.TS)
	if m.ThreadTS != "" {
		c.replies[m.ThreadTS] = slices.DeleteFunc(c.replies[m.ThreadTS], same)
	}
}

// seenBy is everything a person sees in the channel, oldest first: the messages and their own ephemerals.
func (c *channel) seenBy(user string) []*message {
	mine := c.ephemerals[user]
	if len(mine) == 0 {
		return c.messages
	}
	all := make([]*message, 0, len(c.messages)+len(mine))
	all = append(append(all, c.messages...), mine...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].TS < all[j].TS })
	return all
}

type (
	edited struct {
		User string `json:"user"`
		TS   string `json:"ts"`
	}
	reaction struct {
		Name  string   `json:"name"`
		Users []string `json:"users"`
		Count int      `json:"count"`
	}
	message struct {
		TS, ThreadTS, User, BotID, AppID, Text, Subtype string
		Username, IconURL, IconEmoji                    string
		Ephemeral                                       string // who alone sees it
		Command                                         string // the typed command shown above an in_channel answer
		Blocks, Attachments                             json.RawMessage
		Metadata                                        json.RawMessage
		Edited                                          *edited
		Reactions                                       []reaction
		Files                                           []*file
		Pinned, Broadcast                               bool
		head                                            *message          // the first message of the thread that it replies to
		state                                           map[string]values // what each person has picked in it
	}
	file struct {
		ID, Name, Title, User, URLSecret string
		Content                          []byte
		Size                             int
		Done, Shared                     bool
		Channels                         []string
		Created                          int64
		Ready                            time.Time // machine time from which blocks may show it
		Mail                             *Mail     // as Slack took it apart
	}
	values map[string]map[string]any // block_id, action_id, value
)

type view struct {
	ID, Type, CallbackID, ExternalID, PrivateMetadata, Hash, User string
	RootID, PreviousID                                            string
	Title, Submit, Close                                          json.RawMessage
	Blocks                                                        json.RawMessage
	ClearOnClose, NotifyOnClose, SubmitDisabled                   bool
	State                                                         values
	Errors                                                        map[string]string // block_id: what stands under the field
	Trouble                                                       string            // what stands at the top of the modal
	OpenedIn                                                      string            // the channel it was opened from
}

func (v values) set(block, action string, val any) {
	if v[block] == nil {
		v[block] = map[string]any{}
	}
	v[block][action] = val
}

// nextTS gives the next message id: the workspace's clock in microseconds, never twice the same. Needs w.mu.
func (w *Workspace) nextTS() string {
	now := w.o.Clock().UnixMicro()
	if now <= w.lastTS {
		now = w.lastTS + 1
	}
	w.lastTS = now
	return fmt.Sprintf("%d.%06d", now/1e6, now%1e6)
}

// nextID makes an id such as V000000001. Needs no lock.
func (w *Workspace) nextID(prefix string) string {
	return fmt.Sprintf("%s0%08d", prefix, w.ids.Add(1))
}

func (w *Workspace) addPerson(p *person) {
	p.Updated = 1_600_000_000
	p.Display = orElse(p.Display, p.Name)
	w.people[p.ID] = p
	if w.byName[p.Name] == nil {
		w.byName[p.Name] = p
	}
	w.peopleOrder = append(w.peopleOrder, p)
}

func (w *Workspace) addChannel(c *channel) {
	w.channels[c.ID] = c
	w.channelOrder = append(w.channelOrder, c)
}

// im gives the DM of a person with the app, and opens it where there is none. Needs w.mu.
func (w *Workspace) im(user string) (c *channel, existed bool) {
	if c := w.ims[user]; c != nil {
		return c, true
	}
	c = newChannel("D"+strings.TrimPrefix(user, "U"), "directmessage")
	c.IM, c.Private, c.Creator = user, true, user
	c.join(user)
	c.join(w.app.BotUser)
	w.ims[user] = c
	w.addChannel(c)
	return c, false
}

// machineNow is the machine's clock: limits, triggers and response URLs run on it, never on the workspace's own.
func machineNow() time.Time { return time.Now() }
