package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/exchange"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// maxFetch is the largest file that is fetched from Slack.
const maxFetch = 64 << 20

// desk is where files lie in Slack, and where owed speaks to one person. Its client has no deadline of its own: files
// take longer than calls, and whoever moves one brings a context with a deadline.
type desk struct{ api *slack.Client }

func newDesk(c Config) desk {
	return desk{slack.New(c.BotToken.Reveal(), slack.OptionAPIURL(c.APIURL), slack.OptionHTTPClient(&http.Client{Transport: transport()}))}
}

// MayRead asks Slack for a file that there is not: what it says shows whether owed may ask.
func (d desk) MayRead(ctx context.Context) bool {
	_, _, _, err := d.api.GetFileInfoContext(ctx, "F0", 1, 1)
	r, ok := errors.AsType[slack.SlackErrorResponse](err)
	return err == nil || ok && r.Err != "missing_scope"
}

// Fetch copies a file's bytes, and says what it is called.
func (d desk) Fetch(ctx context.Context, id string, to io.Writer) (string, error) {
	f, _, _, err := d.api.GetFileInfoContext(ctx, id, 1, 1)
	if err != nil {
		return "", fileTrouble(err, "The file can't be read any more. Send it again with `/owed import`.")
	}
	if f.Size > maxFetch {
		return "", tooLarge(f.Name)
	}
	if err := d.api.GetFileContext(ctx, f.URLPrivateDownload, &limited{to, maxFetch}); err != nil {
		if errors.Is(err, errTooLarge) {
			return "", tooLarge(f.Name)
		}
		return "", fileTrouble(err, "The file could not be fetched from Slack. Nothing was recorded; try again in a minute.")
	}
	return f.Name, nil
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

func tooLarge(name string) error {
	return &ledger.Error{Kind: ledger.Invalid, Say: fmt.Sprintf("%s is larger than 64 MB. Read it on the command line: `owed import FILE`", show.Esc(name))}
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
