package signals

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"fmt"
	"sync"

	"owed.dev/owed/signals/linear"
)

//go:embed model.bin
var modelFile []byte

// model is all that is learnt: what a sentence and what a whole text speaks of, what the days are that a text names, how
// far a measure has come, which sum is claimed and which it costs, and which name is the creditor's.
type model struct {
	index     *linear.Index // of both
	sentences *linear.Model
	texts     *linear.Model
	fixed     uint32 // the first of the rows of the features that hang on no word
	days      *chooser
	stages    *linear.Stages
	sums      *markWeights   // claimed
	costs     *linear.Choice // what a measure costs
	names     *nameWeights
}

// deflated compresses what is learnt, for the binary.
func deflated(raw []byte) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("signals: " + err.Error()) // no such level, or a buffer that takes no bytes
	}
	return out.Bytes()
}

// inflated is what deflated compressed.
func inflated(raw []byte) ([]byte, error) {
	out := bytes.NewBuffer(make([]byte, 0, 3*len(raw)))
	_, err := out.ReadFrom(flate.NewReader(bytes.NewReader(raw)))
	return out.Bytes(), err
}

// decodeModel reads what Teach gives.
func decodeModel(deflated []byte) (*model, error) {
	raw, err := inflated(deflated)
	if err != nil {
		return nil, fmt.Errorf("what is learnt: %w", err)
	}
	return decodeParts(raw)
}

// decodeParts reads one part after the other.
func decodeParts(raw []byte) (*model, error) {
	sums, rest, err := linear.DecodeChoice(raw)
	if err != nil {
		return nil, fmt.Errorf("what is learnt of sums: %w", err)
	}
	costs, rest, err := linear.DecodeChoice(rest)
	if err != nil {
		return nil, fmt.Errorf("what is learnt of costs: %w", err)
	}
	stages, rest, err := linear.DecodeStages(rest)
	if err != nil {
		return nil, fmt.Errorf("what is learnt of states: %w", err)
	}
	names, rest, err := linear.DecodeChoice(rest)
	if err != nil {
		return nil, fmt.Errorf("what is learnt of names: %w", err)
	}
	days, rest, err := linear.DecodeJoint(rest)
	if err != nil {
		return nil, fmt.Errorf("what is learnt of days: %w", err)
	}
	m := &model{days: days, stages: stages, sums: weighMarks(sums), costs: costs, names: weighNames(names)}
	if err := m.decodeLinear(rest); err != nil {
		return nil, fmt.Errorf("what is learnt of texts and sentences: %w", err)
	}
	return m, nil
}

// decodeLinear reads the two linear models, each with its length before it.
func (m *model) decodeLinear(raw []byte) error {
	texts, raw, err := cutPart(raw)
	if err != nil {
		return err
	}
	sentences, _, err := cutPart(raw)
	if err != nil {
		return err
	}
	index, models, err := linear.Decode(sentences, texts)
	if err != nil {
		return err
	}
	m.index, m.sentences, m.texts = index, models[0], models[1]
	m.fixed = index.Gather(models, fixedFeatures())
	return nil
}

// cutPart cuts off a part that has its length before it.
func cutPart(raw []byte) (part, rest []byte, err error) {
	if len(raw) < 4 || uint64(len(raw)-4) < uint64(binary.LittleEndian.Uint32(raw)) {
		return nil, nil, fmt.Errorf("%d bytes are fewer than they say", len(raw))
	}
	end := 4 + binary.LittleEndian.Uint32(raw)
	return raw[4:end], raw[end:], nil
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
