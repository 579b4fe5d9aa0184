package alerts

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// Policy is what a team has set about alerts. The zero Policy is what holds before anything is set.
type Policy struct {
	Zone     *time.Location // the team's; nil: each vendor's own
	Quiet    Hours          // warnings wait until they end; zero: off
	Hours    Hours          // in which people work; zero: 09:00-17:00
	Digest   Digest
	Holidays map[ledger.Date]bool
	Chain    []Step // nil: the default; empty: none
	Share    int    // percent of outstanding that is overdue; 0: 50

	rules      map[string]Setting // "lapsed", "lapsed for aws", "lapsed for tag:hosting"
	thresholds map[string][]ledger.Money
}

// Hours is a stretch of the day in minutes after midnight; it may run over midnight. The zero Hours are none.
type Hours struct{ From, To int }

// Set reports whether hours are set.
func (h Hours) Set() bool { return h.From != h.To }

// String writes them as settings do: 19:00-08:00.
func (h Hours) String() string { return clockText(h.From) + "-" + clockText(h.To) }

func (h Hours) within(minute int) bool {
	if h.From < h.To {
		return minute >= h.From && minute < h.To
	}
	return minute >= h.From || minute < h.To
}

// Digest is when the digest comes.
type Digest struct {
	Off    bool
	Weekly bool // on Mondays
	Minute int  // after midnight; 0: 09:00
}

// Step is one step of the escalation of a critical alert that nobody acknowledges.
type Step struct {
	After time.Duration
	To    []Audience
}

// DefaultChain is how a critical alert escalates where nothing else is set.
func DefaultChain() []Step {
	return []Step{
		{15 * time.Minute, []Audience{Owner}},
		{30 * time.Minute, []Audience{Approvers, Legal}},
		{60 * time.Minute, []Audience{Admins}},
	}
}

// Setting is what is set about one kind of alert. The zero Setting leaves the catalogue's.
type Setting struct {
	Off      bool
	To       []Audience // instead of the catalogue's
	Days     []int      // instead of the catalogue's rungs
	Severity *Severity  // instead of what the rule computes
}

// PolicyOf reads a team's settings. Values that can't be read are an error that names them all; the Policy then holds
// what could be read.
func PolicyOf(t ledger.Team) (Policy, error) {
	p := Policy{rules: map[string]Setting{}, thresholds: map[string][]ledger.Money{}, Holidays: map[ledger.Date]bool{}}
	var bad []string
	for _, name := range slices.Sorted(maps.Keys(t.Settings)) {
		if err := p.set(name, t.Settings[name]); err != nil {
			bad = append(bad, name+": "+cmp.Or(ledger.Say(err), err.Error()))
		}
	}
	if bad != nil {
		return p, &ledger.Error{Kind: ledger.Invalid, Say: "Settings that can't be read: " + strings.Join(bad, "; ")}
	}
	return p, nil
}

// set takes one setting in; those of other packages are left alone.
func (p *Policy) set(name, value string) (err error) {
	head, rest, _ := strings.Cut(name, " ")
	switch head {
	case "quiet":
		p.Quiet, err = parseHours(value)
	case "hours":
		p.Hours, err = parseHours(value)
	case "digest":
		p.Digest, err = parseDigest(value)
	case "timezone":
		p.Zone, err = parseZone(value)
	case "holidays":
		p.Holidays, err = parseHolidays(value)
	case "escalation":
		p.Chain, err = parseChain(value)
	case "alerts":
		var s Setting
		if s, err = parseRule(value); err == nil {
			p.rules[rest] = s
		}
	case "threshold":
		if rest == "share" {
			p.Share, err = parsePercent(value)
			return err
		}
		p.thresholds[rest], err = parseAmounts(value)
	}
	return err
}

// InForce is what holds for a kind at a vendor, and why: the vendor's own setting, else one of its tags', else the
// team's, else none. Some kinds can't be switched off.
func (p Policy) InForce(k Kind, v ledger.Vendor) (Setting, string) {
	for _, scope := range scopes(v) {
		if s, ok := p.rules[string(k)+scope]; ok {
			return s, "set by `/owed settings alerts " + string(k) + scope + "`"
		}
	}
	for _, scope := range scopes(v) {
		if s, ok := p.rules["all"+scope]; ok {
			return s, "set by `/owed settings alerts all" + scope + "`"
		}
	}
	return Setting{}, "as owed comes"
}

// inForce is InForce for all kinds at once. Its cost is that of the settings there are, not of the catalogue: it is asked at
// every look at a vendor.
func (p Policy) inForce(v ledger.Vendor) (own map[Kind]Setting, rest Setting) {
	if len(p.rules) == 0 {
		return nil, Setting{}
	}
	all := scopes(v)
	own = make(map[Kind]Setting, len(p.rules))
	ranks := make(map[Kind]int, len(p.rules)) // how narrow the scope is that counts; "all" has one, too
	for name, s := range p.rules {
		word, _, _ := strings.Cut(name, " ")
		k, rank := Kind(word), slices.Index(all, name[len(word):])
		if best, ok := ranks[k]; rank >= 0 && (!ok || rank < best) {
			ranks[k], own[k] = rank, s
		}
	}
	rest = own["all"]
	return own, rest
}

// Scoped is what holds for a kind at some vendors only: at "aws", or at all with a tag, "tag:hosting".
type Scoped struct {
	For     string
	Setting Setting
}

// ScopedFor are the settings of a kind that hold at some vendors only, by name; those of all kinds together count where the
// kind has none of its own there.
func (p Policy) ScopedFor(k Kind) (out []Scoped) {
	by := map[string]Setting{}
	for _, whose := range []string{"all", string(k)} {
		for name, s := range p.rules {
			if who, ok := strings.CutPrefix(name, whose+" for "); ok {
				by[who] = s
			}
		}
	}
	for _, who := range slices.Sorted(maps.Keys(by)) {
		out = append(out, Scoped{who, by[who]})
	}
	return out
}

// scopes are the endings of a setting's name that mean a vendor, the narrowest first.
func scopes(v ledger.Vendor) []string {
	out := []string{" for " + string(v.Slug)}
	tags := slices.Clone(v.Tags)
	slices.Sort(tags)
	for _, t := range tags {
		out = append(out, " for tag:"+strings.ToLower(t))
	}
	return append(out, "")
}

// Threshold is the amount set under a name for a vendor in a currency; ok is false where none is.
func (p Policy) Threshold(name string, v ledger.Vendor, c ledger.Currency) (m ledger.Money, ok bool) {
	for _, scope := range scopes(v) {
		for _, m := range p.thresholds[name+scope] {
			if m.Currency == c {
				return m, true
			}
		}
	}
	return ledger.Money{}, false
}

func (p Policy) share() int64 { return int64(cmp.Or(p.Share, 50)) }

func (p Policy) chain() []Step {
	if p.Chain == nil {
		return DefaultChain()
	}
	return p.Chain
}

// zone is the team's zone, else the vendor's.
func (p Policy) zone(v ledger.Vendor) *time.Location {
	if p.Zone != nil {
		return p.Zone
	}
	return v.Location()
}

// Thresholds lists the names of thresholds, with what each is for.
func Thresholds() [][2]string {
	return [][2]string{
		{"lapsed", "overdue above it makes `lapsed` critical"},
		{"exposure", "Σ exposure of live counter-measures above it raises `exposure_over`"},
		{"limit", "outstanding above it raises `over_limit`"},
		{"setoff", "an exposure above it makes a set-off critical"},
		{"byhand", "a balance moved by hand by more than it raises `balance_moved_by_hand`"},
		{"shortfall", "a projected shortfall above it raises `commit_off_track`"},
		{"share", "overdue above this part of outstanding raises `overdue_share` (50%)"},
	}
}

func clockText(minute int) string {
	return pad(minute/60) + ":" + pad(minute%60)
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
