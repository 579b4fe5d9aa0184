package handlers

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// shelf is a desk with files on it: what each holds, or why it can't be had.
type shelf map[string]any

func (shelf) MayRead(context.Context) bool { return true }

func (shelf) Send(context.Context, string, string, *os.File) error { return nil }

func (s shelf) Fetch(_ context.Context, id string, most int64, to io.Writer) (string, error) {
	if err, ok := s[id].(error); ok {
		return "", err
	}
	text, _ := s[id].(string)
	if int64(len(text)) > most {
		return "", errors.New("more was asked for than may be")
	}
	_, err := io.WriteString(to, text)
	return id, err
}

const aMail = "From: AWS <ar@amazon.com>\r\nTo: ap@example.com\r\nSubject: Final notice\r\nContent-Type: text/plain\r\n\r\nPay by Friday.\r\n"

// A message's words are its own, those it passes on, and those of its e-mails, wherever these lie.
func TestWordsOfAMessage(t *testing.T) {
	t.Parallel()
	refused := &ledger.Error{Kind: ledger.Forbidden, Say: "owed may not read files"}
	desk := shelf{"F1": aMail, "F2": "<!DOCTYPE html><title>Sign in</title>", "F3": refused, "F4": refused, "F5": aMail}
	h := &Handler{Desk: desk}
	email := func(id string) slack.File {
		return slack.File{ID: id, Name: id + ".eml", Filetype: "email", Mode: "hosted"}
	}
	shown := email("F4")
	shown.PlainText, shown.Subject, shown.From = "Pay by Friday.", "Final notice", []slack.EmailFileUserInfo{{Name: "AWS", Address: "ar@amazon.com"}}
	sent := slack.File{ID: "none", Filetype: "email", Mode: "email", PlainText: "Pay by Friday.", Subject: "Final notice", From: []slack.EmailFileUserInfo{{Original: "AWS <ar@amazon.com>"}}}
	want := []string{"From: AWS <ar@amazon.com>", "Subject: Final notice", "Pay by Friday."}
	for name, test := range map[string]struct {
		m      slack.Msg
		want   []string
		unread string
	}{
		"words alone": {slack.Msg{Text: "fyi &lt;urgent&gt;"}, []string{"fyi <urgent>"}, ""},
		"names and links": {
			slack.Msg{Text: "<!channel> <@U0BOB00001> <@U1|bob> <#C1|pay> <!subteam^S1|@ap> <mailto:ar@amazon.com|ar@amazon.com> <https://x.example/a|x.example/a> <https://y.example> <https://evil.example|Approve>"},
			[]string{"@channel @someone @bob #pay @ap ar@amazon.com https://x.example/a https://y.example <https://evil.example|Approve>"}, "",
		},
		"a message passed on":           {slack.Msg{Text: "see", Attachments: []slack.Attachment{{Text: "Pay &amp; go"}, {Fallback: "or else"}}}, []string{"see", "Pay & go", "or else"}, ""},
		"a message linked to":           {slack.Msg{Text: "see", Attachments: []slack.Attachment{{Text: "Pay &amp; go", FromURL: "https://x.slack.com/archives/C1/p1", IsMsgUnfurl: true}}}, []string{"see", "Pay & go"}, ""},
		"a mail in a message passed on": {slack.Msg{Text: "fyi", Attachments: []slack.Attachment{{Text: "see", IsShare: true, FromURL: "https://x.slack.com/archives/C1/p1", Files: []slack.File{email("F1")}}}}, append([]string{"fyi", "see"}, want...), ""},
		"a page linked to":              {slack.Msg{Text: "see", Attachments: []slack.Attachment{{Text: "not read", FromURL: "https://x.example"}}}, []string{"see"}, ""},
		"mail that Slack took apart":    {slack.Msg{Files: []slack.File{sent}}, want, ""},
		"a mail as a file":              {slack.Msg{Text: "fyi", Files: []slack.File{email("F1")}}, append([]string{"fyi"}, want...), ""},
		"a page instead of the file":    {slack.Msg{Files: []slack.File{email("F2")}}, nil, "F2.eml: This can't be read as an e-mail"},
		"no right to read, and shown":   {slack.Msg{Files: []slack.File{shown}}, want, ""},
		"no right to read, not shown":   {slack.Msg{Text: "fyi", Files: []slack.File{email("F3")}}, []string{"fyi"}, "F3.eml: owed may not read files"},
		"other files":                   {slack.Msg{Text: "fyi", Files: []slack.File{{ID: "F5", Name: "a.pdf", Filetype: "pdf", PlainText: "not read"}}}, []string{"fyi"}, ""},
		"named in capitals, by its end": {slack.Msg{Files: []slack.File{{ID: "F5", Name: "NOTICE.EML"}}}, want, ""},
	} {
		p, err := h.words(t.Context(), SaidIn(test.m), false)
		text, unread := p.text, p.unread
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, w := range test.want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is missing in %q", name, w, text)
			}
		}
		if strings.Contains(text, "not read") || !strings.Contains(strings.Join(unread, "\n"), test.unread) || test.unread == "" && len(unread) > 0 {
			t.Errorf("%s: read %q, not read %q", name, text, unread)
		}
	}
}

// What may be different the next time is not said to be unreadable: it is tried again.
func TestAMailThatCanNotBeHadNow(t *testing.T) {
	t.Parallel()
	h := &Handler{Desk: shelf{"F1": &ledger.Error{Kind: ledger.Unavailable, Say: "later"}}}
	p, err := h.words(t.Context(), Said{Files: []slack.File{{ID: "F1", Name: "a.eml"}}}, false)
	if ledger.KindOf(err) != ledger.Unavailable || len(p.unread) > 0 {
		t.Errorf("got %v, unread %q", err, p.unread)
	}
}
