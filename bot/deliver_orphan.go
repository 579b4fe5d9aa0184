package bot

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// mend makes a message that was repeated after a crash point at the one that is kept true. Without the right to read the
// channel owed does not know of it until somebody presses one of its buttons: the press brings its ts. The press itself
// counts as on any other message.
func (d *deliverer) mend(ctx context.Context, cb slack.InteractionCallback) {
	at := place{cb.Channel.ID, cb.Message.Timestamp}
	if cb.Type != slack.InteractionTypeBlockActions || cb.Container.IsEphemeral || at.channel == "" || at.ts == "" || cb.Message.ThreadTimestamp != "" {
		return
	}
	v, matter := matterShown(cb.Message.Blocks)
	if matter == "" {
		return
	}
	ctx, done := context.WithTimeout(ctx, 5*time.Second)
	defer done()
	p, ok, err := d.bot.team.Posted(ctx, v, matter)
	if err != nil || !ok || p.TS == "" || p.TS == at.ts || at.channel[0] == 'D' && p.Channel != at.channel {
		return // it is the one, or a copy that somebody was sent in person
	}
	link, err := d.bot.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: p.Channel, Ts: p.TS})
	if err == nil {
		err = d.posts.update(ctx, at, show.Text("This message was repeated by accident. What is true now stands <"+link+"|here>."))
	}
	if err != nil {
		d.bot.log.WarnContext(ctx, "a repeated message could not be made to point at the one that counts", "vendor", v, "matter", matter, "err", err)
	}
}

// matterShown is the matter that a message's buttons are about, "" where they don't tell.
func matterShown(blocks slack.Blocks) (v ledger.VendorID, matter string) {
	for _, b := range blocks.BlockSet {
		actions, ok := b.(*slack.ActionBlock)
		if !ok || actions.Elements == nil {
			continue
		}
		for _, e := range actions.Elements.ElementSet {
			button, ok := e.(*slack.ButtonBlockElement)
			if !ok {
				continue
			}
			v, subject, _ := show.Pressed(button.Value)
			switch action, _, _ := strings.Cut(button.ActionID, ":"); action {
			case show.ActAck:
				return v, subject
			case show.ActApprove:
				return v, "request:" + subject
			}
		}
	}
	return "", ""
}
