package linear

// finest is how many steps the largest weight of an output has, and faintest how many a feature must weigh in some output of a
// model, or is left out of it: what so few sentences taught is not worth its bytes. With 31 steps a text is read no better, and
// the weights take 40 % more room.
const (
	finest   = 12
	faintest = finest / 8.0
)

// Table gives the weights as they are kept.
func (w *Weights) Table() *Table {
	columns := make([]column, Outputs)
	for k := range columns {
		columns[k].bias = w.Bias[k]
		for i := range w.Rows {
			x := w.Rows[i][k]
			columns[k].step = max(columns[k].step, x/finest, -x/finest)
		}
	}
	return tabulate(w.Features, columns, func(i, k int) float32 { return w.Rows[i][k] }, faintest)
}
