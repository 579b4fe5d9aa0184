package typed

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// vendors is a Directory of a few vendors, as a test needs it.
type vendors []ledger.Vendor

func (vs vendors) Resolve(name string) (ledger.Vendor, bool) {
	for _, v := range vs {
		if name = ledger.Fold(name); name != "" && slices.Contains(v.Names(), name) {
			return v, true
		}
	}
	return ledger.Vendor{}, false
}

func (vs vendors) Near(name string) []ledger.Vendor {
	var out []ledger.Vendor
	for _, v := range vs {
		if slices.ContainsFunc(v.Names(), func(n string) bool {
			d := distance(ledger.Fold(name), n)
			return d > 0 && d <= mistakes(n)
		}) {
			out = append(out, v)
		}
	}
	return out
}

var (
	aws  = ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Aliases: []string{"Amazon"}, Currency: "USD", Zone: "UTC", Terms: ledger.Terms{Net: 30}}
	gcp  = ledger.Vendor{Slug: "gcp", Name: "Google Cloud", Currency: "USD", Zone: "UTC"}
	acme = ledger.Vendor{Slug: "acme", Name: "Acme GmbH", Currency: "EUR", Zone: "Europe/Berlin"}
	cs   = ledger.Vendor{Slug: "cs", Name: "Credit Suisse", Currency: "CHF", Zone: "Europe/Zurich"}
)

// testEnv is the afternoon of Friday 2023-03-03 of the case.
func testEnv() Env {
	now := time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)
	return Env{
		Today:    func(zone *time.Location) ledger.Date { return ledger.DateIn(now, zone) },
		UserZone: time.UTC,
		Dir:      vendors{aws, gcp, acme, cs},
		Find: func(kind MentionKind, name string) (string, bool) {
			id, ok := map[string]string{"carol": "U0CAROL", "dan": "U0DAN", "bob": "U0BOB", "payables": "C0PAY"}[name]
			return id, ok && (kind == Channel) == strings.HasPrefix(id, "C")
		},
	}
}

func usd(s string) ledger.Money { return ledger.MustMoney(s, "USD") }

func day(s string) ledger.Date {
	d, err := ledger.ParseISO(s)
	if err != nil {
		panic(err)
	}
	return d
}

func nos(s string) []ledger.InvoiceNo {
	var out []ledger.InvoiceNo
	for _, n := range strings.Split(s, ",") {
		out = append(out, ledger.InvoiceNo(n))
	}
	return out
}

func ptr[T any](v T) *T { return &v }

// reading is a text and what it must be read as.
type reading struct {
	text string
	want Command
}

func on(v ledger.Vendor, do Action, missing ...string) Command {
	return Command{Vendor: v, Do: do, Missing: missing}
}

func shared(c Command) Command {
	c.Share = true
	return c
}

func check(t *testing.T, rows []reading) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.text, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(row.text, testEnv())
			if err != nil {
				t.Fatalf("refused: %v", err)
			}
			if !same(got, row.want) {
				t.Errorf("read as\n%+v\nwant\n%+v", got, row.want)
			}
		})
	}
}

// same compares commands; amounts by their value.
func same(a, b Command) bool {
	return reflect.DeepEqual(plainMoney(a), plainMoney(b))
}

// plainMoney gives the amounts in a command one representation each.
func plainMoney(c Command) Command {
	v := reflect.New(reflect.TypeOf(c.Do)).Elem()
	v.Set(reflect.ValueOf(c.Do))
	normalise(v)
	c.Do = v.Interface().(Action)
	return c
}

func normalise(v reflect.Value) {
	if v.Type() == reflect.TypeFor[ledger.Money]() {
		if m := v.Interface().(ledger.Money); m.Currency != "" {
			v.Set(reflect.ValueOf(ledger.MustMoney(m.Decimal(), m.Currency)))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			normalise(v.Field(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			normalise(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			normalise(v.Index(i))
		}
	}
}

// refused parses a text that must be refused and gives what the user reads.
func refused(t *testing.T, text string) *ledger.Error {
	t.Helper()
	got, err := Parse(text, testEnv())
	if err == nil {
		t.Fatalf("%q was read as %+v", text, got)
	}
	e, ok := errors.AsType[*ledger.Error](err)
	if !ok || e.Say == "" {
		t.Fatalf("%q: %v is no sentence for people", text, err)
	}
	return e
}
