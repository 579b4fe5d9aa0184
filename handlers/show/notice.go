package show

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// ActNotice is what is done about a proposal. Ids: notice:record, notice:edit, notice:not. Subject: the message that it
// was read from and the hash of its words, as NoticeRef; extra: the counter-measures proposed, as packed.
const ActNotice = "notice"

// What follows ActNotice.
const (
	NoticeRecord = "record"
	NoticeEdit   = "edit"
	NoticeNot    = "not"
)

// noticeWords are the judgements as the journal shows them.
var noticeWords = map[ledger.Judgement]string{
	ledger.NoticeWarned: "finance was told that it looks like fraud", ledger.NoticeProposed: "proposed in its thread",
	ledger.NoticePartly: "answered in part", ledger.NoticeRecorded: "recorded", ledger.NoticeRefused: "not a signal",
	ledger.NoticeEdited: "edited before anybody answered", ledger.NoticeMoved: "changed what was on record",
}

// OlderWords stand between the newest words about a counter-measure and those below them.
const OlderWords = "\n— — —\n"

// Notice is what was read from a vendor's words.
type Notice struct {
	Signals    []ledger.Signal // what can be recorded; Text is the sentence it was read from, below the words that moved its day since; ID, where the same is on record already, its number there
	Recorded   []ledger.Signal // what was recorded of it before: Signals are those that are left
	Changed    []ledger.Signal // what was changed by it before
	Evidence   []Fill          // of each of them, by field, the words that it was read from
	Others     []ledger.Signal // what can't be recorded as new: it was lifted, or put on hold; ID, where one on record was changed by that
	Vendor     string          // the vendor as written
	Whose      string          // what in it is of the vendor on record
	Mentioned  ledger.Vendor   // one on record that it merely mentions: the vendor as written is another
	Other      ledger.Vendor   // one on record that it is from, where somebody said that it is another's
	Unlike     bool            // the vendor as written is not the one that somebody said
	Claimed    ledger.Money    // what they say is owed
	Invoices   []ledger.InvoiceNo
	Deadline   ledger.Date // the first day by which they want us to act
	Contact    string      // whom they want us to turn to
	Suspicious []string    // the words that make it look like fraud
	Told       []string    // who of finance is told of it, by name
	TwoWays    []string    // days in digits of which nothing says whether the day or the month comes first, as written
	Sent       ledger.Date // the day on which it was sent, where it came later and its days are counted from then
	Unread     []string    // e-mails of it that can't be read, and why
	Shut       []string    // what came with it that owed can't read, by name; "": what has no name
}

// New are the counter-measures of a notice that are not on record already.
func (n Notice) New() []ledger.Signal {
	return slices.DeleteFunc(slices.Clone(n.Signals), func(s ledger.Signal) bool { return s.ID != "" })
}

// others are those that were lifted or put on hold, and by which nothing was changed yet.
func (n Notice) others() []ledger.Signal {
	return slices.DeleteFunc(slices.Clone(n.Others), func(s ledger.Signal) bool { return s.ID != "" })
}

// Left is how much of what a notice says is neither on record nor answered. What is lifted counts where something on record may be meant.
func (n Notice) Left(a *ledger.Account) int {
	left := len(n.New())
	if a == nil {
		return left
	}
	live := a.LiveSignals()
	for _, s := range n.others() {
		if slices.ContainsFunc(live, func(g ledger.Signal) bool { return g.Kind == s.Kind }) {
			left++
		}
	}
	return left
}

// evidenceOfNew is the evidence of those.
func (n Notice) evidenceOfNew() (all []Fill) {
	for i, s := range n.Signals[:min(len(n.Signals), len(n.Evidence))] {
		if s.ID == "" {
			all = append(all, n.Evidence[i])
		}
	}
	return all
}

// known are those that are, or were dealt with by changing what is.
func (n Notice) known() []ledger.Signal {
	return slices.DeleteFunc(slices.Concat(n.Signals, n.Others), func(s ledger.Signal) bool { return s.ID == "" })
}

// Differences are what the ledger says otherwise, or says already, line by line. a may be nil; of its invoices those that
// the notice names must be loaded.
func Differences(a *ledger.Account, n Notice, c Ctx) []string {
	if a == nil {
		return nobody(n)
	}
	var lines []string
	if n.Claimed.Positive() {
		lines = append(lines, "They say *"+n.Claimed.String()+"*; "+claimed(a, n, c))
	}
	lines = append(lines, invoiceDifferences(a, n.Invoices)...)
	on := changes(a, n)
	for _, is := range on[:min(len(on), mostAlike)] {
		lines = append(lines, "On record already: "+signalLine(is.on, c.today(a)))
	}
	if more := len(on) - mostAlike; more > 0 {
		lines = append(lines, thousands(more)+" more of these kinds "+either(more == 1, "is", "are")+" on record already: "+code("/owed "+string(a.Vendor.Slug)+" signals"))
	}
	return lines
}

// mostAlike is how many counter-measures on record are named of the kinds that a notice speaks of.
const mostAlike = 4

// change is a counter-measure on record, and what a notice that may be about it says anew of its kind.
type change struct {
	on, now     ledger.Signal
	meant, sure bool
}

// changes are the live counter-measures on record of the kinds of which a notice says something new: first those that it is most likely
// about, each with what it says of that, then the others of the same kinds, the last recorded first.
func changes(a *ledger.Account, n Notice) (all []change) {
	known, says := n.known(), slices.Concat(n.New(), n.others())
	on := slices.DeleteFunc(a.LiveSignals(), func(g ledger.Signal) bool {
		return slices.ContainsFunc(known, func(s ledger.Signal) bool { return s.ID == g.ID }) ||
			!slices.ContainsFunc(says, func(s ledger.Signal) bool { return s.Kind == g.Kind })
	})
	for _, m := range ledger.Meant(says, on) {
		all = append(all, change{on[m.On], says[m.Says], true, m.Sure})
	}
	meant := len(all)
	for _, g := range on {
		if !slices.ContainsFunc(all[:meant], func(c change) bool { return c.on.ID == g.ID }) {
			first := slices.IndexFunc(says, func(s ledger.Signal) bool { return s.Kind == g.Kind })
			all = append(all, change{on: g, now: says[first]})
		}
	}
	slices.SortStableFunc(all[meant:], func(x, y change) int { return cmp.Compare(y.on.ID.Number(), x.on.ID.Number()) })
	return all
}

// likely are those of them that are offered to be changed: the others of a kind only where it is a guess which of it is meant.
func likely(all []change) []change {
	return slices.DeleteFunc(slices.Clone(all), func(c change) bool {
		return !c.sure && !slices.ContainsFunc(all, func(m change) bool { return m.on.Kind == c.on.Kind && m.meant && !m.sure })
	})
}

// nobody says that the vendor is not on record, and what of it could be compared if it were.
func nobody(n Notice) []string {
	lines := []string{"No vendor on record was recognised in it."}
	if n.Vendor != "" {
		lines[0] = "They are " + said(n.Vendor, nameLen) + "; no vendor on record is called so."
	}
	if n.Mentioned.Slug != "" {
		lines[0] += " " + name(n.Mentioned) + " is only named in it: *choose whose it is*."
	}
	if n.Claimed.Positive() {
		lines = append(lines, "They say *"+n.Claimed.String()+"*; nothing on record to compare it with.")
	}
	if words := codes(n.Invoices); len(words) > 0 {
		lines = append(lines, "Invoices named: "+list(words))
	}
	return lines
}

// mostNumbers is how many invoice numbers of a notice are named.
const mostNumbers = 20

func codes(nos []ledger.InvoiceNo) []string {
	var words []string
	for _, no := range nos[:min(len(nos), mostNumbers)] {
		words = append(words, code(string(no)))
	}
	return words
}

// claimed is what the ledger says to a claim: of the invoices that are named, where that is nearer to it than all that is outstanding.
func claimed(a *ledger.Account, n Notice, c Ctx) string {
	named, disputed, found := ledger.Zero(n.Claimed.Currency), ledger.Zero(n.Claimed.Currency), []ledger.InvoiceNo(nil)
	for _, no := range n.Invoices {
		if i, ok := a.Invoices[no.Key()]; ok && i.Amount.Currency == n.Claimed.Currency && i.Open().Positive() {
			named, found = named.Add(i.Open()), append(found, no)
			if i.Disputed.Positive() {
				disputed = disputed.Add(i.Disputed)
			}
		}
	}
	all := outstandingIn(a, n.Claimed.Currency, c)
	if len(found) == 0 || n.Claimed.Sub(named).Amount.Abs().Cmp(n.Claimed.Sub(all).Amount.Abs()) > 0 {
		return "on record " + onRecord(a, n.Claimed, c)
	}
	words := "open on " + list(codes(found)) + ": " + named.String()
	if disputed.Positive() {
		words += ", of which " + disputed.String() + " is disputed"
	}
	return words + gapWords(n.Claimed.Sub(named)) + ". Outstanding in all: " + all.String()
}

func outstandingIn(a *ledger.Account, currency ledger.Currency, c Ctx) ledger.Money {
	for _, f := range a.AllFigures(c.Now) {
		if f.Outstanding.Currency == currency {
			return f.Outstanding
		}
	}
	return ledger.Zero(currency)
}

// gapWords say by how much a claim differs from what is on record.
func gapWords(gap ledger.Money) string {
	switch {
	case gap.IsZero():
		return ", the same"
	case gap.Positive():
		return ": *they say " + gap.String() + " more*"
	}
	return ": *they say " + gap.Neg().String() + " less*"
}

// onRecord is what is outstanding, and by how much the claim differs in its currency.
func onRecord(a *ledger.Account, claimed ledger.Money, c Ctx) string {
	var out []ledger.Money
	differs := " outstanding; nothing in " + string(claimed.Currency)
	for _, f := range a.AllFigures(c.Now) {
		out = append(out, f.Outstanding)
		if f.Outstanding.Currency != claimed.Currency {
			continue
		}
		differs = " outstanding" + gapWords(claimed.Sub(f.Outstanding))
	}
	if len(out) == 0 {
		return "nothing"
	}
	return sums(out) + differs
}

func invoiceDifferences(a *ledger.Account, nos []ledger.InvoiceNo) []string {
	var missing, settled []string
	for _, no := range nos[:min(len(nos), mostNumbers)] {
		switch i, ok := a.Invoices[no.Key()]; {
		case !ok:
			missing = append(missing, code(string(no)))
		case !i.Open().Positive():
			settled = append(settled, code(string(no)))
		}
	}
	var lines []string
	if len(missing) > 0 {
		lines = append(lines, "Not on record: "+list(missing))
	}
	if len(settled) > 0 {
		lines = append(lines, "Nothing is open any more on "+list(settled))
	}
	return lines
}

// fraud is the warning on what looks like fraud, "" where nothing does.
func fraud(n Notice) string {
	if len(n.Suspicious) == 0 {
		return ""
	}
	return "🔴 *This may be phishing*: " + suspicious(n) + ". " + dontPay
}

// suspicious are the words that make it look like fraud.
func suspicious(n Notice) string {
	why := make([]string, 0, 3)
	for _, s := range n.Suspicious[:min(len(n.Suspicious), 3)] {
		why = append(why, said(s, memoLen))
	}
	return list(why)
}

// dontPay is what to do about what looks like fraud.
const dontPay = "Don't pay by its link or to an account it names; call a number known before."

// markedSo says what becomes of what looks like fraud once it is recorded.
const markedSo = "It is recorded with that mark, and nothing should be paid before the vendor has confirmed it on a number known before"

// NoticeForm asks for the counter-measures of a notice that was read, one group of fields each: with the words that each
// field was read from, the warning, and what the ledger says otherwise. The first of fills holds what stands for all.
func NoticeForm(a *ledger.Account, n Notice, fills []Fill, c Ctx) slack.ModalViewRequest {
	f := &form{title: "Record a notice", submit: "Record", callback: FormSignal, currency: vendorOf(a).Currency}
	f.say(fraud(n))
	f.say(inPart(a, n, c))
	f.say(otherThanSaid(a, n))
	like := vendorOf(a) // whom reading may have mistaken
	if n.Other.Slug != "" {
		like = ledger.Vendor{}
	}
	f.vendorLike(FieldVendor, like)
	f.evidence(Fill{FieldVendor: n.Whose}, FieldVendor)
	if a != nil {
		f.say(noticeLine(a, c.today(a)))
	}
	f.say(strings.Join(Differences(a, n, c), "\n"))
	f.say(wanted(n, vendorOf(a).Today(c.Now)))
	f.say(countedFrom(n))
	f.say(twoWays(n))
	f.say(strings.Join(unread(n.Unread, n.Shut), "\n"))
	fills = fills[:min(len(fills), MostMeasures)]
	fresh, more := n.New(), either(len(n.Recorded) > 0, " more", "")
	switch {
	case len(n.Signals) == 0:
		f.say("No counter-measure that can be recorded was read from it.")
	case len(fresh) > MostMeasures:
		f.say("It speaks of *" + thousands(len(fresh)) + more + " counter-measures*. This form records the first " + thousands(MostMeasures) + ": " + kindsOf(fresh[:MostMeasures]) +
			". The next one asks for the other " + thousands(len(fresh)-MostMeasures) + ": " + kindsOf(fresh[MostMeasures:]) + ".")
	case len(fresh) > 1:
		f.say("It speaks of *" + thousands(len(fresh)) + more + " counter-measures*, and one press records them all: " + kindsOf(fresh) + ".")
	}
	if known := n.known(); len(known) > 0 {
		f.say("On record already, and not filled in: " + namedSignals(known, dated) + ".")
	}
	if others := n.others(); len(others) > 0 {
		f.say("To move, not to record: " + kindsOf(others) + ".")
	}
	evidences := n.evidenceOfNew()
	for i, fill := range fills {
		evidence := Fill{}
		if i < len(evidences) {
			evidence = evidences[i]
		}
		if i > 0 {
			f.blocks = append(f.blocks, slack.NewDividerBlock())
		}
		f.measure(i, fill, evidence)
	}
	if len(n.Suspicious) > 0 {
		f.check(FieldSure, "This may be phishing", markedSo, must, choice{"sure", "Record it all the same"})
	}
	return f.view()
}

// otherThanSaid says that a notice is not from the vendor that somebody named; "" where nothing speaks against that.
func otherThanSaid(a *ledger.Account, n Notice) string {
	switch {
	case n.Other.Slug != "":
		return "⚠️ This is from *" + name(n.Other) + "* (" + code(string(n.Other.Slug)) + "), not from " + name(vendorOf(a)) + ": choose whose it is."
	case n.Unlike:
		return "⚠️ They are " + said(n.Vendor, nameLen) + ", not " + name(vendorOf(a)) + " as was said. Check whose it is."
	}
	return ""
}

func kindsOf(all []ledger.Signal) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = s.Kind.Words() + " (" + stateOf(s) + ")"
	}
	return list(words)
}

// Proposal is what stands in a message's thread until somebody answers: what was read, the words it was read from, and
// what the ledger says otherwise. ref names the message and its words, as NoticeRef.
func Proposal(a *ledger.Account, n Notice, ref string, c Ctx) Message {
	s := write(c)
	head := "This reads like a counter-measure"
	if len(n.Signals)+len(n.Others) == 0 {
		head = "This does not read like a real notice"
	}
	if a != nil {
		head += " of " + name(a.Vendor)
	}
	w := fraud(n)
	s.text(w)
	s.text(inPart(a, n, c))
	s.lines(append([]string{"*" + head + "*"}, proposedLines(a, n, c)...)...)
	if !c.Guests {
		s.lines(Differences(a, n, c)...)
	}
	s.lines(unread(n.Unread, n.Shut)...)
	if len(n.Told) > 0 {
		s.note("Finance is told: " + esc(clip(list(n.Told), memoLen)))
	}
	s.buttons(noticeButtons(a, n, ref, c)...)
	s.note("As of " + day(vendorOf(a).Today(c.Now)) + ". Nothing " + either(len(n.Recorded) > 0, "more ", "") + "is recorded, and no channel is alerted, before somebody records it.")
	if w != "" {
		head = "🔴 This may be phishing. " + head
	}
	return s.done(head)
}

// inPart says what was recorded of a notice before; "" where nothing was.
func inPart(a *ledger.Account, n Notice, c Ctx) string {
	var words []string
	if len(n.Recorded) > 0 {
		words = append(words, recordedBy(n.Recorded, c)+".")
	}
	if len(n.Changed) > 0 {
		words = append(words, changedBy(n.Changed, "", c)+".")
	}
	if len(words) == 0 {
		return ""
	}
	left := n.Left(a)
	if left == 0 {
		return strings.Join(words, " ") + " *What is left was on record already.*"
	}
	return strings.Join(words, " ") + " *" + thousands(left) + either(left == 1, " is", " are") + " left.*"
}

// changedBy names counter-measures on record that were changed by a notice, and who did; by, where that is not with them.
func changedBy(all []ledger.Signal, by ledger.UserID, c Ctx) string {
	var who []string
	for _, g := range all {
		last := by
		if n := len(g.Moves); n > 0 && by == "" {
			last = g.Moves[n-1].By
		}
		if w := c.who(last); !slices.Contains(who, w) {
			who = append(who, w)
		}
	}
	return "Changed by " + list(who) + ": " + namedSignals(all, dated)
}

// recordedBy names counter-measures that were recorded from a notice, and who did.
func recordedBy(all []ledger.Signal, c Ctx) string {
	var who []string
	for _, g := range all {
		if w := c.who(g.By); !slices.Contains(who, w) {
			who = append(who, w)
		}
	}
	return "Recorded by " + list(who) + ": " + namedSignals(all, stateOf)
}

// namedSignals are counter-measures on record, by number, each with its kind and how it stands.
func namedSignals(all []ledger.Signal, stands func(ledger.Signal) string) string {
	words := make([]string, len(all))
	for i, g := range all {
		words[i] = code(string(g.ID)) + " " + g.Kind.Words() + " (" + stands(g) + ")"
	}
	return list(words)
}

// dated is the state of a counter-measure and the day on which it acts, or else the last one to cure, if it has one and is not over.
func dated(g ledger.Signal) string {
	switch {
	case !g.Live() || g.Effective.IsZero() && g.CureUntil.IsZero():
		return stateOf(g)
	case g.Effective.IsZero():
		return stateOf(g) + ", cure until " + day(g.CureUntil)
	}
	return stateOf(g) + ", " + day(g.Effective)
}

// proposedLines are the counter-measures, each with its sentence.
func proposedLines(a *ledger.Account, n Notice, c Ctx) []string {
	today := vendorOf(a).Today(c.Now) // of one not on record: days end in UTC
	most := max(memoLen, min(longLen, 4*longLen/max(len(n.Signals), 1)))
	var lines []string
	for _, g := range n.Signals {
		line := "• *" + capital(g.Kind.Words()) + "*: " + stateOf(g)
		for _, w := range clocks(g, today) {
			line += "; " + w
		}
		if g.Exposure != nil && !c.Guests {
			line += "; " + exposure(*g.Exposure)
		}
		line += affiliates(g)
		if g.ID != "" {
			lines = append(lines, line+" · on record already: "+code(string(g.ID)))
			continue
		}
		lines = append(lines, line)
		for _, words := range strings.SplitN(g.Text, OlderWords, 2) {
			lines = append(lines, "> "+said(words, most))
		}
	}
	if words := wanted(n, today); words != "" {
		lines = append(lines, words)
	}
	for _, words := range []string{countedFrom(n), twoWays(n)} {
		if words != "" {
			lines = append(lines, words)
		}
	}
	for _, g := range n.Others {
		if g.ID != "" {
			lines = append(lines, "• "+capital(g.Kind.Words())+": "+stateOf(g)+" · on record already: "+code(string(g.ID)))
			continue
		}
		lines = append(lines, "• "+capital(g.Kind.Words())+": "+stateOf(g)+". To move the one on record, see "+code("/owed "+cmp.Or(string(vendorOf(a).Slug), "…")+" signals"), "> "+said(g.Text, longLen))
	}
	return lines
}

// wanted is by when they want us to act, and whom to turn to; "" of what looks like fraud, for that is how it works.
func wanted(n Notice, today ledger.Date) string {
	if len(n.Suspicious) > 0 {
		return ""
	}
	var words []string
	cures := slices.ContainsFunc(n.Signals, func(s ledger.Signal) bool { return s.CureUntil == n.Deadline })
	lifted := len(n.Signals) == 0 && len(n.Others) > 0
	if !n.Deadline.IsZero() && !cures && !lifted { // which was said with the counter-measure, or stands in the mail that is taken back
		words = append(words, "They want us to act by "+day(n.Deadline)+", "+away(today, n.Deadline))
	}
	if n.Contact != "" {
		words = append(words, "contact: "+said(n.Contact, nameLen))
	}
	return capital(strings.Join(words, "; "))
}

// countedFrom says where the days of a mail that came later than it was sent are counted from.
func countedFrom(n Notice) string {
	if n.Sent.IsZero() {
		return ""
	}
	return "It was sent on " + day(n.Sent) + ": days that it counts are counted from then."
}

// twoWays says which days can be read in two ways.
func twoWays(n Notice) string {
	if len(n.TwoWays) == 0 {
		return ""
	}
	var words []string
	for _, w := range n.TwoWays[:min(len(n.TwoWays), mostTwoWays)] {
		words = append(words, said(w, nameLen))
	}
	return "⚠️ " + list(words) + " can be read two ways: nothing says whether the day or the month comes first. Check before you record it."
}

// mostTwoWays is how many of them are named.
const mostTwoWays = 4

func noticeButtons(a *ledger.Account, n Notice, ref string, c Ctx) []button {
	var v ledger.VendorID
	if a != nil {
		v = a.Vendor.Slug
	}
	packed := Value(v, ref, Pack(n.Signals, maxValue-240))
	fresh := n.New()
	edit := either(len(n.Signals) > 0 && len(fresh) == 0, "Record another", "Edit")
	row := []button{{label: edit, action: ActNotice + ":" + NoticeEdit, value: packed}, {label: "Not a signal", action: ActNotice + ":" + NoticeNot, value: Value(v, ref, "")}}
	if a != nil && !c.Guests && len(n.Suspicious) == 0 {
		row = append(row, changeButtons(a, n, ref)...)
	}
	if a == nil || len(fresh) == 0 {
		return row
	}
	record := button{label: "Record", action: ActNotice + ":" + NoticeRecord, value: packed, style: slack.StylePrimary}
	if len(n.Suspicious) > 0 {
		record.style, record.confirm = slack.StyleDanger, "It may be phishing. "+markedSo
	}
	return append([]button{record}, row...)
}

// changeButtons move what is on record, for a second letter is often about the same: first where the notice says otherwise, then where it
// says just what is on record.
func changeButtons(a *ledger.Account, n Notice, ref string) (row []button) {
	other, known := likely(changes(a, n)), n.known()
	for _, is := range other {
		row = append(row, moveButton(a.Vendor.Slug, is.on.ID, either(is.sure, ref, ""), []ledger.Signal{is.now})) // a guess may be meant for several
	}
	for _, s := range known {
		if !slices.ContainsFunc(n.Changed, func(g ledger.Signal) bool { return g.ID == s.ID }) {
			row = append(row, moveButton(a.Vendor.Slug, s.ID, ref, nil))
		}
	}
	return row[:min(len(row), mostChanges)]
}

// Judged takes the place of a proposal that was answered: by whom, and what came of it, of which all is what was recorded, or where it
// merely changed what was on record, that, and changed what it changed besides. Its buttons are gone.
func Judged(all, changed []ledger.Signal, known ledger.Judged, c Ctx) Message {
	var words []string
	by := ledger.UserID("")
	if known.Answer == ledger.NoticeMoved {
		all, changed = nil, all
		if len(changed) == 1 {
			by = known.By
		}
	}
	see := ". See " + code("/owed "+string(known.Vendor)+" signals")
	if len(all) > 0 {
		words = append(words, recordedBy(all, c)+see)
	}
	if len(changed) > 0 {
		words = append(words, changedBy(changed, by, c)+see)
	}
	if known.Answer == ledger.NoticeRefused {
		words = append(words, either(len(all)+len(changed) > 0, "What was left is not", "Not")+" a signal, says "+c.who(known.By)+". The same words are not proposed again.")
	}
	return write(c).paragraph(strings.Join(words, "\n"))
}

// Edited takes the place of a proposal that nobody answered before its message was edited.
func Edited(c Ctx) Message {
	return write(c).paragraph("The message was edited: what was proposed here stands in it no more, and nothing was recorded from it. Counter-measures that it speaks of now are proposed below.")
}

// Newer stands in the thread of a mail that quotes a notice known already, where nothing was read from what is new in it: that
// may be what was announced, another day, or the end of it, and somebody has to look. ids are the counter-measures recorded from
// the notice that it quotes.
func Newer(a *ledger.Account, words string, ids []ledger.ID, ref string, c Ctx) Message {
	s := write(c)
	head := "They write again about a notice that was read already"
	var v ledger.VendorID
	if a != nil {
		v, head = a.Vendor.Slug, name(a.Vendor)+" writes again about a notice that was read already"
	}
	s.lines("*"+head+"*", "> "+said(words, longLen), "From these words no counter-measure was read; the one below them is known.")
	var row []button
	answers := either(len(ids) == 1, ref, "")
	for _, id := range ids[:min(len(ids), mostChanges)] {
		row = append(row, moveButton(v, id, answers, nil))
	}
	s.buttons(append(
		row, button{label: "Record another", action: ActNotice + ":" + NoticeEdit, value: Value(v, ref, "")},
		button{label: "Nothing new", action: ActNotice + ":" + NoticeNot, value: Value(v, ref, "")},
	)...)
	s.note("Has it happened, has its day moved, was it lifted? Change what is on record: nothing changes without a press.")
	return s.done(head)
}

// mostChanges is how many counter-measures on record a message offers to change.
const mostChanges = 3

// moveButton opens the form in which a counter-measure on record is moved, filled with what a notice says of it now. ref names the
// notice that is answered by that, if any is.
func moveButton(v ledger.VendorID, id ledger.ID, ref string, now []ledger.Signal) button {
	extra := ref
	if len(now) > 0 {
		extra += RestMark + Pack(now, maxValue-240)
	}
	return button{label: "Change " + string(id), action: ActSignal + ":" + string(id), value: Value(v, string(id), extra)}
}

// RestMark stands behind the reference of a notice, before what a button or a form holds of its counter-measures.
const RestMark = "|"

// Unread stands in a message's thread where its e-mail can't be read, or what it sends its reader to: silence would look as if
// nothing were in it.
func Unread(why, shut []string, c Ctx) Message {
	s := write(c)
	s.lines(unread(why, shut)...)
	again := ""
	if len(why) > 0 {
		again = "*⋯ → This is a counter-measure* on its message reads it anew; "
	}
	s.note("Nobody has read it for counter-measures. " + capital(again+"its words can be pasted into ") + code("/owed signal"))
	if len(why) == 0 {
		return s.done("What is attached can't be read.")
	}
	return s.done("An e-mail can't be read.")
}

func unread(why, shut []string) []string {
	lines := make([]string, 0, len(why)+1)
	for _, w := range why {
		lines = append(lines, "This e-mail can't be read: "+sentences(w, longLen))
	}
	if len(shut) == 0 {
		return lines
	}
	var names []string
	for _, name := range shut[:min(len(shut), mostShut)] {
		if name != "" {
			names = append(names, said(name, nameLen))
		}
	}
	line := "owed can't read what is attached"
	if len(names) > 0 {
		line += ": " + list(names)
	}
	return append(lines, line+". Open it: a counter-measure may stand there.")
}

// mostShut is how many attachments are named.
const mostShut = 5

// PhishingTold tells finance of a notice that looks like fraud. link is where it stands, or ""; by had it read, or ""
// where it was heard.
func PhishingTold(n Notice, link string, by ledger.UserID, c Ctx) Message {
	s := write(c)
	who := "In a channel that owed watches stands a notice"
	if by != "" {
		who = c.who(by) + " has had a notice read"
	}
	s.text("🔴 *" + who + " that looks like phishing*")
	if permalink(link) {
		s.text("<" + link + "|The message>")
	} else if by != "" {
		s.text("It was pasted, and owed keeps no copy: ask " + c.who(by) + " for it.")
	}
	if n.Claimed.Positive() {
		s.text("It asks for " + n.Claimed.String() + ".")
	}
	if len(n.Suspicious) > 0 {
		s.text("It says " + suspicious(n) + ".")
	}
	s.text(dontPay)
	return s.done("🔴 A message that looks like phishing asks for a payment. Don't pay by its link; call a number known before.")
}

// Pack writes counter-measures into a button or a form that holds so many bytes. Where they don't fit, their sentences are cut, and end
// with a mark of that; and where not even that makes them fit, the last are left out.
func Pack(all []ledger.Signal, room int) string {
	for most := 3000; ; most /= 2 {
		out := make([]ledger.Signal, 0, len(all))
		for _, s := range all {
			if s.Text = clip(strings.ToValidUTF8(s.Text, "?"), max(most, 2)); s.ID != "" {
				s.Text = ""
			}
			out = append(out, s)
		}
		packed := pack(out)
		switch {
		case len(packed) <= room:
			return packed
		case most < 20:
			all, most = all[:len(all)-1], 6000
		}
	}
}

// pack writes counter-measures into a button.
func pack(all []ledger.Signal) string {
	type bare struct {
		Kind       ledger.MeasureKind  `json:"k"`
		State      ledger.MeasureState `json:"s"`
		Source     string              `json:"f,omitempty"`
		Effective  ledger.Date         `json:"e,omitempty"`
		CureUntil  ledger.Date         `json:"c,omitempty"`
		Exposure   *ledger.Exposure    `json:"x,omitempty"`
		Affiliates []string            `json:"a,omitempty"`
		Text       string              `json:"t,omitempty"`
		ID         ledger.ID           `json:"i,omitempty"`
	}
	out := make([]bare, 0, len(all))
	for _, s := range all {
		out = append(out, bare{s.Kind, s.State, s.Source, s.Effective, s.CureUntil, s.Exposure, s.Affiliates, s.Text, s.ID})
	}
	b, err := json.Marshal(out)
	if err != nil {
		return ""
	}
	return string(b)
}

// Unpack reads what a proposal's button holds.
func Unpack(packed string) []ledger.Signal {
	var in []struct {
		K    ledger.MeasureKind
		S    ledger.MeasureState
		F, T string
		E, C ledger.Date
		X    *ledger.Exposure
		A    []string
		I    ledger.ID
	}
	if json.Unmarshal([]byte(packed), &in) != nil {
		return nil
	}
	out := make([]ledger.Signal, 0, len(in))
	for _, s := range in {
		out = append(out, ledger.Signal{Kind: s.K, State: s.S, Source: s.F, Effective: s.E, CureUntil: s.C, Exposure: s.X, Affiliates: s.A, Text: s.T, ID: s.I})
	}
	return out
}
