package signals

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

type measureLine struct {
	Kind       ledger.MeasureKind  `json:"kind"`
	State      ledger.MeasureState `json:"state"`
	Evidence   string              `json:"evidence"`
	Effective  *string             `json:"effective"`
	CureUntil  *string             `json:"cure_until"`
	Exposure   *exposureLine       `json:"exposure"`
	Affiliates []string            `json:"affiliates"`
}

type exposureLine struct {
	Amount    string          `json:"amount"`
	AmountMax *string         `json:"amount_max"`
	Currency  ledger.Currency `json:"currency"`
	Per       *string         `json:"per"`
	Floor     bool            `json:"floor"`
}

type findingsLine struct {
	Measures   []measureLine `json:"measures"`
	Suspicious bool          `json:"suspicious"`
	Vendor     string        `json:"vendor"`
	Claimed    *ledger.Money `json:"claimed"`
	Invoices   []string      `json:"invoices"`
	Deadline   *string       `json:"deadline"`
	Contact    string        `json:"contact"`
}

// MarshalJSON writes findings in the form that `owed signals --json` prints, one object. What was not found is null,
// "" or an empty list.
func (f Findings) MarshalJSON() ([]byte, error) {
	out := findingsLine{Measures: []measureLine{}, Suspicious: f.Suspicious, Vendor: f.Vendor, Invoices: f.Invoices, Deadline: dayOrNull(f.Deadline), Contact: f.Contact}
	if out.Invoices == nil {
		out.Invoices = []string{}
	}
	if f.Claimed.Currency != "" {
		out.Claimed = &f.Claimed
	}
	for _, m := range f.Measures {
		l := measureLine{Kind: m.Kind, State: m.State, Evidence: m.Evidence.Text, Effective: dayOrNull(m.Effective), CureUntil: dayOrNull(m.CureUntil), Affiliates: m.Affiliates}
		if l.Affiliates == nil {
			l.Affiliates = []string{}
		}
		if e := m.Exposure; e != nil {
			l.Exposure = &exposureLine{Amount: e.Amount.Decimal(), Currency: e.Amount.Currency, Floor: e.Floor}
			if e.AmountMax.Currency != "" {
				upper := e.AmountMax.Decimal()
				l.Exposure.AmountMax = &upper
			}
			if e.Per != "" {
				per := string(e.Per)
				l.Exposure.Per = &per
			}
		}
		out.Measures = append(out.Measures, l)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(out)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

func dayOrNull(d ledger.Date) *string {
	if d.IsZero() {
		return nil
	}
	s := d.String()
	return &s
}

// maxLine bounds one line of input; the text in it is cut to what Read looks at anyway.
const maxLine = 64 << 20

// ServeJSONLines reads lines of {"text": "…", "received": "2023-03-07"} from r and writes the findings of each to w, one
// line for each line that is not blank, until r ends or ctx does. The day of receipt of a line that names none is received, if
// that is one. For a line that can't be read it writes {"error": "…"} and
// goes on; at the end the error says how many there were.
func ServeJSONLines(ctx context.Context, r io.Reader, w io.Writer, vendors []Vendor, received ledger.Date) error {
	in := bufio.NewReaderSize(r, 1<<16)
	out := bufio.NewWriter(w)
	bad := 0
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, out.Flush())
		}
		raw, whole, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return errors.Join(err, out.Flush())
		}
		if n == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")) // the mark that some programs begin a file with
		}
		if !whole || len(bytes.TrimSpace(raw)) > 0 {
			line, wrong := lineOf(raw, whole, vendors, received)
			if wrong != nil {
				bad++
				line = errorLine(n, wrong)
			}
			if _, err := out.Write(append(line, '\n')); err != nil {
				return err
			}
		}
		if err != nil {
			return errors.Join(badLines(bad), out.Flush())
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

// badLines says how many lines were no notices.
func badLines(bad int) error {
	switch bad {
	case 0:
		return nil
	case 1:
		return &ledger.Error{Kind: ledger.Invalid, Say: "1 line can't be read as a notice; in its place stands what is wrong with it. All others were read."}
	}
	return &ledger.Error{Kind: ledger.Invalid, Say: fmt.Sprintf("%d lines can't be read as notices; in their places stands what is wrong with them. All others were read.", bad)}
}

// readLine reads one line; of one that is too long it keeps nothing, and whole is false.
func readLine(in *bufio.Reader) (line []byte, whole bool, err error) {
	whole = true
	for {
		part, err := in.ReadSlice('\n')
		if whole = whole && len(line)+len(part) <= maxLine; whole {
			line = append(line, part...)
		} else {
			line = nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, whole, err
		}
	}
}

// lineOf is what is found in the notice that a line holds.
func lineOf(raw []byte, whole bool, vendors []Vendor, received ledger.Date) ([]byte, error) {
	var in struct {
		Text     *string `json:"text"`
		Received string  `json:"received"`
	}
	if !whole {
		return nil, fmt.Errorf("it is longer than %d MiB", maxLine>>20)
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return nil, err
	}
	if in.Text == nil {
		return nil, errors.New("its text is missing")
	}
	if in.Received != "" || received == 0 {
		var err error
		if received, err = receivedOn(in.Received); err != nil {
			return nil, err
		}
	}
	text := strings.ToValidUTF8(*in.Text, "\uFFFD")
	line, err := Read(text, received, vendors).MarshalJSON()
	if err == nil && len(text) > MaxText { // or it would seem that nothing more is in it
		line = fmt.Appendf(line[:len(line)-1], `,"not_read":"what follows the first %d MiB"}`, MaxText>>20)
	}
	return line, err
}

// receivedOn is the day of receipt: a day, or the moment as RFC 3339 has it, on whose own day it counts.
func receivedOn(s string) (ledger.Date, error) {
	if s == "" {
		return 0, errors.New("the day of receipt is missing")
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return ledger.DateIn(at, at.Location()), nil
	}
	return ledger.ParseISO(s)
}

// errorLine is what stands in the place of a line that can't be read.
func errorLine(n int, wrong error) []byte {
	line, err := json.Marshal(struct {
		Error string `json:"error"`
	}{fmt.Sprintf(`Line %d can't be read as a notice: %s. Expected one JSON object a line, such as {"text":"Your service will be suspended on 3 May.","received":"2024-04-28"}`, n, cmp.Or(ledger.Say(wrong), wrong.Error()))})
	if err != nil {
		panic("signals: a string is no JSON: " + err.Error()) // can't be: any string is
	}
	return line
}
