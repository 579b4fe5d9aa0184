package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// EntryVersion is the version of the entries that are written now. Older ones are read for ever.
const EntryVersion = 1

// timeForm is how the journal writes a moment: RFC 3339, UTC, milliseconds.
const timeForm = "2006-01-02T15:04:05.000Z"

// Entry is one line of a journal: one command, however many events.
type Entry struct {
	V      int
	Team   string
	Vendor VendorID
	Seq    int64
	At     time.Time
	Actor  UserID
	Cmd    string
	Key    string
	Events []Event
}

type entryJSON struct {
	Actor  UserID            `json:"actor"`
	At     string            `json:"at"`
	Cmd    string            `json:"cmd"`
	Events []json.RawMessage `json:"events"`
	Key    string            `json:"key"`
	Seq    int64             `json:"seq"`
	Team   string            `json:"team"`
	V      int               `json:"v"`
	Vendor VendorID          `json:"vendor"`
}

// EntryOf is the entry that a change becomes.
func EntryOf(team string, c Change) Entry {
	v := c.Vendor
	if c.Team {
		v = TeamJournal
	}
	return Entry{V: EntryVersion, Team: team, Vendor: v, Seq: c.Base + 1, At: c.By.At, Actor: c.By.Actor, Cmd: c.By.Cmd, Key: c.By.Key, Events: c.Events}
}

// Marshal writes the entry as canonical JSON (RFC 8785).
func (e Entry) Marshal() ([]byte, error) {
	out := make([]byte, 0, 512)
	out = appendString(append(out, `{"actor":`...), string(e.Actor))
	out = append(e.At.UTC().AppendFormat(append(out, `,"at":"`...), timeForm), '"')
	out = appendString(append(out, `,"cmd":`...), e.Cmd)
	out = append(out, `,"events":`...)
	out, err := appendEvents(out, e.Events)
	if err != nil {
		return nil, fmt.Errorf("ledger: write entry %d: %w", e.Seq, err)
	}
	if e.Seq > maxWhole {
		return nil, fmt.Errorf("ledger: entry %d is beyond 2^53", e.Seq)
	}
	out = appendString(append(out, `,"key":`...), e.Key)
	out = strconv.AppendInt(append(out, `,"seq":`...), e.Seq, 10)
	out = appendString(append(out, `,"team":`...), e.Team)
	out = strconv.AppendInt(append(out, `,"v":`...), int64(e.V), 10)
	out = appendString(append(out, `,"vendor":`...), string(e.Vendor))
	return append(out, '}'), nil
}

// appendEvents writes the events of an entry; none are null.
func appendEvents(out []byte, events []Event) ([]byte, error) {
	if events == nil {
		return append(out, "null"...), nil
	}
	out = append(out, '[')
	for n, ev := range events {
		if n > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendEvent(out, ev); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

// UnmarshalEntry reads what Marshal wrote, in this version or an earlier one.
func UnmarshalEntry(b []byte) (Entry, error) {
	var j entryJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return Entry{}, fmt.Errorf("ledger: read entry: %w", err)
	}
	if j.V < 1 || j.V > EntryVersion {
		return Entry{}, fmt.Errorf("ledger: entry %d has version %d: it was written by a newer owed", j.Seq, j.V)
	}
	at, err := time.Parse(timeForm, j.At)
	if err != nil {
		return Entry{}, fmt.Errorf("ledger: entry %d: %w", j.Seq, err)
	}
	e := Entry{V: j.V, Team: j.Team, Vendor: j.Vendor, Seq: j.Seq, At: at, Actor: j.Actor, Cmd: j.Cmd, Key: j.Key}
	for _, raw := range j.Events {
		ev, err := UnmarshalEvent(raw)
		if err != nil {
			return Entry{}, fmt.Errorf("entry %d: %w", j.Seq, err)
		}
		e.Events = append(e.Events, ev)
	}
	return e, nil
}

// Meta is what the entry says of its events.
func (e Entry) Meta() Meta { return Meta{Seq: e.Seq, At: e.At, Actor: e.Actor} }

// Hash is the SHA-256 that binds an entry to all before it.
type Hash [sha256.Size]byte

// String is the hash in hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Root is the hash before a vendor's first entry.
func Root(team string, v VendorID) Hash {
	return sha256.Sum256([]byte("owed/1 " + team + "/" + string(v)))
}

// Next is the hash of an entry, given in its canonical JSON, after one whose hash is h.
func (h Hash) Next(entry []byte) Hash {
	var room [1024]byte // most entries fit: then nothing is allocated
	return sha256.Sum256(append(append(room[:0], h[:]...), entry...))
}

// Canonical rewrites JSON as RFC 8785 wants it: keys sorted, no blanks, strings escaped as little as possible.
// Numbers must be whole; owed writes no others.
func Canonical(b []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	return appendCanonical(make([]byte, 0, len(b)), v)
}

func appendCanonical(out []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(out, "null"...), nil
	case bool:
		return strconv.AppendBool(out, v), nil
	case string:
		return appendString(out, v), nil
	case json.Number:
		if _, err := strconv.ParseInt(string(v), 10, 54); err != nil {
			return nil, fmt.Errorf("ledger: %s is not a whole number within 2^53", v)
		}
		return append(out, v...), nil
	case []any:
		return appendList(out, v)
	case map[string]any:
		return appendObject(out, v)
	}
	return nil, fmt.Errorf("ledger: %T in JSON", v)
}

func appendList(out []byte, list []any) ([]byte, error) {
	out = append(out, '[')
	var err error
	for n, v := range list {
		if n > 0 {
			out = append(out, ',')
		}
		if out, err = appendCanonical(out, v); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

func appendObject(out []byte, m map[string]any) ([]byte, error) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys) // owed's keys are ASCII, where bytes and UTF-16 units sort alike
	out = append(out, '{')
	var err error
	for n, k := range keys {
		if n > 0 {
			out = append(out, ',')
		}
		out = append(appendString(out, k), ':')
		if out, err = appendCanonical(out, m[k]); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

const shortEscapes = "\b\t\n\f\r\"\\"

func appendString(out []byte, s string) []byte {
	if isPlain(s, `"\\`) {
		return appendQuoted(out, s)
	}
	out = append(out, '"')
	for _, r := range s {
		switch n := strings.IndexRune(shortEscapes, r); {
		case n >= 0:
			out = append(out, '\\', `btnfr"\`[n])
		case r < 0x20:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}

// About reports whether the entry is about an ID or invoice number.
func (e Entry) About(word string) bool {
	key := InvoiceNo(word).Key() // an invoice's number may look like an ID of ours: then both are meant
	for _, ev := range e.Events {
		for _, name := range namesIn(ev) {
			if InvoiceNo(name).Key() == key {
				return true
			}
		}
	}
	return false
}

// namesIn are the IDs and invoice numbers that an event names.
func namesIn(e Event) []string {
	switch e := e.(type) {
	case *InvoiceRecorded:
		return []string{string(e.Invoice.No)}
	case *ChargeRecorded:
		return []string{string(e.Invoice.No)}
	case *InvoiceSettled:
		return []string{string(e.No)}
	case *InvoiceReopened:
		return []string{string(e.No)}
	case *InvoiceHeld:
		return []string{string(e.No)}
	case *InvoiceReleased:
		return []string{string(e.No)}
	case *POSet:
		return []string{string(e.No)}
	case *DueDateChanged:
		return []string{string(e.No)}
	case *ChargeAccepted:
		return []string{string(e.No)}
	case *ChargeContested:
		return []string{string(e.No)}
	case *PaymentRecorded:
		return []string{string(e.Movement.ID), string(e.Movement.Request)}
	case *CreditRecorded:
		return []string{string(e.Movement.ID), e.Movement.Number}
	case *WrittenOff:
		return []string{string(e.Movement.ID)}
	case *DebitNoteRecorded:
		return []string{string(e.Movement.ID), e.Movement.Number}
	case *Allocated:
		return []string{string(e.From), string(e.Invoice)}
	case *AllocationReversed:
		return []string{string(e.From), string(e.Invoice)}
	case *PaymentReturned:
		return []string{string(e.ID), string(e.Request)}
	case *ReturnReversed:
		return []string{string(e.ID), string(e.Request)}
	case *RefundRecorded:
		return []string{string(e.ID), string(e.From)}
	case *DebitNoteAccepted:
		return []string{string(e.ID)}
	case *Reversed:
		_, key, _ := cutItem(e.Item)
		return []string{key}
	}
	return namesOfOthers(e)
}

func namesOfOthers(e Event) []string {
	switch e := e.(type) {
	case *PaymentRequested:
		names := []string{string(e.Request.ID)}
		for _, t := range e.Request.Targets {
			names = append(names, string(t.Invoice))
		}
		return names
	case *RequestApproved:
		return []string{string(e.ID)}
	case *RequestRejected:
		return []string{string(e.ID)}
	case *RequestWithdrawn:
		return []string{string(e.ID)}
	case *RequestExpired:
		return []string{string(e.ID)}
	case *RequestReopened:
		return []string{string(e.ID)}
	case *PaymentSent:
		return []string{string(e.ID)}
	case *PaymentFailed:
		return []string{string(e.ID)}
	case *PaymentSettled:
		return []string{string(e.ID), string(e.Payment)}
	case *DisputeOpened:
		return []string{string(e.Dispute.ID), string(e.Dispute.Invoice)}
	case *DisputeAnswered:
		return []string{string(e.ID)}
	case *DisputeChanged:
		return []string{string(e.ID)}
	case *DisputeEscalated:
		return []string{string(e.ID)}
	case *DisputeClosed:
		return []string{string(e.ID), string(e.Credit)}
	case *DisputeReduced:
		return []string{string(e.ID)}
	case *DisputeReopened:
		return []string{string(e.ID), string(e.Credit)}
	case *DisputeRestored:
		return []string{string(e.ID)}
	case *SignalRecorded:
		return []string{string(e.Signal.ID)}
	case *SignalMoved:
		return []string{string(e.ID)}
	case *ContractRecorded:
		return []string{string(e.Contract.ID)}
	case *ContractChanged:
		return []string{string(e.New.ID)}
	case *DrawdownEntered:
		return []string{string(e.Contract)}
	case *IncidentNoted:
		return []string{string(e.ID)}
	case *IncidentClosed:
		return []string{string(e.ID)}
	case *MovedOut:
		_, key, _ := cutItem(e.Item)
		return []string{key, string(e.As)}
	case *MovedIn:
		_, key, _ := cutItem(e.Item())
		return []string{key}
	}
	return nil
}
