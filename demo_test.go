package main

import (
	"bytes"
	"testing"
)

// A workspace by itself grants owed what the demo grants it. Deliberate fault it catches: a channel that is said to be watched, in
// a workspace that sends owed none of its messages.
func TestManifestOfTheDemo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		demo    demoCmd
		watches bool
	}{
		"demo": {demoCmd{}, true}, "the workspace alone": {demoCmd{SlackOnly: true}, true}, "without history": {demoCmd{NoHistory: true, SlackOnly: true}, false},
	} {
		got, err := c.demo.manifest()
		if err != nil || bytes.Contains(got, []byte("[message.channels")) != c.watches {
			t.Errorf("%s: watches %v, %v", name, !c.watches, err)
		}
	}
}
