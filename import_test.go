package main

import (
	"bytes"
	"testing"
	"time"

	"owed.dev/owed/exchange"
)

// The terminal hears of each 20,000 rows once, with the time to go, and of the end. Deliberate faults it catches: a line for
// each part, none between beginning and end, no time to go, a late row that is not named.
func TestProgressOnTheTerminal(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	tell := progress(stdio{out: &out, err: &errs})
	for n := 0; n <= 100; n++ {
		if err := tell(t.Context(), exchange.Outcome{Rows: 50_000, Recorded: 500 * n, ToGo: time.Duration(100-n) * 100 * time.Millisecond}); err != nil {
			t.Fatal(err)
		}
	}
	late := []exchange.Refusal{{Line: 7, Reason: "somebody was faster"}}
	if err := tell(t.Context(), exchange.Outcome{Rows: 50_000, Recorded: 50_000, New: 49_999, Left: 1, Late: late, Took: 2 * time.Second, Done: true}); err != nil {
		t.Fatal(err)
	}
	if got, want := errs.String(), "20,000 of 50,000 rows are on record, about 6s to go\n40,000 of 50,000 rows are on record, about 2s to go\nline 7: somebody was faster\n"; got != want {
		t.Errorf("stderr: %q, want %q", got, want)
	}
	if got, want := out.String(), "49999 new, 0 known already, 1 refused, in 2s.\n"; got != want {
		t.Errorf("stdout: %q, want %q", got, want)
	}
}
