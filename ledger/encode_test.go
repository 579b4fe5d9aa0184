package ledger

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Entries, items and cores are written byte for byte as encoding/json, and the canonical form of what it writes, would:
// hashes that are out in the world rest on it. Deliberate faults it catches: a field left out that should be there, one
// more escape, a sign or a nought of an amount lost.
func TestFormsAreThoseOfEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(eventTypes)) {
		proto := reflect.TypeOf(eventTypes[name]).Elem()
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				e := reflect.New(proto)
				fill(t, e.Elem(), 0)
				plain, err := json.Marshal(e.Interface())
				if err != nil {
					t.Skip(err)
				}
				data, err := Canonical(plain)
				want := `{"data":` + string(data) + `,"type":"` + name + `","v":1}`
				got, err2 := MarshalEvent(e.Interface().(Event))
				if (err == nil) != (err2 == nil) || err == nil && string(got) != want {
					t.Fatalf("got\n%s (%v)\nwant\n%s (%v)", got, err2, want, err)
				}
			})
		})
	}
	for proto, form := range itemForms {
		t.Run(proto.String(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				v := reflect.New(proto)
				fill(t, v.Elem(), 0)
				want, err := json.Marshal(v.Interface())
				if err != nil {
					t.Skip(err)
				}
				want = amounts.ReplaceAll(want, []byte(`"$1 $2"`))
				if got, err := form(nil, v.Elem()); err != nil || string(amounts.ReplaceAll(got, []byte(`"$1 $2"`))) != string(want) {
					t.Fatalf("got\n%s (%v)\nwant\n%s", got, err, want)
				}
			})
		})
	}
}

// amounts are as encoding/json writes them.
var amounts = regexp.MustCompile(`\{"amount":"([-0-9.]*)","currency":"([A-Z]{3})"\}`)

// An item is read back as it was, whether an earlier owed wrote its amounts, as objects, or this one. Deliberate fault it catches:
// an amount that is taken for nothing.
func TestItemsOldAndNew(t *testing.T) {
	t.Parallel()
	const old = `{"no":"INV-9","amount":{"amount":"1234.50","currency":"USD"},"issued":"2023-03-02","due":"2023-04-01","paid":{"amount":"4.50","currency":"USD"},"taken":[{"day":"2023-03-04","sum":{"amount":"4.50","currency":"USD"}}],"seq":11,"at":"2023-03-04T12:00:00Z","by":"UALICE"}`
	const now = `{"no":"INV-9","amount":"1234.50 USD","issued":"2023-03-02","due":"2023-04-01","paid":"4.50 USD","taken":[{"day":"2023-03-04","sum":"4.50 USD"}],"seq":11,"at":"2023-03-04T12:00:00Z","by":"UALICE"}`
	for _, json := range []string{old, now} {
		a := NewAccount(Vendor{Slug: "aws"})
		if err := a.AddItem("inv:INV9", []byte(json)); err != nil {
			t.Fatal(err)
		}
		if got, _, err := a.MarshalItem("inv:INV9"); err != nil || string(got) != now || a.Invoices["INV9"].Open().String() != "$1,230.00" {
			t.Errorf("%s\nis read back as %s (%v)", json, got, err)
		}
	}
	for _, bad := range []string{`"1234.50"`, `"1234.505 USD"`, `"x USD"`, `"1 XYZ"`, `""`} {
		if err := json.Unmarshal([]byte(bad), new(Money)); err == nil {
			t.Errorf("%s is taken for an amount", bad)
		}
	}
}

// An entry around its events, too.
func TestEntryFormIsThatOfEncodingJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := func(name string) string { return odd().Draw(t, name) }
		e := Entry{
			V: 1, Team: word("team"), Vendor: VendorID(word("vendor")), Seq: rapid.Int64Range(0, 1<<54).Draw(t, "seq"), At: moment(t),
			Actor: UserID(word("actor")), Cmd: word("cmd"), Key: word("key"),
		}
		j := entryJSON{Actor: e.Actor, At: e.At.UTC().Format(timeForm), Cmd: e.Cmd, Key: e.Key, Seq: e.Seq, Team: e.Team, V: e.V, Vendor: e.Vendor}
		for range rapid.IntRange(0, 3).Draw(t, "events") {
			ev := &InvoiceHeld{No: InvoiceNo(word("no")), Reason: word("reason")}
			b, err := MarshalEvent(ev)
			if err != nil {
				t.Fatal(err)
			}
			e.Events, j.Events = append(e.Events, ev), append(j.Events, b)
		}
		plain, err := json.Marshal(j)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Canonical(plain)
		got, err2 := e.Marshal()
		if (err == nil) != (err2 == nil) || err == nil && string(got) != string(want) {
			t.Fatalf("got\n%s (%v)\nwant\n%s (%v)", got, err2, want, err)
		}
	})
}

// odd are strings with everything that is escaped somewhere.
func odd() *rapid.Generator[string] {
	return rapid.OneOf(rapid.Just(""), rapid.StringMatching(`[A-Z]{2}-[0-9]{1,4}`), rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("a\"\\<>&\u2028\u2029\x00\x1f\x7f\n\té€😀")), 0, 8, -1), rapid.Just("a\xffb"))
}

func moment(t *rapid.T) time.Time {
	return time.UnixMilli(rapid.Int64Range(-1e12, 4e12).Draw(t, "ms")).UTC()
}

func anyMoney(t *rapid.T) Money {
	c := rapid.SampledFrom([]Currency{"", "USD", "EUR", "JPY", "BHD", "CLF"}).Draw(t, "currency")
	if rapid.IntRange(0, 3).Draw(t, "nothing") == 0 {
		return Money{Currency: c}
	}
	amount := decimal.New(rapid.Int64().Draw(t, "units"), rapid.Int32Range(-5, 3).Draw(t, "exp"))
	if rapid.IntRange(0, 9).Draw(t, "huge") == 0 {
		amount = amount.Mul(amount)
	}
	return Money{amount, c}
}

// fill gives a value random content.
func fill(t *rapid.T, v reflect.Value, depth int) {
	switch p := v.Addr().Interface().(type) {
	case *Money:
		*p = anyMoney(t)
		return
	case *Date:
		*p = Date(rapid.OneOf(rapid.Just(int32(0)), rapid.Int32Range(1, 3_650_000)).Draw(t, "day"))
		return
	case *time.Time:
		*p = moment(t)
		return
	case *decimal.Decimal:
		*p = decimal.New(rapid.Int64Range(-1e9, 1e9).Draw(t, "rate"), -4)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(odd().Draw(t, "string"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int8, reflect.Int32, reflect.Int64:
		v.SetInt(rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64()).Draw(t, "number"))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i), depth+1)
			}
		}
	default:
		fillMany(t, v, depth)
	}
}

func fillMany(t *rapid.T, v reflect.Value, depth int) {
	n := rapid.IntRange(-1, max(1, 3-depth)).Draw(t, "length")
	if n < 0 {
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i), depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range n {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key, depth+1)
			if strings.Contains(fmt.Sprint(key), "\xff") {
				continue // two keys would become one
			}
			fill(t, value, depth+1)
			v.SetMapIndex(key, value)
		}
	default:
		t.Fatalf("nothing fills a %s", v.Type())
	}
}

func BenchmarkMarshalItem(b *testing.B) {
	a := NewAccount(Vendor{Slug: "aws"})
	i := Invoice{No: "INV-1", Amount: MustMoney("1250.50", "USD"), Issued: 738000, Due: 738030, Seq: 7, At: time.UnixMilli(1_700_000_000_000).UTC(), By: "UALICE"}
	a.putInvoice(i)
	for b.Loop() {
		if _, _, err := a.MarshalItem("inv:INV1"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarshalCore(b *testing.B) {
	a := NewAccount(Vendor{Slug: "aws"})
	for n := range 8 {
		a.putInvoice(Invoice{No: InvoiceNo(fmt.Sprint("INV-", n)), Amount: MustMoney("1250.50", "USD"), Issued: Date(738000 + 31*n), Due: Date(738030 + 31*n), Seq: 7})
	}
	for b.Loop() {
		if _, err := a.MarshalCore(); err != nil {
			b.Fatal(err)
		}
	}
}
