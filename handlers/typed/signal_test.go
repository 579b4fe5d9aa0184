package typed

import (
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

const letterText = "we have not had the sum that we invoiced in January, and write to tell you that your access will end, " +
	"effective upon your receipt of this letter, unless we hear from you; yours, the billing team of the company"

// TestSignals reads new counter-measures and moves of old ones.
func TestSignals(t *testing.T) {
	t.Parallel()
	rec := func(s ledger.Signal) Command { return on(aws, RecordSignal{s}) }
	mov := func(m ledger.SignalMoved) Command { return on(aws, MoveSignal{m}) }
	floor := func(sum, per string) *ledger.Exposure {
		return &ledger.Exposure{Amount: usd(sum), Floor: true, Per: ledger.Period(per)}
	}
	suspend := ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: day("2023-03-15")}
	check(t, []reading{
		{"aws signal suspend notice effective 2023-03-15", rec(suspend)},
		{"aws signal notice of suspension, effective on March 15, 2023", rec(suspend)},
		{"aws signal SUSPENSION notice given; effective in 12 days", rec(suspend)},
		{"signal aws suspension notice\neffective 15 mar", rec(suspend)},
		{"aws signal suspend notice effective 2023-03-15 source call they will cut us off", rec(ledger.Signal{
			Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Effective: day("2023-03-15"), Source: "call", Text: "they will cut us off",
		})},
		{"aws signal terminate in effect, effective immediately", rec(ledger.Signal{Kind: ledger.ServiceTermination, State: ledger.InEffect, Effective: day("2023-03-03")})},
		{"aws signal threatens to sue", rec(ledger.Signal{Kind: ledger.LegalAction, State: ledger.Threatened})},
		{"aws signal possible legal action", rec(ledger.Signal{Kind: ledger.LegalAction, State: ledger.Possible})},
		{"aws signal legal", rec(ledger.Signal{Kind: ledger.LegalAction})},
		{"aws signal set-off, exposure $1m+ a month", rec(ledger.Signal{Kind: ledger.SetOffOrWithhold, Exposure: floor("1000000", "month")})},
		{"aws signal set off exposure up to 5m yearly", rec(ledger.Signal{Kind: ledger.SetOffOrWithhold, Exposure: &ledger.Exposure{Amount: usd("5000000"), Ceiling: true, Per: "year"}})},
		{"aws signal price, exposure $1m to $2m per year", rec(ledger.Signal{Kind: ledger.PriceIncrease, Exposure: &ledger.Exposure{Amount: usd("1000000"), AmountMax: usd("2000000"), Per: "year"}})},
		{"aws signal withhold, exposure: at least $1M/quarter, more with studios", rec(ledger.Signal{Kind: ledger.SetOffOrWithhold, Exposure: floor("1000000", "quarter"), Text: "more with studios"})},
		{"aws signal notice", on(aws, RecordSignal{ledger.Signal{State: ledger.NoticeGiven}}, "kind")},
		{"aws signal price, exposure 1m–2m", rec(ledger.Signal{Kind: ledger.PriceIncrease, Exposure: &ledger.Exposure{Amount: usd("1000000"), AmountMax: usd("2000000")}})},
		{"aws signal price, exposure between $1m and $2m", rec(ledger.Signal{Kind: ledger.PriceIncrease, Exposure: &ledger.Exposure{Amount: usd("1000000"), AmountMax: usd("2000000")}})},
		{"aws signal withhold, exposure at least $1m in the first quarter", rec(ledger.Signal{Kind: ledger.SetOffOrWithhold, Exposure: floor("1000000", ""), Text: "in the first quarter"})},
		{"aws signal credit hold in effect, hits services EC2 and S3, affiliates Amazon Studios and Twitch", rec(ledger.Signal{
			Kind: ledger.CreditHold, State: ledger.InEffect, Services: []string{"EC2", "S3"}, Affiliates: []string{"Amazon Studios", "Twitch"},
		})},
		{"aws signal withhold, affiliate Amazon Services LLC, affiliate \"Johnson and Johnson\"", rec(ledger.Signal{
			Kind: ledger.SetOffOrWithhold, Affiliates: []string{"Amazon Services LLC", "Johnson and Johnson"},
		})},
		{"aws signal refuse, we asked twice, source press report, they said no; no date", rec(ledger.Signal{
			Kind: ledger.RefusalToRenegotiate, Source: "press report", Text: "we asked twice, they said no; no date",
		})},
		{"aws signal refuse, source New York Times, no", rec(ledger.Signal{Kind: ledger.RefusalToRenegotiate, Source: "New York Times", Text: "no"})},
		{"aws signal refuse, they say source press is wrong, effective 15 mar", rec(ledger.Signal{
			Kind: ledger.RefusalToRenegotiate, Text: "they say source press is wrong", Effective: day("2023-03-15"),
		})},
		{"aws signal refuse, share", shared(rec(ledger.Signal{Kind: ledger.RefusalToRenegotiate}))},
		{"aws signal refuse, they share", rec(ledger.Signal{Kind: ledger.RefusalToRenegotiate, Text: "they share"})},
		{"aws signal suspend, service stops on Monday, about 40 servers, received by mail", rec(ledger.Signal{
			Kind: ledger.ServiceSuspension, Text: "service stops on Monday, about 40 servers, received by mail",
		})},
		{"aws signal suspend, received 2 march, link <https://x.example/1>, note that they mean it", rec(ledger.Signal{
			Kind: ledger.ServiceSuspension, Received: time.Date(2023, 3, 2, 0, 0, 0, 0, time.UTC), Link: "https://x.example/1", Text: "note that they mean it",
		})},
		{"aws signal other, note: source of this: a letter; effective at once", rec(ledger.Signal{Kind: ledger.OtherMeasure, Text: "source of this: a letter; effective at once"})},
		{"aws signal delete notice, renews S-1, about D-3, announced 1 mar", rec(ledger.Signal{
			Kind: ledger.DataDeletion, State: ledger.NoticeGiven, Renews: "S-1", Linked: []ledger.ID{"D-3"}, Announced: day("2023-03-01"),
		})},
		{"aws signal Dear customer, unless we have the sum by Friday we must restrict your account", on(aws, RecordSignal{ledger.Signal{
			Text: "Dear customer, unless we have the sum by Friday we must restrict your account",
		}}, "kind")},
		{"aws signal Suspension of your account: Dear customer, " + letterText, on(aws, RecordSignal{ledger.Signal{
			Text: "Suspension of your account: Dear customer, " + letterText,
		}}, "what the notice says")},
		{"signal Dear customer, unless we have the sum by Friday we must act", on(ledger.Vendor{}, RecordSignal{ledger.Signal{
			Text: "Dear customer, unless we have the sum by Friday we must act",
		}}, "vendor", "kind")},

		{"aws signal S-2 withdrawn", mov(ledger.SignalMoved{ID: "S-2", To: ledger.Withdrawn})},
		{"aws signal s2 in effect, effective yesterday, they did it", mov(ledger.SignalMoved{ID: "S-2", To: ledger.InEffect, Effective: day("2023-03-02"), Why: "they did it"})},
		{"aws signal S-2 is now suspended because we talk, still", mov(ledger.SignalMoved{ID: "S-2", To: ledger.Suspended, Why: "we talk, still"})},
		{"aws signal S-2 notice, cure until 2023-03-13, source letter", mov(ledger.SignalMoved{ID: "S-2", To: ledger.NoticeGiven, CureUntil: day("2023-03-13"), Source: "letter"})},
		{"aws signal S-2 exposure at least $2m per quarter", mov(ledger.SignalMoved{ID: "S-2", Exposure: floor("2000000", "quarter")})},
		{"aws signal S-2 exposure at least $900 a week", mov(ledger.SignalMoved{ID: "S-2", Exposure: floor("900", "week")})},
		{"aws signal S-2 exposure at least $900/week", mov(ledger.SignalMoved{ID: "S-2", Exposure: floor("900", "week")})},
		{"aws signal S-2 cure until 2023-03-24, effective unknown", mov(ledger.SignalMoved{ID: "S-2", CureUntil: day("2023-03-24"), NoDay: true})},
		{"aws signal S-2 effective 2023-03-15, cure until unknown, they wrote", mov(ledger.SignalMoved{ID: "S-2", Effective: day("2023-03-15"), NoCure: true, Why: "they wrote"})},
		{"aws signal S-2", on(aws, MoveSignal{ledger.SignalMoved{ID: "S-2"}}, "what happens to S-2")},
	})
}

// TestKinds reads each way of saying a kind and a state, and each name that ledger has for them.
func TestKinds(t *testing.T) {
	t.Parallel()
	kinds := map[string]ledger.MeasureKind{}
	for _, k := range kindWords {
		for _, w := range append(k.words, string(k.kind), k.kind.Words()) {
			if old := kinds[w]; old != "" && old != k.kind {
				t.Errorf("%q means %s and %s", w, old, k.kind)
			}
			kinds[w] = k.kind
		}
	}
	for _, k := range ledger.MeasureKinds {
		kinds[string(k)] = k
	}
	for w, kind := range kinds {
		c, err := Parse("aws signal "+w+" threatened, source press", testEnv())
		if err != nil {
			t.Errorf("%q: %v", w, err)
			continue
		}
		if s, ok := c.Do.(RecordSignal); !ok || s.Signal.Kind != kind || s.Signal.State != ledger.Threatened || s.Signal.Text != "" {
			t.Errorf("%q is read as %+v", w, c.Do)
		}
	}
	for _, st := range stateWords {
		for _, w := range append(st.words, string(st.state), st.state.Words()) {
			c, err := Parse("aws signal S-2 "+w, testEnv())
			if m, ok := c.Do.(MoveSignal); err != nil || !ok || m.Move.To != st.state || m.Move.Why != "" {
				t.Errorf("%q is read as %+v, %v", w, c.Do, err)
			}
		}
	}
}
