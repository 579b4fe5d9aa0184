package alerts

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// Do is what to do about a matter's message.
type Do int

// What can be done. Update also where Reply is: the message shows the present state, the thread its history.
const (
	Nothing Do = iota
	Post       // a first message, or the first since the last was cleared
	Update     // the message shows something else
	Reply      // a new rung: said in the thread, and the message is updated
	Clear      // the message is updated for the last time: struck and dated
	Wait       // until Action.Until: quiet hours, or snoozed
)

var doWords = [...]string{"nothing", "post", "update", "reply", "clear", "wait"}

// String is the word for it.
func (d Do) String() string { return doWords[d] }

// Action is what to do about a matter now, and what will be on record once it is done.
type Action struct {
	Do        Do
	Rung      Rung // what is said; its Key is the key of the reply in the thread
	To        []Audience
	Broadcast bool      // a reply that shows in the channel, too: severity rose
	Mention   bool      // people are mentioned
	Until     time.Time // Wait: look again then
	Again     time.Time // look again then, whatever is done now: a snooze ends, an escalation is due; zero: no need
	Went      bool      // it came and went while it had to wait: nobody was told, so the digest counts it
	Why       string    // in words, for the log

	after ledger.Posted
}

// The names under which Tell keeps what it must know next time in Posted.Extra.
const (
	extraSaid     = "said"     // ledger time of what was said last
	extraSeen     = "seen"     // ledger time up to which everything due was said, or was nothing new
	extraSeverity = "severity" // the gravest severity said since the first post
	extraCritical = "critical" // ledger time at which something critical was said last
	extraWaits    = "waits"    // something that was never told waits for the end of quiet hours
)

// Done is the record after the action: where it was posted is filled in by whoever posted it.
func (a Action) Done(channel, ts string) ledger.Posted {
	p := a.after
	if a.Do == Post {
		p.Channel, p.TS = channel, ts
	}
	return p
}

// Tell compares a matter with what was told of it. What was said stands in posted, so whoever calls it twice says it once.
func Tell(al Alert, posted ledger.Posted, at time.Time) Action {
	up := posted.TS != "" && posted.Cleared.IsZero()
	act := Action{Why: "nothing is new", after: clonePosted(posted)}
	switch {
	case !al.Live() && (up || posted.TS != "" && al.ofOne() && al.Why != "" && posted.Shown != Shown(al, posted)):
		act.Do, act.Why = Clear, "no longer so"
		act.after.Shown = Shown(al, posted)
		if up {
			act.after.Cleared = at
		}
		return act
	case !al.Live(), al.Keeps && !up:
		act.Why = "does not stand"
		act.Went = act.after.Extra[extraWaits] != ""
		delete(act.after.Extra, extraWaits)
		return act
	case !up && al.Digest:
		act.Why = "stands in the digest"
		return act
	}
	act.tell(al, posted, at, up)
	if act.Do == Post || up {
		act.Again = act.lookAgain(al, at)
	}
	return act
}

// GoesOn reports whether what a matter waited to tell goes on, though the matter no longer stands: what fell due meanwhile and
// was not paid is in its grace or overdue the day after. Nobody has settled it then, and another matter will tell of it.
func GoesOn(a *ledger.Account, p Policy, matter string, posted ledger.Posted, at time.Time) bool {
	if matter != MatterDue {
		return false
	}
	v := see(a, p, at)
	since := v.today(moment(posted, extraWaits))
	return slices.ContainsFunc(v.dueDays(), func(d dueDay) bool {
		return d.claim.Positive() && d.Due >= since && !at.Before(v.start(d.Due.AddDays(1)))
	})
}

// tell decides about a matter that stands.
func (a *Action) tell(al Alert, posted ledger.Posted, at time.Time, up bool) {
	rung, isNew := unsaid(al, posted, up)
	rose := up && al.Severity > said(posted)
	if rose && !isNew {
		rung = Rung{Key: "rose " + al.Severity.String() + " " + rung.Key, Label: al.Severity.String(), At: at, Kind: al.Kind, Severity: al.Severity, Event: true, To: al.To}
		isNew = true
	}
	a.Rung, a.To, a.Mention = rung, al.To, al.Severity == Critical
	wait := waits(al, rung, posted, at, rose)
	if up && (!isNew || wait.IsZero()) {
		a.seen(at)
	}
	switch {
	case !up && (al.Rung == "" || !isNew):
		a.Why = "nothing is due yet"
	case isNew && !wait.IsZero():
		a.Do, a.Until, a.Why = Wait, wait, "quiet hours, or snoozed"
		if !up {
			a.mark(extraWaits, at)
		}
		if up && posted.Shown != Shown(al, posted) {
			a.Do = Update
			a.shows(al)
		}
	case !up:
		a.Do, a.Why = Post, "first: "+rung.Label
		a.after = ledger.Posted{Owner: posted.Owner, First: at}
		a.say(al, rung, at)
	case isNew:
		a.Do, a.Broadcast, a.Mention, a.Why = Reply, rose, rung.Severity == Critical, "new: "+rung.Label
		if len(rung.To) > 0 {
			a.To = rung.To
		}
		a.say(al, rung, at)
		a.after.Thread = append(a.after.Thread, rung.Key)
	case posted.Shown != Shown(al, posted):
		a.Do, a.Why = Update, "shows something else"
		a.shows(al)
	}
}

// say puts on record that everything due up to now is said.
func (a *Action) say(al Alert, rung Rung, at time.Time) {
	p := &a.after
	for _, r := range al.Rungs {
		if r.Event && !slices.Contains(p.Rungs, r.Key) {
			p.Rungs = append(p.Rungs, r.Key)
		}
	}
	if !slices.Contains(p.Rungs, rung.Key) {
		p.Rungs = append(p.Rungs, rung.Key)
	}
	a.seen(at)
	p.Extra[extraSaid] = p.Extra[extraSeen]
	p.Extra[extraSeverity] = max(al.Severity, said(*p)).String()
	if al.Severity == Critical {
		p.Extra[extraCritical] = p.Extra[extraSaid]
	}
	a.shows(al)
}

// shows puts on record what the message shows.
func (a *Action) shows(al Alert) {
	p := &a.after
	p.Shown = Shown(al, *p)
	if al.Due == nil {
		return
	}
	if p.Extra == nil {
		p.Extra = map[string]string{}
	}
	p.Extra[extraDue] = ""
	for _, d := range al.Due {
		if day := d.Due.String(); !strings.HasSuffix(p.Extra[extraDue], day) {
			p.Extra[extraDue] = strings.TrimSpace(p.Extra[extraDue] + " " + day)
		}
	}
}

// seen puts on record that nothing due up to a moment is left unsaid.
func (a *Action) seen(at time.Time) {
	a.mark(extraSeen, at)
}

// mark keeps a moment.
func (a *Action) mark(name string, at time.Time) {
	if a.after.Extra == nil {
		a.after.Extra = map[string]string{}
	}
	a.after.Extra[name] = at.UTC().Format(time.RFC3339Nano)
}

// unsaid is the newest rung that was not said: a fact that somebody recorded and that is not on the list of what was said,
// or a moment that came after the matter was looked at last. An earlier one that was never said is dropped. So a part
// payment, which makes the days count from a younger invoice, brings none of that invoice's past days up again.
func unsaid(al Alert, posted ledger.Posted, up bool) (Rung, bool) {
	last, ok := al.newest()
	if !up {
		return last, ok
	}
	since := moment(posted, extraSeen)
	for _, r := range slices.Backward(al.Rungs) {
		switch {
		case slices.Contains(posted.Rungs, r.Key):
		case r.Event || r.At.After(since):
			if r.Repeat && posted.AckedAt.After(moment(posted, extraSaid)) {
				continue
			}
			return r, true
		}
	}
	return last, false
}

// waits is until when a rung has to wait: quiet hours, or snoozed. What is critical in itself breaks through the first,
// what somebody recorded, what became graver and the end of a cure period through the second.
func waits(al Alert, rung Rung, posted ledger.Posted, at time.Time, rose bool) time.Time {
	if al.Hold.After(at) {
		return al.Hold
	}
	if posted.Snoozed.After(at) && posted.Cleared.IsZero() && !rung.Event && !rose && rung.Kind != CureEnding {
		return posted.Snoozed
	}
	return time.Time{}
}

// Shown is a digest of all that a matter's message shows: where it differs from what was posted, the message is updated.
func Shown(al Alert, posted ledger.Posted) string {
	h := sha256.New()
	for _, s := range []string{al.Facts, string(posted.Acked), string(posted.Owner), string(posted.Snoozer), posted.Snoozed.UTC().String()} {
		h.Write([]byte(s + "\x00"))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// said is the gravest severity said since the first post.
func said(p ledger.Posted) Severity {
	n := slices.Index(severityWords[:], p.Extra[extraSeverity])
	return Severity(max(n, 0))
}

// moment is a time kept in Posted.Extra, else that of the first post.
func moment(p ledger.Posted, name string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, p.Extra[name])
	if err != nil && name != extraCritical {
		return p.First
	}
	return t
}

func clonePosted(p ledger.Posted) ledger.Posted {
	p.Rungs, p.Thread, p.Extra = slices.Clone(p.Rungs), slices.Clone(p.Thread), maps.Clone(p.Extra)
	return p
}

// lookAgain is when the matter must be looked at again for the sake of its message.
func (a *Action) lookAgain(al Alert, at time.Time) time.Time {
	n := earliest{after: at}
	_, next := Escalations(al, a.after, at)
	n.add(next)
	n.add(a.after.Snoozed)
	n.add(a.Until)
	return n.t
}
