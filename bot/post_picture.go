package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers"
	"owed.dev/owed/handlers/show"
)

// pictureWaits are the pauses before each try to post a message with a picture that Slack has just been sent: it takes a
// moment until Slack lets a message show it. Together they leave a post enough of its deadline.
var pictureWaits = []time.Duration{0, 500 * time.Millisecond, time.Second, 2 * time.Second}

// pictured posts a message whose charts Slack refuses with a picture in their place; where there is no picture to be had,
// without. The picture is sent first, and seen by nobody until a message shows it: a bot that dies in between leaves nothing
// behind that anybody sees, and the next one begins anew.
func (p *poster) pictured(ctx context.Context, n note, m show.Message, try *attempt) (place, error) {
	file, err := p.sendPicture(ctx, m)
	if _, unsure := errors.AsType[*unsureError](err); unsure {
		file, err = p.sendPicture(ctx, m) // nobody sees what was sent twice
	}
	if turn, ok := errors.AsType[*notYetError](err); ok {
		return place{}, turn
	}
	if err == nil {
		var at place
		if at, err = p.whenReady(ctx, n, m.Pictured(file), try); !errors.Is(err, errBlocks) {
			return at, err
		}
	}
	p.bot.log.WarnContext(ctx, "slack shows no charts here, and there is no picture to put in their place; the message is posted without", "key", n.key, "err", err)
	return p.post(ctx, n, m.Uncharted(), try)
}

// whenReady posts a message as soon as Slack can show its picture.
func (p *poster) whenReady(ctx context.Context, n note, m show.Message, try *attempt) (at place, err error) {
	for _, wait := range pictureWaits {
		if !pause(ctx, wait) || !try.intime() {
			return place{}, &notYetError{} // nothing stands there yet; whoever has the claim next begins anew
		}
		if at, err = p.post(ctx, n, m, try); !unready(err) {
			break
		}
	}
	return at, err
}

// sendPicture draws a message's charts and gives the picture to Slack. It returns the file's ID.
func (p *poster) sendPicture(ctx context.Context, m show.Message) (file string, err error) {
	const method = "files.getUploadURLExternal" // the first call of three
	if wait := p.pace.method(method); wait > 0 {
		return "", &notYetError{wait}
	}
	var png bytes.Buffer
	if err := handlers.DrawCharts(&png, m.Charts()); err != nil {
		return "", err
	}
	f, err := p.bot.api.UploadFileContext(ctx, slack.UploadFileParameters{Reader: &png, FileSize: png.Len(), Filename: "owed.png", Title: m.Charts()[0].Title})
	if r, ok := errors.AsType[slack.SlackErrorResponse](err); ok && r.Err == "missing_scope" {
		return "", fmt.Errorf("owed may send no files: add the scope files:write to the app and install it again: %w", err)
	}
	if err != nil {
		return "", p.judge(method, "", err)
	}
	return f.ID, nil
}

// unready reports whether Slack refused a message because it can't show a file yet.
func unready(err error) bool {
	r, ok := errors.AsType[slack.SlackErrorResponse](err)
	return ok && slices.ContainsFunc(r.ResponseMetadata.Messages, func(why string) bool { return strings.Contains(why, "slack file") })
}

// pause waits; false: ctx ended first.
func pause(ctx context.Context, wait time.Duration) bool {
	select {
	case <-time.After(wait):
		return true
	case <-ctx.Done():
		return false
	}
}
