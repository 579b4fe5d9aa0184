package show

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// ActPicture asks for the timeline as a picture.
const ActPicture = "timeline_picture"

// moment is a line of the timeline.
type moment struct {
	at   time.Time
	text string
}

// Timeline tells what happened in one line of time, newest first: the debt, the money, the trouble, the alerts, and the
// incidents beside them. It leaves out the bookkeeping that history has. first reports whether the page is the newest.
func Timeline(a *ledger.Account, page []ledger.Entry, posted map[string]ledger.Posted, first bool, next string, c Ctx) Message {
	if c.Guests {
		return privately(a.Vendor, name(a.Vendor)+": its timeline is shown privately.", ViewTimeline)
	}
	s := write(c)
	s.text("*" + name(a.Vendor) + "* · timeline")
	var lines []string
	var last ledger.Date
	for _, m := range moments(a.Vendor, page, posted, first, next == "", c) {
		if d := a.Vendor.Today(m.at); d != last {
			lines = append(lines, "*"+day(d)+"*")
			last = d
		}
		lines = append(lines, m.text)
	}
	if len(lines) == 0 {
		lines = []string{"Nothing recorded."}
	}
	s.cut = "There is more than fits here: " + code("/owed "+string(a.Vendor.Slug)+" history")
	s.lines(upTo(lines, 40)...)
	s.note(append([]string{"by day of recording", "! trouble · + owed more · − owed less"}, asOf(a, c)...)...)
	s.buttons(nextPage(a.Vendor.Slug, ViewTimeline, "", next), button{label: "As a picture", action: ActPicture, value: Value(a.Vendor.Slug, "", "")}, button{label: "Card", action: ActView + ViewCard, value: Value(a.Vendor.Slug, "", "")})
	return s.done(name(a.Vendor) + ": its timeline.")
}

// moments are the lines of a page, newest first: of alerts those that came in the time that its entries span.
func moments(v ledger.Vendor, page []ledger.Entry, posted map[string]ledger.Posted, first, last bool, c Ctx) []moment {
	var out []moment
	for _, e := range page {
		told := 0
		for n, ev := range e.Events {
			if bookkeeping(ev) {
				continue
			}
			if told == entryRows {
				out = append(out, moment{e.At, "`·` " + restOf(v, e, len(e.Events)-n)})
				break
			}
			told++
			out = append(out, moment{e.At, mark(ev) + " " + capital(happenedAt(e.Events, n, c))})
		}
	}
	in := func(at time.Time) bool {
		return !at.IsZero() && len(page) > 0 && (last || !at.Before(page[len(page)-1].At)) && (first || at.Before(page[0].At))
	}
	for _, matter := range slices.Sorted(maps.Keys(posted)) {
		what, ok := AlertWords(matter)
		if !ok {
			continue
		}
		p := posted[matter]
		if in(p.Cleared) {
			out = append(out, moment{p.Cleared, "`·` Alert over: " + what})
		}
		if in(p.AckedAt) && p.Acked != "" {
			out = append(out, moment{p.AckedAt, "`·` Alert acknowledged by " + c.who(p.Acked) + ": " + what})
		}
		if given, ok := alerts.Assigned(p); ok && in(given.At) {
			out = append(out, moment{given.At, "`·` Alert assigned to " + c.who(given.To) + " by " + c.who(given.By) + ": " + what})
		}
		if in(p.First) {
			out = append(out, moment{p.First, "`!` Alert: " + what})
		}
	}
	slices.SortStableFunc(out, func(x, y moment) int { return cmp.Compare(y.at.UnixMilli(), x.at.UnixMilli()) })
	return out
}

// AlertWords is what an alert's matter is called; ok is false where a matter is no alert but a request or a digest.
func AlertWords(matter string) (words string, ok bool) {
	what, subject, _ := strings.Cut(matter, ":")
	switch what {
	case "request", "digest", "proposal":
		return "", false
	case "signal":
		return "counter-measure " + esc(clip(subject, 40)), true
	case alerts.MatterLapsed:
		return "payment lapsed", true
	case alerts.MatterDue:
		return "payment due", true
	}
	return strings.TrimSpace(kindWords(alerts.Kind(what)) + " " + esc(clip(subject, 40))), true
}

// bookkeeping are events that follow from others.
func bookkeeping(e ledger.Event) bool {
	switch e.(type) {
	case *ledger.Allocated, *ledger.AllocationReversed, *ledger.InvoiceReopened, *ledger.VendorChanged, *ledger.RequestReopened:
		return true
	}
	return false
}

// mark tells at the line's start which way the debt went: words follow, so nothing hangs on it.
func mark(e ledger.Event) string {
	switch e.(type) {
	case *ledger.InvoiceRecorded, *ledger.ChargeAccepted, *ledger.PaymentReturned, *ledger.RefundRecorded:
		return "`+`"
	case *ledger.PaymentRecorded, *ledger.ReturnReversed, *ledger.CreditRecorded, *ledger.WrittenOff, *ledger.DebitNoteAccepted, *ledger.ChargeContested, *ledger.InvoiceSettled:
		return "`−`"
	case *ledger.SignalRecorded, *ledger.SignalMoved, *ledger.IncidentNoted, *ledger.DisputeOpened, *ledger.DisputeReopened, *ledger.DisputeEscalated, *ledger.PaymentFailed:
		return "`!`"
	}
	return "`·`"
}
