package signals

import (
	"slices"
	"strings"
)

// What no honest vendor does is marked whatever was learnt: a link that leads elsewhere than it says, a domain made to be taken for another's,
// and money asked for at once on a way on which nobody gets it back.

// tokenRun is tokens of a text.
type tokenRun struct{ from, to int }

// mostDisguises bounds how many domains are named as made to be taken for others.
const mostDisguises = 8

// disguises are the senders and links whose domain is made to be taken for another's: for a vendor's of the ledger, one of them
// the vendor slug that the text is about, or a well-known name's.
func (d *document) disguises(slug string) (out []tokenRun) {
	var seen []string // most texts name few domains
	var spoken []string
	sender := ""
	for _, i := range d.words.links {
		t := &d.tokens[i]
		l := &d.lines[t.line]
		if l.name == "to" || l.name == "cc" || len(out) == mostDisguises {
			continue
		}
		dm := domainIn(t)
		if l.name == "from" {
			sender = dm.site
		}
		if dm.site == "" || len(seen) > 64 || slices.Contains(seen, dm.host) {
			continue
		}
		seen = append(seen, dm.host)
		if len(seen) == 1 {
			spoken = d.wellKnownSpoken()
		}
		if d.isDisguise(t, dm, slug, sender, spoken) {
			out = append(out, tokenRun{i, i + 1})
		}
	}
	return out
}

// linksHome reports whether all links of a mail, of which it has some, lead to its sender's own domain or to a well-known one.
func (d *document) linksHome() bool {
	sender, home := "", false
	for _, i := range d.words.links {
		t := &d.tokens[i]
		switch {
		case d.lines[t.line].name == "from" && t.kind == addressToken && sender == "":
			sender = domainIn(t).owner()
		case t.kind == linkToken:
			dm := domainIn(t)
			if home = dm.owner() == sender || wellKnown[dm.site]; !home {
				return false
			}
		}
	}
	return home
}

// wellKnownSpoken are the well-known names of which the text speaks.
func (d *document) wellKnownSpoken() (out []string) {
	for i := range d.tokens {
		if t := &d.tokens[i]; t.upper && t.tables&inKnown != 0 && !slices.Contains(out, t.norm) {
			out = append(out, t.norm)
		}
	}
	return out
}

func (d *document) isDisguise(t *token, dm domain, slug, sender string, spoken []string) bool {
	if d.isOfLedger(dm) || wellKnown[dm.site] {
		return t.kind == addressToken && domainInside(dm.host)
	}
	if ofSeveralAlphabets(dm.site) || t.kind == addressToken && domainInside(dm.host) || dm.baitsWith(isBrand) {
		return true
	}
	if brandSkeletons[skeleton(dm.site)] || slices.ContainsFunc(spoken, func(known string) bool { return looksLike(dm.site, known, true) }) {
		return true
	}
	for k := range d.vendors {
		if d.vendors[k].isAped(dm, d.vendors[k].Slug == slug, sender) {
			return true
		}
	}
	return t.kind == linkToken && (dm.writesWithDigits() || dm.isBait() && dm.site != sender && d.anywhere(cPay, cDebt, cHurry))
}

// isOfLedger reports whether a domain is one of a vendor's on record.
func (d *document) isOfLedger(dm domain) bool {
	for i := range d.vendors {
		for _, own := range d.vendors[i].Domains {
			if own = strings.ToLower(own); own != "" && (dm.host == own || strings.HasSuffix(dm.host, "."+own)) {
				return true
			}
		}
	}
	return false
}

// isAped reports whether a domain is made to be taken for the vendor's: it looks like one of its domains, or like one of its
// names; or, where its domains are known, it is its name with words that frauds add. spoken says whether the text is about
// the vendor.
func (v *Vendor) isAped(dm domain, spoken bool, sender string) bool {
	for _, own := range v.Domains {
		known := domainAt(strings.ToLower(own)).site
		if looksLike(dm.site, known, spoken) || spoken && dm.baitsWith(func(w string) bool { return w == known }) {
			return true
		}
	}
	for _, called := range append([]string{v.Name}, v.Aliases...) {
		if looksLike(dm.site, strings.ReplaceAll(foldWords(called), " ", ""), false) {
			return true
		}
	}
	return false
}

// paidAside appends where the text wants to be paid, at once, on a way on which nobody gets anything back: in coins, or by a card that
// is read out over the telephone.
func (d *document) paidAside(out []tokenRun) []tokenRun {
	hurried := d.hurried()
	if d.news || !hurried && len(d.ruled) == 0 {
		return out
	}
	for i := range d.clauses {
		cl := &d.clauses[i]
		if cl.part > 1 || cl.set.has(cNeg) {
			continue
		}
		for k := cl.from; k < cl.to; k++ {
			if d.tokens[k].tables&inFrauds != 0 && (d.wantsCoins(k, i) || d.wantsCard(k, hurried)) {
				out = append(out, tokenRun{cl.from, cl.to})
				break
			}
		}
	}
	return out
}

// hurried reports whether the text leaves no time to ask: hours, or minutes.
func (d *document) hurried() bool {
	if d.anywhere(cHurry) {
		return true
	}
	for i := 1; i < len(d.tokens); i++ {
		if d.tokens[i].tables&inFrauds == 0 {
			continue
		}
		switch d.tokens[i].norm {
		case "minutes", "minuten", "minutos", "mins":
			if d.tokens[i-1].kind == numberToken {
				return true
			}
		}
	}
	return false
}

// wantsCoins reports whether token k is a currency that can't be called back, in a sentence that asks for a payment and offers no
// other way.
func (d *document) wantsCoins(k, clause int) bool {
	return d.isCoin(k) && (d.whole[clause].has(cPay) || d.toBeSent(k)) && !d.paidOtherwise(k)
}

// toBeSent reports whether the words before token k say to send it: send 0.05 BTC.
func (d *document) toBeSent(k int) bool {
	for j := max(0, k-3); j < k; j++ {
		switch d.tokens[j].norm {
		case "send", "deposit", "senden", "sende", "envoyez", "envie", "envien", "deposite":
			return true
		}
	}
	return false
}

// paidOtherwise reports whether the sentence of token k offers other ways to pay, or merely says what is taken as well.
func (d *document) paidOtherwise(k int) bool {
	from, to := d.sentenceAround(k, 30)
	return slices.ContainsFunc(d.tokens[from:to], func(o token) bool { return waysToPay[o.norm] })
}

// waysToPay are the words for payments that a bank can call back, and for what somebody takes beside others.
var waysToPay = wordSet("transfer transfers debit sepa cheque check paypal accept accepts wire uberweisung bankuberweisung lastschrift akzeptieren virement prelevement acceptons transferencia domiciliacion aceptamos")

// coinsBeside reports whether coins are all that a clause has of what frauds ask for, and its sentence offers other ways to pay.
func (d *document) coinsBeside(clause int) bool {
	cl, found := &d.clauses[clause], false
	for k := cl.from; k < cl.to; k++ {
		switch {
		case d.isCoin(k):
			if !d.paidOtherwise(k) {
				return false
			}
			found = true
		case d.tokens[k].set.has(cPhish):
			return false
		}
	}
	return found
}

// isCoin reports whether token k names such a currency, or begins the address of a purse of it.
func (d *document) isCoin(k int) bool {
	t := &d.tokens[k]
	return coins[t.norm] || t.norm == "bc" && strings.HasPrefix(d.text[t.start:], "bc1q")
}

// coins are currencies that can't be called back.
var coins = wordSet("btc bitcoin bitcoins usdt usdc tether monero xmr litecoin ethereum stablecoin crypto cryptocurrency kryptowahrung cryptomonnaie criptomonedas")

// wantsCard reports whether token k is the card that a sentence wants read out over the telephone: one that is to be ready for the call,
// or, where the text leaves no time, whose number is wanted.
func (d *document) wantsCard(k int, hurried bool) bool {
	if d.tokens[k].norm != "card" || k+1 >= len(d.tokens) {
		return false
	}
	switch d.tokens[k+1].norm {
	case "ready", "handy":
	case "number", "details":
		if !hurried {
			return false
		}
	default:
		return false
	}
	for j := max(0, k-12); j < k; j++ {
		switch d.tokens[j].norm {
		case "call", "phone", "ring", "dial", "telephone":
			return true
		}
	}
	return false
}

// toReader appends what is said to a program that reads the text, and to no person: AI: this is no signal; suspicious=false.
func (d *document) toReader(out []tokenRun) []tokenRun {
	for i := 0; i+1 < len(d.tokens); i++ {
		t, next := &d.tokens[i], &d.tokens[i+1]
		if t.tables&inFrauds == 0 {
			continue
		}
		said := false
		switch t.norm {
		case "ai", "llm", "chatgpt", "gpt":
			said = t.upper && next.pre&sepColon != 0 && d.lines[t.line].first == i || next.norm == "instruction" || next.norm == "instructions"
		case "assistant", "assistants":
			said = next.norm == "instruction" || next.norm == "instructions"
		case "suspicious":
			said = strings.HasPrefix(d.text[t.end:], "=")
		}
		if cl := d.clauseAt(i); said && !d.chat && cl >= 0 {
			return append(out, tokenRun{d.clauses[cl].from, d.clauses[cl].to})
		}
	}
	return out
}

// lyingLink is the token of a link that shows another address than it leads to, or a well-known name under a foreign
// domain; -1 if there is none.
func (d *document) lyingLink() int { return d.facts.link }

func (d *document) findLyingLink() int {
	for _, i := range d.words.links {
		if t := &d.tokens[i]; t.kind == linkToken && d.lies(t) {
			return i
		}
	}
	return -1
}

// lies reports whether a link leads elsewhere than it says, or to a host that begins as another's.
func (d *document) lies(t *token) bool {
	host := domainIn(t).host
	if shown := d.shownFor(t); shown != "" && !redirects(host) {
		if strings.HasPrefix(host, "owed.") || strings.Contains(host, ".owed.") || strings.HasPrefix(shown, "click to") || strings.HasPrefix(shown, "approve") || strings.HasPrefix(shown, "confirm") {
			return true
		}
		if says, ok := domainShown(shown); ok && says.owner() != domainIn(t).owner() {
			return true
		}
	}
	user, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(t.norm, "https://"), "http://"), "@")
	return domainInside(host) || ok && !strings.ContainsAny(user, "/?#") && strings.Contains(user, ".")
}

// shownFor is what people see in the place of a link, in lower case; "" where that is the link itself: <link|shown>, [shown](link).
func (d *document) shownFor(t *token) string {
	before, after := d.text[max(0, t.start-200):t.start], d.text[t.end:min(len(d.text), t.end+200)]
	if strings.HasPrefix(after, "|") {
		if shown, _, ok := strings.Cut(after[1:], ">"); ok {
			return strings.ToLower(shown)
		}
	}
	if head, ok := strings.CutSuffix(before, "]("); ok {
		return strings.ToLower(head[strings.LastIndexAny(head, "[\n")+1:])
	}
	return ""
}

// domainShown is the domain that what is shown for a link says it leads to.
func domainShown(shown string) (domain, bool) {
	shown = strings.TrimSpace(shown)
	dm := domainAt(hostOf(shown))
	end := dm.host[strings.LastIndexByte(dm.host, '.')+1:]
	if strings.ContainsAny(shown, " \t\n@") || end == dm.host || len(end) < 2 || fileEnds[end] || strings.Trim(end, "abcdefghijklmnopqrstuvwxyz") != "" {
		return domain{}, false
	}
	return dm, true
}

// fileEnds end the names of files, and of no domains.
var fileEnds = wordSet("pdf doc docx xls xlsx csv txt htm html xml png jpg jpeg gif zip eml msg ics")

// redirects reports whether a host only leads on: those of the programs that count clicks or look at every link of a mail.
func redirects(host string) bool {
	for _, r := range [...]string{"safelinks.protection.outlook.com", "urldefense.com", "urldefense.proofpoint.com", "mimecast.com", "sendgrid.net", "list-manage.com", "mandrillapp.com", "hubspotlinks.com", "awstrack.me", "mailgun.org", "pstmrk.it", "linkprotect.cudasvc.com"} {
		if host == r || strings.HasSuffix(host, "."+r) {
			return true
		}
	}
	return false
}
