package signals

import (
	_ "embed"
	"fmt"
	"sync"

	"owed.dev/owed/signals/linear"
)

//go:embed model.bin
var modelFile []byte

// model is all that is learnt: what a sentence and what a whole text speaks of, what the days are that a text names, how
// far a measure has come, which clause says it, which sum is claimed and which it costs, and which name is the creditor's.
type model struct {
	index     *linear.Index // of both
	sentences *linear.Model
	texts     *linear.Model
	fixed     uint32 // the first of the rows of the features that hang on no word
	days      *chooser
	stages    *linear.Stages
	spots     *linear.Choice // which clause says a measure
	told      *linear.Choice // whether a text tells what somebody said
	sums      *markWeights   // claimed
	costs     *linear.Choice // what a measure costs
	names     *nameWeights
}

// learned is what Teach learnt, as it is kept in model.bin.
type learned struct{ sums, costs, stages, spots, told, names, days, sentencesAndTexts *linear.Table }

// code writes what was learnt to a stream or reads it from one.
func (l *learned) code(s *linear.Stream) {
	for _, t := range []**linear.Table{&l.sums, &l.costs, &l.stages, &l.spots, &l.told, &l.names, &l.days, &l.sentencesAndTexts} {
		if *t == nil {
			*t = &linear.Table{}
		}
		(*t).Code(s)
	}
}

// model makes a model of what was learnt.
func (l *learned) model() *model {
	m := &model{
		days: linear.NewJoint(l.days), stages: linear.NewStages(l.stages), spots: linear.NewChoice(l.spots), told: linear.NewChoice(l.told), sums: weighMarks(linear.NewChoice(l.sums)),
		costs: linear.NewChoice(l.costs), names: weighNames(linear.NewChoice(l.names)),
	}
	index, models := linear.NewIndex(l.sentencesAndTexts)
	m.index, m.sentences, m.texts = index, models[0], models[1]
	m.fixed = index.Gather(models, fixedFeatures())
	return m
}

// decodeModel reads what Teach gives.
func decodeModel(raw []byte) (*model, error) {
	var l learned
	if err := linear.Read(raw, l.code); err != nil {
		return nil, fmt.Errorf("what is learnt: %w", err)
	}
	return l.model(), nil
}

// theModel is the embedded model, unpacked at the first text.
var theModel = sync.OnceValue(func() *model {
	m, err := decodeModel(modelFile)
	if err != nil {
		panic("signals: embedded: " + err.Error()) // a broken build, seen by every test
	}
	return m
})

// Prepare unpacks what reading needs, for which the first text would wait otherwise: some tenths of a second.
func Prepare() {
	lexicons()
	theModel()
}
