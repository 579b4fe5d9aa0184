package signals

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

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
// line for each line, until r ends or ctx does. A line that can't be read ends it with an error that names the line.
func ServeJSONLines(ctx context.Context, r io.Reader, w io.Writer, vendors []Vendor) error {
	in := bufio.NewReaderSize(r, 1<<16)
	out := bufio.NewWriter(w)
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, out.Flush())
		}
		raw, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return errors.Join(lineError(n, err), out.Flush())
		}
		if len(bytes.TrimSpace(raw)) > 0 {
			if failed := serveLine(out, raw, vendors); failed != nil {
				return errors.Join(lineError(n, failed), out.Flush())
			}
		}
		if err != nil {
			return out.Flush()
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxLine:
			return nil, fmt.Errorf("it is longer than %d MiB", maxLine>>20)
		case !errors.Is(err, bufio.ErrBufferFull):
			return line, err
		}
	}
}

func serveLine(w io.Writer, raw []byte, vendors []Vendor) error {
	var in struct {
		Text     string      `json:"text"`
		Received ledger.Date `json:"received"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	if in.Received.IsZero() {
		return errors.New("the day of receipt is missing")
	}
	b, err := Read(strings.ToValidUTF8(in.Text, "\uFFFD"), in.Received, vendors).MarshalJSON()
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

func lineError(n int, err error) error {
	return &ledger.Error{Kind: ledger.Invalid, Err: err,
		Say: fmt.Sprintf(`Line %d can't be read as a notice: %v. Expected one JSON object a line, such as {"text":"Your service will be suspended on 3 May.","received":"2024-04-28"}`, n, err)}
}
