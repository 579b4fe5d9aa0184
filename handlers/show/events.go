package show

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// happened says in a few words what an event of the journal records. It is what history and timeline show; the answer to
// a fresh change says more (recorded.go). An event without words of its own is shown by its name, never left out.
func happened(e ledger.Event, c Ctx) string {
	for _, tell := range [...]func(ledger.Event, Ctx) string{invoiceEvent, moneyEvent, requestEvent, troubleEvent, vendorEvent, mergeEvent, teamEvent} {
		if words := tell(e, c); words != "" {
			return words
		}
	}
	return strings.ReplaceAll(ledger.EventName(e), "_", " ")
}

// happenedAt is what the n-th of an entry's events records. Of a disputed part that became smaller it says what took it off: what was
// allocated last before.
func happenedAt(events []ledger.Event, n int, c Ctx) string {
	words := happened(events[n], c)
	if _, ok := events[n].(*ledger.DisputeReduced); !ok {
		return words
	}
	for _, e := range slices.Backward(events[:n]) {
		if to, ok := e.(*ledger.Allocated); ok {
			return words + " since " + code(string(to.From))
		}
	}
	return words
}

func invoiceEvent(e ledger.Event, _ Ctx) string {
	switch e := e.(type) {
	case *ledger.InvoiceRecorded:
		kind := "invoice "
		if e.Invoice.Kind == ledger.OpeningBalance {
			kind = "opening balance "
		}
		return kind + code(string(e.Invoice.No)) + " " + e.Invoice.Amount.String() + ", issued " + shortDay(e.Invoice.Issued) + ", due " + day(e.Invoice.Due)
	case *ledger.ChargeRecorded:
		words := "charge " + code(string(e.Invoice.No)) + " " + e.Invoice.Amount.String()
		if e.Invoice.Proposed {
			words += ", contested: not owed unless it is accepted"
		}
		return words
	case *ledger.ChargeAccepted:
		return "charge " + code(string(e.No)) + " accepted: it is owed now"
	case *ledger.ChargeContested:
		return "charge " + code(string(e.No)) + " contested: it is not owed" + because(e.Why)
	case *ledger.InvoiceSettled:
		return code(string(e.No)) + " settled on " + shortDay(e.On)
	case *ledger.InvoiceReopened:
		return code(string(e.No)) + " is open again"
	case *ledger.InvoiceHeld:
		return code(string(e.No)) + " put on hold" + because(e.Reason)
	case *ledger.InvoiceReleased:
		return code(string(e.No)) + " released from hold"
	case *ledger.POSet:
		return "purchase order of " + code(string(e.No)) + ": " + esc(clip(e.PO, nameLen))
	case *ledger.DueDateChanged:
		return "due date of " + code(string(e.No)) + " moved from " + day(e.Old) + " to " + day(e.New) + because(e.Why)
	}
	return ""
}

func moneyEvent(e ledger.Event, _ Ctx) string {
	switch e := e.(type) {
	case *ledger.PaymentRecorded:
		return "payment " + movementWordsOf(e.Movement)
	case *ledger.CreditRecorded:
		return "credit note " + movementWordsOf(e.Movement)
	case *ledger.WrittenOff:
		return "write-off " + movementWordsOf(e.Movement)
	case *ledger.DebitNoteRecorded:
		return "our debit note " + movementWordsOf(e.Movement) + ": it lowers nothing until the vendor accepts it"
	case *ledger.DebitNoteAccepted:
		return "the vendor accepted " + code(string(e.ID))
	case *ledger.RefundRecorded:
		return "refund " + code(string(e.ID)) + " " + e.Sum.String() + " of " + code(string(e.From)) + ", " + shortDay(e.Day) + referenceOf(e.Ref)
	case *ledger.Allocated:
		return e.Amount.String() + " of " + code(string(e.From)) + " to " + code(string(e.Invoice))
	case *ledger.AllocationReversed:
		return e.Amount.String() + " of " + code(string(e.From)) + " taken off " + code(string(e.Invoice)) + " again"
	case *ledger.PaymentReturned:
		words := "payment " + code(string(e.ID))
		if e.Request != "" {
			words += " of " + code(string(e.Request))
		}
		return words + " came back" + because(e.Reason)
	case *ledger.ReturnReversed:
		words := "return of payment " + code(string(e.ID))
		if e.Request != "" {
			words += " of " + code(string(e.Request))
		}
		return words + " taken back" + because(e.Reason)
	}
	return ""
}

// movementWordsOf is a movement as it was when it was recorded, before anything was allocated.
func movementWordsOf(m ledger.Movement) string {
	words := code(string(m.ID)) + " " + m.Amount.String() + ", " + shortDay(m.Day)
	if m.Number != "" {
		words += ", " + code(m.Number)
	}
	return words + referenceOf(m.Ref) + memo(m.Memo)
}

func referenceOf(ref string) string {
	if ref == "" {
		return ""
	}
	return ", reference " + code(ref)
}

func requestEvent(e ledger.Event, _ Ctx) string {
	switch e := e.(type) {
	case *ledger.PaymentRequested:
		return code(string(e.Request.ID)) + " asks to pay " + e.Request.Amount.String() + targets(e.Request, 3) + memo(e.Request.Memo)
	case *ledger.RequestApproved:
		return code(string(e.ID)) + " approved"
	case *ledger.RequestRejected:
		return code(string(e.ID)) + " rejected" + because(e.Reason)
	case *ledger.RequestWithdrawn:
		return code(string(e.ID)) + " withdrawn" + because(e.Reason)
	case *ledger.RequestExpired:
		return code(string(e.ID)) + " expired" + because(e.Reason)
	case *ledger.RequestReopened:
		return code(string(e.ID)) + " is approved again, not paid"
	case *ledger.PaymentSent:
		return code(string(e.ID)) + " sent to the bank"
	case *ledger.PaymentFailed:
		return code(string(e.ID)) + " failed" + because(e.Code)
	case *ledger.PaymentSettled:
		words := code(string(e.ID)) + " paid as " + code(string(e.Payment)) + ": " + e.Paid.String()
		if e.Short.Positive() {
			words += "; " + e.Short.String() + " closed as short"
		}
		return words
	}
	return ""
}

func troubleEvent(e ledger.Event, c Ctx) string {
	switch e := e.(type) {
	case *ledger.DisputeOpened:
		return "dispute " + code(string(e.Dispute.ID)) + ": " + e.Dispute.Amount.String() + " of " + code(string(e.Dispute.Invoice)) + because(e.Dispute.Reason)
	case *ledger.DisputeAnswered:
		return "the vendor answered " + code(string(e.ID)) + " on " + shortDay(e.On) + because(e.Gist)
	case *ledger.DisputeEscalated:
		return code(string(e.ID)) + " handed to legal" + because(e.Why)
	case *ledger.DisputeChanged:
		return code(string(e.ID)) + ": " + detailsChanged(e, c)
	case *ledger.DisputeClosed:
		words := code(string(e.ID)) + " closed: " + string(e.As)
		if e.Credit != "" {
			words += " by " + code(string(e.Credit))
		}
		return words + because(e.Note)
	case *ledger.DisputeReduced:
		return code(string(e.ID)) + " lowered from " + e.Was.String() + " to " + e.To.String() + ": less of its invoice is open"
	case *ledger.DisputeReopened:
		words := code(string(e.ID)) + " is open again"
		if e.Credit != "" {
			words += ": " + code(string(e.Credit)) + ", which closed it, is reversed"
		}
		return words + because(e.Reason)
	case *ledger.DisputeRestored:
		return code(string(e.ID)) + " contests " + e.To.String() + " again, was " + e.Was.String()
	case *ledger.SignalRecorded:
		g := e.Signal
		words := "counter-measure " + code(string(g.ID)) + ": " + g.Kind.Words() + ", " + g.State.Words()
		if g.Exposure != nil {
			words += ", " + exposure(*g.Exposure)
		}
		return words + ", " + source(g) + recordedWords(g)
	case *ledger.SignalMoved:
		return code(string(e.ID)) + " " + moved(e) + because(e.Why)
	case *ledger.IncidentNoted:
		return "incident " + code(string(e.ID)) + ": " + said(e.Text, memoLen)
	case *ledger.IncidentClosed:
		return "incident " + code(string(e.ID)) + " is over"
	}
	return ""
}

// moved says what became of a counter-measure: its state, its days, its cost.
func moved(e *ledger.SignalMoved) string {
	var words []string
	switch {
	case e.Reverses > 0 && e.From != e.To:
		words = append(words, "counts again as "+e.To.Words()+": that it was "+e.From.Words()+" is taken back")
	case e.Reverses > 0:
		words = append(words, "is as it was before")
	case e.From != e.To:
		words = append(words, "moved from "+e.From.Words()+" to "+e.To.Words())
	}
	if e.Mark != "" {
		words = append(words, markWords[e.Mark])
	}
	var was ledger.Facts
	if e.Undoes() {
		was = *e.Was
	}
	if e.Effective != was.Effective || e.NoDay {
		words = append(words, either(e.Effective.IsZero(), "without a day on which it takes effect", "takes effect "+day(e.Effective)))
	}
	if e.CureUntil != was.CureUntil || e.NoCure {
		words = append(words, either(e.CureUntil.IsZero(), "without a last day to cure", "cure until "+day(e.CureUntil)))
	}
	if is := exposureOf(e.Exposure); is != exposureOf(was.Exposure) {
		words = append(words, cmp.Or(is, "without exposure"))
	}
	return strings.Join(words, ", ")
}

func exposureOf(e *ledger.Exposure) string {
	if e == nil {
		return ""
	}
	return "exposure " + exposure(*e)
}

func vendorEvent(e ledger.Event, c Ctx) string {
	switch e := e.(type) {
	case *ledger.ContractRecorded:
		k := e.Contract
		words := "contract " + code(string(k.ID)) + ": " + k.Commitment.String() + " over " + plural(k.Months, "month", "months")
		if k.Start.IsZero() {
			return words + ", start not known"
		}
		return words + " from " + day(k.Start)
	case *ledger.ContractChanged:
		return "contract " + code(string(e.New.ID)) + " changed" + contractChanges(e.Old, e.New)
	case *ledger.DrawdownEntered:
		return "drawdown of " + code(string(e.Contract)) + ": " + e.Amount.String() + " by " + shortDay(e.By) + ", source " + esc(clip(e.Source, memoLen))
	case *ledger.VendorAdded:
		return "vendor " + name(e.Vendor) + " added as " + code(string(e.Vendor.Slug))
	case *ledger.VendorChanged:
		if e.Of > 0 {
			return "edit taken back: " + vendorChanges(e.Old, e.New, c)
		}
		return vendorChanges(e.Old, e.New, c)
	case *ledger.VendorHeld:
		return "everything put on hold" + because(e.Reason)
	case *ledger.VendorReleased:
		return "hold ended" + because(e.Reason)
	case *ledger.VendorClosed:
		return "closed: nothing more is expected" + because(e.Reason)
	case *ledger.VendorReopened:
		return "opened again" + because(e.Reason)
	case *ledger.Reversed:
		_, key, _ := strings.Cut(e.Item, ":")
		if e.No != "" {
			key = string(e.No)
		}
		if e.Undo {
			return "reversal of " + code(key) + " taken back" + because(e.Reason)
		}
		return code(key) + " reversed" + because(e.Reason)
	}
	return ""
}

// vendorChanges names what is different between two states of a vendor.
func vendorChanges(was, is ledger.Vendor, c Ctx) string {
	var out []string
	add := func(what, old, now string) {
		if old != now {
			out = append(out, what+" "+now+" (was "+old+")")
		}
	}
	text := func(s string) string {
		if s == "" {
			return "not set"
		}
		return esc(clip(s, nameLen))
	}
	add("name", text(was.Name), text(is.Name))
	add("aliases", text(strings.Join(was.Aliases, ", ")), text(strings.Join(is.Aliases, ", ")))
	add("currency", string(was.Currency), string(is.Currency))
	add("zone", text(was.Zone), text(is.Zone))
	add("terms", text(was.Terms.String()), text(is.Terms.String()))
	add("business days", text(string(was.Convention)), text(string(is.Convention)))
	add("country", text(was.Country), text(is.Country))
	add("grace", days(was.Grace), days(is.Grace))
	add("owner", c.who(was.Owner), c.who(is.Owner))
	add("channel", c.place(was.Channel), c.place(is.Channel))
	if was.Critical != is.Critical {
		out = append(out, either(is.Critical, "critical to us", "not critical to us any more"))
	}
	add("tags", text(strings.Join(was.Tags, ", ")), text(strings.Join(is.Tags, ", ")))
	if len(out) == 0 {
		return "nothing that shows"
	}
	return strings.Join(out, "; ")
}

var channelID = regexp.MustCompile(`^[CG][A-Z0-9]+$`)

// place is a channel as Slack links it: that notifies nobody, and its name is hidden from who may not see it.
func (c Ctx) place(channel string) string {
	if channel == "" {
		return "not set"
	}
	if !channelID.MatchString(channel) {
		return code(channel)
	}
	return "<#" + channel + ">"
}

func teamEvent(e ledger.Event, c Ctx) string {
	switch e := e.(type) {
	case *ledger.RoleSet:
		var names []string
		for _, u := range e.To[:min(len(e.To), 10)] {
			names = append(names, c.who(ledger.UserID(u)))
		}
		if len(names) == 0 {
			return "role " + code(e.Role) + ": nobody, so the admins"
		}
		return "role " + code(e.Role) + ": " + list(names)
	case *ledger.SettingSet:
		if e.Value == "" {
			return "setting " + code(e.Name) + " back to its default (was " + code(e.Old) + ")"
		}
		return "setting " + code(e.Name) + " is " + code(e.Value)
	case *ledger.NoticeJudged:
		return "notice " + code(clip(e.Hash, 13)) + ": " + noticeWords[e.Answer]
	case *ledger.Denied:
		return "refused: " + said(e.What, memoLen) + because(e.Why)
	case *ledger.ImportDone:
		return "file " + code(e.File) + ": " + thousands(e.New) + " new, " + thousands(e.Known) + " known, " + thousands(e.Refused) + " refused"
	case *ledger.LossAccepted:
		return "loss accepted: " + e.Words(code)
	}
	return ""
}
