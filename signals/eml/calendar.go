package eml

import "strings"

// calendarText is what a calendar entry says: its title, when, where and its description.
func calendarText(ics string) string {
	ics = strings.NewReplacer("\r\n ", "", "\n ", "", "\r\n\t", "", "\n\t", "").Replace(ics)
	var b strings.Builder
	inEvent := false
	for line := range strings.Lines(ics) {
		head, value, ok := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(strings.ToUpper(head), ";")
		switch name {
		case "BEGIN":
			inEvent = strings.EqualFold(value, "VEVENT")
		case "SUMMARY", "DESCRIPTION", "LOCATION":
			if inEvent {
				b.WriteString(unescape(value) + "\n")
			}
		case "DTSTART":
			if inEvent && len(value) >= 8 {
				b.WriteString("Calendar entry for " + value[:4] + "-" + value[4:6] + "-" + value[6:8] + "\n")
			}
		}
	}
	return b.String()
}

func unescape(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(s)
}
