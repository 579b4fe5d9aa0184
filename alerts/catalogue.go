package alerts

import "slices"

// Rule is a row of the catalogue: in words for the reference and for `/owed settings alerts`, and as the function that
// makes its spans.
type Rule struct {
	Kind      Kind
	Trigger   string     // in words
	Severity  Severity   // as it comes, before vendor and state count
	Graver    string     // in words: when it is graver
	To        []Audience // as it comes
	Critical  []Audience // besides, when it is critical
	Days      []int      // rungs counted in days (of approval_wanted in working hours); settings may replace them
	Times     string     // first and repeats, in words
	Grouping  Grouping
	ClearedBy string
	Needs     string // the work that brings its trigger; "" where the trigger exists and the row is on
	Always    bool   // nobody mutes it

	about string // the first word of the matters that spans makes
	spans func(v view, r Rule) []span
}

// catalogue is every rule, in the order in which the reference shows them. It is never altered.
var catalogue = slices.Concat(moneyRules(), requestRules(), recordRules(), signalRules(), disputeRules(), contractRules(), controlRules(), systemRules())

// Catalogue is every rule: docs and settings are made from it.
func Catalogue() []Rule { return slices.Clone(catalogue) }

// ruleOf finds a rule by its kind. It is never altered.
var ruleOf = func() map[Kind]Rule {
	out := make(map[Kind]Rule, len(catalogue))
	for _, r := range catalogue {
		out[r.Kind] = r
	}
	return out
}()

// RuleOf is the rule of a kind.
func RuleOf(k Kind) (Rule, bool) {
	r, ok := ruleOf[k]
	return r, ok
}

func to(who ...Audience) []Audience { return who }

func moneyRules() []Rule {
	return []Rule{
		{
			Kind: DueSoon, Trigger: "something open that no live request covers falls due in so many days", Severity: Info, Graver: "3 days or less: warning",
			To: to(Channel, Owner), Days: []int{14, 7, 3, 1}, Times: "so many days before, each once; on a day without work, the working day before",
			Grouping: PerVendor, ClearedBy: "settled, covered by a request, due date moved", about: MatterDue, spans: dueSoon,
		},
		{
			Kind: DueToday, Trigger: "something open falls due today", Severity: Warning, To: to(Channel, Owner), Times: "once, 09:00",
			Grouping: PerVendor, ClearedBy: "settled", about: MatterDue, spans: dueToday,
		},
		{
			Kind: Lapsed, Trigger: "something is overdue that must be paid: all of it, or its undisputed part where a contract lets us withhold",
			Severity: Warning, Graver: "critical vendor, or overdue above the threshold `lapsed`: critical", To: to(Channel, Owner, Approvers),
			Days: []int{7, 14, 30, 60, 90}, Times: "00:00 after the due day and the grace; then so many days past due, then each 30, at 09:00",
			Grouping: PerVendor, ClearedBy: "settled, disputed in full where we may withhold", about: MatterLapsed, spans: lapsed,
		},
		{
			Kind: OverdueShare, Trigger: "overdue is more than 50% of outstanding (threshold `share`), or something passed 90 days within the last week",
			Severity: Warning, To: to(Finance), Times: "Mondays 09:00", Grouping: PerVendor, ClearedBy: "falls below", about: MatterShare, spans: overdueShare,
		},
		{
			Kind: DiscountEnding, Trigger: "an early discount can still be had", Severity: Info, Graver: "last day: warning", To: to(Channel, Owner),
			Days: []int{3, 1, 0}, Times: "so many days before, each once; then `discount_lost` with the sum", Grouping: PerSubject, ClearedBy: "paid",
			Needs: "early discounts kept by day in the sums",
		},
	}
}

func requestRules() []Rule {
	return []Rule{
		{
			Kind: ApprovalWanted, Trigger: "a payment was requested", Severity: Warning, To: to(Approvers), Days: []int{4, 24, 48},
			Times: "at once; after so many working hours", Grouping: PerSubject, ClearedBy: "decided", about: "request", spans: approvalWanted,
		},
		{
			Kind: RequestExpiring, Trigger: "a request expires in 24 hours", Severity: Warning, To: to(Approvers, Requester), Times: "once",
			Grouping: PerSubject, ClearedBy: "decided", about: "request", spans: requestExpiring,
		},
		{
			Kind: RequestExpired, Trigger: "a request expired", Severity: Info, To: to(Approvers, Requester), Times: "once, as the end of its message",
			Grouping: PerSubject, ClearedBy: "–", spans: noSpans,
		},
		{
			Kind: ApprovalStale, Trigger: "what was approved changed afterwards", Severity: Warning, To: to(Approvers, Requester), Times: "per change",
			Grouping: PerSubject, ClearedBy: "new round decided", Needs: "approvals bound to a hash of what was approved",
		},
		{
			Kind: ApprovedUnsettled, Trigger: "approved or sent for so many days and not settled", Severity: Warning, To: to(Requester, Owner, Treasury),
			Days: []int{5, 8, 14}, Times: "so many days after it, then weekly, 09:00", Grouping: PerSubject, ClearedBy: "settled, failed, withdrawn", about: "request", spans: approvedUnsettled,
		},
		{
			Kind: PlannedDateMissed, Trigger: "approved, its planned day is over, not sent", Severity: Warning, To: to(Requester, Treasury), Times: "once",
			Grouping: PerSubject, ClearedBy: "sent", Needs: "planned days of payments",
		},
		{
			Kind: PaymentFailed, Trigger: "the bank refused a payment", Severity: Critical, To: to(Requester, Owner, Channel), Times: "once",
			Grouping: PerSubject, ClearedBy: "a new request that names the old", spans: noSpans,
		},
	}
}

func recordRules() []Rule {
	return []Rule{
		{
			Kind: PaymentReturned, Trigger: "a payment came back", Severity: Critical, To: to(Requester, Owner, Channel), Times: "once",
			Grouping: PerSubject, ClearedBy: "the return reversed", spans: noSpans,
		},
		{
			Kind: PaymentWithoutRequest, Trigger: "a payment was recorded that nobody had asked for", Severity: Warning, To: to(Finance, Admins), Times: "once",
			Grouping: PerFile, ClearedBy: "reversed", spans: noSpans,
		},
		{
			Kind: OverLimit, Trigger: "outstanding is above the vendor's limit (threshold `limit`)", Severity: Warning, To: to(Channel, Owner, Finance),
			Times: "crossing upwards, then each +10%", Grouping: PerVendor, ClearedBy: "below 95%", about: MatterLimit, spans: overLimit,
		},
		{
			Kind: BalanceMovedByHand, Trigger: "a reversal, a write-off or a moved due date changed a balance by more than the threshold `byhand`", Severity: Info,
			Graver: "above the threshold: warning", To: to(Channel, Finance), Times: "once", Grouping: Once, ClearedBy: "–", spans: noSpans,
		},
		{
			Kind: StatementMismatch, Trigger: "the vendor's statement differs from ours", Severity: Warning, To: to(Owner, Payables), Times: "at import, weekly",
			Grouping: PerVendor, ClearedBy: "reconciled", Needs: "vendors' statements",
		},
		{
			Kind: DuplicateSuspected, Trigger: "an invoice looks like one on record", Severity: Warning, To: to(Recorder, Payables), Times: "once",
			Grouping: PerSubject, ClearedBy: "confirmed, reversed", Needs: "duplicates found when an invoice is recorded",
		},
	}
}

func signalRules() []Rule {
	return []Rule{
		{
			Kind: SignalRecorded, Trigger: "a counter-measure was recorded, or moved without becoming graver", Severity: Warning,
			Graver: "by its kind; a critical vendor: one step up; notice given: at least warning; a refusal to renegotiate: always info",
			To:     to(Channel, Owner), Critical: to(Approvers, Legal), Times: "at once", Grouping: PerSubject, ClearedBy: "withdrawn, lapsed", about: "signal", spans: signalRecorded,
		},
		{
			Kind: SignalEscalated, Trigger: "moved to a graver state", Severity: Critical, Graver: "as recorded, one step up", To: to(Channel, Owner, Legal),
			Times: "at once", Grouping: PerSubject, ClearedBy: "moved", about: "signal", spans: signalEscalated,
		},
		{
			Kind: SignalEffectiveSoon, Trigger: "notice given, and it takes effect in so many days", Severity: Warning, Graver: "3 days or less: critical",
			To: to(Channel, Owner, Legal), Days: []int{14, 7, 3, 1}, Times: "so many days before, each once, 09:00; on a day without work, the working day before",
			Grouping: PerSubject, ClearedBy: "moved", about: "signal", spans: signalEffectiveSoon,
		},
		{
			Kind: SignalEffectiveNow, Trigger: "notice given, and its day has come: has it happened?", Severity: Critical, To: to(Channel, Owner),
			Times: "as the day begins, then daily 09:00 until it is answered", Grouping: PerSubject, ClearedBy: "moved", about: "signal", spans: signalEffectiveNow,
		},
		{
			Kind: CureEnding, Trigger: "the time to cure ends in so many days", Severity: Critical, To: to(Channel, Owner, Approvers, Legal), Days: []int{7, 3, 1, 0},
			Times: "so many days before, each once, 09:00; on the last day also 12:00; then once that it has ended", Grouping: PerSubject, ClearedBy: "cured, moved", Always: true, about: "signal", spans: cureEnding,
		},
		{
			Kind: SignalInEffect, Trigger: "moved to in effect", Severity: Warning, Graver: "as recorded", To: to(Channel, Owner, Legal), Critical: to(Approvers),
			Times: "at once, daily in the digest", Grouping: PerSubject, ClearedBy: "moved", about: "signal", spans: signalInEffect,
		},
		{
			Kind: SignalWithdrawn, Trigger: "withdrawn, or lapsed", Severity: Info, To: to(Channel), Times: "once, as the end of its message",
			Grouping: PerSubject, ClearedBy: "–", spans: noSpans,
		},
		{
			Kind: SignalQuiet, Trigger: "possible or threatened, and nothing was heard of it for 30 days: still so?", Severity: Info, To: to(Owner), Times: "each 30 days",
			Grouping: PerSubject, ClearedBy: "moved", about: "signal", spans: signalQuiet,
		},
		{
			Kind: ExposureOver, Trigger: "Σ exposure of live counter-measures is above the threshold `exposure`", Severity: Critical, To: to(Finance, Legal),
			Times: "crossing upwards", Grouping: PerVendor, ClearedBy: "below", about: MatterExposure, spans: exposureOver,
		},
		{
			Kind: SetoffUnbooked, Trigger: "set-off in effect, and nothing recorded as owed to us for the period", Severity: Warning, To: to(Owner, Payables),
			Times: "monthly", Grouping: PerSubject, ClearedBy: "recorded", Needs: "sums that vendors owe us",
		},
	}
}
