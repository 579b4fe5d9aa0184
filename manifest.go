package main

import (
	"errors"

	"owed.dev/owed/deploy"
)

// manifestCmd prints the manifest to make the Slack app from.
type manifestCmd struct {
	NoHistory bool `help:"Leave out the optional right to read channel history. Then an alert may be repeated, marked so, after a crash."`
	Watch     bool `help:"Add the events that /owed settings watch #channel needs: what is written in the channels that owed is in."`
}

// errWatchNeeds is the answer to two wishes that exclude each other.
var errWatchNeeds = errors.New("--watch needs the right to read channel history, which --no-history leaves out; example: owed manifest --watch")

// Run is the command.
func (m manifestCmd) Run(std stdio) error {
	if m.Watch && m.NoHistory {
		return errWatchNeeds
	}
	text := deploy.Manifest(!m.NoHistory)
	if m.Watch {
		text = deploy.Watching()
	}
	_, err := std.out.Write(text)
	return err
}
