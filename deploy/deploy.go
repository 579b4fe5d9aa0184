// Package deploy holds what owed is installed with: the Slack app's manifest and, beside it, files for operators.
package deploy

import (
	"bytes"
	_ "embed" // the manifest is a file that people read
)

//go:embed manifest.yaml
var manifest []byte

// Manifest is the Slack app's manifest. Without history it leaves out the optional right to read channel history.
func Manifest(history bool) []byte {
	if history {
		return bytes.Clone(manifest)
	}
	var out [][]byte
	for line := range bytes.Lines(manifest) {
		if !bytes.Contains(line, []byte("# optional")) {
			out = append(out, line)
		}
	}
	return bytes.Join(out, nil)
}

// Watching is the manifest with the optional events that `settings watch` needs: Slack then sends owed what is written in
// the channels that owed is in. It reads those that an admin has named, and looks at no other. history is needed for it.
func Watching() []byte {
	const events = "bot_events: ["
	return bytes.Replace(manifest, []byte(events), []byte(events+"message.channels, message.groups, "), 1)
}
