package ledger

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Vendor is who we owe: the terms under which its invoices fall due, and who looks after it here.
type Vendor struct {
	Slug       VendorID   `json:"slug"`
	Name       string     `json:"name"`
	Aliases    []string   `json:"aliases,omitempty"`
	Currency   Currency   `json:"currency"`             // what an amount without a currency is in
	Zone       string     `json:"zone"`                 // IANA; in it a due day ends
	Terms      Terms      `json:"terms,omitzero"`       // how a due date follows from an issue date
	Convention Convention `json:"convention,omitempty"` // due dates on days without banks
	Country    string     `json:"country,omitempty"`    // ISO 3166; whose holidays count
	Grace      int        `json:"grace,omitempty"`      // days after the due day before we count as overdue
	Owner      UserID     `json:"owner,omitempty"`
	Channel    string     `json:"channel,omitempty"` // Slack channel id
	Critical   bool       `json:"critical,omitempty"`
	Tags       []string   `json:"tags,omitempty"`
	Held       bool       `json:"held,omitempty"`
	Closed     bool       `json:"closed,omitempty"`
	MergedInto VendorID   `json:"merged_into,omitempty"`
	MergedAt   time.Time  `json:"merged_at,omitzero"`
	Merging    VendorID   `json:"merging,omitempty"`   // into whom, while documents are on their way
	Receiving  VendorID   `json:"receiving,omitempty"` // from whom, while documents are on their way
	Absorbed   []Absorbed `json:"absorbed,omitempty"`  // vendors that were merged into this one
	AddedAt    time.Time  `json:"added_at"`
	AddedBy    UserID     `json:"added_by"`
}

// zones remembers zones that were loaded: the standard library reads a file each time, and nothing here changes with it.
var zones sync.Map // name → *time.Location

// Location is the vendor's zone; UTC where the zone can't be loaded.
func (v Vendor) Location() *time.Location {
	if v.Zone == "" || v.Zone == "UTC" {
		return time.UTC
	}
	if loc, ok := zones.Load(v.Zone); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(v.Zone)
	if err != nil {
		return time.UTC
	}
	zones.Store(v.Zone, loc)
	return loc
}

// ZoneUntil is a zone that a vendor had, and the moment at which it got another.
type ZoneUntil struct {
	Zone  string    `json:"zone"`
	Until time.Time `json:"until"`
}

// EndOf is the last millisecond of a day at the vendor, and the zone in which that day ended: the one that counted then, wherever the
// vendor moved since, so that what was known at the end of a day never changes.
func (a *Account) EndOf(day Date) (end time.Time, zone string) {
	v := a.Vendor
	endIn := func(zone string) time.Time {
		v.Zone = zone
		return day.AddDays(1).Start(v.Location()).Add(-time.Millisecond)
	}
	for _, z := range a.Zones {
		if end := endIn(z.Zone); end.Before(z.Until) {
			return end, z.Zone
		}
	}
	return endIn(a.Vendor.Zone), a.Vendor.Zone
}

// Today is the day that t falls on where the vendor is.
func (v Vendor) Today(t time.Time) Date { return DateIn(t, v.Location()) }

// Due is when something issued on a day falls due: by the vendor's terms, moved off days without banks as its convention
// says. Without a calendar (nil) only weekends are such days.
func (v Vendor) Due(issued Date, business func(Date) bool) Date {
	return v.Convention.Adjust(v.Terms.Due(issued), business)
}

// OverdueFrom is the first instant at which something due on d counts as overdue: the due day and the grace have ended.
func (v Vendor) OverdueFrom(d Date) time.Time { return d.AddDays(v.Grace + 1).Start(v.Location()) }

// Names are all the words that mean this vendor, folded as Fold does: its own, and those of vendors that were merged into
// it. A vendor that was merged into another has none left.
func (v Vendor) Names() []string {
	if v.MergedInto != "" {
		return nil
	}
	return v.own()
}

func (v Vendor) own() []string {
	names := []string{Fold(string(v.Slug)), Fold(v.Name)}
	for _, a := range v.Aliases {
		names = append(names, Fold(a))
	}
	for _, a := range v.Absorbed {
		names = append(names, a.Names...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Formerly is the vendor merged into this one that a word means.
func (v Vendor) Formerly(word string) (Absorbed, bool) {
	word = Fold(word)
	if word == Fold(string(v.Slug)) || word == Fold(v.Name) || slices.ContainsFunc(v.Aliases, func(a string) bool { return Fold(a) == word }) {
		return Absorbed{}, false
	}
	for _, a := range v.Absorbed {
		if slices.Contains(a.Names, word) {
			return a, true
		}
	}
	return Absorbed{}, false
}

// Gone is the cause of a refusal because the vendor was merged into another.
type Gone struct{ Slug, Into VendorID }

// Error is for the log.
func (e *Gone) Error() string { return string(e.Slug) + " was merged into " + string(e.Into) }

// Frozen says why nothing can be recorded about the vendor because of a merge; nil where it can.
func (v Vendor) Frozen() error {
	switch {
	case v.MergedInto != "":
		say := fmt.Sprintf("%s was merged into %s, so nothing is recorded here any more. Type `/owed %s` instead", v.Name, v.MergedInto, v.MergedInto)
		return &Error{Kind: Conflict, Say: say, Err: &Gone{Slug: v.Slug, Into: v.MergedInto}}
	case v.Merging != "":
		return conflict("%s is being merged into %s. Nothing was recorded; try again in a moment", v.Name, v.Merging)
	case v.Receiving != "":
		return conflict("The record of %s is being merged into %s. Nothing was recorded; try again in a moment", v.Receiving, v.Name)
	}
	return nil
}

// Fold makes two ways of writing a name equal: case, punctuation and runs of blanks don't count.
func Fold(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r < '0' || r > '9' && r < 'a' || r > 'z' && r < 0x80
	}), " ")
}

// CommandWords can't be slugs: they mean something after /owed.
var CommandWords = []string{
	"add", "all", "delegate", "due", "export", "find", "help", "home", "import", "on", "policy", "settings", "share", "signal", "signals",
	"invoice", "invoices", "history", "disputes", "contract", "payments", "timeline", "credit", "write-off", "refund", "allocate", "pay", "paid",
	"dispute", "incident", "reverse", "edit", "hold", "release", "merge", "close", "reopen", "vendors", "approve", "reject", "charge", "debit", "opening",
}

var slugForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// NewVendor checks a vendor before it is put on record and fills in what was left out.
func NewVendor(v Vendor, by By) (Change, error) {
	v.AddedAt, v.AddedBy = by.At, by.Actor
	v.Slug = VendorID(strings.ToLower(string(v.Slug)))
	if v.Currency == "" {
		v.Currency = "USD"
	}
	if v.Zone == "" {
		v.Zone = "UTC"
	}
	if err := v.check(); err != nil {
		return Change{}, err
	}
	return Change{Vendor: v.Slug, Team: true, Events: []Event{&VendorAdded{Vendor: v}}, After: NewAccount(v), By: by}, nil
}

func (v Vendor) check() error {
	switch {
	case !slugForm.MatchString(string(v.Slug)):
		return invalid("“%s” can't be a slug: expected a short word of letters, digits and dashes that begins with a letter. Example: `/owed add Amazon Web Services as aws`", v.Slug)
	case slices.Contains(CommandWords, string(v.Slug)):
		return invalid("“%s” is a command of owed, so it can't be a slug. Example: `/owed add %s as %s-vendor`", v.Slug, v.Name, v.Slug)
	case strings.TrimSpace(v.Name) == "":
		return invalid("The vendor's name is missing. Example: `/owed add Amazon Web Services as aws`")
	case len([]rune(v.Name)) > 120:
		return invalid("The vendor's name is longer than 120 characters; use a shorter one and put the full one into an alias")
	case !v.Currency.Known():
		return invalid("“%s” is not a currency that owed knows; expected an ISO 4217 code such as USD or EUR", v.Currency)
	case v.Grace < 0 || v.Grace > 365:
		return invalid("A grace of %d days was read; expected 0 to 365. Example: `grace 5`", v.Grace)
	}
	if loc, err := time.LoadLocation(v.Zone); err != nil || v.Zone == "Local" || loc == nil {
		return invalid("“%s” is not a time zone; expected one such as UTC, Europe/Berlin or America/Los_Angeles", v.Zone)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return &Error{Kind: Invalid, Say: fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &Error{Kind: NotFound, Say: fmt.Sprintf(format, args...)}
}

func conflict(format string, args ...any) error {
	return &Error{Kind: Conflict, Say: fmt.Sprintf(format, args...)}
}

func forbidden(format string, args ...any) error {
	return &Error{Kind: Forbidden, Say: fmt.Sprintf(format, args...)}
}

// VendorAdded puts a vendor on the team's record.
type VendorAdded struct {
	Vendor Vendor `json:"vendor"`
}

// VendorChanged holds what a vendor was and what it is now.
type VendorChanged struct {
	Old Vendor `json:"old"`
	New Vendor `json:"new"`
	Of  int64  `json:"of,omitempty"` // the entry whose edit it takes back
}

// VendorHeld stops payments to the vendor: what is open and undisputed counts as held.
type VendorHeld struct {
	Reason string `json:"reason,omitempty"`
}

// VendorReleased ends VendorHeld.
type VendorReleased struct {
	Reason string `json:"reason,omitempty"`
}

// VendorClosed says that nothing more is expected of the vendor; it stays on record.
type VendorClosed struct {
	Reason string `json:"reason,omitempty"`
}

// VendorReopened ends VendorClosed.
type VendorReopened struct {
	Reason string `json:"reason,omitempty"`
}

func (e *VendorAdded) apply(a *Account, _ Meta)    { a.Vendor = e.Vendor }
func (e *VendorHeld) apply(a *Account, _ Meta)     { a.Vendor.Held = true }
func (e *VendorReleased) apply(a *Account, _ Meta) { a.Vendor.Held = false }
func (e *VendorClosed) apply(a *Account, _ Meta)   { a.Vendor.Closed = true }
func (e *VendorReopened) apply(a *Account, _ Meta) { a.Vendor.Closed = false }

func (e *VendorChanged) apply(a *Account, m Meta) {
	if was := a.Vendor.Zone; was != e.New.Zone {
		a.Zones = append(slices.Clip(a.Zones), ZoneUntil{was, m.At})
	}
	a.Vendor = e.New
}

// Edit changes what is on record about the vendor itself.
func (a *Account) Edit(v Vendor, by By) (Change, error) {
	v.Slug, v.AddedAt, v.AddedBy = a.Vendor.Slug, a.Vendor.AddedAt, a.Vendor.AddedBy
	if err := v.check(); err != nil {
		return Change{}, err
	}
	if v.same(a.Vendor) {
		return Change{}, conflict("That is what is on record about %s already. Nothing changed.", v.Name)
	}
	t := a.begin(by)
	t.emit(&VendorChanged{Old: a.Vendor, New: v})
	return t.change()
}

// UndoEdit takes back what an entry changed about the vendor itself, unless something of that was changed again since.
func (a *Account) UndoEdit(of int64, e *VendorChanged, by By) (Change, error) {
	if !a.Vendor.as(e.New).same(a.Vendor) {
		return Change{}, conflict("What is on record about %s was changed again since. Nothing was taken back. See `/owed %s history`, and change it by `/owed %s edit …`", a.Vendor.Name, a.Vendor.Slug, a.Vendor.Slug)
	}
	t := a.begin(by)
	t.emit(&VendorChanged{Old: a.Vendor, New: a.Vendor.as(e.Old), Of: of})
	return t.change()
}

// as is the vendor with everything that can be edited as it is in w.
func (v Vendor) as(w Vendor) Vendor {
	w.Slug, w.AddedAt, w.AddedBy, w.Held, w.Closed = v.Slug, v.AddedAt, v.AddedBy, v.Held, v.Closed
	w.MergedInto, w.MergedAt, w.Merging, w.Receiving, w.Absorbed = v.MergedInto, v.MergedAt, v.Merging, v.Receiving, v.Absorbed
	return w
}

// same reports whether nothing differs: no list counts as an empty one.
func (v Vendor) same(w Vendor) bool {
	aliases, tags := slices.Equal(v.Aliases, w.Aliases), slices.Equal(v.Tags, w.Tags)
	v.Aliases, v.Tags, w.Aliases, w.Tags = nil, nil, nil, nil
	return aliases && tags && reflect.DeepEqual(v, w)
}

// Hold stops payments to the vendor, Release lets them go on.
func (a *Account) Hold(reason string, by By) (Change, error) {
	if a.Vendor.Held {
		return Change{}, conflict("%s is on hold already", a.Vendor.Name)
	}
	t := a.begin(by)
	t.emit(&VendorHeld{Reason: reason})
	return t.change()
}

// Release ends a hold.
func (a *Account) Release(reason string, by By) (Change, error) {
	if !a.Vendor.Held {
		return Change{}, conflict("%s is not on hold", a.Vendor.Name)
	}
	t := a.begin(by)
	t.emit(&VendorReleased{Reason: reason})
	return t.change()
}

// Close ends the relation; refused while something is open.
func (a *Account) Close(reason string, by By) (Change, error) {
	for _, s := range a.Sums {
		if s.Open().Positive() {
			return Change{}, conflict("%s can't be closed: %s is outstanding. Settle, credit or write it off first", a.Vendor.Name, s.Open())
		}
	}
	if a.Vendor.Closed {
		return Change{}, conflict("%s is closed already", a.Vendor.Name)
	}
	t := a.begin(by)
	t.emit(&VendorClosed{Reason: reason})
	return t.change()
}

// Reopen takes up the relation with a vendor that was closed.
func (a *Account) Reopen(reason string, by By) (Change, error) {
	if !a.Vendor.Closed {
		return Change{}, conflict("%s is not closed", a.Vendor.Name)
	}
	t := a.begin(by)
	t.emit(&VendorReopened{Reason: reason})
	return t.change()
}
