package slacktest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/devslack"
)

// Workspace is a local Slack for one test.
type Workspace struct {
	*devslack.Workspace
	t testing.TB
}

// Test opens a workspace, closes it when the test ends, and fails the test for every finding that was not expected.
func Test(t testing.TB, o devslack.Options) *Workspace {
	t.Helper()
	inner, err := devslack.New(o)
	if err != nil {
		t.Fatalf("devslack: %v", err)
	}
	w := &Workspace{Workspace: inner, t: t}
	t.Cleanup(func() {
		if err := inner.Close(); err != nil {
			t.Errorf("devslack: closing: %v", err)
		}
		for _, f := range inner.Findings() {
			if !f.Expected {
				t.Errorf("devslack: finding %s (%s): %s", f.Kind, f.Method, f.Say)
			}
		}
	})
	return w
}

// Connected waits until the bot has n Socket Mode connections.
func (w *Workspace) Connected(n int) {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.t.Context(), 10*time.Second)
	defer stop()
	if err := w.WaitConnected(ctx, n); err != nil {
		w.t.Fatalf("devslack: %v", err)
	}
}

// Person gives somebody of the workspace, by name or id.
func (w *Workspace) Person(name string) *Person { return &Person{w: w, Name: name} }

// Channel gives a channel as everybody in it sees it, by name or id.
func (w *Workspace) Channel(name string) *Channel { return &Channel{w: w, Name: name} }

// Person is somebody who does things. What the workspace does not let them do fails the test.
type Person struct {
	w    *Workspace
	Name string
}

// Types types a message or a slash command, and gives what came of it.
func (p *Person) Types(channel, text string) devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.Type(p.w.t.Context(), devslack.TypeRequest{User: p.Name, Channel: channel, Text: text}))
}

// Replies types a message into a thread.
func (p *Person) Replies(channel, threadTS, text string) devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.Type(p.w.t.Context(), devslack.TypeRequest{User: p.Name, Channel: channel, Text: text, ThreadTS: threadTS}))
}

// Presses presses the button with this text: in the open form, in the channel's newest message that has it, or in Home.
func (p *Person) Presses(channel, text string) devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.Press(p.w.t.Context(), devslack.PressRequest{User: p.Name, Channel: channel, Text: text}))
}

// Picks picks a value in the select with this placeholder or label.
func (p *Person) Picks(channel, text string, value any) devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.Press(p.w.t.Context(), devslack.PressRequest{User: p.Name, Channel: channel, Text: text, Value: value}))
}

// Submits fills in the open form, by label, and submits it.
func (p *Person) Submits(fields map[string]string) devslack.Outcome {
	p.w.t.Helper()
	vals := make(map[string]any, len(fields))
	for k, v := range fields {
		vals[k] = v
	}
	return p.SubmitsAny(vals)
}

// SubmitsAny is Submits for fields that take lists and files, too.
func (p *Person) SubmitsAny(fields map[string]any) devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.Submit(p.w.t.Context(), devslack.SubmitRequest{User: p.Name, Values: fields}))
}

// Closes closes the open form.
func (p *Person) Closes() devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.CloseView(p.w.t.Context(), p.Name, false))
}

// Shortcut uses a shortcut of the app; channel may be "" for a global one.
func (p *Person) Shortcut(name, channel string) devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.Workspace.Shortcut(p.w.t.Context(), devslack.ShortcutRequest{User: p.Name, Name: name, Channel: channel}))
}

// OpensHome opens the app's Home.
func (p *Person) OpensHome() devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.OpenHome(p.w.t.Context(), devslack.HomeRequest{User: p.Name}))
}

// Suggests types into an external select and gives the options.
func (p *Person) Suggests(label, typed string) devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.Suggest(p.w.t.Context(), devslack.SuggestRequest{User: p.Name, Label: label, Typed: typed}))
}

// Uploads shares a file in a channel.
func (p *Person) Uploads(channel, name, content string) devslack.Outcome {
	p.w.t.Helper()
	return p.did(p.w.Upload(p.w.t.Context(), devslack.UploadRequest{User: p.Name, Channel: channel, Name: name, Content: content}))
}

// Sees gives what the person sees in a channel, oldest first.
func (p *Person) Sees(channel string) []devslack.Message {
	p.w.t.Helper()
	list, err := p.w.Messages(p.Name, channel)
	if err != nil {
		p.w.t.Fatalf("devslack: %v", err)
	}
	return list
}

// SeesForm gives the form that is open for the person, waiting for it for a while.
func (p *Person) SeesForm(wait time.Duration) *devslack.View {
	p.w.t.Helper()
	var v *devslack.View
	p.w.until(wait, func() bool {
		var err error
		v, err = p.w.OpenView(p.Name)
		return err == nil && v != nil
	}, p.Name+" sees no form")
	return v
}

// Waits waits until the person sees a message with these words in a channel, and gives the newest of them.
func (p *Person) Waits(channel, words string, wait time.Duration) devslack.Message {
	p.w.t.Helper()
	var hit devslack.Message
	p.w.until(wait, func() bool {
		list, err := p.w.Messages(p.Name, channel)
		if err != nil {
			p.w.t.Fatalf("devslack: %v", err)
		}
		for i := len(list) - 1; i >= 0; i-- {
			if strings.Contains(list[i].Plain, words) {
				hit = list[i]
				return true
			}
		}
		return false
	}, p.Name+" does not see "+words+" in "+channel)
	return hit
}

func (p *Person) did(o devslack.Outcome, err error) devslack.Outcome {
	p.w.t.Helper()
	if err != nil {
		p.w.t.Fatalf("devslack: %v", err)
	}
	return o
}

// Channel is a channel as everybody in it sees it.
type Channel struct {
	w    *Workspace
	Name string
}

// Messages gives what everybody sees there, oldest first.
func (c *Channel) Messages() []devslack.Message {
	c.w.t.Helper()
	list, err := c.w.ChannelMessages(c.Name)
	if err != nil {
		c.w.t.Fatalf("devslack: %v", err)
	}
	return list
}

// Waits waits until a message with these words stands in the channel, and gives the newest of them.
func (c *Channel) Waits(words string, wait time.Duration) devslack.Message {
	c.w.t.Helper()
	var hit devslack.Message
	c.w.until(wait, func() bool {
		list := c.Messages()
		for i := len(list) - 1; i >= 0; i-- {
			if strings.Contains(list[i].Plain, words) {
				hit = list[i]
				return true
			}
		}
		return false
	}, c.Name+" has no message with "+words)
	return hit
}

// until waits until something is so; it looks again whenever something changes in the workspace.
func (w *Workspace) until(wait time.Duration, so func() bool, not string) {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.t.Context(), wait)
	defer stop()
	if !w.Until(ctx, so) {
		w.t.Fatalf("devslack: after %s, %s", wait, not)
	}
}

// Judge tells what Slack would say to one block of a message, nil where it accepts it.
func (w *Workspace) Judge(block any) error {
	b, err := json.Marshal([]any{block})
	if err != nil {
		return err
	}
	return devslack.CheckBlocks(b)
}
