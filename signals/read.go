package signals

import (
	"cmp"
	"math"
	"slices"

	"owed.dev/owed/ledger"
)

// Read finds the counter-measures that a text speaks of, and everything about them that it says. received is the day
// on which the reader got the text: relative days are counted from it where the text names no other. Read never
// guesses: what the text does not say is left empty. It has no side effects and takes time linear in len(text).
func Read(text string, received ledger.Date, vendors []Vendor) Findings {
	return read(text, received, vendors, theModel(), usualTrust)
}

func read(text string, received ledger.Date, vendors []Vendor, m *model, t trust) Findings {
	return readLayers(text, received, vendors, m, t, mostLayers).Findings
}

// readLayers reads a text and, where it says little above a mail that it quotes, that mail, and so many more that are quoted in
// turn.
func readLayers(text string, received ledger.Date, vendors []Vendor, m *model, t trust, layers int) reading {
	d := newDocument(text, received, vendors)
	d.model, d.trust = m, t
	f := Findings{Lang: d.lang}
	d.identify(&f)
	if ways := (customs{d.holidaysOf(f.Slug), d.orderOf(f.Slug)}); ways.holiday != nil && d.countsWorkingDays() || ways.order != unknownOrder && d.writesDigits() {
		d.release()
		d = newDocumentIn("", text, received, vendors, ways) // whose days they are is known only now
		d.model, d.trust = m, t
	}
	d.opine()
	measures := d.measure(&f)
	d.contact(&f)
	d.claims(&f)
	d.chooseDays(&f, measures)
	d.suspicious(&f)
	f.IsSignal = len(f.Measures) > 0
	if d.news && !f.IsSignal {
		f.Vendor, f.VendorFrom = "", Evidence{} // strangers
	}
	r := d.readQuoted(f, layers)
	r.Sent = d.sentOf(&r.Findings)
	d.release()
	return r
}

// holidaysOf are those of the vendor that the text is from; nil: none are known.
func (d *document) holidaysOf(slug string) func(ledger.Date) bool {
	at := slices.IndexFunc(d.vendors, func(v Vendor) bool { return v.Slug == slug })
	if slug == "" || at < 0 {
		return nil
	}
	return d.vendors[at].Holidays
}

func (d *document) countsWorkingDays() bool {
	return slices.ContainsFunc(d.dates, func(m dateMention) bool { return m.business != allDays })
}

// writesDigits reports whether a day may be read in two ways, but for who wrote it.
func (d *document) writesDigits() bool {
	return slices.ContainsFunc(d.dates, func(m dateMention) bool { return m.twoWays })
}

// measure fills in the measures: candidates that stand up to the questions who, to whom, when and unless what, which it
// gives back.
func (d *document) measure(f *Findings) []candidate {
	found := d.candidates()
	d.stood = append(d.stood[:0], found...)
	kept := slices.DeleteFunc(d.stood, func(c candidate) bool { return c.state == "" })
	if len(kept) == 0 {
		kept = d.liftedElsewhere(found)
	}
	d.liftOld(kept)
	all := kept
	kept = d.pick(all)
	for i := range kept {
		kept[i].elsewhere = kept[i].among(all)
	}
	if len(kept) > 0 {
		d.sumStates()
	}
	for i := range kept {
		if c := &kept[i]; !c.lifted {
			c.state, c.states = d.stageOf(c)
		}
		f.Measures = append(f.Measures, d.describe(kept[i]))
	}
	d.chooseCosts(f, kept)
	return kept
}

// liftedElsewhere finds what is lifted by a sentence that does not name it ("please treat our notice as cancelled"): the
// kinds that the title, the same sentence or the quoted parts speak of.
func (d *document) liftedElsewhere(found []candidate) []candidate {
	at := -1
	old := slices.ContainsFunc(found, func(c candidate) bool { return c.why == "old part" })
	for i := range d.clauses {
		c := &d.clauses[i]
		if d.lifts(c) && (old || c.set.hasAny(cLetter, cNotice, cReserve) || d.seen.has(cPaid)) {
			at = i
			break
		}
	}
	if at < 0 || d.news || d.general {
		return nil
	}
	var out []candidate
	for _, c := range found {
		o := &d.clauses[c.clause]
		if c.strength < 2 && c.why != "old part" || !(c.why == "old part" || c.why == "heading" || d.clauses[at].sentence == o.sentence) {
			continue
		}
		c.clause, c.state, c.lifted = at, ledger.Withdrawn, true
		out = append(out, c)
	}
	return out
}

// lifts reports whether a clause of the newest part lifts something.
func (d *document) lifts(c *clause) bool {
	return c.part == 0 && !c.header && !c.heading && c.set.has(cLift) && !c.set.hasAny(cIf, cUnless, cMay)
}

// liftOld takes what an older part speaks of for lifted where the newest part lifts something and says nothing else of it.
func (d *document) liftOld(kept []candidate) {
	at := slices.IndexFunc(d.clauses, func(c clause) bool { return d.lifts(&c) && !c.set.has(cNeg) })
	if at < 0 {
		return
	}
	old := func(c candidate) bool { return !d.newest(c.clause) }
	all := slices.Clone(kept)
	for i := range kept {
		c := &kept[i]
		again := c.state == ledger.Withdrawn && slices.ContainsFunc(all, func(o candidate) bool { return o.rule.kind == c.rule.kind && old(o) })
		if old(*c) || again {
			c.clause, c.state, c.lifted = at, ledger.Withdrawn, true
		}
	}
}

// pick keeps one candidate of each kind: the newest part's, then the gravest and best supported.
func (d *document) pick(all []candidate) []candidate {
	var out []candidate
	for _, c := range all {
		at := slices.IndexFunc(out, func(o candidate) bool { return o.rule.kind == c.rule.kind })
		if at < 0 {
			out = append(out, c)
		} else if o := &out[at]; d.newest(c.clause) != d.newest(o.clause) && !d.newest(o.clause) || d.newest(c.clause) == d.newest(o.clause) && c.score > o.score {
			*o = c
		}
	}
	return out
}

// otherPlace is how much a clause that speaks of the same measure counts for its days, for each to e that its score is lower.
const otherPlace = 0.5

// among are the other clauses that speak of a measure, among all candidates.
func (c *candidate) among(all []candidate) (out []place) {
	for i := range all {
		if o := &all[i]; o.rule.kind == c.rule.kind && o.clause != c.clause {
			if share := math.Exp(otherPlace * (o.score - c.score)); share >= leastShare {
				out = append(out, place{o.clause, share})
			}
		}
	}
	if len(out) > mostPlaces {
		slices.SortStableFunc(out, func(a, b place) int { return cmp.Compare(b.share, a.share) })
		out = out[:mostPlaces]
	}
	return out
}

// leastShare is the share from which another clause has a say on the state and the days of a measure, and mostPlaces bounds how many do:
// a text that says it over and over says no more.
const leastShare = 0.15
const mostPlaces = 3

// evidence is the text of a run of tokens.
func (d *document) evidence(from, to int, confidence float64) Evidence {
	if to <= from {
		return Evidence{}
	}
	return d.evidenceOf(Span{d.tokens[from].start, d.tokens[to-1].end}, confidence)
}

func (d *document) evidenceOf(s Span, confidence float64) Evidence {
	return Evidence{Span: s, Text: d.text[s.Start:s.End], Confidence: confidence}
}
