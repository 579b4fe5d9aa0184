package handlers

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/eml"
)

// mostMails is how many e-mails of one message are read; more is no way in which people pass a notice on.
const mostMails = 3

// Said is what a message says: its words, and the files that came with it.
type Said struct {
	Text  string
	Files []slack.File
}

// SaidIn takes the words and files out of a message, those of a message that it passes on included. What Slack shows of a page that it
// links to comes later, and is no word of it.
func SaidIn(m slack.Msg) Said {
	parts, files := []string{unescape(m.Text)}, slices.Clone(m.Files)
	for _, a := range m.Attachments {
		if a.FromURL != "" && !a.IsShare && !a.IsMsgUnfurl {
			continue
		}
		if a.IsShare {
			files = append(files, a.Files...)
		}
		text := a.Text
		if text == "" {
			text = a.Fallback
		}
		parts = append(parts, unescape(strings.TrimSpace(a.Pretext+"\n"+text)))
	}
	return Said{Text: strings.TrimSpace(strings.Join(parts, "\n\n")), Files: files}
}

// Edited reports whether somebody changed what a message says: what Slack shows of its links comes by itself.
func Edited(before, now slack.Msg) bool { return written(before) != written(now) }

func written(m slack.Msg) string {
	m.Attachments = slices.DeleteFunc(slices.Clone(m.Attachments), func(a slack.Attachment) bool { return a.FromURL != "" && !a.IsShare })
	return SaidIn(m).Text
}

// ThreadOf is the message that another one answers in its thread, "" where it answers none.
func ThreadOf(m slack.Msg) string {
	if m.ThreadTimestamp == m.Timestamp {
		return ""
	}
	return m.ThreadTimestamp
}

// slackToken is what Slack puts between < and >: people, channels, groups, moments and links. People's own < is &lt; there.
var slackToken = regexp.MustCompile(`<([@#!]|mailto:|https?://)([^<>|]*)(?:\|([^<>]*))?>`)

// unescape makes a message's text what people read: names instead of ids, and no entities. A link that shows something else
// than where it leads stays as it is: that is worth reading.
func unescape(s string) string {
	s = slackToken.ReplaceAllStringFunc(s, func(token string) string {
		m := slackToken.FindStringSubmatch(token)
		kind, target, label := m[1], m[2], m[3]
		switch {
		case kind == "mailto:":
			return target
		case kind == "@":
			return "@" + cmp.Or(label, "someone")
		case kind == "#":
			return "#" + cmp.Or(label, "channel")
		case kind == "!":
			return cmp.Or(label, "@"+target)
		case label == "" || strings.TrimSuffix(label, "/") == strings.TrimSuffix(target, "/") || label == kind+target:
			return kind + target
		}
		return token
	})
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// letters are the files that can be read: e-mails, texts and web pages.
func (s Said) letters() (out []slack.File) {
	for _, f := range s.Files {
		if isLetterFile(f) && len(out) < mostMails {
			out = append(out, f)
		}
	}
	return out
}

func isLetterFile(f slack.File) bool {
	return isMail(f) || eml.IsLetter(f.Name) || f.Filetype == "text" || f.Filetype == "html"
}

func isMail(f slack.File) bool {
	return f.Mode == "email" || f.Filetype == "email" || f.Filetype == "eml" || f.Mimetype == "message/rfc822" || strings.HasSuffix(strings.ToLower(f.Name), ".eml")
}

// ErrUnfetched is the error of an e-mail that Slack does not give out now, and may the next time.
var ErrUnfetched = errors.New("an e-mail could not be fetched")

// GiveUpAfter is how long it is tried to fetch an e-mail of a watched channel.
const GiveUpAfter = 15 * time.Minute

// passage is a text that a notice may be.
type passage struct {
	text   string
	own    int      // where the notice's own text begins, behind what somebody said beside its e-mail
	unread []string // of its e-mails that can't be read, why not
	shut   []string // what came with it that owed can't read, by name
}

// beside is what a message says itself, with the names of what came with it that can't be read.
func (s Said) beside() passage {
	p := passage{text: strings.TrimSpace(s.Text)}
	for _, f := range s.Files {
		p.shut = append(p.shut, documents(f.Name)...)
	}
	return p
}

// words are all that a message says, its e-mails included. err is ErrUnfetched, unless this is the last try: then what can't be
// fetched can't be read.
func (h *Handler) words(ctx context.Context, s Said, last bool) (p passage, err error) {
	p = s.beside()
	parts := []string{p.text}
	for _, f := range s.letters() {
		l, err := h.letter(ctx, f, last)
		switch {
		case err != nil && passing(err) && !last:
			return passage{}, fmt.Errorf("%w: %w", ErrUnfetched, err)
		case err != nil && passing(err):
			p.unread = append(p.unread, f.Name+fmt.Sprintf(": Slack did not give it out for %d minutes", int(GiveUpAfter.Minutes())))
		case err != nil:
			p.unread = append(p.unread, f.Name+": "+ledger.Say(err))
		default:
			parts = append(parts, strings.TrimSpace(l.text))
			p.shut = append(p.shut, l.shut...)
			for _, note := range l.unread {
				p.unread = append(p.unread, f.Name+": "+note)
			}
		}
	}
	if parts[0] == "" {
		parts = parts[1:]
	} else if len(parts) > 1 {
		p.own = len(parts[0]) + len("\n\n")
	}
	p.text = strings.Join(parts, "\n\n")
	return p, nil
}

// passing reports whether an error may be gone the next time.
func passing(err error) bool {
	k := ledger.KindOf(err)
	return k == ledger.Unavailable || k == ledger.Internal
}

// letter is what a file says. What Slack took apart itself, as it does with mail sent to a channel's address, comes with the
// message; a file is fetched and read. Where it can't be, Slack's own reading of it serves.
func (h *Handler) letter(ctx context.Context, f slack.File, last bool) (passage, error) {
	shown := slackMail(f)
	if f.Mode == "email" && shown != "" {
		return shownMail(shown), nil
	}
	var raw bytes.Buffer
	_, err := h.Desk.Fetch(ctx, f.ID, eml.MaxSize, &raw)
	if err == nil {
		var p passage
		if p, err = readLetter(f, raw.Bytes()); err == nil {
			return p, nil
		}
	}
	switch {
	case shown != "" && (last || !passing(err)):
		return shownMail(shown), nil
	case f.Mode == "email" && !passing(err):
		return passage{text: slackHead(f), unread: []string{"Slack shows no words of it"}}, nil
	}
	return passage{}, err
}

// shownMail is an e-mail of which Slack shows the words. What came with it is not among what Slack names.
func shownMail(text string) passage {
	p := passage{text: text}
	if asksToSee(text) {
		p.shut = []string{""}
	}
	return p
}

func readLetter(f slack.File, raw []byte) (p passage, err error) {
	if !isMail(f) {
		name := f.Name
		if !eml.IsLetter(name) {
			name += "." + f.Filetype
		}
		p.text, err = eml.Letter(raw, name)
		return p, err
	}
	m, err := eml.Read(bytes.NewReader(raw))
	if err != nil {
		return p, err
	}
	p.text = m.Text
	if note := left(m); note != "" {
		p.unread = []string{note}
	}
	if m.Said {
		p.shut = documents(m.Attachments...)
	}
	return p, nil
}

// left says what of a mail was not read, where its words may stand there; "" where all was, or what was not is an attachment
// beside its words.
func left(m eml.Mail) string {
	switch {
	case !m.Said && len(m.Attachments) > 0:
		return "it says nothing beside what is attached, and owed does not read that: " + strings.Join(m.Attachments[:min(len(m.Attachments), 5)], ", ")
	case !m.Said:
		return "there are no words in it"
	case m.Cut:
		return fmt.Sprintf("only its first %d MiB were read, and no mail within more than twelve others", eml.MaxText>>20)
	}
	return ""
}

// slackMail is an e-mail as Slack shows it, "" where it shows no words of it.
func slackMail(f slack.File) string {
	body := cmp.Or(f.PlainText, f.PreviewPlainText)
	if strings.TrimSpace(body) == "" {
		return ""
	}
	return slackHead(f) + "\n\n" + body
}

// slackHead is the head of an e-mail as Slack shows it.
func slackHead(f slack.File) string {
	var from []string
	for _, who := range f.From {
		from = append(from, addressOf(who))
	}
	head := "From: " + strings.Join(from, ", ")
	if f.Headers.Date != "" {
		head += "\nDate: " + f.Headers.Date
	}
	return head + "\nSubject: " + f.Subject
}

func addressOf(who slack.EmailFileUserInfo) string {
	if who.Original != "" || who.Address == "" {
		return who.Original
	}
	return strings.TrimSpace(who.Name + " <" + who.Address + ">")
}
