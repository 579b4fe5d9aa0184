package signals

import "math/bits"

// concept is a meaning that words of several languages share. The lexicon says which words stand for it.
type concept uint8

// The concepts. First the frame of a sentence, then debts and payment, then the acts of each kind of measure.
const (
	cNone concept = iota
	cNeg
	cIf
	cUnless
	cUntil
	cElse // otherwise, failing which, or
	cWill
	cMay
	cHave // has been, was, wurde, a été: done
	cNow  // since, already, hereby, with immediate effect
	cHereby
	cWe
	cYou
	cThey
	cClient // our client: a lawyer or agency writes
	cNotice // calls itself a notice
	cAbbr
	cMonth
	cWeekday
	cUnit
	cBusiness
	cSaturday // working days that count Saturday
	cNumeral
	cBy
	cFrom
	cOn
	cBefore
	cWithin
	cAfter
	cDated
	cReceipt
	cLetter
	cNext
	cEnd
	cNowDay

	cPay
	cPaid // has arrived: thank you for your payment
	cDebt
	cInvoice
	cOwe
	cTotal
	cAct // other things they ask us to do: name, answer, sign
	cDue

	cSusp
	cCut
	cStop
	cSupply
	cTerm
	cEndAct
	cContract
	cDelete
	cData
	cFee
	cCharge
	cInterest
	cRate
	cAccel
	cWhole
	cDueNow
	cHold
	cNoNew
	cOrder
	cAdvance
	cSetOff
	cKeep
	cOurMoney
	cCollect
	cSell
	cLegal
	cCourt
	cSue
	cRefuse
	cRenegotiate
	cTerms
	cPrice
	cDiscount
	cLose
	cRaise
	cAudit
	cInspect
	cBooks
	cLien
	cTake
	cGoods
	cTell
	cPublic
	cOther

	cLift
	cPause
	cReserve
	cFear
	cHint
	cSpoke
	cNews
	cJoke
	cMaint
	cAbuse
	cGeneral
	cEveryone
	cDraft
	cOurWords
	cOurPlan
	cForward
	cPhish
	cPayee
	cRobot
	cSecret
	cHurry
	cNoise
	cNotYet
	cAtLeast
	cUpTo
	cAbout
	cPerMonth
	cPerQuarter
	cPerYear
	cPerDay
	cLimit
	cRep
	cSubject
	cConfirm
	cRumourBack
	cNobodyReads
	cCeased
	cTariff
	cLost
	cAvoid
	cAsk
	cNoMore
	cPerform
	cFuture
	cFeeWord
	cMeet
	cRestore
	cAssigned // the claim is another's now
	cClear    // nothing is owed
	cStranger // who does it is no vendor of ours, or whom it is done to is not us
	conceptCount
)

// What else is said above a mail that is quoted. No model hears of these.
const (
	cPayer    = conceptCount + iota // only who is to pay says so
	cDone                           // what was announced is done
	cMore                           // so many days more
	cDeadline                       // the last day, and more time
	cFrame                          // speaks of nothing beside what is quoted
	cArticle                        // leads to what is spoken of
	cQuality                        // stands between the two
	cThis                           // means what is quoted
	cStays                          // it is as it was said
	cRest                           // all but what is named
	cOpen                           // some of what is owed has not come
)

// aboveNames are how the lexicons of what is said above a quoted mail name those concepts, in their order.
var aboveNames = [...]string{"payer", "done", "more", "deadline", "frame", "article", "quality", "this", "stays", "rest", "open"}

// conceptNames are the names that the lexicon files use, in the order of the constants.
var conceptNames = [conceptCount]string{
	"-", "neg", "if", "unless", "until", "else", "will", "may", "have", "now", "hereby", "we", "you", "they", "client", "notice", "abbr",
	"month", "weekday", "unit", "business", "saturday", "numeral", "by", "from", "on", "before", "within", "after", "dated", "receipt",
	"letter", "next", "end", "nowday", "pay", "paid", "debt", "invoice", "owe", "total", "act", "due", "susp", "cut", "stop", "supply",
	"term", "endact", "contract", "delete", "data", "fee", "charge", "interest", "rate", "accel", "whole", "duenow", "hold", "nonew",
	"order", "advance", "setoff", "keep", "ourmoney", "collect", "sell", "legal", "court", "sue", "refuse", "renegotiate", "terms",
	"price", "discount", "lose", "raise", "audit", "inspect", "books", "lien", "take", "goods", "tell", "public", "other", "lift",
	"pause", "reserve", "fear", "hint", "spoke", "news", "joke", "maint", "abuse", "general", "everyone", "draft", "ourwords",
	"ourplan", "forward", "phish", "payee", "robot", "secret", "hurry", "noise", "notyet", "atleast", "upto", "about", "permonth",
	"perquarter", "peryear", "perday", "limit", "rep", "subject", "confirm", "rumourback", "nobodyreads", "ceased", "tariff", "lost", "avoid", "ask", "nomore", "perform", "future", "feeword", "meet", "restore", "assigned", "clear", "stranger",
}

// set is a set of concepts.
type set [3]uint64

func of(cs ...concept) (s set) {
	for _, c := range cs {
		s[c>>6] |= 1 << (c & 63)
	}
	return s
}

func (s set) has(c concept) bool { return s[c>>6]&(1<<(c&63)) != 0 }
func (s set) any(o set) bool     { return s[0]&o[0]|s[1]&o[1]|s[2]&o[2] != 0 }
func (s set) all(o set) bool     { return s[0]&o[0] == o[0] && s[1]&o[1] == o[1] && s[2]&o[2] == o[2] }
func (s set) or(o set) set       { return set{s[0] | o[0], s[1] | o[1], s[2] | o[2]} }
func (s set) and(o set) set      { return set{s[0] & o[0], s[1] & o[1], s[2] & o[2]} }
func (s set) without(o set) set  { return set{s[0] &^ o[0], s[1] &^ o[1], s[2] &^ o[2]} }
func (s set) empty() bool        { return s[0]|s[1]|s[2] == 0 }
func (s set) size() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2])
}

// join adds what another set has: quicker than or where sets are long in memory.
func (s *set) join(o *set) {
	s[0] |= o[0]
	s[1] |= o[1]
	s[2] |= o[2]
}

func (s *set) add(c concept) { s[c>>6] |= 1 << (c & 63) }

func (s set) hasAny(cs ...concept) bool {
	for _, c := range cs {
		if s.has(c) {
			return true
		}
	}
	return false
}
