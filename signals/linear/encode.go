package linear

import (
	"encoding/binary"
	"math"
)

// Encode writes the weights as signals embeds them: magic, the bias and the step of every output (float32), the number
// of features (uint32), the features (uint32, sorted), and for each feature one signed byte for every output, a
// multiple of the output's step. Features without any weight are left out. All numbers are little-endian.
func (w *Weights) Encode() []byte {
	step := w.steps()
	out := []byte(magic)
	for k := range Outputs {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(w.Bias[k]))
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(step[k]))
	}
	var features []uint32
	var rows []byte
	for i, f := range w.Features {
		row, empty := quantise(&w.Rows[i], &step)
		if empty {
			continue
		}
		features = append(features, f)
		rows = append(rows, row[:]...)
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(len(features)))
	for _, f := range features {
		out = binary.LittleEndian.AppendUint32(out, f)
	}
	return append(out, rows...)
}

// steps are, of every output, the largest weight in 127 parts.
func (w *Weights) steps() (step [Outputs]float32) {
	for i := range w.Rows {
		for k, x := range w.Rows[i] {
			step[k] = max(step[k], x/127, -x/127)
		}
	}
	return step
}

// faintest is the largest weight, in steps, that a feature may have in every output and yet be left out: what so few
// sentences taught is not worth its bytes.
const faintest = 14

// quantise rounds a row to multiples of the steps; empty reports that nothing was left.
func quantise(row, step *[Outputs]float32) (out [Outputs]byte, empty bool) {
	empty = true
	for k, x := range row {
		if step[k] == 0 {
			continue
		}
		n := int8(math.Round(float64(x / step[k])))
		out[k] = byte(n)
		empty = empty && n >= -faintest && n <= faintest
	}
	return out, empty
}
