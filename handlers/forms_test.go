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
		"a longer time": {
			now: func(s *ledger.Signal) { s.Effective, s.CureUntil = 0, ledger.NewDate(2023, 4, 14) },
			has: []string{`"initial_date":"2023-04-14"`, `"initial_options":[{"text":{"type":"plain_text","text":"No longer known; it was Wed 12 Apr 2023"`}, lacks: []string{"2023-04-12"},
		},
		"a longer time, and a day": {
			now: func(s *ledger.Signal) {
				s.Effective, s.CureUntil = ledger.NewDate(2023, 4, 19), ledger.NewDate(2023, 4, 14)
			}, lacks: []string{"initial_options"},
		},
		"sooner": {
			now: func(s *ledger.Signal) { s.Effective, s.CureUntil = ledger.NewDate(2023, 4, 5), 0 },
			has: []string{`"initial_date":"2023-04-05"`, `"initial_options":[{"text":{"type":"plain_text","text":"No last day any more; it was Mon 10 Apr 2023"`},
		},
		"begun sooner": {now: func(s *ledger.Signal) {
			s.State, s.Effective, s.CureUntil = ledger.InEffect, ledger.NewDate(2023, 4, 5), 0
		}, lacks: []string{"initial_options"}},
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

// What of the days of a change doesn't go together stands beside its field, with what to do. Deliberate fault it catches: a refusal that
// stands above the form and names a command.
func TestDaysOfAChange(t *testing.T) {
	t.Parallel()
	was := ledger.Signal{ID: "S-1", State: ledger.NoticeGiven, Effective: ledger.NewDate(2023, 3, 20), CureUntil: ledger.NewDate(2023, 3, 17)}
	for name, tt := range map[string]struct {
		move        ledger.SignalMoved
		field, says string
	}{
		"nothing":                    {},
		"a longer time":              {move: ledger.SignalMoved{CureUntil: ledger.NewDate(2023, 3, 24)}, field: show.FieldCure, says: "before, on 2023-03-20"},
		"with no day":                {move: ledger.SignalMoved{CureUntil: ledger.NewDate(2023, 3, 24), NoDay: true}},
		"with a day":                 {move: ledger.SignalMoved{CureUntil: ledger.NewDate(2023, 3, 24), Effective: ledger.NewDate(2023, 3, 24)}},
		"with a day before":          {move: ledger.SignalMoved{CureUntil: ledger.NewDate(2023, 3, 24), Effective: ledger.NewDate(2023, 3, 23)}, field: show.FieldCure, says: "check the two"},
		"sooner":                     {move: ledger.SignalMoved{Effective: ledger.NewDate(2023, 3, 16)}, field: show.FieldEffective, says: "cured until 2023-03-17"},
		"begun sooner":               {move: ledger.SignalMoved{To: ledger.InEffect, Effective: ledger.NewDate(2023, 3, 16)}},
		"a day that is not known":    {move: ledger.SignalMoved{Effective: ledger.NewDate(2023, 3, 27), NoDay: true}, field: show.FieldNoDay, says: "one of the two"},
		"a cure day that is no more": {move: ledger.SignalMoved{CureUntil: ledger.NewDate(2023, 3, 18), NoCure: true}, field: show.FieldNoCure, says: "one of the two"},
	} {
		f := &filled{a: &ledger.Account{Signals: map[ledger.ID]ledger.Signal{"S-1": was}}, errs: map[string]string{}}
		tt.move.ID = "S-1"
		f.checkDays(tt.move)
		if says, ok := f.errs[tt.field]; ok != (tt.field != "") || !strings.Contains(says, tt.says) || len(f.errs) > 1 {
			t.Errorf("%s: %v", name, f.errs)
		}
	}
}
