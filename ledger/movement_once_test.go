package ledger_test

import (
	"errors"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// The same transfer, typed by another person or weeks later, is asked about; another sum under its reference is not, nor is it
// where it is said to be meant. Deliberate fault it catches: only the typist's own repetition is noticed.
func TestAReferenceThatIsOnRecord(t *testing.T) {
	t.Parallel()
	c, err := ledger.NewVendor(ledger.Vendor{Slug: "acme", Name: "Acme"}, ledger.By{Actor: "UA", At: now})
	if err != nil {
		t.Fatal(err)
	}
	pay := ledger.Pay{Amount: ledger.MustMoney("10", "USD"), Ref: "WIRE 1", Once: true}
	first, err := c.After.RecordPayment(pay, ledger.By{Actor: "UA", At: now, Key: "1"})
	if err != nil {
		t.Fatal(err)
	}
	later := ledger.By{Actor: "UB", At: now.Add(72 * time.Hour), Key: "2"}
	_, err = first.After.RecordPayment(pay, later)
	if again, ok := errors.AsType[*ledger.Repeated](err); !ok || again.Ago != 72*time.Hour || len(again.IDs) != 1 || again.IDs[0] != "P-1" {
		t.Errorf("the same again: %v", err)
	}
	other, meant := pay, pay
	other.Amount, meant.Once = ledger.MustMoney("11", "USD"), false
	for what, p := range map[string]ledger.Pay{"another sum": other, "meant": meant} {
		if _, err := first.After.RecordPayment(p, later); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}
