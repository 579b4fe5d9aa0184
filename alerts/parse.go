package alerts

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

func invalid(format string, args ...any) error {
	return &ledger.Error{Kind: ledger.Invalid, Say: fmt.Sprintf(format, args...)}
}

// SettingNames are the first words of settings about alerts, each with what it does and an example that works.
func SettingNames() [][3]string {
	return [][3]string{
		{"alerts", "one kind of alert: on or off, days, audience, severity; for a vendor, a tag or all", "settings alerts lapsed off for aws"},
		{"quiet", "hours in which only critical alerts come; days without work are quiet, too", "settings quiet 19:00-08:00"},
		{"hours", "working hours, in which the waiting of an approval is counted", "settings hours 09:00-17:00"},
		{"digest", "when the digest comes: an hour, weekly, or off", "settings digest 09:00"},
		{"timezone", "the team's zone, for working hours and digests", "settings timezone Europe/Berlin"},
		{"holidays", "days without work besides weekends", "settings holidays 2023-12-25 2023-12-26"},
		{"escalation", "whom a critical alert goes to while nobody acknowledges it", "settings escalation 15m owner, 30m approvers legal, 60m admins"},
		{"threshold", "an amount above which an alert is raised or is graver", "settings threshold exposure $1m"},
	}
}

// ParseSetting reads the words after `/owed settings`: the name under which the setting is kept, and its value, "" where it
// is taken back to its default.
func ParseSetting(words []string) (name, value string, err error) {
	if len(words) == 0 {
		return "", "", unknownSetting("")
	}
	head, rest := strings.ToLower(words[0]), words[1:]
	text := strings.ToLower(strings.Join(rest, " "))
	switch head {
	case "alerts", "alert":
		return parseAlertSetting(rest)
	case "threshold":
		return parseThresholdSetting(rest)
	case "timezone":
		head, text = "timezone", strings.Join(rest, " ")
	case "quiet", "hours", "digest", "holidays", "escalation":
	default:
		return "", "", unknownSetting(head)
	}
	if text == "default" || text == "off" && (head == "quiet" || head == "holidays") {
		return head, "", nil
	}
	if text == "" {
		return "", "", invalid("`settings %s` needs a value. Example: `/owed %s`", head, example(head))
	}
	p := Policy{}
	return head, text, p.set(head, text)
}

func unknownSetting(word string) error {
	var names []string
	for _, n := range SettingNames() {
		names = append(names, n[0])
	}
	return invalid("“%s” is not a setting; expected %s. Example: `/owed settings quiet 19:00-08:00`", word, strings.Join(names, ", "))
}

func example(head string) string {
	for _, n := range SettingNames() {
		if n[0] == head {
			return n[2]
		}
	}
	return ""
}

// cutScope takes "for aws" or "for tag:hosting" off the end; "for all" and nothing mean every vendor.
func cutScope(words []string) (rest []string, scope string) {
	n := len(words)
	if n < 2 || !strings.EqualFold(words[n-2], "for") {
		return words, ""
	}
	if who := strings.ToLower(words[n-1]); who != "all" {
		scope = " for " + who
	}
	return words[:n-2], scope
}

func parseAlertSetting(words []string) (name, value string, err error) {
	words, scope := cutScope(words)
	if len(words) < 2 {
		return "", "", invalid("Which alert, and what about it? Example: `/owed settings alerts lapsed off for aws`")
	}
	kind := Kind(strings.ToLower(words[0]))
	r, ok := RuleOf(kind)
	value = strings.ToLower(strings.Join(words[1:], " "))
	switch {
	case !ok && kind != "all":
		return "", "", invalid("“%s” is not a kind of alert; `/owed settings alerts` lists them. Example: `/owed settings alerts lapsed off for aws`", words[0])
	case r.Always && value == "off":
		return "", "", &ledger.Error{Kind: ledger.Forbidden, Say: "Nobody can switch off " + string(kind) + ": it is the last warning before harm is done"}
	case r.Needs != "" && value != "default":
		return "", "", invalid("%s can't be set yet: it waits for %s", kind, r.Needs)
	case value == "default":
		return "alerts " + string(kind) + scope, "", nil
	}
	s, err := parseRule(value)
	if err == nil && s.Days != nil && r.Days == nil {
		err = invalid("%s has no days to choose; it comes %s", kind, r.Times)
	}
	return "alerts " + string(kind) + scope, value, err
}

// parseRule reads "off", "on", "to owner legal", "at 14 7 3", "as critical", in any mixture.
func parseRule(value string) (Setting, error) {
	var s Setting
	words := strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' })
	clause := ""
	for _, w := range words {
		switch w {
		case "off":
			s.Off = true
			continue
		case "on":
			continue
		case "to", "at", "as":
			clause = w
			continue
		}
		if err := s.word(clause, w); err != nil {
			return Setting{}, err
		}
	}
	slices.Sort(s.Days)
	if len(words) == 0 || s.Off && len(words) > 1 {
		return Setting{}, invalid("“%s” was read; expected on, off, or what to change. Example: `/owed settings alerts lapsed on to owner, legal at 7, 14 as critical`", value)
	}
	return s, nil
}

func (s *Setting) word(clause, w string) error {
	switch clause {
	case "to":
		if !slices.Contains(Audiences[:], Audience(w)) {
			return invalid("“%s” is not an audience; expected channel, owner, approvers, legal, requester, finance, treasury or admins. Example: `/owed settings alerts lapsed to channel, owner`", w)
		}
		s.To = append(s.To, Audience(w))
		return nil
	case "at":
		n, err := strconv.Atoi(strings.Trim(w, "+-d"))
		if err != nil || n > 365 {
			return invalid("“%s” is not a number of days from 0 to 365. Example: `/owed settings alerts due_soon at 14, 7, 3, 1`", w)
		}
		s.Days = append(s.Days, n)
		return nil
	case "as":
		n := slices.Index(severityWords[:], w)
		if n < 0 {
			return invalid("“%s” is not a severity; expected info, warning or critical. Example: `/owed settings alerts lapsed as critical`", w)
		}
		grave := Severity(n)
		s.Severity = &grave
		return nil
	}
	return invalid("“%s” was read; expected on, off, to, at or as. Example: `/owed settings alerts lapsed off for aws`", w)
}

func parseThresholdSetting(words []string) (name, value string, err error) {
	words, scope := cutScope(words)
	if len(words) < 2 {
		return "", "", invalid("Which threshold, and how much? Example: `/owed settings threshold exposure $1m`")
	}
	what := strings.ToLower(words[0])
	if !slices.ContainsFunc(Thresholds(), func(t [2]string) bool { return t[0] == what }) {
		return "", "", invalid("“%s” is not a threshold; expected lapsed, exposure, limit, setoff, byhand, shortfall or share. Example: `/owed settings threshold exposure $1m`", what)
	}
	value = strings.Join(words[1:], " ")
	if low := strings.ToLower(value); low == "off" || low == "default" {
		return "threshold " + what + scope, "", nil
	}
	if what == "share" {
		_, err = parsePercent(value)
		return "threshold share", value, err
	}
	sums, err := parseAmounts(value)
	var out []string
	for _, m := range sums {
		out = append(out, string(m.Currency)+m.Decimal())
	}
	return "threshold " + what + scope, strings.Join(out, " "), err
}

var hoursForm = regexp.MustCompile(`^(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})$`)

func parseHours(s string) (Hours, error) {
	m := hoursForm.FindStringSubmatch(s)
	if m == nil {
		return Hours{}, invalid("“%s” is not a stretch of the day; expected one such as 19:00-08:00. Example: `/owed settings quiet 19:00-08:00`", s)
	}
	from, ok := minutes(m[1], m[2])
	to, ok2 := minutes(m[3], m[4])
	if !ok || !ok2 || from == to {
		return Hours{}, invalid("“%s” is not a stretch of the day: hours go from 00:00 to 23:59 and must differ. Example: `/owed settings quiet 19:00-08:00`", s)
	}
	return Hours{from, to}, nil
}

func minutes(hour, minute string) (int, bool) {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	return h*60 + m, h < 24 && m < 60
}

func parseDigest(s string) (Digest, error) {
	d := Digest{Minute: 9 * 60}
	for _, w := range strings.Fields(s) {
		hour, minute, isTime := strings.Cut(w, ":")
		at, ok := minutes(hour, minute)
		switch {
		case w == "off":
			d.Off = true
		case w == "weekly":
			d.Weekly = true
		case w == "daily" || w == "at":
		case isTime && ok && len(minute) == 2:
			d.Minute = at
		default:
			return Digest{}, invalid("“%s” was read; expected an hour, daily, weekly or off. Example: `/owed settings digest weekly 09:00`", w)
		}
	}
	return d, nil
}

func parseZone(s string) (*time.Location, error) {
	loc, err := time.LoadLocation(s)
	if err != nil || s == "" || s == "Local" {
		return nil, invalid("“%s” is not a time zone; expected one such as Europe/Berlin. Example: `/owed settings timezone Europe/Berlin`", s)
	}
	return loc, nil
}

func parseHolidays(s string) (map[ledger.Date]bool, error) {
	out := map[ledger.Date]bool{}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' }) {
		d, err := ledger.ParseISO(w)
		if err != nil {
			return nil, invalid("“%s” is not a day written as 2023-12-25. Example: `/owed settings holidays 2023-12-25 2023-12-26`", w)
		}
		out[d] = true
	}
	return out, nil
}

// parseChain reads "15m owner, 30m approvers legal, 60m admins"; "off" is no escalation.
func parseChain(s string) ([]Step, error) {
	chain := []Step{}
	if s == "off" {
		return chain, nil
	}
	for _, part := range strings.Split(s, ",") {
		words := strings.Fields(part)
		if len(words) < 2 {
			return nil, badChain(part)
		}
		after, err := time.ParseDuration(words[0])
		if err != nil || after < time.Minute || after > 7*24*time.Hour {
			return nil, badChain(words[0])
		}
		step := Step{After: after}
		for _, w := range words[1:] {
			if !slices.Contains(Audiences[:], Audience(w)) {
				return nil, badChain(w)
			}
			step.To = append(step.To, Audience(w))
		}
		chain = append(chain, step)
	}
	return chain, nil
}

func badChain(read string) error {
	return invalid("“%s” was read; expected a time and who is told then. Example: `/owed settings escalation 15m owner, 30m approvers legal, 60m admins`", strings.TrimSpace(read))
}

func parsePercent(s string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(s, "%"))
	if err != nil || n < 1 || n > 99 {
		return 0, invalid("“%s” is not a part from 1%% to 99%%. Example: `/owed settings threshold share 50%%`", s)
	}
	return n, nil
}
