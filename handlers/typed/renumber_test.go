package typed

import (
	"reflect"
	"testing"

	"owed.dev/owed/ledger"
)

// Every action's every invoice is renumbered, and what was renumbered from stays as it was. The faults it catches: a verb that names an
// invoice and is forgotten, so that a merged vendor's number hits the survivor's own; a list shared with the action it was made of.
func TestRenumberTakesEveryInvoice(t *testing.T) {
	t.Parallel()
	no := reflect.TypeFor[ledger.InvoiceNo]()
	left := map[string]bool{"WasNo": true, "PaperNo": true, "Targets": true, "Was": true} // what nobody types
	var walk func(v reflect.Value, f func(reflect.Value))
	walk = func(v reflect.Value, f func(reflect.Value)) {
		switch {
		case v.Type() == no:
			f(v)
		case v.Kind() == reflect.Slice && v.Type().Elem() == no:
			if v.Len() == 0 && v.CanSet() {
				v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			}
			for n := range v.Len() {
				f(v.Index(n))
			}
		case v.Kind() == reflect.Struct && v.Type().PkgPath() != "time":
			for n := range v.NumField() {
				if field := v.Type().Field(n); field.IsExported() && !left[field.Name] {
					walk(v.Field(n), f)
				}
			}
		}
	}
	for _, do := range []Action{
		MoveDue{}, SetPO{}, Hold{}, Release{}, RecordInvoice{}, RecordCharge{}, RecordOpening{}, AcceptCharge{}, ContestCharge{}, RecordCredit{}, RecordDebit{},
		WriteOff{}, Refund{}, Allocate{}, Pay{}, Settle{}, Paid{}, Returned{}, Failed{}, Sent{}, Withdraw{}, AcceptDebit{}, OpenDispute{}, MoveDispute{}, ChangeDispute{},
		RecordSignal{}, MoveSignal{}, RecordContract{}, EditContract{}, Drawdown{}, NoteIncident{}, CloseIncident{}, Edit{}, Close{}, Reopen{},
	} {
		was := reflect.New(reflect.TypeOf(do)).Elem()
		walk(was, func(v reflect.Value) { v.SetString("M-1") })
		is := reflect.New(was.Type()).Elem()
		is.Set(reflect.ValueOf(Renumber(was.Interface().(Action), func(no ledger.InvoiceNo) ledger.InvoiceNo { return no + "-al" })))
		walk(is, func(v reflect.Value) {
			if v.String() != "M-1-al" {
				t.Errorf("%T names %s, want M-1-al: %+v", do, v, is)
			}
		})
		walk(was, func(v reflect.Value) {
			if v.String() != "M-1" {
				t.Errorf("%T was changed: %+v", do, was)
			}
		})
	}
}

// Reverse names an invoice or an ID of owed's: only the first is renumbered, unless it is said to be one.
func TestRenumberOfAReversal(t *testing.T) {
	t.Parallel()
	for of, want := range map[string]string{"M-1": "M-1-al", "#M-1": "M-1-al", "P-3": "P-3", "OPENING-USD": "OPENING-USD-al"} {
		if got := Renumber(Reverse{Of: of}, func(no ledger.InvoiceNo) ledger.InvoiceNo { return no + "-al" }); got.(Reverse).Of != want {
			t.Errorf("%s is reversed as %s, want %s", of, got.(Reverse).Of, want)
		}
	}
}
