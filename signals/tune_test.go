package signals

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals/linear"
)

// TestTune learns the votes anew, from what the models think of texts that they were not taught with, and writes votes.txt:
// SIGNALS_TUNE=1 go test ./signals -run TestTune -v, or only some of them: SIGNALS_TUNE=place,claim. It is to be done when what the
// models learn from has changed much.
func TestTune(t *testing.T) {
	which := os.Getenv("SIGNALS_TUNE")
	if which == "" {
		t.Skip("set SIGNALS_TUNE to learn the votes anew")
	}
	v := learnVotes(crossed())
	if which != "1" {
		all := *theVotes()
		for i, part := range all.parts() {
			if slices.Contains(strings.Split(which, ","), part.name) {
				copy(part.weights, v.parts()[i].weights)
			}
		}
		v = &all
	}
	if err := os.WriteFile("votes.txt", []byte(v.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// learnVotes fits the votes to all taught texts, each as a model sees it that was taught without it.
func learnVotes(models [folds]*model) *votes {
	v := &votes{}
	var signals, kinds, claims ballots
	var places choices
	var days [linear.Choices]choices
	for _, path := range taught {
		for _, n := range must(loadNotices(path)) {
			d := opened(n, models[n.fold()])
			if len(d.pieces) == 0 {
				continue
			}
			addDays(&days, d, &n)
			whole := d.kindsInWhole()
			odds := d.kindOdds(&whole)
			b := d.ballot(odds, &whole)
			voices := d.signalVoices(b)
			signals.add(voices[:], n.Label.IsSignal)
			if n.Label.IsSignal {
				for k, kind := range linear.Kinds {
					voices := d.kindVoices(b, k)
					label := find(n.Label.Measures, kind)
					kinds.add(voices[:], label != nil)
					if label != nil {
						places.add(d, k, odds, b.best[k], label.Evidence)
					}
				}
			}
			claims.addClaim(d, n.Label.Claimed)
		}
	}
	copy(v.signal[:], signals.fit(signalHope))
	copy(v.kind[:], kinds.fit(kindHope))
	copy(v.place[:], places.fit(1e-3))
	for i := range days {
		copy(v.days[i][:], days[i].fit(dayDecay))
		v.days[i][noneItIs] += float32(math.Log(dayHope / (2 - dayHope)))
	}
	copy(v.claim[:], claims.fit(claimHope))
	return v
}

// addDays adds the days of a text, with those that a person marked.
func addDays(days *[linear.Choices]choices, d *document, n *notice) {
	f := Findings{Lang: d.lang}
	measures := d.measure(&f)
	d.claims(&f)
	o := d.outlook(&f, measures)
	if o == nil {
		return
	}
	for i := range o.measures {
		s := &o.measures[i]
		m := find(n.Label.Measures, s.rule.kind)
		if m == nil || len(s.acts) == 0 {
			continue
		}
		days[toAct].addDays(d, o, toAct, i, dayOf(m.Effective))
		if averted(s.state) {
			days[toAvert].addDays(d, o, toAvert, i, dayOf(m.CureUntil))
		}
	}
	days[toBeDue].addDays(d, o, toBeDue, ofText, dayOf(n.Label.Deadline))
}

// addDays adds the days among which one choice is made.
func (all *choices) addDays(d *document, o *outlook, choice, i int, right ledger.Date) {
	var one ballots
	options := o.all(choice, i)
	for k := range options {
		voices := d.voicesOf(o, choice, i, &options[k])
		one.add(voices[:], options[k].day == right)
	}
	if slices.Contains(one.right, true) && slices.Contains(one.right, false) {
		*all = append(*all, one)
	}
}

// ballots are what spoke for something and whether it was right.
type ballots struct {
	voices [][]float64
	right  []bool
}

func (b *ballots) add(voices []float32, right bool) {
	row := make([]float64, len(voices))
	for i, x := range voices {
		row[i] = float64(x)
	}
	b.voices, b.right = append(b.voices, row), append(b.right, right)
}

// addClaim adds what speaks for the likeliest claim of a text that names sums, once its measures were found.
func (b *ballots) addClaim(d *document, label *moneyLabel) {
	var f Findings
	d.measure(&f)
	c, ok := d.likeliestClaim()
	if !ok {
		return
	}
	voices := d.claimVoices(&f, &c)
	m := d.money[c.best].money
	b.add(voices[:], label != nil && label.Amount == m.Decimal() && label.Currency == string(m.Currency))
}

// fit is logistic regression; the first voice always speaks. What comes to nothing is right in half as many cases as F1 is
// hoped for.
func (b *ballots) fit(hope float64) []float32 {
	const rounds, rate, decay = 20, 0.1, 1e-5
	n := len(b.voices[0])
	mean, spread := b.scales(n)
	mean[0], spread[0] = 0, 1
	weights, seen, sum := make([]float64, n), make([]float64, n), make([]float64, n)
	for round := range rounds {
		for i := range b.voices {
			at := (i*7919 + round) % len(b.voices)
			x := b.voices[at]
			odds := 0.0
			for f := range x {
				odds += weights[f] * (x[f] - mean[f]) / spread[f]
			}
			wrong := 1 / (1 + math.Exp(-odds))
			if b.right[at] {
				wrong--
			}
			for f := range x {
				g := wrong*(x[f]-mean[f])/spread[f] + decay*weights[f]
				seen[f] += g * g
				weights[f] -= rate * g / math.Sqrt(seen[f]+1)
			}
		}
		if round >= rounds/2 {
			for f, w := range weights {
				sum[f] += w / (rounds - rounds/2)
			}
		}
	}
	out := make([]float32, n)
	sum[0] -= math.Log(hope / (2 - hope))
	for f := range sum {
		out[f] = float32(sum[f] / spread[f])
		if f > 0 {
			sum[0] -= sum[f] * mean[f] / spread[f]
		}
	}
	out[0] = float32(sum[0])
	return out
}

// scales are the mean and the spread of each voice.
func (b *ballots) scales(n int) (mean, spread []float64) {
	mean, spread = make([]float64, n), make([]float64, n)
	for _, x := range b.voices {
		for f := range x {
			mean[f] += x[f] / float64(len(b.voices))
		}
	}
	for _, x := range b.voices {
		for f := range x {
			spread[f] += (x[f] - mean[f]) * (x[f] - mean[f]) / float64(len(b.voices))
		}
	}
	for f := range spread {
		spread[f] = math.Sqrt(spread[f]) + 1e-3
	}
	return mean, spread
}

// dayDecay draws votes on days to nothing: there are many of them, and few measures.
const dayDecay = 0.02

// choices are what speaks for each of some clauses, and which of them a person marked.
type choices []ballots

// add adds the clauses that may speak of the k-th kind, where some of them say its evidence and others do not.
func (all *choices) add(d *document, k int, odds [][linear.Measure]float32, best float32, evidence string) {
	begin := strings.Index(d.text, evidence)
	var one ballots
	rights := 0
	s := d.spotsOf(ruleOf(linear.Kinds[k]))
	for i := range d.pieces {
		if odds[i][k] < best-d.trust.near {
			continue
		}
		for _, c := range s.placesIn(nil, &d.pieces[i], k, odds[i][k]) {
			cl := &d.clauses[c.clause]
			right := begin >= 0 && d.tokens[cl.from].start < begin+len(evidence) && begin < d.tokens[cl.to-1].end
			voices := s.placeVoices(&d.pieces[i], &c, k, odds[i][k])
			one.add(voices[:], right)
			rights += int(truth(right))
		}
	}
	if 0 < rights && rights < len(one.right) {
		*all = append(*all, one)
	}
}

// fit is conditional logistic regression: which clause of each choice is right.
func (all choices) fit(decay float64) []float32 {
	const rounds, rate, lasting = 300, 0.1, 0.9
	var flat ballots
	for _, one := range all {
		flat.voices = append(flat.voices, one.voices...)
	}
	n := len(flat.voices[0])
	_, spread := flat.scales(n)
	weights, speed := make([]float64, n), make([]float64, n)
	for range rounds {
		slope := make([]float64, n)
		for _, one := range all {
			chance, right := make([]float64, len(one.voices)), 0.0
			sum, most := 0.0, math.Inf(-1)
			for i, x := range one.voices {
				for f := range x {
					chance[i] += weights[f] * x[f] / spread[f]
				}
				most = max(most, chance[i])
			}
			for i := range chance {
				chance[i] = math.Exp(chance[i] - most)
				sum += chance[i]
				if one.right[i] {
					right += chance[i]
				}
			}
			for i, x := range one.voices {
				wrong := chance[i] / sum
				if one.right[i] {
					wrong -= chance[i] / right
				}
				for f := range x {
					slope[f] += wrong * x[f] / spread[f]
				}
			}
		}
		for f := range weights {
			speed[f] = lasting*speed[f] - rate*(slope[f]/float64(len(all))+decay*weights[f])
			weights[f] += speed[f]
		}
	}
	out := make([]float32, n)
	for f := range out {
		out[f] = float32(weights[f] / spread[f])
	}
	return out
}

// String is in the form of votes.txt.
func (v *votes) String() string {
	var out strings.Builder
	for _, part := range v.parts() {
		for i, name := range part.voices {
			fmt.Fprintf(&out, "%s %s %.3f\n", part.name, name, part.weights[i])
		}
	}
	return out.String()
}

// TestVotes checks that every voice has its vote.
func TestVotes(t *testing.T) {
	t.Parallel()
	for _, v := range [][2]int{{len(signalNames), signalVoices}, {len(kindNames), kindVoices}, {len(placeNames), placeVoices}, {len(dayNames), dayVoices}, {len(claimNames), claimVoices}} {
		if v[0] != v[1] {
			t.Fatalf("%d names of %d voices", v[0], v[1])
		}
	}
	if got := theVotes().String(); got != votesFile {
		t.Errorf("votes.txt should be in the order of the voices:\n%s", got)
	}
	for _, broken := range []string{"", votesFile + "kind more 1", strings.Replace(votesFile, "signal best", "signal worst", 1), strings.Replace(votesFile, "signal always ", "signal always x", 1)} {
		if _, err := parseVotes(broken); err == nil {
			t.Errorf("votes that begin with %.40q should be refused", broken)
		}
	}
}
