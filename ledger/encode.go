package ledger

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
)

// form writes one type as JSON. Forms are made once, for all types that the journal and its projections hold; they give
// the bytes that encoding/json gives (or, where sorted, those that Canonical makes of them) at a fifth of the cost.
type form func(out []byte, v reflect.Value) ([]byte, error)

// former makes forms. sorted: as RFC 8785 wants it, for the journal; else fields in their order and strings escaped as
// encoding/json does, for projections.
type former struct {
	sorted bool
	made   map[reflect.Type]form
}

// field is one field of a form of a struct.
type field struct {
	name  string // as it is written, with its colon
	index int
	omit  func(reflect.Value) bool // nil: never
	form  form
}

// newForms makes the forms of the types of the values given.
func newForms(sorted bool, values ...any) map[reflect.Type]form {
	f := &former{sorted: sorted, made: map[reflect.Type]form{}}
	for _, v := range values {
		f.form(reflect.TypeOf(v).Elem())
	}
	return f.made
}

var (
	moneyType     = reflect.TypeFor[Money]()
	dateType      = reflect.TypeFor[Date]()
	timeType      = reflect.TypeFor[time.Time]()
	invoiceType   = reflect.TypeFor[Invoice]()
	movementType  = reflect.TypeFor[Movement]()
	daySumType    = reflect.TypeFor[DaySum]()
	marshalerType = reflect.TypeFor[json.Marshaler]()
	textType      = reflect.TypeFor[encoding.TextMarshaler]()
	zeroerType    = reflect.TypeFor[interface{ IsZero() bool }]()
)

// form is the form of a type. Types that are rare, or that write themselves, are left to encoding/json.
func (f *former) form(t reflect.Type) form {
	if made, ok := f.made[t]; ok {
		return made
	}
	made := f.make(t)
	f.made[t] = made
	return made
}

func (f *former) make(t reflect.Type) form {
	switch t {
	case moneyType:
		return func(out []byte, v reflect.Value) ([]byte, error) {
			return v.Addr().Interface().(*Money).appendJSON(out), nil
		}
	case dateType:
		return appendDate
	case timeType:
		return appendTime
	}
	if !f.sorted {
		switch t {
		case invoiceType:
			return byHand(appendInvoice)
		case movementType:
			return byHand(appendMovement)
		case daySumType:
			return byHand(appendDaySum)
		}
	}
	if t.Implements(marshalerType) || t.Implements(textType) {
		return f.general()
	}
	switch t.Kind() {
	case reflect.String:
		return func(out []byte, v reflect.Value) ([]byte, error) { return f.text(out, v.String()) }
	case reflect.Bool:
		return appendBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return f.number
	case reflect.Pointer:
		return orNull(f.form(t.Elem()), reflect.Value.Elem)
	case reflect.Slice:
		return f.list(t)
	case reflect.Map:
		return f.object(t)
	case reflect.Struct:
		return f.fields(t)
	}
	return f.general()
}

// general leaves a value to encoding/json.
func (f *former) general() form {
	return func(out []byte, v reflect.Value) ([]byte, error) {
		b, err := json.Marshal(v.Addr().Interface())
		if err == nil && f.sorted {
			b, err = Canonical(b)
		}
		return append(out, b...), err
	}
}

// fields is the form of a struct.
func (f *former) fields(t reflect.Type) form {
	var all []field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, tagged := sf.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case !sf.IsExported() || tag == "-":
			continue
		case sf.Anonymous:
			return f.general()
		case !tagged || name == "":
			name = sf.Name
		}
		all = append(all, field{`"` + name + `":`, i, omits(sf.Type, options), f.form(sf.Type)})
	}
	if f.sorted {
		slices.SortFunc(all, func(a, b field) int { return strings.Compare(a.name, b.name) })
	}
	return func(out []byte, v reflect.Value) ([]byte, error) { return appendFields(out, all, v) }
}

func appendFields(out []byte, all []field, v reflect.Value) ([]byte, error) {
	out = append(out, '{')
	first := true
	for i := range all {
		f := &all[i]
		value := v.Field(f.index)
		if f.omit != nil && f.omit(value) {
			continue
		}
		if !first {
			out = append(out, ',')
		}
		first = false
		var err error
		if out, err = f.form(append(out, f.name...), value); err != nil {
			return out, err
		}
	}
	return append(out, '}'), nil
}

// omits says when a field is left out.
func omits(t reflect.Type, options string) func(reflect.Value) bool {
	switch {
	case strings.Contains(options, "omitempty"):
		return isEmpty(t)
	case !strings.Contains(options, "omitzero"):
		return nil
	case t == moneyType:
		return func(v reflect.Value) bool { return v.Addr().Interface().(*Money).IsZero() }
	case t == timeType:
		return func(v reflect.Value) bool { return v.Addr().Interface().(*time.Time).IsZero() }
	case t.Implements(zeroerType):
		return func(v reflect.Value) bool { return v.Interface().(interface{ IsZero() bool }).IsZero() }
	}
	return reflect.Value.IsZero
}

func isEmpty(t reflect.Type) func(reflect.Value) bool {
	switch t.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return func(v reflect.Value) bool { return v.Len() == 0 }
	case reflect.Struct:
		return nil
	}
	return reflect.Value.IsZero
}

// list is the form of a slice.
func (f *former) list(t reflect.Type) form {
	if t.Elem().Kind() == reflect.Uint8 {
		return f.general()
	}
	element := f.form(t.Elem())
	return orNull(func(out []byte, v reflect.Value) ([]byte, error) {
		out = append(out, '[')
		for n := range v.Len() {
			if n > 0 {
				out = append(out, ',')
			}
			var err error
			if out, err = element(out, v.Index(n)); err != nil {
				return out, err
			}
		}
		return append(out, ']'), nil
	}, nil)
}

// object is the form of a map whose keys are texts.
func (f *former) object(t reflect.Type) form {
	if t.Key().Kind() != reflect.String || t.Key().Implements(textType) {
		return f.general()
	}
	element := f.form(t.Elem())
	return orNull(func(out []byte, v reflect.Value) ([]byte, error) {
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		value := reflect.New(t.Elem()).Elem()
		out = append(out, '{')
		for n, key := range keys {
			if n > 0 {
				out = append(out, ',')
			}
			var err error
			if out, err = f.text(out, key.String()); err != nil {
				return out, err
			}
			value.Set(v.MapIndex(key))
			if out, err = element(append(out, ':'), value); err != nil {
				return out, err
			}
		}
		return append(out, '}'), nil
	}, nil)
}

// orNull writes null for nil, else what is there, or what inner finds in it.
func orNull(f form, inner func(reflect.Value) reflect.Value) form {
	return func(out []byte, v reflect.Value) ([]byte, error) {
		if v.IsNil() {
			return append(out, "null"...), nil
		}
		if inner != nil {
			v = inner(v)
		}
		return f(out, v)
	}
}
