package signals

import (
	_ "embed"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// What speaks for a text's being a signal: each is a number, and has a vote of its own weight.
const (
	signalAlways   = iota
	signalText     // the odds of the text as a whole
	signalFraud    // those of its being suspicious
	signalBest     // those of its likeliest sentence
	signalSecond   // and of the second
	signalCount    // how many sentences are measures, by their chances; its logarithm
	signalPlain    // how far a sentence in which a rule finds a measure is beyond where it is as plain as in a textbook
	signalIsPlain  // there is such a sentence
	signalLength   // the logarithm of the number of sentences
	signalShort    // they are one or two
	signalFound    // how many kinds the rules find
	signalStrong   // of these, by strong words
	signalDoubted  // how many they turn down
	signalLikely   // how many kinds are likely
	signalKind     // the odds of the likeliest kind
	signalLanguage // one for each of the languages
	signalForm     = signalLanguage + len(languages)
	signalKinds    = signalForm + formCount // the odds of each kind in the text as a whole
	signalVoices   = signalKinds + linear.Measure
)

// What speaks for a kind's being one of a signal's.
const (
	kindAlways   = iota
	kindSignal   // the odds of the text's being a signal
	kindBest     // those of its likeliest sentence
	kindLikely   // how many kinds are likely
	kindLength   // the logarithm of the number of sentences
	kindStrong   // how many kinds the rules find by strong words
	kindSum      // the odds of the kind, of sentence and text
	kindText     // those of the text alone
	kindSentence // those of the sentence alone
	kindFirst    // it is the likeliest
	kindRank     // how many are likelier, up to five
	kindMargin   // how much likelier it is than the best of the others
	kindAny      // minus the logarithm of the chance that no sentence speaks of it
	kindAnyLog   // the logarithm of that

	// Of the likeliest sentence:
	kindMeasure // the odds of its being a measure
	kindShare   // the logarithm of the kind's chance
	kindRival   // and of what that is to the best of the others
	kindRule    // a rule finds it
	kindWeak    // by weak words
	kindGuessed // only as there is a consequence
	kindDoubted // a rule turns it down
	kindPlace   // where in the text it stands, from 0 to 1

	kindStrongly // a rule finds the kind by strong words anywhere
	kindLanguage
	kindItself = kindLanguage + len(languages) // one for each kind
	kindVoices = kindItself + linear.Measure
)

// votes are the weights of all voices.
type votes struct {
	signal [signalVoices]float32
	kind   [kindVoices]float32
	place  [placeVoices]float32
	days   [linear.Choices][dayVoices]float32
	claim  [claimVoices]float32
}

// signalNames and kindNames are how votes.txt names the voices, in their order.
var signalNames, kindNames = func() (signal, kind []string) {
	signal = strings.Fields("always text fraud best second count plain is-plain length short found strong doubted likely kind")
	kind = strings.Fields("always signal best likely length strong sum text sentence first rank margin any any-log measure share rival rule weak guessed doubted place strongly")
	signal, kind = append(signal, languages[:]...), append(kind, languages[:]...)
	for i := range formCount {
		signal = append(signal, "form-"+strconv.Itoa(i))
	}
	for _, k := range linear.Kinds {
		signal, kind = append(signal, string(k)), append(kind, string(k))
	}
	return signal, kind
}()

//go:embed votes.txt
var votesFile string

// theVotes are those of votes.txt.
var theVotes = sync.OnceValue(func() *votes {
	v, err := parseVotes(votesFile)
	if err != nil {
		panic("signals: votes.txt: " + err.Error()) // a broken build, seen by every test
	}
	return v
})

// parseVotes reads lines such as "signal best 0.66", one for each voice in its order.
func parseVotes(text string) (*votes, error) {
	v := &votes{}
	lines := strings.Fields(text)
	for _, part := range v.parts() {
		for i, name := range part.voices {
			if len(lines) < 3 || lines[0] != part.name || lines[1] != name {
				return nil, fmt.Errorf("expected %q and %q with a weight", part.name, name)
			}
			w, err := strconv.ParseFloat(lines[2], 32)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", part.name, name, err)
			}
			part.weights[i], lines = float32(w), lines[3:]
		}
	}
	if len(lines) > 0 {
		return nil, fmt.Errorf("nothing should follow the last voice, not %q", lines[0])
	}
	return v, nil
}

// part is the votes of one decision.
type part struct {
	name    string
	voices  []string
	weights []float32
}

// parts are the votes of each decision, in the order of votes.txt.
func (v *votes) parts() []part {
	out := []part{{"signal", signalNames, v.signal[:]}, {"kind", kindNames, v.kind[:]}, {"place", placeNames, v.place[:]}, {"claim", claimNames, v.claim[:]}}
	for i, name := range choiceNames {
		out = append(out, part{name, dayNames, v.days[i][:]})
	}
	return out
}

// say is what the voices come to.
func say(weights, voices []float32) (sum float32) {
	for i, w := range weights {
		sum += w * voices[i]
	}
	return sum
}

// ballot is what is known of a text when it is decided whether it is a signal and of which kinds.
type ballot struct {
	sum, best       [linear.Measure]float32 // the odds of each kind, with the text and without
	sentence        [linear.Measure]int     // the piece that likeliest speaks of it
	none            [linear.Measure]float64 // the chance that no sentence does
	found, strong   uint32                  // kinds that rules find, a bit for each
	doubted         uint32                  // that they turn down
	first, second   float32                 // the odds of the likeliest sentences
	count           float32                 // of sentences that are measures, by their chances
	plain           float32
	likeliest, many int // the likeliest kind, and how many are likely
}

// ballot gathers what speaks for a signal and for kinds, by the odds that each has in every piece and in the whole.
func (d *document) ballot(odds [][linear.Measure]float32, whole *[linear.Measure]float32) *ballot {
	b := &ballot{first: -limit, second: -limit, plain: -notPlain}
	for k := range b.best {
		b.best[k], b.none[k] = never, 1
	}
	for i := range d.pieces {
		p := &d.pieces[i]
		chance, measure := p.chance, p.measure
		b.count += chance
		b.first, b.second = max(b.first, measure), max(b.second, min(b.first, measure))
		if chance > faint {
			for k, share := range p.kinds() {
				b.none[k] *= float64(1 - 0.98*chance*share)
			}
		}
		for k, x := range odds[i] {
			if x > b.best[k] {
				b.best[k], b.sentence[k] = x, i
			}
		}
		for j := p.first; j < p.last; j++ {
			c := &d.ruled[j]
			bit := uint32(1) << slices.Index(linear.Kinds[:], c.rule.kind)
			switch {
			case c.state == "":
				b.doubted |= bit
			case c.strength == 2 && !c.guessed:
				b.found, b.strong = b.found|bit, b.strong|bit
			default:
				b.found |= bit
			}
			if c.strength == 2 && !c.guessed {
				b.plain = max(b.plain, measure-d.plainOdds(c.state))
			}
		}
	}
	for k := range b.sum {
		b.sum[k] = b.best[k] + whole[k]
		if b.sum[k] > b.sum[b.likeliest] {
			b.likeliest = k
		}
		if b.sum[k] >= d.trust.kind {
			b.many++
		}
	}
	return b
}

const (
	limit    = 9.22  // no odds of a sentence are beyond it
	notPlain = 12    // how far from plain a text is at most thought to be
	faint    = 0.003 // a sentence that is less likely a measure speaks of no kind
	hopeless = 7     // how far below being likely no votes help a kind
)

// What F1 the votes hope for. It is most where what just counts is right in half as many cases.
const (
	signalHope = 0.90
	kindHope   = 0.72
	dayHope    = 0.85
)

// chanceOf is in how many of such cases it is right that just counts at nothing.
func chanceOf(votes float32, hope float64) float64 {
	return 1 / (1 + (2/hope-1)*math.Exp(-float64(votes)))
}

// signal is how much speaks for the text's being a signal: it is one from nothing on.
func (d *document) signal(b *ballot) float32 {
	voices := d.signalVoices(b)
	return say(theVotes().signal[:], voices[:])
}

func (d *document) signalVoices(b *ballot) (v [signalVoices]float32) {
	v[signalAlways] = 1
	v[signalText], v[signalFraud] = d.asWhole[linear.Measure], d.asWhole[linear.Suspicious]
	v[signalBest], v[signalSecond], v[signalCount] = b.first, b.second, logOf(b.count+0.05)
	v[signalPlain], v[signalIsPlain] = max(b.plain, 0), float32(truth(b.plain >= 0))
	v[signalLength], v[signalShort] = logOf(float32(1+d.sayings)), float32(truth(d.sayings <= shortText))
	v[signalFound], v[signalStrong], v[signalDoubted] = ones(b.found), ones(b.strong), ones(b.doubted)
	v[signalLikely], v[signalKind] = float32(b.many), b.sum[b.likeliest]
	v[signalLanguage+slices.Index(languages[:], d.lang)] = 1
	for i, holds := range d.forms() {
		v[signalForm+i] = float32(truth(holds))
	}
	copy(v[signalKinds:], d.asWhole[:linear.Measure])
	return v
}

// kind is how much speaks for the k-th kind's being one of the text's, if it is a signal: it is from nothing on.
func (d *document) kind(b *ballot, k int) float32 {
	voices := d.kindVoices(b, k)
	return say(theVotes().kind[:], voices[:])
}

// kindVotes are how much speaks for each kind, and for which the most does.
func (d *document) kindVotes(b *ballot) (sum [linear.Measure]float32, likeliest int) {
	for k := range sum {
		sum[k] = never
		if b.sum[k] >= d.trust.kind-hopeless || k == b.likeliest {
			sum[k] = d.kind(b, k)
		}
		if sum[k] > sum[likeliest] {
			likeliest = k
		}
	}
	return sum, likeliest
}

func (d *document) kindVoices(b *ballot, k int) (v [kindVoices]float32) {
	rank, other := 0, never
	for j, x := range b.sum {
		if x > b.sum[k] {
			rank++
		}
		if j != k {
			other = max(other, x)
		}
	}
	p := &d.pieces[b.sentence[k]]
	shares := p.kinds()
	share, bit := shares[k], uint32(1)<<k
	v[kindAlways], v[kindItself+k], v[kindLanguage+slices.Index(languages[:], d.lang)] = 1, 1, 1
	v[kindSignal], v[kindBest], v[kindLikely] = d.asWhole[linear.Measure], b.first, float32(b.many)
	v[kindLength], v[kindStrong] = logOf(float32(1+d.sayings)), ones(b.strong)
	v[kindSum], v[kindText], v[kindSentence] = max(b.sum[k], -30), d.asWhole[k], max(b.best[k], -30)
	v[kindFirst], v[kindRank], v[kindMargin] = float32(truth(rank == 0)), float32(min(rank, 5)), min(max(b.sum[k]-other, -15), 15)
	v[kindAny] = min(float32(-math.Log(b.none[k])), 5)
	v[kindAnyLog] = logOf(v[kindAny] + 0.01)
	v[kindMeasure], v[kindShare], v[kindRival] = p.measure, logOf(share+unlikely), rival(shares, k)
	v[kindPlace] = float32(b.sentence[k]) / float32(len(d.pieces))
	for j := p.first; j < p.last; j++ {
		if c := &d.ruled[j]; c.rule.kind == linear.Kinds[k] {
			found := truth(c.state != "")
			v[kindRule] = max(v[kindRule], float32(found))
			v[kindWeak] = max(v[kindWeak], float32(found&truth(c.strength < 2)))
			v[kindGuessed] = max(v[kindGuessed], float32(found&truth(c.guessed)))
			v[kindDoubted] = max(v[kindDoubted], float32(1-found))
		}
	}
	v[kindStrongly] = float32(truth(b.strong&bit != 0))
	return v
}

func logOf(x float32) float32 { return float32(math.Log(float64(x))) }

func ones(kinds uint32) float32 { return float32(bits.OnesCount32(kinds)) }

// shortText is how many sentences a short text has at most.
const shortText = 2

// plainOdds are the odds from which a sentence is as plain as in a textbook, where a rule finds a measure in it that has
// come so far. Where little else stands, less is enough, and it may be a threat, on hold or lifted as well.
func (d *document) plainOdds(s ledger.MeasureState) float32 {
	switch {
	case s != "" && s != ledger.Possible && d.sayings <= shortText:
		return d.trust.short
	case s == ledger.NoticeGiven, s == ledger.InEffect:
		return d.trust.plain
	}
	return notPlain + limit
}
