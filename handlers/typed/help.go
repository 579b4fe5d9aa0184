package typed

import (
	"slices"
	"strings"
)

// Scope tells whether a verb stands alone or behind a vendor.
type Scope int

// The scopes.
const (
	TeamOnly Scope = iota
	VendorOnly
	Either
)

// HelpEntry explains one verb. Help, usage errors and the reference are made from it.
type HelpEntry struct {
	Verb     Verb
	Words    []string // any of them begins it; the first is the one that is shown
	Scope    Scope
	Reads    bool     // changes nothing
	Form     bool     // a form opens where something is missing
	Later    bool     // known, and not there yet: left out of the list of all
	Forms    []string // how it is typed: AWS stands for a vendor, [ ] for what may be left out
	Does     string
	Examples []string // each works as it stands
}

// HelpFor says what a word of a command means: the verbs that it begins, else those that mention it; all without a word.
func HelpFor(word string) []HelpEntry {
	word = strings.ToLower(strings.TrimSpace(word))
	if word == "" {
		return slices.DeleteFunc(slices.Clone(help), func(e HelpEntry) bool { return e.Later })
	}
	var exact, about []HelpEntry
	for _, e := range help {
		switch {
		case string(e.Verb) == word || slices.Contains(e.Words, word):
			exact = append(exact, e)
		case strings.Contains(strings.ToLower(e.Does+" "+strings.Join(e.Forms, " ")), word):
			about = append(about, e)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return about
}

// entryOf is the entry of a verb.
func entryOf(v Verb) HelpEntry {
	i := slices.IndexFunc(help, func(e HelpEntry) bool { return e.Verb == v })
	return help[i]
}

var help = slices.Concat(helpReads, helpVendors, helpDocuments, helpPayments, helpTrouble, helpTeam)

var helpReads = []HelpEntry{
	{
		Verb: OverviewVerb, Words: []string{"all vendors", "all", "vendors", "overview", "list"}, Scope: TeamOnly, Reads: true,
		Forms:    []string{"/owed", "/owed share"},
		Does:     "All vendors, worst first: outstanding, overdue, disputed, next due, active counter-measures. `share`, here and behind what only asks, shows the answer to the channel.",
		Examples: []string{"/owed", "/owed share"},
	},
	{
		Verb: CardVerb, Words: []string{"card", "show", "balance", "status"}, Scope: VendorOnly, Reads: true,
		Forms:    []string{"/owed AWS"},
		Does:     "The vendor's card: figures, ageing, contract, what is due next, disputes, counter-measures, requests in flight.",
		Examples: []string{"/owed aws", "/owed Amazon Web Services", "/owed aws share"},
	},
	{
		Verb: InvoicesVerb, Words: []string{"invoices", "bills"}, Scope: VendorOnly, Reads: true,
		Forms:    []string{"/owed AWS invoices [open|overdue|disputed|contested|held|settled]"},
		Does:     "The vendor's invoices, with what is open on each and how late it is.",
		Examples: []string{"/owed aws invoices", "/owed aws invoices overdue"},
	},
	{
		Verb: HistoryVerb, Words: []string{"history", "journal"}, Scope: Either, Reads: true,
		Forms:    []string{"/owed AWS history [ID or invoice] [from DAY] [to DAY]", "/owed AWS history entry 412"},
		Does:     "Who recorded what and when, entry by entry, from the journal; of one entry, all its rows.",
		Examples: []string{"/owed aws history", "/owed aws history PR-12", "/owed aws history INV-7", "/owed aws history from 2022-07-01 to 2023-03-03"},
	},
	{
		Verb: DisputesVerb, Words: []string{"disputes"}, Scope: Either, Reads: true,
		Forms:    []string{"/owed [AWS] disputes [closed]"},
		Does:     "What we contest, why, and for how long; closed: what became of those that are over, when, and who ended them.",
		Examples: []string{"/owed aws disputes", "/owed disputes", "/owed aws disputes closed"},
	},
	{
		Verb: SignalsVerb, Words: []string{"signals", "counter-measures", "countermeasures", "measures"}, Scope: Either, Reads: true,
		Forms:    []string{"/owed AWS signals"},
		Does:     "Counter-measures, gravest first. The first line says whether a notice to cut us off is on record.",
		Examples: []string{"/owed aws signals", "/owed signals"},
	},
	{
		Verb: PaymentsVerb, Words: []string{"payments", "requests"}, Scope: Either, Reads: true,
		Forms:    []string{"/owed [AWS] payments [requested|approved|sent|settled|rejected|withdrawn|expired|failed]"},
		Does:     "Payment requests and payments.",
		Examples: []string{"/owed aws payments", "/owed payments approved"},
	},
	{
		Verb: TimelineVerb, Words: []string{"timeline"}, Scope: VendorOnly, Reads: true,
		Forms:    []string{"/owed AWS timeline"},
		Does:     "Invoices, payments, disputes, counter-measures and incidents in one line of time.",
		Examples: []string{"/owed aws timeline"},
	},
	{
		Verb: OnVerb, Words: []string{"on", "as of"}, Scope: Either, Reads: true,
		Forms:    []string{"/owed [AWS] on DAY"},
		Does:     "How things stood at the end of a day.",
		Examples: []string{"/owed aws on 2023-01-31", "/owed on 2023-01-31"},
	},
	{
		Verb: FindVerb, Words: []string{"find", "search"}, Scope: Either, Reads: true, Form: true,
		Forms:    []string{"/owed [AWS] find WORD"},
		Does:     "Searches invoice numbers, POs, references and amounts.",
		Examples: []string{"/owed find WIRE-0220", "/owed find 1250.50", "/owed aws find PO-4711"},
	},
	{
		Verb: DueVerb, Words: []string{"due"}, Scope: Either, Reads: true,
		Forms:    []string{"/owed [AWS] due [30d|8 weeks|until DAY]"},
		Does:     "What falls due, by week, with the cash that it needs; what is disputed or on hold is told apart. 30 days where nothing is said.",
		Examples: []string{"/owed due", "/owed due 30d", "/owed due until 2023-04-30", "/owed aws due 8 weeks"},
	},
}

var helpVendors = []HelpEntry{
	{
		Verb: AddVerb, Words: []string{"add"}, Scope: TeamOnly, Form: true,
		Forms: []string{"/owed add NAME as SLUG [currency USD] [terms net30] [zone Area/City] [grace N] [channel #c] [owner @u] [critical] [alias \"X\"] [country US] [convention following] [tags a,b]"},
		Does:  "A new vendor.",
		Examples: []string{
			"/owed add Amazon Web Services as aws", "/owed add Amazon Web Services as aws terms net30 zone UTC owner @carol channel #payables critical alias \"Amazon\"",
			"/owed add Acme GmbH as acme currency EUR terms 2/10 net 30 zone Europe/Berlin grace 5 country DE convention following tags hosting,eu",
		},
	},
	{
		Verb: EditVerb, Words: []string{"edit", "change"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS edit [name X] [currency …] [terms …] [critical|not critical] [alias X|no alias X] …", "/owed AWS edit INV-7 due DAY reason …", "/owed AWS edit INV-7 po X"},
		Does:     "Changes what is on record about the vendor, moves an invoice's due date by agreement, or adds its purchase order.",
		Examples: []string{"/owed aws edit terms net45, grace 5", "/owed aws edit not critical", "/owed aws edit name Amazon Web Services EMEA, alias \"AWS EMEA\"", "/owed aws edit INV-7 due 2023-04-30 reason agreed by phone", "/owed aws edit INV-7 po PO-4711"},
	},
	{
		Verb: HoldVerb, Words: []string{"hold"}, Scope: VendorOnly,
		Forms:    []string{"/owed AWS hold [INV-7] [reason …]"},
		Does:     "Keeps the vendor, or one invoice, from being paid.",
		Examples: []string{"/owed aws hold INV-7 reason goods not received", "/owed aws hold reason bank details changed"},
	},
	{
		Verb: ReleaseVerb, Words: []string{"release", "unhold"}, Scope: VendorOnly,
		Forms:    []string{"/owed AWS release [INV-7] [reason …]"},
		Does:     "Ends a hold.",
		Examples: []string{"/owed aws release INV-7", "/owed aws release"},
	},
	{
		Verb: MergeVerb, Words: []string{"merge into", "merge"}, Scope: VendorOnly,
		Forms:    []string{"/owed AWS merge into GCP"},
		Does:     "Another vendor carries on this one's record: all documents move to it, and the old names mean it from then on. An admin confirms; it can't be undone.",
		Examples: []string{"/owed aws merge into gcp"},
	},
	{
		Verb: CloseVerb, Words: []string{"close"}, Scope: VendorOnly,
		Forms:    []string{"/owed AWS close [reason …]"},
		Does:     "Ends the relation; the vendor stays on record.",
		Examples: []string{"/owed aws close reason contract ended"},
	},
	{
		Verb: ReopenVerb, Words: []string{"reopen"}, Scope: VendorOnly,
		Forms:    []string{"/owed AWS reopen [reason …]"},
		Does:     "Takes up the relation with a vendor that was closed.",
		Examples: []string{"/owed aws reopen reason a new order"},
	},
}

var helpDocuments = []HelpEntry{
	{
		Verb: InvoiceVerb, Words: []string{"invoice", "bill"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS invoice INV-7 $1.2m [issued DAY] [due DAY | terms net30] [po X] [period X] [contract K-1] [memo …]"},
		Does:     "Records an invoice. Where the terms are instalments (terms 3x30: three parts, 30 days each) it stands on record as INV-7/1, INV-7/2 and so on, each with its own due day.",
		Examples: []string{"/owed aws invoice INV-7 $1.2m due 2023-03-31", "/owed aws invoice INV-9 $10m issued 2023-02-28 terms net30", "/owed aws invoice INV-10 EUR 1.250,50 issued 2023-02-28 due net 30 eom po PO-4711 memo hosting, February"},
	},
	{
		Verb: ChargeVerb, Words: []string{"charge"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS charge LF-1 $500 late fee|interest [contested|accepted] [issued DAY] [due DAY] [memo …]", "/owed AWS charge LF-1 accepted|contested [reason …]"},
		Does:     "Records a late fee or interest that the vendor charges; contested, and not owed, until it is accepted. An accepted one can be contested again.",
		Examples: []string{"/owed aws charge LF-1 $500 late fee", "/owed aws charge INT-2 $12,500 interest, contested, memo rate not agreed", "/owed aws charge LF-1 accepted", "/owed aws charge LF-1 contested reason no such clause"},
	},
	{
		Verb: OpeningVerb, Words: []string{"opening balance", "opening"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS opening balance $5m as of DAY [due DAY] [no X] [source …]"},
		Does:     "Records what was open before owed.",
		Examples: []string{"/owed aws opening balance $5m as of 2022-07-01 source statement of June"},
	},
	{
		Verb: CreditVerb, Words: []string{"credit", "credit note", "credit-note", "credit memo"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS credit $2m [CN-1] [for INV-7,INV-8] [on DAY] [memo …]"},
		Does:     "Records the vendor's credit note; without an invoice it stands on account.",
		Examples: []string{"/owed aws credit $2m for INV-7", "/owed aws credit $2m CN-1 for INV-7,INV-8 on 2023-02-20 memo outage of January"},
	},
	{
		Verb: DebitVerb, Words: []string{"debit", "debit note", "debit-note"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS debit note $1m [for INV-7] [no X] [on DAY] [reason …]", "/owed AWS debit DN-3 accepted [on DAY]"},
		Does:     "Records our claim for a reduction; it lowers nothing until the vendor accepts it.",
		Examples: []string{"/owed aws debit note $1m for INV-7 reason service credits", "/owed aws debit DN-3 accepted on 2023-03-01"},
	},
	{
		Verb: WriteOffVerb, Words: []string{"write-off", "write off", "writeoff"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS write-off [$0.05] of INV-7 reason …"},
		Does:     "Gives up what is open on an invoice, or a part of it.",
		Examples: []string{"/owed aws write-off $0.05 of INV-7 reason rounding", "/owed aws write off INV-7 reason waived by the vendor"},
	},
	{
		Verb: RefundVerb, Words: []string{"refund"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS refund P-3 [$1m] [on DAY] [ref X]"},
		Does:     "Records that the vendor paid back what was on account. Recorded by mistake: `reverse RF-1`; what was refunded of can be reversed after that.",
		Examples: []string{"/owed aws refund P-3 $1m on 2023-02-20 ref WIRE-9"},
	},
	{
		Verb: AllocateVerb, Words: []string{"allocate"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS allocate P-3 [$1m] [to INV-7,INV-8]", "/owed AWS allocate P-3 [$1m] off INV-7 [to INV-8]"},
		Does:     "Assigns what is on account to invoices; the oldest due where none is named. With `off` it is taken off an invoice first, and stays on account where no other is named.",
		Examples: []string{"/owed aws allocate P-3 to INV-7,INV-8", "/owed aws allocate C-2 $1m to INV-7", "/owed aws allocate P-3 off INV-7 to INV-8"},
	},
}

var helpPayments = []HelpEntry{
	{
		Verb: PayVerb, Words: []string{"pay"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS pay $10m [for INV-7,INV-8] [cures S-2] [repeats PR-3] [memo …]", "/owed AWS pay all", "/owed AWS pay rest of INV-7"},
		Does:     "Asks for a payment; it goes to its approvers. Without invoices: the oldest due, undisputed, not held.",
		Examples: []string{"/owed aws pay $10m", "/owed aws pay $10m for INV-7,INV-8 memo second instalment", "/owed aws pay all", "/owed aws pay rest of INV-7"},
	},
	{
		Verb: PaidVerb, Words: []string{"paid"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS paid PR-12 [$4m] [on DAY] [ref X]", "/owed AWS paid $10m [on DAY] [for INV-1] [ref X] [memo …]"},
		Does:     "Records that a request was paid, or a payment made outside owed. Only then the balance falls.",
		Examples: []string{"/owed aws paid PR-12", "/owed aws paid PR-12 $4m on 2023-02-20 ref WIRE-7", "/owed aws paid $10m on 2023-02-20 for INV-1 ref WIRE-0220"},
	},
	{
		Verb: ReturnedVerb, Words: []string{"returned", "bounced"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS returned P-3 [reason …]"},
		Does:     "The money came back: its invoices are open again. Recorded by mistake: `reverse P-3` takes it back.",
		Examples: []string{"/owed aws returned P-3 reason account closed"},
	},
	{
		Verb: SentVerb, Words: []string{"sent"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS sent PR-12"},
		Does:     "An approved request was handed to the bank, by somebody other than who approved it.",
		Examples: []string{"/owed aws sent PR-12"},
	},
	{
		Verb: FailedVerb, Words: []string{"failed"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS failed PR-12 [code or reason]"},
		Does:     "The bank refused a payment that was sent.",
		Examples: []string{"/owed aws failed PR-12 AC04 account closed"},
	},
	{
		Verb: WithdrawVerb, Words: []string{"withdraw"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS withdraw PR-12 [reason …]"},
		Does:     "Takes a request back before it is sent; a dispute or a counter-measure, too.",
		Examples: []string{"/owed aws withdraw PR-12 reason asked twice"},
	},
	{
		Verb: ReverseVerb, Words: []string{"reverse", "undo"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS reverse ID reason …"},
		Does:     "Undoes what is on record under an ID, an invoice's or a credit note's number, by a new entry; an invoice in instalments whole; of a payment that came back, that it did; of a dispute that is over, its outcome, and once more that. What lowered or ended a dispute leaves it as it was before. Nothing is deleted; a reversal can be reversed.",
		Examples: []string{"/owed aws reverse P-3 reason recorded twice", "/owed aws reverse INV-7 reason other vendor"},
	},
}

var helpTrouble = []HelpEntry{
	{
		Verb: DisputeVerb, Words: []string{"dispute"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS dispute INV-7 [$2m] [lead @u] [deadline DAY] [link URL] reason …", "/owed AWS dispute D-3 accept|credit [$2m] [CN-1]|withdraw|settle $1m|escalate|answered [on DAY] [reason …]", "/owed AWS dispute D-3 [lead @u|no lead] [deadline DAY|no deadline] [link URL|no links]"},
		Does:     "Contests an invoice or part of it, or moves a dispute on. `accept`: we accept the invoice; `credit`: the vendor's credit note. Who leads it, by when the vendor shall answer and where the papers are may be said later, too.",
		Examples: []string{"/owed aws dispute INV-7 reason billed twice", "/owed aws dispute INV-7 $2m lead @dan deadline 2023-03-31 reason outage, no service", "/owed aws dispute D-3 accept", "/owed aws dispute D-3 credit $2m CN-1", "/owed aws dispute D-3 settle $1m", "/owed aws dispute D-3 answered on 2023-03-01 they will look into it", "/owed aws dispute D-3 deadline 2023-03-31, lead @dan, link https://example.com/mail/7"},
	},
	{
		Verb: SignalVerb, Words: []string{"signal", "counter-measure", "countermeasure"}, Scope: VendorOnly, Form: true,
		Forms: []string{
			"/owed AWS signal KIND [possible|threatened|notice|in effect] [exposure [at least|up to] $1m [to $2m] [per week|month|quarter|year]] [effective DAY] [cure until DAY] [affiliate X] [hits service X] [source X] [renews S-1] free text",
			"/owed AWS signal S-2 withdrawn|suspended|lapsed|in effect|notice|threatened [effective DAY|unknown] [cure until DAY|unknown] [exposure …] [source X] [why]",
			"/owed AWS signal S-2 genuine why|phishing [why]",
		},
		Does:     "Records a counter-measure, or moves one. KIND: " + strings.Join(KindNames(), ", ") + ". State left out: threatened (refuse: in effect). With nothing behind it: paste the notice, or give its e-mail as a file. On a message: ⋯ → This is a counter-measure.",
		Examples: []string{"/owed aws signal suspend notice, effective 2023-03-15, cure until 2023-03-13", "/owed aws signal withhold threatened, exposure at least $1m per quarter, affiliate Amazon Studios, source press, will not pay for advertising", "/owed aws signal refuse, source press, will not renegotiate the contract", "/owed aws signal legal possible", "/owed aws signal S-2 withdrawn", "/owed aws signal S-4 genuine, Ann of their accounts told me on the number in our contract"},
	},
	{
		Verb: ContractVerb, Words: []string{"contract", "contracts"}, Scope: VendorOnly, Form: true,
		Forms: []string{
			"/owed AWS contract", "/owed AWS contract $510m over 66 months [from DAY] [name X] [clauses]",
			"/owed AWS contract [K-2] may withhold|no withholding|set-off barred|cure 30 days|notice 90 days|notice 1 month|notice counts when sent|auto-renews|renews for 12 months at $10m|no auto-renewal|interest 1.5% a month|minimum $80m, $90m, …|ended", "/owed AWS contract [K-2] spent $80m by DAY source …",
		},
		Does:     "Shows or records the contract, changes its clauses, or enters what was spent.",
		Examples: []string{"/owed aws contract $510m over 66 months from 2020-12-01", "/owed aws contract", "/owed aws contract $1b over 5 years, no withholding, cure 30 days, notice 90 days, auto-renews", "/owed aws contract K-2 set-off barred", "/owed aws contract K-2 notice 1 month, renews for 12 months at $10m", "/owed aws contract K-2 notice counts 2 business days after sending", "/owed aws contract $300m over 36 months from 2023-01-01 minimum $80m, $100m, $120m", "/owed aws contract K-1 interest 1.5% a month", "/owed aws contract spent $80m by 2023-02-28 source cost explorer"},
	},
	{
		Verb: IncidentVerb, Words: []string{"incident", "outage"}, Scope: VendorOnly, Form: true,
		Forms:    []string{"/owed AWS incident TEXT", "/owed AWS incident I-1 closed"},
		Does:     "Notes an operational incident on the timeline, or says that it is over.",
		Examples: []string{"/owed aws incident One of three data centres closed; capacity cut", "/owed aws incident I-1 closed"},
	},
}

var helpTeam = []HelpEntry{
	{
		Verb: ImportVerb, Words: []string{"import"}, Scope: Either, Form: true,
		Forms:    []string{"/owed [AWS] import"},
		Does:     "Reads invoices, credits and payments from a file: a dry run first.",
		Examples: []string{"/owed import", "/owed aws import"},
	},
	{
		Verb: ExportVerb, Words: []string{"export"}, Scope: Either, Reads: true,
		Forms:    []string{"/owed [AWS] export [csv|jsonl|hledger|beancount]"},
		Does:     "Writes a file; csv where nothing is said.",
		Examples: []string{"/owed export", "/owed aws export hledger", "/owed export jsonl"},
	},
	{
		Verb: PolicyVerb, Words: []string{"policy"}, Scope: TeamOnly, Form: true, Later: true,
		Forms:    []string{"/owed policy"},
		Does:     "The rules of approval. They come later: until then admins approve every payment, and nobody what they asked for.",
		Examples: []string{"/owed policy"},
	},
	{
		Verb: DelegateVerb, Words: []string{"delegate"}, Scope: TeamOnly, Form: true, Later: true,
		Forms:    []string{"/owed delegate @who [from DAY] until DAY", "/owed delegate off"},
		Does:     "Lets somebody approve for you, for a time. It comes later, with the rules of approval.",
		Examples: []string{"/owed delegate @bob until 2023-03-17", "/owed delegate off"},
	},
	{
		Verb: SettingsVerb, Words: []string{"settings", "setting"}, Scope: TeamOnly, Form: false,
		Forms:    []string{"/owed settings", "/owed settings alerts [for VENDOR]", "/owed settings alerts KIND off|on|default|at DAYS|to WHOM|as SEVERITY [for VENDOR|tag:TAG]", "/owed settings quiet 19:00-08:00", "/owed settings role legal|finance|treasury @u", "/owed settings watch #channel [off]"},
		Does:     "The set-up: alerts, quiet hours, roles, and the channels that are watched. In these, new messages and e-mails are read, and what speaks of a counter-measure is proposed in its thread; it needs the optional events of `owed manifest --watch`. Nothing is recorded without a press.",
		Examples: []string{"/owed settings", "/owed settings alerts", "/owed settings quiet 19:00-08:00", "/owed settings role legal @dan", "/owed settings watch #vendor-mail"},
	},
	{
		Verb: HelpVerb, Words: []string{"help", "?"}, Scope: Either, Reads: true,
		Forms:    []string{"/owed [AWS] help [WORD]"},
		Does:     "What can be typed.",
		Examples: []string{"/owed help", "/owed help signal"},
	},
}
