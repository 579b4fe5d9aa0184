package typed

import (
	"slices"

	"owed.dev/owed/ledger"
)

// kindWords are the ways of saying a kind of counter-measure. The first of each is the one that help shows.
var kindWords = []struct {
	kind  ledger.MeasureKind
	words []string
}{
	{ledger.ServiceSuspension, []string{
		"suspend", "suspends", "suspension", "suspending", "service suspension", "suspension of service", "account suspension", "suspend service", "suspend the service", "suspend account",
		"cut off", "cut us off", "cut-off", "cutoff", "shut off", "shut-off", "shutoff", "shut us off", "shut down", "shutdown", "restrict", "restriction", "disconnect", "disconnection", "lock out", "lockout", "block", "blocking", "disable",
	}},
	{ledger.ServiceTermination, []string{
		"terminate", "terminates", "termination", "terminating", "service termination", "termination of service", "terminate contract", "terminate the contract", "contract termination", "cancel", "cancellation", "end contract",
	}},
	{ledger.DataDeletion, []string{"delete", "deletes", "deletion", "delete data", "data deletion", "deletion of data", "delete our data", "erase", "erasure", "purge", "wipe"}},
	{ledger.LateFee, []string{"fee", "fees", "late fee", "late fees", "late-fee", "late charge", "late payment fee", "penalty"}},
	{ledger.Interest, []string{"interest", "late interest", "default interest", "interest on arrears"}},
	{ledger.Acceleration, []string{"accelerate", "accelerates", "acceleration", "call in", "all due at once"}},
	{ledger.CreditHold, []string{"credit hold", "credit-hold", "credithold", "hold orders", "order stop", "stop orders", "prepayment", "prepay", "cash in advance", "credit stop", "credit block"}},
	{ledger.SetOffOrWithhold, []string{
		"withhold", "withholds", "withholding", "withhold payment", "withhold payments", "set-off", "setoff", "set off", "offset", "off-set", "netting", "net off", "set-off or withhold", "set-off or withholding", "set off or withhold",
	}},
	{ledger.Collections, []string{"collections", "collection", "collect", "collection agency", "debt collection", "debt collector", "debt collectors", "dunning", "factoring"}},
	{ledger.LegalAction, []string{
		"legal", "legal action", "legal proceedings", "sue", "sues", "suing", "lawsuit", "law suit", "litigation", "litigate", "court", "claim", "arbitration", "arbitrate", "winding-up", "winding up", "statutory demand", "injunction",
	}},
	{ledger.RefusalToRenegotiate, []string{"refuse", "refuses", "refusal", "refusing", "refuse to renegotiate", "refuses to renegotiate", "refusal to renegotiate", "no renegotiation", "won't renegotiate"}},
	{ledger.PriceIncrease, []string{"price", "prices", "price increase", "price rise", "raise price", "raise prices", "increase price", "increase prices", "discount withdrawn", "withdraw discount", "loss of discount"}},
	{ledger.Audit, []string{"audit", "audits", "inspection", "licence audit", "license audit"}},
	{ledger.LienOrRepossession, []string{"lien", "repossess", "repossession", "retain goods", "retention of goods", "seize", "seizure", "lien or repossession"}},
	{ledger.PublicDisclosure, []string{"disclose", "disclosure", "public disclosure", "publish", "publicity", "go public", "report us", "credit bureau", "name and shame"}},
	{ledger.OtherMeasure, []string{"other", "something else"}},
}

// stateWords are the ways of saying how far a counter-measure has come.
var stateWords = []struct {
	state ledger.MeasureState
	words []string
}{
	{ledger.Possible, []string{"possible", "possibly", "feared", "likely", "may", "might", "rumoured", "rumored"}},
	{ledger.Threatened, []string{"threatened", "threatens", "threaten", "threat", "threatening", "announced orally"}},
	{ledger.NoticeGiven, []string{"notice given", "notice-given", "notice_given", "formal notice", "notice", "given notice", "noticed", "notified"}},
	{ledger.InEffect, []string{"in effect", "in-effect", "in_effect", "in force", "active", "begun", "started", "happened", "effective now", "now"}},
	{ledger.Suspended, []string{"on hold", "paused", "suspended", "standstill"}},
	{ledger.Withdrawn, []string{"withdrawn", "withdraw", "lifted", "taken back", "revoked", "rescinded", "dropped"}},
	{ledger.Lapsed, []string{"lapsed", "cured", "expired", "over", "ended"}},
}

// KindNames are the words for the kinds, as help shows them.
func KindNames() []string {
	var out []string
	for _, k := range kindWords {
		out = append(out, k.words[0])
	}
	return out
}

// kindName is the word for a kind, as help shows it.
func kindName(kind ledger.MeasureKind) string {
	for _, k := range kindWords {
		if k.kind == kind {
			return k.words[0]
		}
	}
	return string(kind)
}

// kindHere takes the kind of counter-measure that stands here; the longest way of saying one wins.
func (p *parser) kindHere() ledger.MeasureKind {
	var kind ledger.MeasureKind
	longest := 0
	for _, k := range kindWords {
		for _, w := range append(slices.Clone(k.words), string(k.kind), k.kind.Words()) {
			if n := p.sees(w); n > longest {
				kind, longest = k.kind, n
			}
		}
	}
	p.i += longest
	return kind
}

// stateHere takes the state that stands here.
func (p *parser) stateHere() ledger.MeasureState {
	var state ledger.MeasureState
	longest := 0
	for _, s := range stateWords {
		for _, w := range s.words {
			if n := p.sees(w); n > longest {
				state, longest = s.state, n
			}
		}
	}
	p.i += longest
	return state
}

// kindInside is the kind that stands further on, to be put first: "they will suspend us".
func (p *parser) kindInside() []Choice {
	at := *p
	for ; !at.done(); at.i++ {
		if kind := at.kindHere(); kind != "" {
			word := kindName(kind)
			return []Choice{{Label: word, Words: p.src.replaced(p.peek().from, p.peek().from, word+" ")}}
		}
	}
	return nil
}

// nearKinds are the kinds that a word may mean, mistyped.
func (p *parser) nearKinds(w word) []Choice {
	var out []Choice
	best := mistakes(w.low) + 1
	for _, k := range kindWords {
		for _, phrase := range k.words {
			d := distance(w.low, phrase)
			if d > best || d > mistakes(phrase) || w.quoted {
				continue
			}
			if d < best {
				out, best = nil, d
			}
			if len(out) == 0 || out[len(out)-1].Label != k.words[0] {
				out = append(out, Choice{Label: k.words[0], Words: p.src.replaced(w.from, w.to, k.words[0])})
			}
		}
	}
	return out
}
