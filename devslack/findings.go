package devslack

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Finding is something the bot did that Slack would refuse, truncate or time out, or that its guides forbid.
type Finding struct {
	At       time.Time `json:"at"`
	Kind     string    `json:"kind"`               // a word for programs, such as ack_late or invalid_blocks
	Say      string    `json:"say"`                // a sentence for people
	Method   string    `json:"method,omitempty"`   // the API method or envelope type it happened in
	Pointer  string    `json:"pointer,omitempty"`  // the place in the payload
	Expected bool      `json:"expected,omitempty"` // a test announced it
}

// findingsKept bounds the memory of a bot that errs in a loop.
const findingsKept = 2000

type findings struct {
	mu       sync.Mutex
	all      []Finding
	expected []string
	notify   func()
}

func (f *findings) add(kind, method, pointer, format string, args ...any) {
	say := format
	if len(args) > 0 {
		say = fmt.Sprintf(format, args...)
	}
	f.mu.Lock()
	n := Finding{At: machineNow(), Kind: kind, Method: method, Pointer: pointer, Say: say}
	n.Expected = slices.ContainsFunc(f.expected, func(e string) bool { return e == kind || strings.Contains(say, e) })
	if len(f.all) < findingsKept {
		f.all = append(f.all, n)
	}
	f.mu.Unlock()
	f.notify()
}

// Findings gives what was found so far, oldest first.
func (w *Workspace) Findings() []Finding {
	w.findings.mu.Lock()
	defer w.findings.mu.Unlock()
	return slices.Clone(w.findings.all)
}

// Expect announces findings of a kind, or with these words, past ones included: they do not fail a test.
func (w *Workspace) Expect(kindOrWords string) {
	f := w.findings
	f.mu.Lock()
	defer f.mu.Unlock()
	f.expected = append(f.expected, kindOrWords)
	for i := range f.all {
		if f.all[i].Kind == kindOrWords || strings.Contains(f.all[i].Say, kindOrWords) {
			f.all[i].Expected = true
		}
	}
}
