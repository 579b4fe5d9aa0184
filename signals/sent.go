package signals

import "owed.dev/owed/ledger"

// longAgo is how many days before its receipt a mail may have been sent for its date to be believed.
const longAgo = 400

// SentOn is the day on which the mail was sent in which a byte of a text stands, as the last head above that byte says; zero where
// none says it, or it is the day of receipt itself, one after it or one long before. What the mail says of days to come is counted from then, however
// late somebody passed it on.
func SentOn(text string, at int, received ledger.Date) ledger.Date {
	d := newDocument(text, received, nil)
	defer d.release()
	var sent ledger.Date
	for _, h := range d.headers {
		if h.name != "date" || h.value.End > at {
			continue
		}
		for _, m := range d.dates {
			if m.span.Start >= h.value.Start && m.span.End <= h.value.End && !m.partial && !m.period {
				sent = m.day
				break
			}
		}
	}
	if sent >= received || sent < received.AddDays(-longAgo) {
		return 0
	}
	return sent
}
