package signals

import (
	"os"
	"runtime"
	"sync"
	"testing"
)

// TestTune looks for better trust, one value after the other, by what every text is read as with a model that was not
// taught with it: SIGNALS_TUNE=1 go test ./signals -run TestTune -v. What it prints is for opinion.go.
func TestTune(t *testing.T) {
	if os.Getenv("SIGNALS_TUNE") == "" {
		t.Skip("set SIGNALS_TUNE to look for better trust")
	}
	best := usualTrust
	most := worth(best)
	t.Logf("%.4f with what stands", most)
	fields := []*float32{&best.text, &best.kind, &best.likely, &best.kind, &best.textKind, &best.kind, &best.sentence, &best.kind, &best.rule, &best.textSignal, &best.signal, &best.near, &best.state}
	for _, field := range fields {
		chosen, before := *field, *field
		for _, factor := range []float32{0.5, 0.8, 0.9, 1.1, 1.25, 2} {
			*field = before * factor
			if got := worth(best); got > most+0.0002 {
				chosen, most = *field, got
			}
		}
		*field = chosen
		t.Logf("%.4f %+v", most, best)
	}
}

// worth is what a trust is worth: the mean of the F1 of signal and kinds and of the states, those sets counting twice by
// which no rule was tuned.
func worth(tr trust) float64 {
	models, sum, n := crossed(), 0.0, 0.0
	for i, path := range taught {
		weight := 1.0
		if i > 2 {
			weight = 2
		}
		reports := make([]report, runtime.GOMAXPROCS(0))
		notices := notesOf(path)
		var wait sync.WaitGroup
		for k := range reports {
			wait.Go(func() {
				for j := k; j < len(notices); j += len(reports) {
					nt := &notices[j]
					reports[k].count(*nt, read(nt.Text, nt.Received, nil, models[nt.fold()], tr))
				}
			})
		}
		wait.Wait()
		var signal, kinds tally
		state, all := 0, 0
		for k := range reports {
			r := &reports[k]
			signal, kinds = signal.plus(r.signal), kinds.plus(r.kinds)
			state, all = state+r.stateRight, all+r.stateAll
		}
		sum += weight * (signal.f1() + kinds.f1() + 0.3*ratio(state, all))
		n += weight * 2.3
	}
	return sum / n
}

func (c tally) plus(o tally) tally {
	return tally{c.right + o.right, c.extra + o.extra, c.missed + o.missed}
}

// count counts signal, kinds and states only.
func (r *report) count(n notice, f Findings) {
	yes := map[bool]string{true: "yes"}
	r.signal.compare(yes[f.IsSignal], yes[n.Label.IsSignal])
	for i := range f.Measures {
		if find(n.Label.Measures, f.Measures[i].Kind) == nil {
			r.kinds.extra++
		}
	}
	for i := range n.Label.Measures {
		m := findFound(f.Measures, n.Label.Measures[i].Kind)
		if m == nil {
			r.kinds.missed++
			continue
		}
		r.kinds.right++
		if r.stateAll++; m.State == n.Label.Measures[i].State {
			r.stateRight++
		}
	}
}

var (
	notesLock sync.Mutex
	notes     = map[string][]notice{}
)

func notesOf(path string) []notice {
	notesLock.Lock()
	defer notesLock.Unlock()
	if notes[path] == nil {
		notes[path] = must(loadNotices(path))
	}
	return notes[path]
}
