package store

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"owed.dev/owed/ledger"
)

// everyEvent is a journal with every event as version 1 of owed wrote it, as a proof has it: of the team, of a vendor, and of
// another that was merged into that one. Like the one before it is never written anew: a new event, or a new version of one,
// gets a journal of its own beside it.
const everyEvent = "testdata/journal-v1-every-event.jsonl"

// laterFields is a journal with the fields that events of version 1 were given later.
const laterFields = "testdata/journal-v1-later-fields.jsonl"

// returns is a journal in which it is taken back that payments came back: P-1's return is of an owed that did not write down what a
// payment was allocated to, P-2's has it.
const returns = "testdata/journal-v1-returns.jsonl"

// disputesAgain is a journal in which what lowered or closed a dispute is reversed, and a refund.
const disputesAgain = "testdata/journal-v1-disputes.jsonl"

// disputeDetails is a journal in which it is said later who leads a dispute, by when it shall be answered, and where its papers are.
const disputeDetails = "testdata/journal-v1-dispute-details.jsonl"

// outcomes is a journal in which the end of a dispute is reversed, and that reversal, too.
const outcomes = "testdata/journal-v1-outcomes.jsonl"

// withdrawals is a journal in which the withdrawal of a counter-measure is reversed, then the counter-measure, and that reversal, too.
const withdrawals = "testdata/journal-v1-withdrawals.jsonl"

// doubted is a journal of a counter-measure that was read from words which look like fraud, and moved.
const doubted = "testdata/journal-v1-doubted.jsonl"

// marks is a journal in which such a counter-measure is confirmed, that is taken back, and it is confirmed again.
const marks = "testdata/journal-v1-marks.jsonl"

// inParts is a journal of the team's, of a notice that was recorded in two parts.
const inParts = "testdata/journal-v1-in-parts.jsonl"

// noDay is a journal in which a day of a counter-measure is taken away, then the other, and that is undone.
const noDay = "testdata/journal-v1-no-day.jsonl"

// changed is a journal of the team's, of a notice by which two counter-measures were changed and one recorded.
const changed = "testdata/journal-v1-changed.jsonl"

// renewals is a journal of a contract that renews by itself, and then no more.
const renewals = "testdata/journal-v1-renewals.jsonl"

// paperNumber is a journal into which an invoice came that had been renamed in an earlier merge.
const paperNumber = "testdata/journal-v1-paper-number.jsonl"

// lossAccepted is a journal of whose vendor an entry was lost, and the loss accepted.
const lossAccepted = "testdata/journal-v1-loss.jsonl"

// goldens are the journals of a proof, by vendor.
func goldens(t *testing.T, file string) map[ledger.VendorID][]RawEntry {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[ledger.VendorID][]RawEntry{}
	for sc := bufio.NewScanner(bytes.NewReader(b)); sc.Scan(); {
		var line struct {
			Vendor      ledger.VendorID
			Entry, Hash string
		}
		if err := json.Unmarshal(sc.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		hash, err := hex.DecodeString(line.Hash)
		if err != nil {
			t.Fatal(err)
		}
		n := len(out[line.Vendor]) + 1
		out[line.Vendor] = append(out[line.Vendor], RawEntry{ID: fmt.Append(nil, n, "-0"), JSON: []byte(line.Entry), Hash: hash})
	}
	return out
}

// feed replays the rows of one journal.
func feed(t *testing.T, p *replayer, rows []RawEntry) {
	t.Helper()
	for _, r := range rows {
		if f := p.feed(r); f != nil {
			t.Fatal(f)
		}
	}
}

// replayAWS replays a golden journal of aws, looks at the account after each of its entries, and gives it as it is in the end.
func replayAWS(t *testing.T, journal string, look func(*ledger.Account, ledger.Entry)) *ledger.Account {
	t.Helper()
	a := ledger.NewAccount(ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Currency: "USD", Zone: "UTC"})
	p := newReplayer(nil, "T001", "aws", func(e ledger.Entry) {
		a.Apply(e.Meta(), e.Events...)
		look(a, e)
	})
	feed(t, p, goldens(t, journal)["aws"])
	return a
}

// Every event of version 1 opens, and gives what it gave then. The sums were added up by hand: 20,000,420.57 of invoices and
// accepted charges, less 11,003,060.50 of payments, credits, an accepted debit note and a write-off, with 20.00 on account.
// Deliberate faults it catches: a field of an event under another name, an event that is applied otherwise than it was.
func TestEveryEventOfOldJournals(t *testing.T) {
	t.Parallel()
	kinds := slices.Concat(kindsIn(t, laterFields), kindsIn(t, returns), kindsIn(t, disputesAgain), kindsIn(t, disputeDetails), kindsIn(t, outcomes), kindsIn(t, withdrawals), kindsIn(t, renewals), kindsIn(t, lossAccepted), kindsIn(t, paperNumber))
	accounts := map[ledger.VendorID]*ledger.Account{}
	for v, lines := range goldens(t, everyEvent) {
		a := ledger.NewAccount(ledger.Vendor{Slug: v, Name: string(v), Currency: "USD", Zone: "UTC"})
		accounts[v] = a
		p := newReplayer(nil, "T001", v, func(e ledger.Entry) {
			for _, ev := range e.Events {
				kinds = append(kinds, ledger.EventName(ev))
			}
			a.Apply(e.Meta(), e.Events...)
		})
		for _, r := range lines {
			if f := p.feed(r); f != nil {
				t.Fatal(f)
			}
		}
	}
	for c, want := range map[ledger.Currency][]string{
		"USD": {"$8,997,380.07", "$8,997,160.07", "$0.00", "$20.00", "$500.00", "$13.00"},
		"JPY": {"¥500,000", "¥500,000", "¥0", "¥0", "¥0", "¥0"},
		"KWD": {"KWD 1.234", "KWD 1.234", "KWD 0.000", "KWD 0.000", "KWD 0.000", "KWD 0.000"},
		"SEK": {"SEK 1,000.00", "SEK 0.00", "SEK 100.00", "SEK 50.00", "SEK 0.00", "SEK 0.00"},
	} {
		f := accounts["aws"].FiguresOn(c, ledger.NewDate(2023, 3, 18))
		var got []string
		for _, m := range []ledger.Money{f.Outstanding, f.Overdue, f.Disputed, f.OnAccount, f.Contested, f.InFlight} {
			got = append(got, m.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: outstanding, overdue, disputed, on account, contested, in flight are %v, want %v", c, got, want)
		}
	}
	if left := accounts["lux"].Items(); len(left) > 0 {
		t.Errorf("what was merged left %v behind", left)
	}
	for _, name := range ledger.EventNames() {
		if !slices.Contains(kinds, name) {
			t.Errorf("no golden journal has %s: add one", name)
		}
	}
}

// kindsIn are the names of a golden journal's events.
func kindsIn(t *testing.T, file string) (kinds []string) {
	t.Helper()
	for _, lines := range goldens(t, file) {
		for _, r := range lines {
			e, err := r.Entry()
			if err != nil {
				t.Fatal(err)
			}
			for _, ev := range e.Events {
				kinds = append(kinds, ledger.EventName(ev))
			}
		}
	}
	return kinds
}

// A return that is taken back allocates the payment as it was, and settles its request again; what an earlier owed recorded is on
// account then, for it does not say what it was allocated to. Deliberate faults it catches: such a field under another name, a payment
// that is allocated by guess.
func TestReturnsTakenBackInOldJournals(t *testing.T) {
	t.Parallel()
	was := map[ledger.ID][]ledger.Allocation{}
	a := replayAWS(t, returns, func(a *ledger.Account, _ ledger.Entry) {
		for id, m := range a.Movements {
			if m.Returned {
				was[id] = m.Was
			}
		}
	})
	first, second := a.Movements["P-1"], a.Movements["P-2"]
	if len(first.Allocations) > 0 || first.OnAccount().String() != "$60.00" || len(second.Allocations) != 1 || second.Allocations[0].Amount.String() != "$40.00" {
		t.Errorf("P-1 is %+v, P-2 %+v", first, second)
	}
	if len(was) != 2 || len(was["P-1"]) > 0 || len(was["P-2"]) != 1 || was["P-2"][0].Amount.String() != "$40.00" {
		t.Errorf("they were allocated to %v", was)
	}
	for id, payment := range map[ledger.ID]ledger.ID{"PR-1": "P-1", "PR-2": "P-2"} {
		if r := a.Requests[id]; r.State != ledger.Settled || r.Payment != payment || r.Decided != "UBOB" {
			t.Errorf("%s is %+v", id, r)
		}
	}
	if f := a.FiguresOn("USD", ledger.NewDate(2023, 3, 3)); f.Outstanding.String() != "$60.00" || f.OnAccount.String() != "$60.00" {
		t.Errorf("%s is outstanding, %s on account", f.Outstanding, f.OnAccount)
	}
}

// A dispute that was lowered by a payment, closed by a credit and accepted by mistake stands again in full, as it was, once each of
// these is reversed, and a reversed refund is on account. Deliberate faults it catches: a field of these events under another name,
// a dispute that is open again with nothing disputed.
func TestDisputesThatStandAgain(t *testing.T) {
	t.Parallel()
	var stood []string // after each entry
	a := replayAWS(t, disputesAgain, func(a *ledger.Account, _ ledger.Entry) {
		d := a.Disputes["D-1"]
		stood = append(stood, fmt.Sprint(a.FiguresOn("USD", ledger.NewDate(2023, 3, 3)).Payable, " ", d.State, " ", d.Amount, " ", d.Credit, " ", a.Movements["P-1"].OnAccount()))
	})
	want := []string{
		"$100.00  0.00  0.00", "$60.00 opened $40.00  0.00", "$0.00 opened $0.00  $10.00", "$0.00 opened $0.00  $0.00", "$0.00 opened $0.00  $10.00",
		"$60.00 opened $40.00  $0.00", "$60.00 escalated $40.00  $0.00", "$60.00 credited $0.00 C-1 $0.00", "$60.00 escalated $40.00  $0.00",
		"$100.00 accepted $0.00  $0.00", "$60.00 escalated $40.00  $0.00", "$0.00 escalated $40.00  $0.00",
	}
	for n, got := range stood {
		if n >= len(want) || got != want[n] {
			t.Errorf("after entry %d: payable, the dispute, on account of P-1: %q", n+1, got)
		}
	}
	if r := a.Movements["RF-1"]; !r.Reversed || r.Of != "P-1" || r.Ref != "BACK-1" || r.Counts() {
		t.Errorf("the refund is %+v", r)
	}
}

// What was said of a dispute after it was opened stands, and what was taken back does not. Deliberate fault it catches: a field of these
// details under another name.
func TestDetailsOfDisputesInOldJournals(t *testing.T) {
	t.Parallel()
	var stood []string // after each entry
	replayAWS(t, disputeDetails, func(a *ledger.Account, _ ledger.Entry) {
		stood = append(stood, fmt.Sprint(a.Disputes["D-1"].Details()))
	})
	want := []string{"{  []}", "{  []}", "{UBOB 2023-03-31 [https://example.com/mail/7 CASE-7]}", "{ 2023-03-31 [https://example.com/mail/7 CASE-7]}"}
	if !slices.Equal(stood, want) {
		t.Errorf("the details are %q after each entry, want %q", stood, want)
	}
}

// A dispute that was opened again is over as it was once that is reversed. Deliberate fault it catches: as what it was over under another name.
func TestOutcomesReversedInOldJournals(t *testing.T) {
	t.Parallel()
	var stood []string // after each entry
	replayAWS(t, outcomes, func(a *ledger.Account, _ ledger.Entry) {
		d := a.Disputes["D-1"]
		stood = append(stood, fmt.Sprint(d.State, d.Over, d.Amount.Decimal()))
	})
	want := []string{"0.00", "opened40.00", "escalated40.00", "accepted0.00", "escalatedaccepted40.00", "accepted0.00"}
	if !slices.Equal(stood, want) {
		t.Errorf("the dispute is %q after each entry, want %q", stood, want)
	}
}

// A contract that renewed by itself stands in the term in which it was in an old journal. Deliberate fault it catches: one of its clauses
// under another name.
func TestRenewalsInOldJournals(t *testing.T) {
	t.Parallel()
	var stood []string // after each entry, in the years 2023 and 2025
	replayAWS(t, renewals, func(a *ledger.Account, _ ledger.Entry) {
		for _, year := range []int{2023, 2025} {
			term, n := a.Contracts["K-1"].TermOn(ledger.NewDate(year, 3, 3))
			stood = append(stood, fmt.Sprint(n, " to ", term.End(), " at ", term.Commitment, ", notice by ", term.LastNotice()))
		}
	})
	want := []string{
		"1 to 2023-12-31 at $50.00, notice by 2023-11-30", "3 to 2025-12-31 at $50.00, notice by 2025-11-30",
		"1 to 2023-12-31 at $50.00, notice by 2023-11-30", "1 to 2023-12-31 at $50.00, notice by 2023-11-30",
	}
	if !slices.Equal(stood, want) {
		t.Errorf("the contract stands as %q, want %q", stood, want)
	}
}

// A counter-measure whose withdrawal is reversed is what it was before; one that was reversed names who did that. Deliberate faults it
// catches: the entry that is taken back under another name; who reversed it not kept, or kept once that is taken back.
func TestWithdrawalsReversedInOldJournals(t *testing.T) {
	t.Parallel()
	var stood []string // after each entry
	replayAWS(t, withdrawals, func(a *ledger.Account, e ledger.Entry) {
		g := a.Signals["S-1"]
		stood = append(stood, fmt.Sprint(g.State, " ", g.Reversed, g.ReversedBy))
		if m, ok := e.Events[0].(*ledger.SignalMoved); ok && m.From == ledger.Withdrawn && m.Reverses != 2 {
			t.Errorf("it takes back entry %d, not 2", m.Reverses)
		}
	})
	want := []string{"notice_given false", "withdrawn false", "notice_given false", "notice_given trueUCAROL", "notice_given false"}
	if !slices.Equal(stood, want) {
		t.Errorf("the counter-measure is %q after each entry, want %q", stood, want)
	}
}

// What was read from words that look like fraud is marked so, and stays marked when it is moved. Deliberate fault it catches: the mark under
// another name.
func TestMarksOfFraudInOldJournals(t *testing.T) {
	t.Parallel()
	a := replayAWS(t, doubted, func(a *ledger.Account, _ ledger.Entry) {
		if !a.Signals["S-1"].Suspicious {
			t.Errorf("the mark is lost: %+v", a.Signals["S-1"])
		}
	})
	if g := a.Signals["S-1"]; g.State != ledger.NoticeGiven {
		t.Errorf("S-1 is %+v", g)
	}
}

// The mark is taken away by who said why, put back, and taken away again. Deliberate fault it catches: what a move says of it under another
// name.
func TestMarksTakenAwayInOldJournals(t *testing.T) {
	t.Parallel()
	var stood []string // after each entry
	a := replayAWS(t, marks, func(a *ledger.Account, _ ledger.Entry) {
		stood = append(stood, fmt.Sprint(a.Signals["S-1"].Suspicious))
	})
	if want := []string{"true", "false", "true", "false"}; !slices.Equal(stood, want) {
		t.Errorf("the mark is %v after each entry, want %v", stood, want)
	}
	if moves := a.Signals["S-1"].Moves; len(moves) != 3 || moves[0].Mark != ledger.Genuine || moves[1].Mark != ledger.Doubted || moves[2].Why != "Ann and her head told me" {
		t.Errorf("its moves are %+v", moves)
	}
}

// judgedIn is what is told of a team's judged notice after each entry of its journal.
func judgedIn(t *testing.T, golden string, tell func(ledger.Judged) string) (stood []string) {
	var team ledger.Team
	p := newReplayer(nil, "T001", ledger.TeamJournal, func(e ledger.Entry) {
		team.Apply(e.Meta(), e.Events...)
		for _, known := range team.Judged {
			stood = append(stood, tell(known))
		}
	})
	feed(t, p, goldens(t, golden)[ledger.TeamJournal])
	return stood
}

// Of a notice that was recorded in parts it is known how far, and what was recorded. Deliberate fault it catches: how far under another name.
func TestNoticesRecordedInPartsInOldJournals(t *testing.T) {
	t.Parallel()
	stood := judgedIn(t, inParts, func(known ledger.Judged) string {
		return fmt.Sprint(known.Answer, " ", known.Done, " ", len(known.IDs), " ", known.Answer.Answered())
	})
	if want := []string{"proposed 0 0 false", "partly 6 5 false", "recorded 8 7 true"}; !slices.Equal(stood, want) {
		t.Errorf("the notice is %q after each entry, want %q", stood, want)
	}
}

// The days of a counter-measure are as each of its moves left them. Deliberate fault it catches: that none is known, under another name.
func TestDaysTakenAwayInOldJournals(t *testing.T) {
	t.Parallel()
	var stood []string // after each entry
	replayAWS(t, noDay, func(a *ledger.Account, _ ledger.Entry) {
		stood = append(stood, a.Signals["S-1"].Effective.String()+" "+a.Signals["S-1"].CureUntil.String())
	})
	if want := []string{"2023-03-20 2023-03-17", " 2023-03-24", "2023-03-22 ", " 2023-03-24"}; !slices.Equal(stood, want) {
		t.Errorf("its days are %q after each entry, want %q", stood, want)
	}
}

// Of a notice that changed what was on record it is known what it changed. Deliberate fault it catches: that under another name.
func TestNoticesThatChangedInOldJournals(t *testing.T) {
	t.Parallel()
	stood := judgedIn(t, changed, func(known ledger.Judged) string {
		return fmt.Sprint(known.Answer, known.Changed, known.IDs)
	})
	if want := []string{"proposed[] []", "partly[S-4] []", "partly[S-4 S-5] []", "recorded[S-4 S-5] [S-6]"}; !slices.Equal(stood, want) {
		t.Errorf("the notice is %q after each entry, want %q", stood, want)
	}
}

// What was lost is named on the team's record, with the last hash that was known, and on the vendor's timeline. Deliberate fault it
// catches: a field of the loss under another name.
func TestLossesInOldJournals(t *testing.T) {
	t.Parallel()
	all := goldens(t, lossAccepted)
	var gone *ledger.LossAccepted
	p := newReplayer(nil, "T001", ledger.TeamJournal, func(e ledger.Entry) {
		for _, ev := range e.Events {
			if l, ok := ev.(*ledger.LossAccepted); ok {
				gone = l
			}
		}
	})
	feed(t, p, all[ledger.TeamJournal])
	if gone == nil || len(gone.Entries) != 1 || gone.Entries[0].String() != "entry 2 of gcp" || len(gone.IDs) != 1 || gone.IDs[0].String() != "P-2" || len(gone.Unknown) > 0 {
		t.Errorf("the loss is %+v", gone)
	}
	a := ledger.NewAccount(ledger.Vendor{Slug: "gcp", Name: "Google Cloud", Currency: "USD", Zone: "UTC"})
	p = newReplayer(nil, "T001", "gcp", func(e ledger.Entry) { a.Apply(e.Meta(), e.Events...) })
	feed(t, p, all["gcp"])
	if i := a.Incidents["I-1"]; i.Text == "" {
		t.Errorf("the timeline says nothing of the loss: %+v", a.Incidents)
	}
}

// A payment that came back names the request that it returns, and an edit that is taken back the entry of the edit. Deliberate
// fault it catches: such a field under another name.
func TestFieldsThatCameLater(t *testing.T) {
	t.Parallel()
	a := ledger.NewAccount(ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Currency: "USD", Zone: "UTC"})
	of := int64(0)
	p := newReplayer(nil, "T001", "aws", func(e ledger.Entry) {
		if edit, ok := e.Events[0].(*ledger.VendorChanged); ok {
			of = edit.Of
		}
		a.Apply(e.Meta(), e.Events...)
	})
	feed(t, p, goldens(t, laterFields)["aws"])
	if r := a.Requests["PR-1"]; r.State != ledger.ReturnedRequest || r.Reason != "account closed" || a.FiguresOn("USD", ledger.NewDate(2023, 3, 3)).Outstanding.String() != "$100.00" {
		t.Errorf("PR-1 is %+v", r)
	}
	if of != 6 || a.Vendor.Name != "Amazon Web Services" || a.Vendor.Grace != 0 {
		t.Errorf("the edit of entry %d was taken back: %+v", of, a.Vendor)
	}
}

// Any byte of any event's entry, or of its hash, that is changed is found, at that entry. Deliberate fault it catches: a hash
// over something less than the whole entry.
func TestEveryByteOfEveryEventCounts(t *testing.T) {
	t.Parallel()
	for v, lines := range goldens(t, everyEvent) {
		p := newReplayer(nil, "T001", v, func(ledger.Entry) {})
		for n, r := range lines {
			for at := range len(r.JSON) + len(r.Hash) {
				bad, q := r, *p // q stands where p does
				if at < len(r.JSON) {
					bad.JSON = flipped(r.JSON, at)
				} else {
					bad.Hash = flipped(r.Hash, at-len(r.JSON))
				}
				if f := q.feed(bad); f == nil || f.Entry != int64(n+1) {
					t.Fatalf("entry %d of %s with byte %d changed: %v", n+1, v, at, f)
				}
			}
			if f := p.feed(r); f != nil {
				t.Fatal(f)
			}
		}
	}
}

// An invoice that went through two merges keeps the number that its paper has. Deliberate fault it catches: that field under another
// name.
func TestNumbersOnPaperInOldJournals(t *testing.T) {
	t.Parallel()
	a := ledger.NewAccount(ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Currency: "USD", Zone: "UTC"})
	p := newReplayer(nil, "T001", "aws", func(e ledger.Entry) { a.Apply(e.Meta(), e.Events...) })
	feed(t, p, goldens(t, paperNumber)["aws"])
	if i := a.Invoices[ledger.InvoiceNo("A-5-v04").Key()]; i.OnPaper() != "A-5" || i.No != "A-5-v04" {
		t.Errorf("A-5-v04 is %+v", i)
	}
}
