package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/exchange"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// desk is where files lie in Slack, and where owed speaks to one person. Its client has no deadline of its own: files
// take longer than calls, and whoever moves one brings a context with a deadline.
type desk struct {
	api *slack.Client
	may *atomic.Bool // read files, as Slack said once
}

func newDesk(c Config) desk {
	client := &http.Client{Transport: transport(), CheckRedirect: sameSlack(c.APIURL)}
	return desk{slack.New(c.BotToken.Reveal(), slack.OptionAPIURL(c.APIURL), slack.OptionHTTPClient(client)), &atomic.Bool{}}
}

// mostRedirects is how often Slack may send owed on to where a file lies.
const mostRedirects = 3

// errElsewhere ends a download that leads away from Slack.
var errElsewhere = errors.New("the file's address leads away from Slack")

// sameSlack lets a download be sent on within Slack alone: the token goes along, and what comes from elsewhere is not the
// file. Where a file begins, slack-go sees to it.
func sameSlack(apiURL string) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		api, err := url.Parse(apiURL)
		if err != nil || len(via) > mostRedirects {
			return errElsewhere
		}
		host := req.URL.Hostname()
		slackHost := req.URL.Scheme == "https" && slices.ContainsFunc(slackDomains[:], func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) })
		if !slackHost && (req.URL.Scheme != api.Scheme || req.URL.Host != api.Host) {
			return errElsewhere
		}
		return nil
	}
}

// slackDomains are those of Slack's own hosts.
var slackDomains = [...]string{"slack.com", "slack-files.com", "slack-gov.com"}

// MayRead asks Slack for a file that there is not: what it says shows whether owed may ask.
func (d desk) MayRead(ctx context.Context) bool {
	if d.may.Load() {
		return true
	}
	_, _, _, err := d.api.GetFileInfoContext(ctx, "F0", 1, 1)
	r, ok := errors.AsType[slack.SlackErrorResponse](err)
	may := err == nil || ok && r.Err != "missing_scope"
	if may {
		d.may.Store(true)
	}
	return may
}

// Fetch copies a file's bytes, most of them at most, and says what it is called.
func (d desk) Fetch(ctx context.Context, id string, most int64, to io.Writer) (string, error) {
	f, _, _, err := d.api.GetFileInfoContext(ctx, id, 1, 1)
	if err != nil {
		return "", infoTrouble(err)
	}
	if int64(f.Size) > most {
		return "", tooLarge(most)
	}
	err = d.api.GetFileContext(ctx, f.URLPrivateDownload, &limited{to, most})
	switch {
	case errors.Is(err, errTooLarge):
		return "", tooLarge(most)
	case errors.Is(err, errElsewhere):
		return "", &ledger.Error{Kind: ledger.Invalid, Say: "Its address leads away from Slack, so it was not fetched", Err: err}
	case gone(err):
		return "", &ledger.Error{Kind: ledger.NotFound, Say: "The file can't be read any more. Send it again.", Err: err}
	case err != nil:
		return "", fileTrouble(err, "The file could not be fetched from Slack. Nothing was recorded; try again in a minute.")
	}
	return f.Name, nil
}

// gone reports whether Slack does not have a file any more, or does not give it to owed: asking again is of no use.
func gone(err error) bool {
	code, ok := errors.AsType[slack.StatusCodeError](err)
	return ok && (code.Code == http.StatusNotFound || code.Code == http.StatusForbidden || code.Code == http.StatusGone)
}

// infoTrouble tells a file that can't be read now from one that can't be read at all.
func infoTrouble(err error) error {
	r, ok := errors.AsType[slack.SlackErrorResponse](err)
	switch {
	case ok && r.Err == "missing_scope":
		return &ledger.Error{Kind: ledger.Forbidden, Say: "owed may not read files in this workspace: an admin adds the scope `files:read` to the app and installs it again", Err: err}
	case ok && (r.Err == "file_not_found" || r.Err == "file_deleted" || r.Err == "not_visible" || r.Err == "access_denied"):
		return &ledger.Error{Kind: ledger.NotFound, Say: "The file can't be read any more. Send it again.", Err: err}
	}
	return fileTrouble(err, "Slack could not be asked for the file. Nothing was recorded; try again in a minute.")
}

// Send puts a file into somebody's direct messages with owed.
func (d desk) Send(ctx context.Context, user, name string, f *os.File) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("read %s again: %w", name, err)
	}
	if size == 0 {
		return &ledger.Error{Kind: ledger.NotFound, Say: "Nothing is on record yet, so there is nothing to export."}
	}
	ch, _, _, err := d.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err == nil {
		_, err = d.api.UploadFileContext(ctx, slack.UploadFileParameters{Reader: f, FileSize: int(size), Filename: name, Title: name, Channel: ch.ID})
	}
	if err != nil {
		return fileTrouble(err, "The file could not be put into your direct messages. Try again in a minute.")
	}
	return nil
}

// Tell says something to one person, by DM.
func (d desk) Tell(ctx context.Context, user string, m show.Message) (channel, ts string, err error) {
	channel, ts, err = d.api.PostMessageContext(ctx, user, said(m)...)
	if err != nil {
		return "", "", fmt.Errorf("tell %s: %w", user, err)
	}
	return channel, ts, nil
}

// Retell says something else in the place of what was told.
func (d desk) Retell(ctx context.Context, channel, ts string, m show.Message) error {
	if _, _, _, err := d.api.UpdateMessageContext(ctx, channel, ts, said(m)...); err != nil {
		return fmt.Errorf("update a message: %w", err)
	}
	return nil
}

// progressEvery is how often a message says how far the recording of a file is.
const progressEvery = 3 * time.Second

// seldom are a team's files for Slack, where a message must not change too often.
type seldom struct{ Files }

// Record is Files.Record, but for how often tell is called.
func (s seldom) Record(ctx context.Context, b *exchange.Batch, by ledger.By, at exchange.Place, tell told) error {
	return s.Files.Record(ctx, b, by, at, seldomTold(tell))
}

func said(m show.Message) []slack.MsgOption {
	return []slack.MsgOption{slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl()}
}

func fileTrouble(err error, say string) error {
	return &ledger.Error{Kind: ledger.Unavailable, Say: say, Err: err}
}

func tooLarge(most int64) error {
	return &ledger.Error{Kind: ledger.Invalid, Say: fmt.Sprintf("The file is larger than %d MB. The command line takes larger ones: `owed help`", most>>20)}
}

// errTooLarge ends a download that is longer than was said.
var errTooLarge = errors.New("the file is longer than Slack said")

// limited refuses what goes beyond its limit.
type limited struct {
	w    io.Writer
	left int64
}

// Write is io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, errTooLarge
	}
	return l.w.Write(p)
}
