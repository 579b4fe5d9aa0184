package handlers

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
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

// SaidIn takes the words out of a message, those of a message that it passes on included.
func SaidIn(m slack.Msg) Said {
	parts := []string{unescape(m.Text)}
	for _, a := range m.Attachments {
		text := a.Text
		if text == "" {
			text = a.Fallback
		}
		parts = append(parts, unescape(strings.TrimSpace(a.Pretext+"\n"+text)))
	}
	return Said{Text: strings.TrimSpace(strings.Join(parts, "\n\n")), Files: m.Files}
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

// mails are the files that are e-mails.
func (s Said) mails() (out []slack.File) {
	for _, f := range s.Files {
		if isMail(f) && len(out) < mostMails {
			out = append(out, f)
		}
	}
	return out
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
}

// words are all that a message says, its e-mails included. err is ErrUnfetched, unless this is the last try: then what can't be
// fetched can't be read.
func (h *Handler) words(ctx context.Context, s Said, last bool) (p passage, err error) {
	parts := []string{strings.TrimSpace(s.Text)}
	for _, f := range s.mails() {
		mail, note, err := h.mailText(ctx, f, last)
		switch {
		case err != nil && passing(err) && !last:
			return passage{}, fmt.Errorf("%w: %w", ErrUnfetched, err)
		case err != nil && passing(err):
			p.unread = append(p.unread, f.Name+fmt.Sprintf(": Slack did not give it out for %d minutes", int(GiveUpAfter.Minutes())))
		case err != nil:
			p.unread = append(p.unread, f.Name+": "+ledger.Say(err))
		default:
			parts = append(parts, strings.TrimSpace(mail))
			if note != "" {
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

// mailText is an e-mail's text. What Slack took apart itself, as it does with mail sent to a channel's address, comes with
// the message; a file is fetched and read. Where it can't be, Slack's own reading of it serves. note says what of it was not read.
func (h *Handler) mailText(ctx context.Context, f slack.File, last bool) (text, note string, err error) {
	shown := slackMail(f)
	if f.Mode == "email" && shown != "" {
		return shown, "", nil
	}
	var raw bytes.Buffer
	_, err = h.Desk.Fetch(ctx, f.ID, eml.MaxSize, &raw)
	if err == nil {
		var m eml.Mail
		if m, err = eml.Read(&raw); err == nil {
			return m.Text, left(m), nil
		}
	}
	if shown != "" && (last || !passing(err)) {
		return shown, "", nil
	}
	return "", "", err
}

// left says what of a mail was not read, where its words may stand there; "" where all was, or what was not is an attachment
// beside its words.
func left(m eml.Mail) string {
	switch {
	case !m.Said && len(m.Attachments) > 0:
		return "it says nothing beside what is attached, and owed does not read that: " + strings.Join(m.Attachments[:min(len(m.Attachments), 5)], ", ")
	case m.Cut:
		return fmt.Sprintf("only its first %d MiB were read, and no mail within more than twelve others", eml.MaxText>>20)
	}
	return ""
}

// slackMail is an e-mail as Slack shows it, "" where it shows no words of it.
func slackMail(f slack.File) string {
	body := f.PlainText
	if body == "" {
		body = f.PreviewPlainText
	}
	if body == "" {
		return ""
	}
	var from []string
	for _, who := range f.From {
		from = append(from, addressOf(who))
	}
	return "From: " + strings.Join(from, ", ") + "\nSubject: " + f.Subject + "\n\n" + body
}

func addressOf(who slack.EmailFileUserInfo) string {
	if who.Original != "" || who.Address == "" {
		return who.Original
	}
	return strings.TrimSpace(who.Name + " <" + who.Address + ">")
}
