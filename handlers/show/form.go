package show

import (
	"cmp"
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// form is a modal being written.
type form struct {
	title, submit, callback, meta string
	fill                          Fill
	currency                      ledger.Currency // of the examples
	blocks                        []slack.Block
}

// newForm begins a form about a vendor; one without a vendor asks for it first.
func newForm(title, submit, callback string, v ledger.Vendor, subject string, fill Fill) *form {
	f := &form{title: title, submit: submit, callback: callback, meta: Value(v.Slug, clip(subject, 200), ""), fill: fill, currency: v.Currency}
	if v.Slug == "" {
		f.vendor()
	}
	return f
}

// short is an amount for an example, in the vendor's own currency where the vendor is known.
func (f *form) short(digits string) string {
	return cmp.Or(f.currency, "USD").Short(digits)
}

// vendor asks for a vendor: whoever answers block_suggestion finds it by slug, alias or name.
func (f *form) vendor() { f.vendorLike(FieldVendor, ledger.Vendor{}) }

// vendorLike asks for a vendor, and offers the one that it seems to be.
func (f *form) vendorLike(field string, v ledger.Vendor) {
	least := 0
	e := &slack.SelectBlockElement{Type: slack.OptTypeExternal, ActionID: ActVendor, Placeholder: label("Name, alias or slug"), MinQueryLength: &least}
	if v.Slug != "" {
		e.InitialOption = &slack.OptionBlockObject{Text: label(plain(v.Name, maxOption)), Value: string(v.Slug)}
	}
	f.add(field, "Vendor", "", false, e)
}

// optional lets the field asked for last be left empty; hint says what that means.
func (f *form) optional(hint string) {
	if in, ok := f.blocks[len(f.blocks)-1].(*slack.InputBlock); ok {
		in.Optional, in.Hint = true, label(hint)
	}
}

func (f *form) say(text string) {
	if text != "" {
		f.blocks = append(f.blocks, section(text))
	}
}

func (f *form) add(field, name, hint string, optional bool, element slack.BlockElement) {
	in := &slack.InputBlock{Type: slack.MBTInput, BlockID: field, Label: label(name), Element: element, Optional: optional}
	if hint != "" {
		in.Hint = label(hint)
	}
	f.blocks = append(f.blocks, in)
}

// opt marks a field that may stay empty.
const opt, must = true, false

// text asks for a line.
func (f *form) text(field, name, example, hint string, optional bool, most int) {
	f.line(0, field, name, example, hint, optional, most)
}

// textAt asks for a line of the n-th group of the form.
func (f *form) textAt(n int, field, name, example string, optional bool, most int) {
	f.line(n, field, name, example, "", optional, most)
}

func (f *form) line(n int, field, name, example, hint string, optional bool, most int) {
	e := &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: In, InitialValue: f.initial(field, most), MaxLength: most}
	if example != "" {
		e.Placeholder = label(example)
	}
	f.add(FieldOf(field, n), nth(name, n), hint, optional, e)
}

// long asks for several lines.
func (f *form) long(field, name, hint string, optional bool) {
	f.longAt(0, field, name, hint, optional)
}

func (f *form) longAt(n int, field, name, hint string, optional bool) {
	f.add(FieldOf(field, n), nth(name, n), hint, optional, f.multiline(field))
}

func (f *form) multiline(field string) *slack.PlainTextInputBlockElement {
	return &slack.PlainTextInputBlockElement{Type: slack.METPlainTextInput, ActionID: In, Multiline: true, InitialValue: f.initial(field, maxInitial), MaxLength: maxInitial}
}

func (f *form) initial(field string, most int) string {
	return clip(strings.ToValidUTF8(f.fill[field], "?"), most)
}

// date asks for a day.
func (f *form) date(field, name, hint string, optional bool) {
	f.dateAt(0, field, name, hint, optional)
}

func (f *form) dateAt(n int, field, name, hint string, optional bool) {
	e := &slack.DatePickerBlockElement{Type: slack.METDatepicker, ActionID: In}
	if d, err := ledger.ParseISO(f.fill[field]); err == nil {
		e.InitialDate = d.String()
	}
	f.add(FieldOf(field, n), nth(name, n), hint, optional, e)
}

// choice is one option of a select: what it says, and what it stands for.
type choice struct{ value, label string }

// pick asks for one of several.
func (f *form) pick(field, name, hint string, optional bool, choices ...choice) {
	f.pickAt(0, field, name, hint, optional, choices...)
}

func (f *form) pickAt(n int, field, name, hint string, optional bool, choices ...choice) {
	e := &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: In}
	for _, c := range choices {
		o := &slack.OptionBlockObject{Text: label(plain(c.label, maxOption)), Value: c.value}
		e.Options = append(e.Options, o)
		if f.fill[field] == c.value {
			e.InitialOption = o
		}
	}
	f.add(FieldOf(field, n), nth(name, n), hint, optional, e)
}

// check asks for a tick.
func (f *form) check(field, name, hint string, optional bool, c choice) {
	e := &slack.CheckboxGroupsBlockElement{Type: slack.METCheckboxGroups, ActionID: In, Options: []*slack.OptionBlockObject{{Text: label(c.label), Value: c.value}}}
	if f.fill[field] != "" {
		e.InitialOptions = e.Options
	}
	f.add(field, name, hint, optional, e)
}

func (f *form) user(field, name, hint string, optional bool) {
	f.add(field, name, hint, optional, &slack.SelectBlockElement{Type: slack.OptTypeUser, ActionID: In, InitialUser: f.fill[field]})
}

// view is the finished form.
func (f *form) view() slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: label(plain(f.title, maxTitle)), Submit: label(f.submit), Close: label("Cancel"),
		CallbackID: f.callback, PrivateMetadata: clip(f.meta, maxMetadata), Blocks: slack.Blocks{BlockSet: f.blocks},
	}
}

// about is the line on top of a form: the vendor, and where the debt stands. a may be nil.
func (f *form) about(a *ledger.Account, c Ctx) {
	if a != nil {
		f.say(balance(a, c))
	}
}

func vendorOf(a *ledger.Account) ledger.Vendor {
	if a == nil {
		return ledger.Vendor{}
	}
	return a.Vendor
}

// Loading is shown while a form's data is read, so that its trigger is used within its three seconds.
func Loading(title string) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: label(plain(title, maxTitle)), Close: label("Cancel"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{section("One moment …")}},
	}
}

// Problem replaces a form where nothing can be filled in: it says why.
func Problem(title string, err error, c Ctx) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: label(plain(title, maxTitle)), Close: label("Close"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{section(failure(err, c))}},
	}
}
