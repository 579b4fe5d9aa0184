package handlers

import (
	"encoding/json"
	"strings"
	"testing"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// The form that a proposal opens to change what is on record holds what the notice says otherwise, and nothing else. Deliberate faults it
// catches: a day that was not moved, given as if it had been; a form that
// forgets which notice it answers.
func TestWhatANoticeChanges(t *testing.T) {
	t.Parallel()
	usd := func(amount string) ledger.Money {
		m, err := ledger.NewMoney(amount, "USD")
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	was := ledger.Signal{
		ID: "S-1", Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Source: "mail", Effective: ledger.NewDate(2023, 4, 12), CureUntil: ledger.NewDate(2023, 4, 10),
		Exposure: &ledger.Exposure{Amount: usd("1000"), Per: "month"},
	}
	a := &ledger.Account{Signals: map[ledger.ID]ledger.Signal{"S-1": was}}
	a.Vendor.Slug = "aws"
	for name, tt := range map[string]struct {
		now   func(s *ledger.Signal)
		has   []string
		lacks []string
	}{
		"a day": {
			now: func(s *ledger.Signal) { s.Effective = ledger.NewDate(2023, 4, 19) },
			has: []string{`"initial_date":"2023-04-19"`, "moved to 19 April"}, lacks: []string{"2023-04-10", "initial_option", "1,000", "12 April"},
		},
		"done":         {now: func(s *ledger.Signal) { s.State = ledger.InEffect }, has: []string{`"initial_option"`}, lacks: []string{"initial_date"}},
		"lifted":       {now: func(s *ledger.Signal) { s.State = ledger.Withdrawn }, has: []string{`"initial_option"`}},
		"a softer one": {now: func(s *ledger.Signal) { s.State = ledger.Threatened }, lacks: []string{`"initial_option"`}},
		"a cost": {
			now: func(s *ledger.Signal) { s.Exposure = &ledger.Exposure{Amount: usd("2000"), Per: "month"} },
			has: []string{"2,000"}, lacks: []string{"initial_date"},
		},
		"another source": {now: func(s *ledger.Signal) { s.Source = "notice" }, has: []string{`"initial_option"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := was
			now.ID, now.Text = "", "moved to 19 April"+show.OlderWords+"on 12 April"
			tt.now(&now)
			p := pressed{v: "aws", subject: "S-1", extra: "C1/1.2/ab12" + show.RestMark + show.Pack([]ledger.Signal{now}, 1500)}
			view := movedForm(a, p, show.Ctx{})
			if _, subject, ref := show.Pressed(view.PrivateMetadata); subject != "S-1" || ref != "C1/1.2/ab12" {
				t.Errorf("it changes %s and answers %q", subject, ref)
			}
			b, err := json.Marshal(view.Blocks)
			if err != nil {
				t.Fatal(err)
			}
			for _, words := range tt.has {
				if !strings.Contains(string(b), words) {
					t.Errorf("it lacks %s: %s", words, b)
				}
			}
			_, fields, _ := strings.Cut(string(b), "Filled in is") // below what is on record
			for _, words := range tt.lacks {
				if strings.Contains(fields, words) {
					t.Errorf("it has %s: %s", words, fields)
				}
			}
		})
	}
}
