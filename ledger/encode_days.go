package ledger

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// A core has a line for each day on which something open falls due: "2023-03-02 10000000.00 1", or, where something is
// disputed or held, "2023-03-02 10000000.00 1 250.00 0.00". Their currency stands above them. An object for each day, as owed
// wrote them once, took four times as much room and time: a card is read and written whole.

// MarshalJSON writes the line.
func (d DaySum) MarshalJSON() ([]byte, error) { return appendDaySum(nil, &d) }

func appendDaySum(out []byte, d *DaySum) ([]byte, error) {
	out = append(d.Due.AppendISO(append(out, '"')), ' ')
	out = strconv.AppendInt(append(d.Open.AppendDecimal(out), ' '), int64(d.Count), 10)
	if !d.Disputed.IsZero() || !d.Held.IsZero() {
		out = d.Disputed.AppendDecimal(append(out, ' '))
		out = d.Held.AppendDecimal(append(out, ' '))
	}
	return append(out, '"'), nil
}

// UnmarshalJSON reads the line, without a currency, or the object of former days.
func (d *DaySum) UnmarshalJSON(b []byte) error {
	if len(b) > 1 && b[0] == '"' {
		return d.read(string(b[1 : len(b)-1]))
	}
	var old struct {
		Due      Date  `json:"due"`
		Open     Money `json:"open"`
		Disputed Money `json:"disputed"`
		Held     Money `json:"held"`
		Count    int   `json:"count"`
	}
	err := json.Unmarshal(b, &old)
	*d = DaySum(old)
	return err
}

func (d *DaySum) read(line string) (err error) {
	due, rest, _ := strings.Cut(line, " ")
	open, rest, _ := strings.Cut(rest, " ")
	count, rest, more := strings.Cut(rest, " ")
	*d = DaySum{}
	if err = d.Due.UnmarshalText([]byte(due)); err != nil {
		return err
	}
	if d.Count, err = strconv.Atoi(count); err != nil {
		return fmt.Errorf("ledger: %q is not a day's sums", line)
	}
	if d.Open.Amount, err = readDecimal(open); err != nil || !more {
		return err
	}
	disputed, held, _ := strings.Cut(rest, " ")
	if d.Disputed.Amount, err = readDecimal(disputed); err != nil {
		return err
	}
	d.Held.Amount, err = readDecimal(held)
	return err
}

// readDecimal is decimal.NewFromString, quicker where the digits fit into an int64.
func readDecimal(s string) (decimal.Decimal, error) {
	whole, frac, _ := strings.Cut(s, ".")
	if len(whole)+len(frac) > 18 || whole == "" {
		return decimal.NewFromString(s)
	}
	units := int64(0)
	for _, digits := range [...]string{whole, frac} {
		for _, c := range []byte(digits) {
			if c < '0' || c > '9' {
				return decimal.NewFromString(s)
			}
			units = 10*units + int64(c-'0')
		}
	}
	return decimal.New(units, -int32(len(frac))), nil
}
