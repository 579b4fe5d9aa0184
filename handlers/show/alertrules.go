package show

import (
	"fmt"
	"slices"
	"strings"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// rulesPage is how many kinds of alert stand on a page.
const rulesPage = 10

// AlertRules lists what owed tells, to whom and when, what is set about it and where: for one vendor, or for all where v is the
// zero Vendor. What can't be told yet, since nothing triggers it, stands at the end of the last page. after is the kind
// that the page before ended with.
func AlertRules(p alerts.Policy, v ledger.Vendor, after alerts.Kind, c Ctx) Message {
	s := write(c)
	live, missing := rules()
	from := slices.IndexFunc(live, func(r alerts.Rule) bool { return r.Kind == after }) + 1
	until := min(from+rulesPage, len(live))
	title := "*What owed tells*"
	if v.Slug != "" {
		title = "*What owed tells about " + name(v) + "*"
	}
	s.text(fmt.Sprintf("%s · %d to %d of %d kinds; %d more can't be told yet, they stand on the last page", title, from+1, until, len(live), len(missing)))
	for _, r := range live[from:until] {
		s.lines(ruleLines(p, r, v)...)
	}
	next := ""
	if until < len(live) {
		next = string(live[until-1].Kind)
	} else {
		s.text("*Not told yet*, since owed does not keep what would trigger it: " + list(missing) + ".")
	}
	s.text("Change one by its name: " + code("/owed settings alerts due_soon off for gcp") + ", " + code("lapsed at 7, 14 to owner, legal as critical") + ", " + code("lapsed default") + ". For one vendor: " + code("/owed settings alerts for aws"))
	s.buttons(nextPage(v.Slug, ViewAlerts, "", next))
	return s.done(unbold(title) + ".")
}

// rules are the kinds that can be told, and in words those that can't.
func rules() (live []alerts.Rule, missing []string) {
	for _, r := range alerts.Catalogue() {
		if r.Needs == "" {
			live = append(live, r)
			continue
		}
		missing = append(missing, kindWords(r.Kind)+" ("+code(string(r.Kind))+", needs "+r.Needs+")")
	}
	return live, missing
}

// ruleLines are a kind of alert in words: its name to type, when, how grave, to whom, and why it is so.
func ruleLines(p alerts.Policy, r alerts.Rule, v ledger.Vendor) []string {
	set, why := p.InForce(r.Kind, v)
	lines := []string{"*" + capital(kindWords(r.Kind)) + "* " + code(string(r.Kind))}
	if set.Off && !r.Always {
		lines = append(lines, "off, "+why)
	} else {
		lines = append(lines, inForce(r, set)+" · "+why)
	}
	if v.Slug != "" {
		return lines
	}
	for _, o := range p.ScopedFor(r.Kind) {
		where := "at " + code(o.For)
		if tag, ok := strings.CutPrefix(o.For, "tag:"); ok {
			where = "where the tag is " + code(tag)
		}
		words := "off"
		if !o.Setting.Off || r.Always {
			words = inForce(r, o.Setting)
		}
		lines = append(lines, "• "+where+": "+words)
	}
	return lines
}

// inForce says when a kind of alert comes, how grave it is and to whom it goes, with what is set about it.
func inForce(r alerts.Rule, set alerts.Setting) string {
	when := esc(r.Times)
	if days := firstOf(set.Days, r.Days); len(days) > 0 {
		if !strings.Contains(when, "so many") {
			when += " (so many)"
		}
		when = strings.Replace(when, "so many", numbers(days), 1)
	}
	grave := r.Severity.String()
	if r.Graver != "" {
		grave += "; " + esc(r.Graver)
	}
	if set.Severity != nil {
		grave = "always " + set.Severity.String()
	}
	return when + " · " + grave + " · to " + audiences(firstOf(set.To, r.To))
}

func firstOf[T any](set, otherwise []T) []T {
	if len(set) > 0 {
		return set
	}
	return otherwise
}

func numbers(all []int) string {
	words := make([]string, len(all))
	for n, i := range all {
		words[n] = fmt.Sprint(i)
	}
	return strings.Join(words, ", ")
}

func audiences(to []alerts.Audience) string {
	if len(to) == 0 {
		return "whoever reads it there"
	}
	words := make([]string, len(to))
	for n, a := range to {
		words[n] = string(a)
	}
	return list(words)
}
