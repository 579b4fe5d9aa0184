package ledger

import (
	"reflect"
	"strconv"
	"time"
)

// Invoices and movements come by the thousand, so their projections are written by hand, at a third of the cost of a form, and
// with amounts as one text: "10000000.00 USD". All else is as encoding/json writes it; TestFormsAreThoseOfEncodingJSON holds that.

// byHand is the form of a type that has a writer of its own.
func byHand[V any](write func([]byte, *V) ([]byte, error)) form {
	return func(out []byte, v reflect.Value) ([]byte, error) { return write(out, v.Addr().Interface().(*V)) }
}

// jsonWriter writes the fields of an object one after another.
type jsonWriter struct {
	out []byte
	err error
}

// name begins a field; key holds what stands before its value.
func (w *jsonWriter) name(key string) {
	if w.out[len(w.out)-1] != '{' {
		w.out = append(w.out, ',')
	}
	w.out = append(w.out, key...)
}

func (w *jsonWriter) text(key, s string) {
	w.name(key)
	var err error
	if w.out, err = appendText(w.out, s); err != nil {
		w.err = err
	}
}

// word is a text that is left out where it is empty; number, yes, sum, day and moment are left out where they are nothing.
func (w *jsonWriter) word(key, s string) {
	if s != "" {
		w.text(key, s)
	}
}

func (w *jsonWriter) number(key string, n int64) {
	if n != 0 {
		w.name(key)
		w.out = strconv.AppendInt(w.out, n, 10)
	}
}

func (w *jsonWriter) yes(key string, b bool) {
	if b {
		w.name(key)
		w.out = append(w.out, "true"...)
	}
}

func (w *jsonWriter) money(key string, m *Money) {
	w.name(key)
	if m.Currency == "" {
		w.out = append(w.out, "null"...)
		return
	}
	w.out = append(m.AppendDecimal(append(w.out, '"')), ' ')
	w.out = append(append(w.out, m.Currency...), '"')
}

func (w *jsonWriter) sum(key string, m *Money) {
	if !m.IsZero() {
		w.money(key, m)
	}
}

func (w *jsonWriter) date(key string, d Date) {
	w.name(key)
	w.out = append(d.AppendISO(append(w.out, '"')), '"')
}

func (w *jsonWriter) day(key string, d Date) {
	if d != 0 {
		w.date(key, d)
	}
}

func (w *jsonWriter) moment(key string, t *time.Time) {
	if t.IsZero() {
		return
	}
	w.name(key)
	out, err := t.AppendText(append(w.out, '"'))
	if err != nil {
		w.err = err
	}
	w.out = append(out, '"')
}

func (w *jsonWriter) end() ([]byte, error) { return append(w.out, '}'), w.err }

// appendInvoice writes the projection of an invoice.
func appendInvoice(out []byte, i *Invoice) ([]byte, error) {
	w := jsonWriter{out: append(out, '{')}
	w.text(`"no":`, string(i.No))
	w.word(`"kind":`, string(i.Kind))
	w.money(`"amount":`, &i.Amount)
	w.date(`"issued":`, i.Issued)
	w.date(`"due":`, i.Due)
	w.word(`"po":`, i.PO)
	w.word(`"period":`, i.Period)
	w.word(`"memo":`, i.Memo)
	w.word(`"contract":`, string(i.Contract))
	w.word(`"row_key":`, i.RowKey)
	w.word(`"from":`, string(i.From))
	w.word(`"first":`, string(i.First))
	w.word(`"was_no":`, string(i.WasNo))
	w.word(`"paper_no":`, string(i.PaperNo))
	w.sum(`"paid":`, &i.Paid)
	w.sum(`"credited":`, &i.Credited)
	w.sum(`"written_off":`, &i.WrittenOff)
	w.taken(i.Taken)
	w.sum(`"disputed":`, &i.Disputed)
	w.yes(`"held":`, i.Held)
	w.yes(`"reversed":`, i.Reversed)
	w.yes(`"proposed":`, i.Proposed)
	w.day(`"settled_on":`, i.SettledOn)
	w.number(`"seq":`, i.Seq)
	w.moment(`"at":`, &i.At)
	w.word(`"by":`, string(i.By))
	return w.end()
}

// appendMovement writes the projection of a movement.
func appendMovement(out []byte, m *Movement) ([]byte, error) {
	w := jsonWriter{out: append(out, '{')}
	w.text(`"id":`, string(m.ID))
	w.text(`"kind":`, string(m.Kind))
	w.word(`"number":`, m.Number)
	w.money(`"amount":`, &m.Amount)
	w.date(`"day":`, m.Day)
	w.word(`"ref":`, m.Ref)
	w.word(`"memo":`, m.Memo)
	w.word(`"request":`, string(m.Request))
	w.word(`"row_key":`, m.RowKey)
	w.word(`"dispute":`, string(m.Dispute))
	w.allocations(`"allocations":`, m.Allocations)
	w.sum(`"refunded":`, &m.Refunded)
	w.ids(`"refunds":`, m.Refunds)
	w.word(`"of":`, string(m.Of))
	w.yes(`"reversed":`, m.Reversed)
	w.yes(`"returned":`, m.Returned)
	w.number(`"returned_in":`, m.ReturnedIn)
	w.moment(`"returned_at":`, &m.ReturnedAt)
	w.word(`"returned_by":`, string(m.ReturnedBy))
	w.yes(`"pending":`, m.Pending)
	w.allocations(`"was":`, m.Was)
	w.number(`"seq":`, m.Seq)
	w.moment(`"at":`, &m.At)
	w.word(`"by":`, string(m.By))
	return w.end()
}

func (w *jsonWriter) taken(all []Taken) {
	w.list(`"taken":`, len(all), func(n int) {
		w.date(`"day":`, all[n].Day)
		w.money(`"sum":`, &all[n].Sum)
	})
}

func (w *jsonWriter) allocations(key string, all []Allocation) {
	w.list(key, len(all), func(n int) {
		w.text(`"invoice":`, string(all[n].Invoice))
		w.money(`"amount":`, &all[n].Amount)
	})
}

// ids is a list of IDs; it is left out where it is empty.
func (w *jsonWriter) ids(key string, all []ID) {
	for n, id := range all {
		if n == 0 {
			w.name(key)
			w.out = append(w.out, '[')
		} else {
			w.out = append(w.out, ',')
		}
		var err error
		if w.out, err = appendText(w.out, string(id)); err != nil {
			w.err = err
		}
	}
	if len(all) > 0 {
		w.out = append(w.out, ']')
	}
}

// list writes n objects, or nothing where there are none.
func (w *jsonWriter) list(key string, n int, write func(n int)) {
	if n == 0 {
		return
	}
	w.name(key)
	for i := range n {
		w.out = append(w.out, "[{"...)
		if i > 0 {
			w.out[len(w.out)-2] = ','
		}
		write(i)
		w.out = append(w.out, '}')
	}
	w.out = append(w.out, ']')
}
