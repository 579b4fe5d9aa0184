package typed

// Each action names its verb. Two actions may share one: `paid` settles a request or records a payment.

// Verb is the word that it is typed with.
func (Overview) Verb() Verb { return OverviewVerb }

// Verb is the word that it is typed with.
func (Card) Verb() Verb { return CardVerb }

// Verb is the word that it is typed with.
func (Invoices) Verb() Verb { return InvoicesVerb }

// Verb is the word that it is typed with.
func (History) Verb() Verb { return HistoryVerb }

// Verb is the word that it is typed with.
func (Disputes) Verb() Verb { return DisputesVerb }

// Verb is the word that it is typed with.
func (Signals) Verb() Verb { return SignalsVerb }

// Verb is the word that it is typed with.
func (Payments) Verb() Verb { return PaymentsVerb }

// Verb is the word that it is typed with.
func (Timeline) Verb() Verb { return TimelineVerb }

// Verb is the word that it is typed with.
func (ShowContract) Verb() Verb { return ContractVerb }

// Verb is the word that it is typed with.
func (On) Verb() Verb { return OnVerb }

// Verb is the word that it is typed with.
func (Find) Verb() Verb { return FindVerb }

// Verb is the word that it is typed with.
func (DueList) Verb() Verb { return DueVerb }

// Verb is the word that it is typed with.
func (Add) Verb() Verb { return AddVerb }

// Verb is the word that it is typed with.
func (Edit) Verb() Verb { return EditVerb }

// Verb is the word that it is typed with.
func (MoveDue) Verb() Verb { return EditVerb }

// Verb is the word that it is typed with.
func (Hold) Verb() Verb { return HoldVerb }

// Verb is the word that it is typed with.
func (Release) Verb() Verb { return ReleaseVerb }

// Verb is the word that it is typed with.
func (Merge) Verb() Verb { return MergeVerb }

// Verb is the word that it is typed with.
func (Close) Verb() Verb { return CloseVerb }

// Verb is the word that it is typed with.
func (Reopen) Verb() Verb { return ReopenVerb }

// Verb is the word that it is typed with.
func (RecordInvoice) Verb() Verb { return InvoiceVerb }

// Verb is the word that it is typed with.
func (RecordCharge) Verb() Verb { return ChargeVerb }

// Verb is the word that it is typed with.
func (AcceptCharge) Verb() Verb { return ChargeVerb }

// Verb is charge.
func (ContestCharge) Verb() Verb { return ChargeVerb }

// Verb is the word that it is typed with.
func (RecordOpening) Verb() Verb { return OpeningVerb }

// Verb is the word that it is typed with.
func (RecordCredit) Verb() Verb { return CreditVerb }

// Verb is the word that it is typed with.
func (RecordDebit) Verb() Verb { return DebitVerb }

// Verb is the word that it is typed with.
func (AcceptDebit) Verb() Verb { return DebitVerb }

// Verb is the word that it is typed with.
func (WriteOff) Verb() Verb { return WriteOffVerb }

// Verb is the word that it is typed with.
func (Refund) Verb() Verb { return RefundVerb }

// Verb is the word that it is typed with.
func (Allocate) Verb() Verb { return AllocateVerb }

// Verb is the word that it is typed with.
func (Pay) Verb() Verb { return PayVerb }

// Verb is the word that it is typed with.
func (Settle) Verb() Verb { return PaidVerb }

// Verb is the word that it is typed with.
func (Paid) Verb() Verb { return PaidVerb }

// Verb is the word that it is typed with.
func (Returned) Verb() Verb { return ReturnedVerb }

// Verb is the word that it is typed with.
func (Failed) Verb() Verb { return FailedVerb }

// Verb is the word that it is typed with.
func (Sent) Verb() Verb { return SentVerb }

// Verb is the word that it is typed with.
func (Withdraw) Verb() Verb { return WithdrawVerb }

// Verb is the word that it is typed with.
func (Reverse) Verb() Verb { return ReverseVerb }

// Verb is the word that it is typed with.
func (OpenDispute) Verb() Verb { return DisputeVerb }

// Verb is the word that it is typed with.
func (MoveDispute) Verb() Verb { return DisputeVerb }

// Verb is dispute.
func (ChangeDispute) Verb() Verb { return DisputeVerb }

// Verb is the word that it is typed with.
func (RecordSignal) Verb() Verb { return SignalVerb }

// Verb is the word that it is typed with.
func (MoveSignal) Verb() Verb { return SignalVerb }

// Verb is the word that it is typed with.
func (RecordContract) Verb() Verb { return ContractVerb }

// Verb is the word that it is typed with.
func (EditContract) Verb() Verb { return ContractVerb }

// Verb is the word that it is typed with.
func (Drawdown) Verb() Verb { return ContractVerb }

// Verb is the word that it is typed with.
func (NoteIncident) Verb() Verb { return IncidentVerb }

// Verb is the word that it is typed with.
func (CloseIncident) Verb() Verb { return IncidentVerb }

// Verb is the word that it is typed with.
func (Import) Verb() Verb { return ImportVerb }

// Verb is the word that it is typed with.
func (Export) Verb() Verb { return ExportVerb }

// Verb is the word that it is typed with.
func (Policy) Verb() Verb { return PolicyVerb }

// Verb is the word that it is typed with.
func (Delegate) Verb() Verb { return DelegateVerb }

// Verb is the word that it is typed with.
func (Settings) Verb() Verb { return SettingsVerb }

// Verb is the word that it is typed with.
func (Help) Verb() Verb { return HelpVerb }

// Verb is the word under which the journal shows it.
func (SetPO) Verb() Verb { return EditVerb }
