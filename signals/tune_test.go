package signals

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"owed.dev/owed/signals/linear"
)

// TestTune learns the votes anew, from what the models think of texts that they were not taught with, and writes votes.txt:
// SIGNALS_TUNE=1 go test ./signals -run TestTune -v. It is to be done when what the models learn from has changed much.
func TestTune(t *testing.T) {
	if os.Getenv("SIGNALS_TUNE") == "" {
		t.Skip("set SIGNALS_TUNE to learn the votes anew")
	}
	if err := os.WriteFile("votes.txt", []byte(learnVotes(crossed()).String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// learnVotes fits the votes to all taught texts, each as a model sees it that was taught without it.
func learnVotes(models [folds]*model) (v votes) {
	var signals, kinds ballots
	for _, path := range taught {
		for _, n := range must(loadNotices(path)) {
			d := opened(n, models[n.fold()])
			if len(d.pieces) == 0 {
				continue
			}
			whole := d.kindsInWhole()
			b := d.ballot(d.kindOdds(&whole), &whole)
			voices := d.signalVoices(b)
			signals.add(voices[:], n.Label.IsSignal)
			if n.Label.IsSignal {
				for k, kind := range linear.Kinds {
					voices := d.kindVoices(b, k)
					kinds.add(voices[:], find(n.Label.Measures, kind) != nil)
				}
			}
		}
	}
	copy(v.signal[:], signals.fit(signalHope))
	copy(v.kind[:], kinds.fit(kindHope))
	return v
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

// fit is logistic regression; the first voice always speaks. What comes to nothing is right in half as many cases as F1 is
// hoped for.
func (b *ballots) fit(hope float64) []float32 {
	const rounds, rate, decay = 20, 0.1, 1e-5
	n := len(b.voices[0])
	mean, spread := b.scales(n)
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

// scales are the mean and the spread of each voice, but the first.
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
	mean[0], spread[0] = 0, 1
	return mean, spread
}

// String is in the form of votes.txt.
func (v votes) String() string {
	var out strings.Builder
	for i, name := range signalNames {
		fmt.Fprintf(&out, "signal %s %.3f\n", name, v.signal[i])
	}
	for i, name := range kindNames {
		fmt.Fprintf(&out, "kind %s %.3f\n", name, v.kind[i])
	}
	return out.String()
}

// TestVotes checks that every voice has its vote.
func TestVotes(t *testing.T) {
	t.Parallel()
	if len(signalNames) != signalVoices || len(kindNames) != kindVoices {
		t.Fatalf("%d and %d names of %d and %d voices", len(signalNames), len(kindNames), signalVoices, kindVoices)
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
