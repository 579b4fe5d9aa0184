package devslack

import (
	"regexp"
	"strings"
)

// findPerson finds somebody by id or name. Needs w.mu.
func (w *Workspace) findPerson(name string) (*person, error) {
	bare := strings.TrimPrefix(name, "@")
	if p := w.people[bare]; p != nil {
		return p, nil
	}
	if p := w.byName[strings.ToLower(bare)]; p != nil {
		return p, nil
	}
	return nil, sayf("There is nobody called %q in this workspace. Expected a name such as %q, or an id such as %s.", name, w.peopleOrder[0].Name, w.peopleOrder[0].ID)
}

// findActor finds somebody who can do things: not deleted, not a bot. Needs w.mu.
func (w *Workspace) findActor(name string) (*person, error) {
	p, err := w.findPerson(name)
	switch {
	case err != nil:
		return nil, err
	case p.Bot || p.ID == "USLACKBOT":
		return nil, sayf("%s is a bot and cannot be moved like a person.", p.Name)
	case p.Deleted:
		return nil, sayf("%s is deactivated and cannot sign in.", p.Name)
	case p.Invited:
		return nil, sayf("%s has been invited and has not signed in yet.", p.Name)
	}
	return p, nil
}

// findChannel finds a channel as a person says it: payables, #payables, an id, or @bot for the DM with the app. Needs w.mu.
func (w *Workspace) findChannel(name string, by *person) (*channel, error) {
	if c := w.channels[name]; c != nil {
		return c, nil
	}
	bare := strings.ToLower(strings.TrimPrefix(name, "#"))
	for _, c := range w.channelOrder {
		if c.Name == bare && c.IM == "" {
			return c, nil
		}
	}
	if at, ok := strings.CutPrefix(name, "@"); ok && by != nil {
		p := w.byName[strings.ToLower(at)]
		if at == w.app.BotUser || at == "app" || p != nil && p.ID == w.app.BotUser {
			c, _ := w.im(by.ID)
			return c, nil
		}
		return nil, sayf("There is no DM with %q here. @%s is the one with the app.", name, w.app.Name)
	}
	return nil, sayf("There is no channel %q. Expected a name such as #%s, or @%s for the DM with the app.", name, w.channelOrder[0].Name, w.app.Name)
}

// findIn finds a person and a channel that the person is in. Needs w.mu.
func (w *Workspace) findIn(user, channelName string) (*person, *channel, error) {
	p, err := w.findActor(user)
	if err != nil {
		return nil, nil, err
	}
	c, err := w.findChannel(channelName, p)
	if err != nil {
		return nil, nil, err
	}
	if !c.members[p.ID] {
		return nil, nil, sayf("%s is not in #%s.", p.Name, c.Name)
	}
	return p, c, nil
}

var (
	atWord    = regexp.MustCompile(`(^|[\s(,;:])([@#!]?@?[\p{L}\p{N}][\p{L}\p{N}._-]*)`)
	typedLink = regexp.MustCompile(`https?://[^\s<>]+`)
)

// withMentions turns @name, #channel and addresses into the forms that Slack sends. Needs w.mu.
func (w *Workspace) withMentions(text string) string {
	if !strings.ContainsAny(text, "@#:") {
		return text
	}
	text = atWord.ReplaceAllStringFunc(text, func(m string) string {
		i := strings.IndexAny(m, "@#")
		if i < 0 {
			return m
		}
		return m[:i] + w.mention(m[i:])
	})
	return typedLink.ReplaceAllString(text, "<$0>")
}

// mention is what Slack sends for @jane or #pay; what names nobody stays as it is. A trailing dot or comma is no part of the name.
func (w *Workspace) mention(word string) string {
	name := strings.TrimRight(word[1:], ".,-_")
	rest := word[1+len(name):]
	lower := strings.ToLower(name)
	if word[0] == '#' {
		for _, c := range w.channelOrder {
			if c.Name == lower && c.IM == "" {
				return "<#" + c.ID + "|" + publicName(c) + ">" + rest
			}
		}
		return word
	}
	if lower == "here" || lower == "channel" || lower == "everyone" {
		return "<!" + lower + ">" + rest
	}
	if p := w.byName[lower]; p != nil {
		return "<@" + p.ID + "|" + p.Name + ">" + rest
	}
	for _, g := range w.groups {
		if g.Handle == lower {
			return "<!subteam^" + g.ID + "|@" + g.Handle + ">" + rest
		}
	}
	return word
}

func publicName(c *channel) string {
	if c.Private {
		return ""
	}
	return c.Name
}

// payloadName is a channel's name in payloads.
func payloadName(c *channel) string {
	switch {
	case c.IM != "":
		return "directmessage"
	case c.MPIM:
		return c.Name
	case c.Private:
		return "privategroup"
	}
	return c.Name
}
