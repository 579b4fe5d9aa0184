package show

import (
	"slices"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// Message is something to read in Slack. It is a value: what adds to it returns another one.
type Message struct {
	Text   string        // the sentence for notifications, lock screens and screen readers; mrkdwn, escaped
	Blocks []slack.Block // what is seen; none: Text is
	json   []byte        // as JSON writes it, where that was done already
}

// Ctx is for whom and when something is shown.
type Ctx struct {
	Now    time.Time
	Zone   *time.Location               // the reader's; nil: UTC
	Guests bool                         // somebody reads along who may not see figures
	Name   func(u ledger.UserID) string // what a person is called; nil: the ID
	Busy   func(v ledger.VendorID) bool // a file with rows of this vendor is being recorded; nil: none
	Policy alerts.Policy                // what the team has set about alerts, where a form says which of them would clear
	Place  Place                        // which page of a list it is
	Chart  bool                         // add Slack's own chart to the ageing; everything is there without it
}

// who is a person's name, escaped: never a mention, so that nobody is called by accident.
func (c Ctx) who(u ledger.UserID) string {
	switch {
	case u == "":
		return "nobody"
	case u == "timer":
		return "owed"
	case len(u) > 4 && u[:4] == "cli:":
		return esc(clip(string(u[4:]), nameLen)) + " (command line)"
	case c.Name != nil:
		if n := c.Name(u); n != "" {
			return esc(clip(n, nameLen))
		}
	}
	return esc(clip(string(u), nameLen))
}

// today is the day at the vendor's.
func (c Ctx) today(a *ledger.Account) ledger.Date { return a.Vendor.Today(c.Now) }

// Noted is the message with a remark at its end. The remark is mrkdwn: what others wrote in it must be escaped (Esc).
func (m Message) Noted(remark string) Message {
	blocks := m.Blocks
	if len(blocks) == 0 && m.Text != "" {
		blocks = []slack.Block{section(m.Text)}
	}
	// A copy, so that two remarks on one message never share an array.
	out := make([]slack.Block, len(blocks), len(blocks)+1)
	copy(out, blocks)
	if len(out) == maxBlocks {
		out = out[:maxBlocks-1]
	}
	noted := Message{Text: m.Text, Blocks: append(out, note(clip(remark, 1500)))}
	noted.json = encode(noted)
	if chars, size := weight(noted.json); chars > maxBlocksJSON || size > maxAck {
		noted.Blocks[len(noted.Blocks)-1] = note(clip(remark, 300))
		noted.json = encode(noted)
	}
	return noted
}

// Calling is the message with a line that mentions people, before its buttons: a paragraph of its own, since a mention in a
// remark may notify nobody. The line is mrkdwn: what others wrote in it must be escaped (Esc).
func (m Message) Calling(line string) Message {
	blocks := m.Blocks
	if len(blocks) == 0 && m.Text != "" {
		blocks = []slack.Block{section(m.Text)}
	}
	at := slices.IndexFunc(blocks, func(b slack.Block) bool { return b.BlockType() == slack.MBTAction })
	if at < 0 {
		at = len(blocks)
	}
	if len(blocks) == maxBlocks {
		return m.Noted(line)
	}
	called := Message{Text: m.Text, Blocks: slices.Insert(slices.Clone(blocks), at, slack.Block(section(clip(line, 1500))))}
	called.json = encode(called)
	if chars, size := weight(called.json); chars > maxBlocksJSON || size > maxAck {
		return m.Noted(line)
	}
	return called
}

// JSON is the message as chat.postMessage, response_url and acknowledgements take it: {"text":…,"blocks":[…]}.
func (m Message) JSON() []byte {
	if m.json != nil {
		return m.json
	}
	return encode(m)
}

// Text is a message of one paragraph. It is mrkdwn: what others wrote in it must be escaped (Esc, Code).
func Text(paragraph string) Message { return write(Ctx{}).paragraph(paragraph) }

// Code shows an ID, a name of a setting or a command as it is.
func Code(s string) string { return code(s) }

// Esc makes what somebody else wrote safe in a remark or a text.
func Esc(s string) string { return esc(clip(s, longLen)) }
