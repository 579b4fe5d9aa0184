package main

import (
	"owed.dev/owed/deploy"
)

// manifestCmd prints the manifest to make the Slack app from.
type manifestCmd struct {
	NoHistory bool `help:"Leave out the optional right to read channel history. Then an alert may be repeated, marked so, after a crash."`
}

// Run is the command.
func (m manifestCmd) Run(std stdio) error {
	_, err := std.out.Write(deploy.Manifest(!m.NoHistory))
	return err
}
