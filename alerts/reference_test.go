package alerts

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// reference is the page that is made from the catalogue.
func reference() string {
	var b strings.Builder
	b.WriteString("# Alerts\n\n<!-- Made from the catalogue in alerts/ by `go test ./alerts -update`; edit it there. -->\n\n")
	b.WriteString("Every alert that owed knows. *info* stands in the digest, except for counter-measures; *warning* comes in the channel at its moment, or when quiet hours end; *critical* comes at any hour and mentions people. " +
		"Days are the vendor's: `lapsed` begins at 00:00 there, what is counted in days comes at 09:00. A row that waits for something stands here and is off until that exists.\n\n")
	b.WriteString("| id | when | severity | to | first, repeats | message | cleared by |\n|---|---|---|---|---|---|---|\n")
	for _, r := range Catalogue() {
		severity := r.Severity.String()
		if r.Graver != "" {
			severity += "; " + r.Graver
		}
		times := r.Times
		if r.Days != nil {
			times = fmt.Sprintf("%s: %s", strings.ReplaceAll(strings.Trim(fmt.Sprint(r.Days), "[]"), " ", ", "), times)
		}
		trigger := r.Trigger
		if r.Needs != "" {
			trigger += " *(off: waits for " + r.Needs + ")*"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", r.Kind, trigger, severity, words(r.To, r.Critical), times, r.Grouping, r.ClearedBy)
	}
	b.WriteString("\n## Settings\n\nAn admin types them after `/owed`; `default` takes one back. The narrowest holds: a vendor's, then a tag's, then everybody's.\n\n| name | what | example |\n|---|---|---|\n")
	for _, s := range SettingNames() {
		fmt.Fprintf(&b, "| `%s` | %s | `/owed %s` |\n", s[0], s[1], s[2])
	}
	b.WriteString("\nFor one kind of alert: `off`, `on`, `to` and an audience (")
	for n, a := range Audiences {
		if n > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(a))
	}
	b.WriteString("), `at` and days, `as` and a severity: `/owed settings alerts lapsed to channel, owner at 7, 14, 30 as critical for tag:hosting`.\n\n| threshold | what |\n|---|---|\n")
	for _, t := range Thresholds() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", t[0], t[1])
	}
	b.WriteString("\n## While nobody acknowledges\n\nA critical alert goes on: ")
	for n, s := range DefaultChain() {
		if n > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "after %d minutes to the %s", int(s.After.Minutes()), words(s.To, nil))
	}
	b.WriteString(". Whom it is assigned to is asked first, and the time runs from then. **Acknowledge** ends that, and the repeats of what was said; the next rung speaks again. **Snooze** lasts 7 days at most, 24 hours for a critical one, and never past the end of a cure period or the day of a notice. Nobody mutes ")
	var always []string
	for _, r := range Catalogue() {
		if r.Always {
			always = append(always, "`"+string(r.Kind)+"`")
		}
	}
	b.WriteString(strings.Join(always, ", ") + ".\n")
	return b.String()
}

func words(to, critical []Audience) string {
	var out []string
	for _, a := range to {
		out = append(out, string(a))
	}
	text := strings.Join(out, ", ")
	if len(critical) > 0 {
		text += "; critical: " + words(critical, nil)
	}
	return text
}

func TestReference(t *testing.T) {
	t.Parallel()
	golden(t, "../docs/reference/alerts.md", reference())
}

// Every kind has its row, once; every row can be read; a row is on or says what it waits for.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []Kind
	for _, m := range regexp.MustCompile(`Kind = "([a-z_]+)"`).FindAllStringSubmatch(string(src), -1) {
		kinds = append(kinds, Kind(m[1]))
	}
	var rows []Kind
	for _, r := range Catalogue() {
		rows = append(rows, r.Kind)
		if r.Trigger == "" || r.Times == "" || r.ClearedBy == "" || r.Grouping == "" || len(r.To) == 0 {
			t.Errorf("%s has an empty field", r.Kind)
		}
		if (r.Needs == "") != (r.spans != nil) {
			t.Errorf("%s: on is %v, but it waits for %q", r.Kind, r.spans != nil, r.Needs)
		}
	}
	slices.Sort(kinds)
	slices.Sort(rows)
	if !slices.Equal(kinds, rows) {
		t.Errorf("kinds %v\nrows  %v", kinds, rows)
	}
	if len(slices.Compact(rows)) != len(Catalogue()) {
		t.Error("a kind has two rows")
	}
}
