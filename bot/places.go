package bot

import (
	"context"
	"time"

	"github.com/slack-go/slack"
)

const (
	// placesEvery is how often all channels are looked at together, before what is known of each grows too old.
	placesEvery = placeLife - time.Minute
	// mostGuests is up to how many guests are asked about one by one; with more, channels are asked when they are used.
	mostGuests = 20
)

// keepPlaces knows the channels that owed is in before they are used: asking about each of fifty at the moment at which
// alerts are due in all of them takes longer than Slack's limits leave time for.
func (p *people) keepPlaces(ctx context.Context) {
	tick := time.NewTicker(placesEvery)
	defer tick.Stop()
	for {
		if err := p.warmPlaces(ctx); err != nil && ctx.Err() == nil {
			p.log.DebugContext(ctx, "the channels could not be looked at together; each is asked about when it is used", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// warmPlaces looks at all channels that owed is in, and at those of every guest.
func (p *people) warmPlaces(ctx context.Context) error {
	p.mu.Lock()
	at, told := p.now(), p.told
	p.mu.Unlock()
	mine, err := p.channelsOf(ctx, "")
	if err != nil {
		return err
	}
	guests := p.outsiders()
	visited := map[string]bool{}
	if len(guests) <= mostGuests {
		for _, g := range guests {
			theirs, err := p.channelsOf(ctx, g)
			if err != nil {
				return err
			}
			for _, ch := range theirs {
				visited[ch.ID] = true
			}
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.told != told {
		return nil // something changed while we asked: better to know nothing than what was so
	}
	for _, ch := range mine {
		ch.IsMember = true
		p.places[ch.ID] = seen[slack.Channel]{ch, at}
		if len(guests) <= mostGuests {
			p.guests[ch.ID] = seen[bool]{visited[ch.ID], at}
		}
	}
	return nil
}

// outsiders are the people of this workspace who may not see figures.
func (p *people) outsiders() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for id, s := range p.users {
		if u := s.what; u.TeamID == p.team && !p.member(u) && !u.IsBot && !u.IsAppUser && !u.Deleted && id != "USLACKBOT" {
			out = append(out, id)
		}
	}
	return out
}

// channelsOf are the channels that somebody is in, as far as owed sees them; "": owed itself.
func (p *people) channelsOf(ctx context.Context, user string) ([]slack.Channel, error) {
	var out []slack.Channel
	cursor := ""
	for {
		page, next, err := p.api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{
			UserID: user, Types: []string{"public_channel", "private_channel"}, Limit: 999, Cursor: cursor,
		})
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if cursor = next; cursor == "" {
			return out, nil
		}
	}
}
