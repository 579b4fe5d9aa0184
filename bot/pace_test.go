package bot

import (
	"context"
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	t.Parallel()
	now := time.Date(2023, 3, 6, 9, 0, 0, 0, time.UTC)
	p := newPace(func() time.Time { return now })
	for n := range channelBurst {
		if wait := p.post("C1", false); wait != 0 {
			t.Fatalf("message %d waits %s", n+1, wait)
		}
	}
	first, second := p.post("C1", false), p.post("C1", false)
	if first <= 0 || second < first+time.Second || second > 4*time.Second {
		t.Errorf("the next two come back after %s and %s; want a second apart", first, second)
	}
	if wait := p.post("C2", false); wait != 0 {
		t.Errorf("another channel waits %s", wait)
	}
	p.refused("chat.postMessage", "C3", time.Second)
	if p.post("C3", true) == 0 || p.post("C4", true) != 0 {
		t.Error("a brief pause is about its channel alone")
	}
	p.refused("chat.postMessage", "C3", 30*time.Second)
	if wait := p.post("C5", true); wait < 30*time.Second || wait > 30*time.Second+spread {
		t.Errorf("a long pause is about the method; another channel waits %s", wait)
	}
}

// What is critical still has room when the rest has to wait.
func TestPaceKeepsRoomForCritical(t *testing.T) {
	t.Parallel()
	now := time.Date(2023, 3, 6, 9, 0, 0, 0, time.UTC)
	p := newPace(func() time.Time { return now })
	n := 0
	for ; p.post(string(rune('a'+n)), false) == 0; n++ {
	}
	if n != teamBurst-kept+1 {
		t.Errorf("%d of what can wait went out at once", n)
	}
	if wait := p.post("Z", true); wait != 0 {
		t.Errorf("what is critical waits %s", wait)
	}
}

// Nobody who waits comes back long after there is room, however long the queue.
func TestPaceSpread(t *testing.T) {
	t.Parallel()
	now := time.Date(2023, 3, 6, 9, 0, 0, 0, time.UTC)
	p := newPace(func() time.Time { return now })
	for range 1000 {
		if wait := p.post("C1", true); wait > time.Second+spread {
			t.Fatalf("somebody comes back after %s", wait)
		}
	}
}

func TestUnpaced(t *testing.T) {
	t.Parallel()
	p := newPace(time.Now)
	p.lift()
	for range 1000 {
		if wait := p.post("C1", false); wait != 0 {
			t.Fatalf("waits %s", wait)
		}
	}
	p.refused("chat.postMessage", "C1", time.Minute)
	if p.post("C1", false) == 0 {
		t.Error("Slack's own refusal is not obeyed")
	}
}

// Of the calls that many make at once one is under way, and one refusal holds all. Deliberate fault it catches: thirty calls that
// Slack refuses in the same moment.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	now := time.Date(2023, 3, 6, 9, 0, 0, 0, time.UTC)
	p := newPace(func() time.Time { return now })
	impatient, stop := context.WithCancel(t.Context())
	stop()
	done, wait := p.alone(t.Context(), "conversations.history")
	if done == nil || wait != 0 {
		t.Fatalf("the first waits %s", wait)
	}
	if _, wait := p.alone(impatient, "conversations.history"); wait != inTurn {
		t.Errorf("the second, beside the first, comes back after %s, want %s", wait, inTurn)
	}
	other, wait := p.alone(t.Context(), "conversations.replies")
	if wait != 0 {
		t.Fatalf("another method waits %s", wait)
	}
	other()
	p.refused("conversations.history", "", 30*time.Second)
	done()
	for range 2 {
		if _, wait := p.alone(t.Context(), "conversations.history"); wait != 30*time.Second {
			t.Errorf("after a refusal the next waits %s, want 30 s", wait)
		}
	}
	now = now.Add(30 * time.Second)
	if _, wait := p.alone(t.Context(), "conversations.history"); wait != 0 {
		t.Errorf("after the pause the next waits %s", wait)
	}
}
