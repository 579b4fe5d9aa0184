package signals

import "testing"

// TestClaimed reads which sum of a text is the one claimed. It finds: the parts taken for the total, a limit or a price
// for the debt, a payment that came for one that is wanted, what was paid before a measure was lifted, a sum of nothing, and one
// of two bills taken for both.
func TestClaimed(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"Invoices 4410 (£1,200.00) and 4411 (£800.00) are overdue. The total now due is £2,000.00. Please pay by Friday or we suspend your account.", "2000.00 GBP"},
		{"Your account is overdue by €4,300.00 and over its limit of €10,000.00. We ship nothing more until the overdue sum is paid.", "4300.00 EUR"},
		{"Unless the outstanding balance of $7,450.20 is paid, a reconnection fee of $95.00 will be added when we cut your service off.", "7450.20 USD"},
		{"Thank you, we received your payment of $7,450.20 today. Your account is clear.", ""},
		{"We thank you for your payment of £8,210.00. The suspension of your account announced on 3 March is withdrawn.", ""},
		{"CREDIT NOTE 118, Castle Lifts Ltd\nLate payment charge on invoice 4410 cancelled as agreed.\nAmount to pay: £0.00", ""},
		{"Quote 7731: we can clean the store for £640 per visit, 12 visits.", ""},
		{"Ihre Rechnung 8812 über 3.480,00 EUR ist überfällig. Zahlen Sie bis Freitag, sonst sperren wir Ihren Zugang. Die Kosten der Sperrung betragen 40,00 EUR.", "3480.00 EUR"},
	}
	for _, tt := range tests {
		f := Read(tt.text, someDay, nil)
		checkEvidence(t, tt.text, f)
		got := ""
		if f.Claimed.Currency != "" {
			got = f.Claimed.Decimal() + " " + string(f.Claimed.Currency)
		}
		if got != tt.want {
			t.Errorf("%q: claimed %q, expected %q", tt.text, got, tt.want)
		}
	}
}

// TestSumsAdd finds: a total that is not seen when three parts make it, a part not seen, and currencies added to each other.
func TestSumsAdd(t *testing.T) {
	t.Parallel()
	w := newDocument("Rent £1,200.00, water £300.00, heating £50.00. Total £1,550.00, and €1,200.00 of old.", someDay, nil).weigher()
	if len(w.sums) != 5 {
		t.Fatalf("%d sums, expected 5", len(w.sums))
	}
	if total, _ := w.adds(3); !total {
		t.Error("£1,550.00 is what the three before it make")
	}
	if total, _ := w.adds(0); total {
		t.Error("£1,200.00 is no total")
	}
	w = newDocument("Rent £1,200.00, water £300.00. Together £1,500.00, and €300.00 of old.", someDay, nil).weigher()
	if _, part := w.adds(1); !part {
		t.Error("£300.00 is a part of £1,500.00")
	}
	if _, part := w.adds(3); part {
		t.Error("€300.00 is no part of pounds")
	}
}

// TestWhatIsLeft tells the sum that is left of another from the one that sums up. Fault: an old sum, the part that was paid, and
// what is left of it look alike.
func TestWhatIsLeft(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]parts{
		"Rent £1,200.00 was due, £300.00 came in May, £900.00 is left.":   {{total: true, split: true}, {part: true}, {part: true, rest: true}},
		"Rent £1,200.00 and a charge of £300.00 make £1,500.00 together.": {{part: true}, {part: true}, {total: true, summed: true}},
		"Rent £1,200.00 and a charge of €300.00 are due, £900.00 is old.": {{}, {}, {}},
	} {
		w := newDocument(text, someDay, nil).weigher()
		for i := range w.sums {
			if got := w.parts(i); got != want[i] {
				t.Errorf("%q: sum %d is %+v, want %+v", text, i, got, want[i])
			}
		}
	}
}
