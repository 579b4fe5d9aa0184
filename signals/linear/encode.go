package linear

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
)

// Encode writes the weights as signals embeds them: magic, the bias and the step of every output (float32), the number of
// features and of different rows (uint32), the features (rising), which row is whose (in places), and of every output the
// weights in all rows, a signed byte each, a multiple of the output's step. Features without any weight are left out; what
// stands in the same sentences has the same row. All numbers are little-endian.
func (w *Weights) Encode() []byte {
	step := w.steps()
	var features []uint32
	var rows [][Outputs]byte
	for i, f := range w.Features {
		if row, empty := quantise(&w.Rows[i], &step); !empty {
			features, rows = append(features, f), append(rows, row)
		}
	}
	compare := func(a, b [Outputs]byte) int { return bytes.Compare(a[:], b[:]) }
	distinct := slices.Clone(rows)
	slices.SortFunc(distinct, compare)
	distinct = slices.Compact(distinct)
	of := make([]uint32, len(rows))
	for i, row := range rows {
		at, _ := slices.BinarySearchFunc(distinct, row, compare)
		of[i] = uint32(at)
	}
	out := []byte(magic)
	for k := range Outputs {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(w.Bias[k]))
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(step[k]))
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(len(features)))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(distinct)))
	out = appendPlaces(appendRising(out, features), of)
	for k := range Outputs {
		for i := range distinct {
			out = append(out, distinct[i][k])
		}
	}
	return out
}

// finest is how many steps the largest weight of an output has: more of them score no better, and compress worse.
const finest = 31

// steps are, of every output, the largest weight in so many parts.
func (w *Weights) steps() (step [Outputs]float32) {
	for i := range w.Rows {
		for k, x := range w.Rows[i] {
			step[k] = max(step[k], x/finest, -x/finest)
		}
	}
	return step
}

// faintest is the largest weight, in steps, that a feature may have in every output and yet be left out: what so few
// sentences taught is not worth its bytes.
const faintest = 3

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
