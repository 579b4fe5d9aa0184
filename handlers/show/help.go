package show

import (
	"slices"
	"strings"

	"owed.dev/owed/handlers/typed"
)

// daily are the commands that the first page of help explains; the others it names.
var daily = []typed.Verb{
	typed.OverviewVerb, typed.CardVerb, typed.DueVerb, typed.FindVerb, typed.TimelineVerb,
	typed.InvoiceVerb, typed.PayVerb, typed.PaidVerb, typed.CreditVerb, typed.DisputeVerb, typed.SignalVerb, typed.ReverseVerb,
	typed.AddVerb, typed.SettingsVerb,
}

// Help explains commands: those of every day in a line each and the others by name, or the ones asked about in full.
func Help(entries []typed.HelpEntry, c Ctx) Message {
	s := write(c)
	switch {
	case len(entries) == 0:
		s.text("I know no such word. " + code("/owed help") + " lists all commands.")
		return s.done("I know no such word.")
	case len(entries) <= 3:
		for _, e := range entries {
			s.lines(explained(e)...)
		}
		return s.done("How to use " + code(string(entries[0].Verb)) + ".")
	}
	s.text("*What owed can do*\nType " + code("/owed") + " for all vendors, " + code("/owed aws") + " for one. How a command is typed: " + code("/owed help pay"))
	for _, g := range [...]struct {
		title string
		want  func(typed.HelpEntry) bool
	}{
		{"*To look*", func(e typed.HelpEntry) bool { return e.Reads }},
		{"*To record*", func(e typed.HelpEntry) bool { return !e.Reads && e.Scope != typed.TeamOnly }},
		{"*For the team*", func(e typed.HelpEntry) bool { return !e.Reads && e.Scope == typed.TeamOnly }},
	} {
		lines, also := []string{g.title}, []string{}
		for _, e := range entries {
			switch {
			case !g.want(e) || len(e.Examples) == 0:
			case slices.Contains(daily, e.Verb):
				lines = append(lines, "• "+code(e.Examples[0])+" "+firstSentence(sentences(e.Does, 120)))
			default:
				also = append(also, code(string(e.Verb)))
			}
		}
		if len(also) > 0 {
			lines = append(lines, "Also "+list(also))
		}
		s.lines(lines...)
	}
	s.note("Answers are seen by you alone unless you add " + code("share") + "; a word with a typing mistake is asked about, never guessed")
	return s.done("What owed can do.")
}

func firstSentence(s string) string {
	if at := strings.Index(s, ". "); at > 0 {
		return s[:at+1]
	}
	return s
}

func explained(e typed.HelpEntry) []string {
	lines := []string{"*" + capital(string(e.Verb)) + "* · " + sentences(e.Does, 1000), "How it is typed (AWS stands for a vendor, [ ] for what may be left out):"}
	for _, f := range firstFew(e.Forms, 6) {
		lines = append(lines, "• "+code(clip(f, 300)))
	}
	lines = append(lines, "For example:")
	for _, x := range firstFew(e.Examples, 6) {
		lines = append(lines, "• "+code(clip(x, 200)))
	}
	if e.Form {
		lines = append(lines, "Where something is left out, a form asks for it.")
	}
	return lines
}
