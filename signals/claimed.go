package signals

import (
	"slices"
	"strings"

	"owed.dev/owed/signals/linear"
)

// claim is what was learnt of the claim of a text.
type claim struct {
	best   int     // the sum that is likeliest the one claimed
	most   float64 // how likely it is, wherever it is named
	second float64 // how likely the best of other sums is
}

// What speaks for it that the likeliest sum is claimed. Whether any is hangs on what is known of the text only once its measures
// were found: what was lifted is paid, what is feared is not yet asked for.
const (
	claimAlways = iota
	claimOdds   // its odds
	claimSecond // those of the best of other sums
	claimAny    // those of any being claimed, by the words of the whole text
	claimCost   // a measure costs it
	claimMany   // the logarithm of the number of sums
	claimSignal // measures were found
	claimState  // one for each state: the share of them that have come so far

	claimNear   = claimState + len(linear.States) // one for each of claimConcepts: it is spoken of around the sum
	claimAdds   = claimNear + len(claimConcepts)  // how it and other sums add up: total, summed, split, part, rest
	claimVoices = claimAdds + 5
)

// claimConcepts tell a debt from what was paid, is ours or only limits it.
var claimConcepts = [...]concept{cPaid, cDebt, cOwe, cInvoice, cPay, cOurMoney, cLimit, cTotal}

// claimNames are how votes.txt names the voices, in their order.
var claimNames = func() []string {
	names := strings.Fields("always odds second any cost many signal")
	for _, s := range linear.States {
		names = append(names, string(s))
	}
	return append(names, strings.Fields("paid debt owe invoice pay our-money limit in-all total summed split part rest")...)
}()

// claimVoices are what is known of the likeliest claim of a text, of which is found what f says.
func (d *document) claimVoices(f *Findings, c *claim) (v [claimVoices]float32) {
	w := d.weigher()
	v[claimAlways], v[claimOdds], v[claimSecond] = 1, boundedOdds(c.most), boundedOdds(c.second)
	v[claimAny], v[claimCost] = d.asWhole[linear.Claim], float32(truth(w.costly[c.best] != ""))
	v[claimMany], v[claimSignal] = logOf(float32(len(w.sums))), float32(truth(len(f.Measures) > 0))
	for i := range f.Measures {
		v[claimState+slices.Index(linear.States[:], f.Measures[i].State)] += 1 / float32(len(f.Measures))
	}
	near := d.around(&w.sums[c.best], 9, 8)
	for i, x := range claimConcepts {
		v[claimNear+i] = float32(truth(near.has(x)))
	}
	p := w.parts(c.best)
	for i, holds := range [...]bool{p.total, p.summed, p.split, p.part, p.rest} {
		v[claimAdds+i] = float32(truth(holds))
	}
	return v
}

// boundedOdds are the odds of a chance that is never beyond one in a thousand.
func boundedOdds(p float64) float32 { return logOdds(float32(max(0.001, min(0.999, p)))) }

// claimHope is what F1 the votes on claims hope for.
const claimHope = 0.87

// claimed finds the sum that they say is owed.
func (d *document) claimed(f *Findings) {
	c, ok := d.likeliestClaim()
	if !ok {
		return
	}
	voices := d.claimVoices(f, &c)
	if votes := say(theVotes().claim[:], voices[:]); votes >= 0 {
		a := &d.money[c.best]
		f.Claimed, f.ClaimedFrom = a.money, d.evidenceOf(a.span, chanceOf(votes, claimHope))
	}
}
