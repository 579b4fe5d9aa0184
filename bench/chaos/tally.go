package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"owed.dev/owed/devslack"
)

const (
	// allowed is how late an alert may be where nothing was broken, allowedAfter after the end of a fault.
	allowed      = 5 * time.Second
	allowedAfter = 30 * time.Second
)

// tally counts, by the metadata of the messages that stand in Slack in the end.
type tally struct {
	slack    *devslack.Workspace
	channels int
	began    time.Time
	due      map[string]time.Time // matter → the moment from which it had to be told
	faults   []fault
	logs     map[string]int

	complete  bool
	once      int
	twice     []string // matters that stand in a channel more than once
	unmarked  []string // of these, where not every further message says that it may repeat an earlier one
	lost      []string
	strangers []string // messages about something that was not due
	late      []delay
	slowest   []delay         // by the time for which there was room and nothing was broken
	delays    []time.Duration // from due to posted
	waits     []time.Duration // of these, waiting for Slack's caps
	idle      []time.Duration // the longest time for which there was room, nothing was broken, and it did not come
	last      time.Duration   // from the first due to the last posted
}

// delay is one alert that came late.
type delay struct {
	matter string
	by     time.Duration
}

// message is one message of owed's.
type message struct {
	at     time.Time
	marked bool // it says that it may repeat an earlier one
}

// posted are the first messages of all matters as they stand in the channels now.
func (t *tally) posted() map[string][]message {
	out := map[string][]message{}
	for i := range t.channels {
		for _, m := range t.messages(fmt.Sprintf("vendors-%d", i)) {
			if matter := matterOf(m); matter != "" && m.ThreadTS == "" {
				out[matter] = append(out[matter], message{atOf(m.TS), strings.Contains(m.Plain, "May repeat an earlier message")})
			}
		}
	}
	return out
}

func (t *tally) messages(channel string) []devslack.Message {
	list, err := t.slack.ChannelMessages(channel)
	if err != nil {
		return nil
	}
	return list
}

// matterOf is the matter that a message's metadata names, "" where it has none.
func matterOf(m devslack.Message) string {
	var meta struct {
		Payload struct {
			Key string `json:"key"`
		} `json:"event_payload"`
	}
	if json.Unmarshal(m.Metadata, &meta) != nil {
		return ""
	}
	matter, _, ok := cutLast(meta.Payload.Key, "|")
	if !ok {
		return ""
	}
	return matter
}

func cutLast(s, sep string) (before, after string, ok bool) {
	if n := strings.LastIndex(s, sep); n >= 0 {
		return s[:n], s[n+len(sep):], true
	}
	return s, "", false
}

// atOf is the moment at which Slack took a message.
func atOf(ts string) time.Time {
	sec, micro, _ := strings.Cut(ts, ".")
	s, _ := strconv.ParseInt(sec, 10, 64)
	us, _ := strconv.ParseInt(micro, 10, 64)
	return time.Unix(s, us*1000)
}

// count compares what is due with what stands in Slack.
func (t *tally) count(complete bool) {
	t.complete = complete
	posted, room := t.posted(), t.rooms()
	for matter := range posted {
		if _, ok := t.due[matter]; !ok {
			t.strangers = append(t.strangers, matter)
		}
	}
	for _, matter := range slices.Sorted(maps.Keys(t.due)) {
		due, ms := t.due[matter], posted[matter]
		switch {
		case len(ms) == 0:
			t.lost = append(t.lost, matter)
			continue
		case len(ms) > 1:
			t.twice = append(t.twice, matter)
			if slices.ContainsFunc(ms[1:], func(m message) bool { return !m.marked }) {
				t.unmarked = append(t.unmarked, matter)
			}
		default:
			t.once++
		}
		t.measure(matter, due, ms[0].at, room[t.channelOf(matter)])
	}
	slices.Sort(t.delays)
	slices.Sort(t.waits)
	slices.Sort(t.idle)
}

func (t *tally) measure(matter string, due, at time.Time, r *room) {
	t.delays = append(t.delays, at.Sub(due))
	t.last = max(t.last, at.Sub(t.began))
	wait := r.full(due, at)
	t.waits = append(t.waits, wait)
	idle := r.longest(due, at, t.excused())
	t.idle = append(t.idle, idle)
	t.slowest = append(t.slowest, delay{fmt.Sprintf("%s (due at %s, posted at %s)", matter, due.Format("15:04:05.0"), at.Format("15:04:05.0")), idle})
	if idle > allowed {
		t.late = append(t.late, delay{matter, idle})
	}
}

// excused are the times in which something was broken, or was so shortly before.
func (t *tally) excused() []span {
	var out []span
	for _, f := range t.faults {
		out = append(out, span{f.begin, f.end.Add(allowedAfter - allowed)})
	}
	return out
}

func (t *tally) channelOf(matter string) int {
	slug, _, _ := strings.Cut(matter, "|")
	n, _ := strconv.Atoi(strings.TrimPrefix(slug, "v"))
	return n % t.channels
}

// rooms are the times in which Slack's caps left no room, for each channel.
func (t *tally) rooms() []*room {
	var all []time.Time
	by := make([][]time.Time, t.channels)
	for i := range t.channels {
		for _, m := range t.messages(fmt.Sprintf("vendors-%d", i)) {
			by[i] = append(by[i], atOf(m.TS))
		}
		all = append(all, by[i]...)
	}
	slices.SortFunc(all, time.Time.Compare)
	out := make([]*room, t.channels)
	team := fullWindow(all, 300, time.Minute)
	for i := range out {
		out[i] = &room{spans: merge(append(fullBucket(by[i], 5), team...))}
	}
	return out
}

// broken says how the promise is broken, "" where it holds.
func (t *tally) broken(p plan) string {
	var bad []string
	add := func(n int, what string) {
		if n > 0 {
			bad = append(bad, fmt.Sprintf("%d %s", n, what))
		}
	}
	add(len(t.lost), "lost")
	add(len(t.late), "late")
	add(len(t.strangers), "that were not due")
	if p.history {
		add(len(t.twice), "twice")
	}
	add(len(t.unmarked), "repeated without saying so")
	return strings.Join(bad, ", ")
}

// print writes the report.
func (t *tally) print(out io.Writer, p plan) {
	troubles := map[string]int{}
	for _, f := range t.faults {
		troubles[f.name]++
	}
	var words []string
	for _, name := range slices.Sorted(maps.Keys(troubles)) {
		words = append(words, fmt.Sprintf("%s ×%d", name, troubles[name]))
	}
	fmt.Fprintf(out, "%d bots, %d vendors in %d channels, %d invoices that lapse at one moment, %d counter-measures at %.0f/s; history %v, replica %v\n",
		p.bots, p.vendors, p.channels, p.lapses, p.signals, p.rate, p.history, p.replica)
	fmt.Fprintf(out, "troubles: %s\n\n", strings.Join(words, ", "))
	fmt.Fprintf(out, "| due | posted once | twice | of these unmarked | lost | not due | late |\n|---|---|---|---|---|---|---|\n")
	fmt.Fprintf(out, "| %d | %d | %d | %d | %d | %d | %d |\n\n", len(t.due), t.once, len(t.twice), len(t.unmarked), len(t.lost), len(t.strangers), len(t.late))
	fmt.Fprintf(out, "| | p50 | p99 | most |\n|---|---|---|---|\n")
	for _, row := range []struct {
		what string
		list []time.Duration
	}{{"from due to posted", t.delays}, {"of that, waiting for Slack's caps", t.waits}, {"room and nothing broken, but not posted", t.idle}} {
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", row.what, at(row.list, 50), at(row.list, 99), at(row.list, 100))
	}
	fmt.Fprintf(out, "\nThe last of them stood %s after the first bot was ready.\n", t.last.Round(time.Second))
	for what, list := range map[string][]string{"twice": t.twice, "lost": t.lost, "not due": t.strangers} {
		if len(list) > 0 {
			fmt.Fprintf(out, "%s: %v\n", what, list[:min(10, len(list))])
		}
	}
	for _, d := range t.late[:min(10, len(t.late))] {
		fmt.Fprintf(out, "late: %s by %s\n", d.matter, d.by.Round(time.Millisecond))
	}
	slices.SortFunc(t.slowest, func(a, b delay) int { return int(b.by - a.by) })
	for _, d := range t.slowest[:min(3, len(t.slowest))] {
		fmt.Fprintf(out, "slowest: %s, %s\n", d.matter, d.by.Round(time.Millisecond))
	}
	fmt.Fprintln(out, "\nWhat the bots complained about:")
	for _, line := range slices.Sorted(maps.Keys(t.logs)) {
		fmt.Fprintf(out, "  %5d %s\n", t.logs[line], line)
	}
}

// at is a percentile of a sorted list.
func at(list []time.Duration, percent int) time.Duration {
	if len(list) == 0 {
		return 0
	}
	return list[min(len(list)-1, len(list)*percent/100)].Round(time.Millisecond)
}

func readLogs(dir string) []string {
	files, _ := filepath.Glob(filepath.Join(dir, "bot-*.log"))
	var out []string
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		s := bufio.NewScanner(f)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			out = append(out, s.Text())
		}
		f.Close()
	}
	return out
}
