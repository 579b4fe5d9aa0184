package alerts

func disputeRules() []Rule {
	return []Rule{
		{
			Kind: DisputeOpened, Trigger: "a dispute was opened", Severity: Info, To: to(Channel, Owner), Times: "once", Grouping: PerSubject,
			ClearedBy: "closed", about: "dispute", spans: disputeOpened,
		},
		{
			Kind: DisputeEscalated, Trigger: "a dispute was handed to legal", Severity: Warning, To: to(Legal), Times: "once", Grouping: PerSubject,
			ClearedBy: "closed", about: "dispute", spans: disputeEscalated,
		},
		{
			Kind: DisputeUnanswered, Trigger: "no answer to a dispute for so many working days", Severity: Warning, To: to(Owner), Days: []int{10, 20, 30},
			Times: "so many working days after it, each once, 09:00", Grouping: PerSubject, ClearedBy: "answered, closed, nothing left of it", about: "dispute", spans: disputeUnanswered,
		},
		{
			Kind: DisputeWindowEnding, Trigger: "the last day to dispute a doubtful invoice comes in so many days", Severity: Warning, To: to(Owner), Days: []int{5, 1},
			Times: "so many days before, each once", Grouping: PerSubject, ClearedBy: "opened, dropped", Needs: "invoices marked doubtful, dispute windows of contracts",
		},
		{
			Kind: DisputedInRequest, Trigger: "a request covers a disputed part", Severity: Warning, To: to(Requester, Approvers), Times: "inside the request",
			Grouping: InRequest, ClearedBy: "decided", spans: noSpans,
		},
	}
}

func contractRules() []Rule {
	return []Rule{
		{
			Kind: CommitOffTrack, Trigger: "drawdown is more than 10% off the straight line, for every value within its bounds, or the projected shortfall is above the threshold `shortfall`",
			Severity: Warning, To: to(Owner, Finance), Times: "crossing, then on the first of each month, 09:00", Grouping: PerSubject, ClearedBy: "within 8%", about: "commit", spans: commitOffTrack,
		},
		{
			Kind: CommitUnknown, Trigger: "no drawdown figure for 45 days", Severity: Info, To: to(Owner), Days: []int{45}, Times: "after so many days, then each 30, 09:00",
			Grouping: PerSubject, ClearedBy: "entered", about: "commit", spans: commitUnknown,
		},
		{
			Kind: ContractEnds, Trigger: "a contract ends in so many days", Severity: Info, Graver: "30 days or less: warning", To: to(Owner, Legal),
			Days: []int{180, 90, 60, 30, 7}, Times: "so many days before, each once, 09:00", Grouping: PerSubject, ClearedBy: "renewed", about: "contract", spans: contractEnds,
		},
		{
			Kind: RenewalNotice, Trigger: "the last day on which notice can be given comes in so many days", Severity: Info, Graver: "30 days or less: warning",
			To: to(Owner, Legal), Days: []int{180, 90, 60, 30, 7}, Times: "so many days before, each once, 09:00", Grouping: PerSubject, ClearedBy: "noticed", about: "contract", spans: renewalNotice,
		},
		{
			Kind: DefaultNotice, Trigger: "the vendor gave notice of default", Severity: Critical, To: to(Channel, Owner, Legal, Finance), Times: "at once",
			Grouping: PerSubject, ClearedBy: "cured", Needs: "states of a contract: default, cure",
		},
		{
			Kind: ContractTerminated, Trigger: "a contract was terminated", Severity: Critical, To: to(Channel, Owner, Legal, Finance), Times: "at once",
			Grouping: PerSubject, ClearedBy: "–", Needs: "states of a contract: termination",
		},
		{
			Kind: StandstillEnds, Trigger: "a standstill ends in so many days", Severity: Critical, To: to(Owner, Legal), Days: []int{7, 3, 1}, Times: "so many days before, each once",
			Grouping: PerSubject, ClearedBy: "extended", Needs: "states of a contract: standstill",
		},
		{
			Kind: PlanDue, Trigger: "an instalment of a payment plan falls due in so many days", Severity: Warning, To: to(Owner, Approvers), Days: []int{7, 3, 1},
			Times: "so many days before, each once", Grouping: PerSubject, ClearedBy: "paid", Needs: "payment plans",
		},
		{
			Kind: PlanMissed, Trigger: "an instalment of a payment plan was missed", Severity: Critical, To: to(Channel, Legal), Times: "daily",
			Grouping: PerSubject, ClearedBy: "paid", Needs: "payment plans",
		},
		{
			Kind: LimitationNear, Trigger: "a claim becomes time-barred in so many days", Severity: Info, To: to(Legal), Days: []int{180, 90, 30}, Times: "so many days before, each once",
			Grouping: PerSubject, ClearedBy: "–", Needs: "limitation periods by the contract's law",
		},
	}
}

func controlRules() []Rule {
	return []Rule{
		{
			Kind: BankDetailsChanged, Trigger: "a vendor's bank details changed", Severity: Critical, To: to(Finance, Approvers, Admins), Times: "at once; not to its author alone",
			Grouping: PerVendor, ClearedBy: "called back, and the cooling-off is over", Needs: "bank details", Always: true,
		},
		{
			Kind: BankDetailsUnverified, Trigger: "a request pays to details that were not verified for 12 months", Severity: Warning, To: to(Requester, Approvers),
			Times: "inside the request", Grouping: InRequest, ClearedBy: "verified", Needs: "bank details",
		},
		{
			Kind: FirstPayment, Trigger: "nothing was ever settled with the vendor before", Severity: Info, To: to(Approvers), Times: "inside the request",
			Grouping: InRequest, ClearedBy: "decided", spans: noSpans,
		},
		{
			Kind: NewVendor, Trigger: "the vendor is on record for less than 30 days", Severity: Info, To: to(Approvers), Times: "inside the request",
			Grouping: InRequest, ClearedBy: "decided", spans: noSpans,
		},
		{
			Kind: SplitSuspected, Trigger: "requests look like one that was split to stay below a limit", Severity: Warning, To: to(Approvers, Finance), Times: "once",
			Grouping: PerVendor, ClearedBy: "explained", Needs: "approval policies",
		},
		{
			Kind: PolicyChanged, Trigger: "the approval policy changed", Severity: Warning, To: to(Admins, Approvers), Times: "once", Grouping: Once, ClearedBy: "–",
			Needs: "approval policies",
		},
		{
			Kind: DelegationStarted, Trigger: "somebody delegated their approvals", Severity: Info, To: to(Admins, Approvers), Times: "once", Grouping: Once, ClearedBy: "–",
			Needs: "delegation",
		},
		{
			Kind: DelegationEnds, Trigger: "a delegation ends tomorrow", Severity: Info, To: to(Admins, Approvers), Times: "once", Grouping: Once, ClearedBy: "–",
			Needs: "delegation",
		},
		{
			Kind: IncidentNoted, Trigger: "an operational incident was noted", Severity: Info, Graver: "a counter-measure was in effect when it happened: warning",
			To: to(Channel), Times: "once", Grouping: PerSubject, ClearedBy: "closed", about: "incident", spans: incidentNoted,
		},
		{
			Kind: InvoiceExpected, Trigger: "a vendor that billed three months running has not billed the next, so many days after its end", Severity: Info, To: to(Owner),
			Days: []int{10}, Times: "once per month missed, 09:00", Grouping: PerVendor, ClearedBy: "recorded", about: MatterExpected, spans: invoiceExpected,
		},
	}
}

func systemRules() []Rule {
	return []Rule{
		{
			Kind: RecordBroken, Trigger: "a vendor's record can't be read where the bot meets it (what else is wrong, `owed verify` finds)", Severity: Critical, To: to(Admins, Finance), Times: "at once, daily",
			Grouping: PerVendor, ClearedBy: "read again", spans: noSpans, Always: true, // the bot raises it: it is about no vendor's debt
		},
		{
			Kind: ImportLate, Trigger: "a feed is older than twice its rhythm", Severity: Warning, To: to(Admins), Times: "daily", Grouping: PerVendor,
			ClearedBy: "import", Needs: "feeds with a rhythm",
		},
		{
			Kind: DeliveryFailing, Trigger: "something could not be posted for 60 seconds", Severity: Critical, To: to(Admins), Times: "at once, hourly",
			Grouping: PerSubject, ClearedBy: "posted", spans: noSpans, // the delivery loop raises it: it is about no vendor's record
		},
	}
}
