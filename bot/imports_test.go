package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"owed.dev/owed/alerts"
	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// dying is a process that is killed at its n-th call to Redis: before Redis saw it, or after Redis did it.
type dying struct {
	at      int64
	applied bool
	calls   atomic.Int64
}

var errKilled = errors.New("killed")

func (d *dying) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (d *dying) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return d.call(func() error { return next(ctx, cmd) }, cmd.SetErr)
	}
}

func (d *dying) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		return d.call(func() error { return next(ctx, cmds) }, func(err error) {
			for _, c := range cmds {
				c.SetErr(err)
			}
		})
	}
}

func (d *dying) call(do func() error, set func(error)) error {
	n := d.calls.Add(1)
	if d.at > 0 && (n > d.at || n == d.at && !d.applied) {
		set(errKilled)
		return errKilled
	}
	err := do()
	if d.at > 0 && n == d.at {
		set(errKilled)
		return errKilled
	}
	return err
}

func filesOn(t *testing.T, r *miniredis.Miniredis, hook redis.Hook) Files {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: r.Addr(), MaxRetries: -1})
	if hook != nil {
		c.AddHook(hook)
	}
	s := store.New(c, store.Options{Plan: alerts.Plan, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { _ = s.Close() })
	return FilesOf(s.Team("T1"))
}

const importFile = "Type,Invoice No,Invoice date,Due date,Amount,For,Open\n" // three parts, with one line that records two things

func fileOfParts() string {
	var b strings.Builder
	b.WriteString(importFile)
	for n := range exchange.PartRows - 1 {
		fmt.Fprintf(&b, "invoice,A-%d,2022-11-01,2022-12-01,1.00,,1.00\n", n)
	}
	b.WriteString("invoice,B-1,2022-11-01,2022-12-01,10.00,,4.00\n")
	for n := range exchange.PartRows {
		fmt.Fprintf(&b, "invoice,C-%d,2022-11-01,2022-12-01,1.00,,1.00\n", n)
	}
	b.WriteString("payment,WIRE-1,2022-12-01,,4.00,B-1,\n")
	return b.String()
}

const rowsOfParts = 2*exchange.PartRows + 1

// A process is killed at each of its calls to Redis while it records a file, before the call was seen and after it was done.
// Either nothing of the file is recorded, or another process ends it: every row once, counted as new. Deliberate faults it
// catches: a part that is noted before it is committed, parts committed before all are staged, a part counted twice; the payments of
// the file told of part by part, or not at all where another process ended it.
func TestImportKilledAtEveryCall(t *testing.T) {
	t.Parallel()
	for at := int64(1); ; at++ {
		ended := false
		for _, applied := range []bool{false, true} {
			ended = importKilledAt(t, &dying{at: at, applied: applied})
		}
		if ended {
			if at < 10 {
				t.Fatalf("the import took only %d calls: it was not killed in the middle", at)
			}
			return
		}
	}
}

// importKilledAt reports whether the process ended before it could be killed.
func importKilledAt(t *testing.T, d *dying) (ended bool) {
	t.Helper()
	r := miniredis.RunT(t)
	defer r.Close()
	healthy := filesOn(t, r, nil)
	addVendor(t, healthy.team)
	what := fmt.Sprintf("killed at call %d, applied %v", d.at, d.applied)
	b := healthy.read(t, fileOfParts())
	if len(b.Refused) > 0 {
		t.Fatal(b.Refused)
	}
	err := filesOn(t, r, d).Record(t.Context(), b, importBy("import:1"), exchange.Place{Channel: "D1", TS: "1.1"}, func(context.Context, exchange.Outcome) error { return nil })
	if d.calls.Load() < d.at && err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	staged := expireLeases(t, r)
	if staged && !healthy.busy(t) {
		t.Errorf("%s: the card does not say that an import runs", what)
	}
	var o exchange.Outcome
	adopted := 0
	err = healthy.Adopt(t.Context(), func(at exchange.Place) told {
		if adopted++; at.Channel != "D1" || at.TS != "1.1" {
			t.Errorf("%s: told at %+v", what, at)
		}
		return func(_ context.Context, now exchange.Outcome) error { o = now; return nil }
	})
	if err != nil {
		t.Fatalf("%s: adopt: %v", what, err)
	}
	if staged && (adopted != 1 || !o.Done || o.New != rowsOfParts || o.Known != 0) {
		t.Errorf("%s: the next process ended it as %+v", what, o)
	}
	open := healthy.open(t)
	if told := healthy.toldOfPayments(t); open == "$0.00" && len(told) > 0 || open != "$0.00" && !slices.Equal(told, []string{"payment:P-2"}) {
		t.Errorf("%s: open %s, told of %q", what, open, told)
	}
	if open != "$0.00" && open != "$999.00" || staged && open == "$0.00" || err == nil && healthy.busy(t) {
		t.Errorf("%s: open %s, staged %v, busy %v", what, open, staged, healthy.busy(t))
	}
	if report, err := healthy.team.Verify(t.Context(), store.VerifyOptions{}); err != nil || !report.OK() {
		t.Errorf("%s: verify: %s %v", what, report, err)
	}
	return d.calls.Load() < d.at
}

// toldOfPayments are the matters of payments that wait to be told.
func (f Files) toldOfPayments(t *testing.T) []string {
	t.Helper()
	got, err := f.team.Claim(t.Context(), "test", time.Minute, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range got.Claims {
		if strings.HasPrefix(c.Matter, "payment:") {
			out = append(out, c.Matter)
		}
	}
	return out
}

// A file of payments is told of once, however many entries it became; who typed one meanwhile is told of it apart. Deliberate faults
// it catches: a message for each part; a payment of somebody else in the file's, or one of the file's left out.
func TestPaymentsOfAFileAreToldOfOnce(t *testing.T) {
	t.Parallel()
	f := newFiles(t)
	var b strings.Builder
	b.WriteString("Type,Number,Date,Amount\n")
	for n := range 2*exchange.PartRows + 1 {
		fmt.Fprintf(&b, "payment,W-%d,2022-12-01,1.00\n", n)
	}
	batch, typed := f.read(t, b.String()), false
	err := f.Record(t.Context(), batch, importBy("import:1"), exchange.Place{}, func(_ context.Context, o exchange.Outcome) error {
		if !typed && o.Recorded >= exchange.PartRows {
			typed = true
			f.does(t, func(a *ledger.Account, by ledger.By) (ledger.Change, error) {
				return a.RecordPayment(ledger.Pay{Amount: ledger.MustMoney("7", "USD"), Day: ledger.NewDate(2022, 12, 1)}, by)
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	told := f.toldOfPayments(t)
	slices.Sort(told)
	if want := []string{"payment:P-1..P-500,P-502..P-1002", "payment:P-501"}; !slices.Equal(told, want) {
		t.Errorf("told of %q, want %q", told, want)
	}
	a, err := f.team.Load(t.Context(), "acme", ledger.Need{Items: alerts.Needs(told[0])})
	if err != nil {
		t.Fatal(err)
	}
	if al, _ := alerts.State(a, alerts.Policy{}, told[0], benchNow); al.Kind != alerts.PaymentWithoutRequest || al.Count != 1001 || len(al.Amounts) != 1 || al.Amounts[0].String() != "$1,001.00" {
		t.Errorf("told %+v", al)
	}
}

// expireLeases lets the leases of all imports run out, and reports whether there are any.
func expireLeases(t *testing.T, r *miniredis.Miniredis) bool {
	t.Helper()
	const key = "owed:{T1}:imports"
	ids, _ := r.HKeys(key) // without an import there is no key
	for _, id := range ids {
		_, rest, _ := strings.Cut(r.HGet(key, id), "|")
		r.HSet(key, id, "0|"+rest)
	}
	return len(ids) > 0
}

func (f Files) card(t *testing.T) *ledger.Account {
	t.Helper()
	a, err := f.team.Card(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (f Files) busy(t *testing.T) bool {
	f.card(t)
	return f.team.Importing("acme")
}

func (f Files) open(t *testing.T) string {
	sums := f.card(t).Sums["USD"]
	if sums == nil {
		return "$0.00"
	}
	return sums.Open().String()
}

// What is on record already costs no more than the look at it: no part, no entry, and no call to Redis for each. Deliberate faults
// it catches: rows that are known are staged, or decided on again; a row among them that is new is left out.
func TestKnownRowsCostTheirLookUp(t *testing.T) {
	t.Parallel()
	r := miniredis.RunT(t)
	counted := &dying{}
	f := filesOn(t, r, counted)
	addVendor(t, f.team)
	f.recorded(t, fileOfParts(), "first")
	before, calls := f.card(t).Seq, counted.calls.Load()
	if o := f.recorded(t, fileOfParts(), "second"); o.New != 0 || o.Known != rowsOfParts || o.Recorded != rowsOfParts {
		t.Errorf("the same file again: %+v", o)
	}
	if after, n := f.card(t).Seq, counted.calls.Load()-calls; after != before || n > 14 {
		t.Errorf("the same file again made %d entries and %d calls", after-before, n)
	}
	more := strings.Replace(fileOfParts(), "invoice,C-7,", "invoice,C-7000,", 1)
	if o := f.recorded(t, more, "third"); o.New != 1 || o.Known != rowsOfParts-1 || f.card(t).Seq != before+1 {
		t.Errorf("one new row among those known: %+v, %d entries", o, f.card(t).Seq-before)
	}
}

// An import that was staged before rows were packed is ended. Deliberate fault it catches: only parts that are packed are read.
func TestImportStagedByAnEarlierOwed(t *testing.T) {
	t.Parallel()
	r := miniredis.RunT(t)
	f := filesOn(t, r, nil)
	addVendor(t, f.team)
	const meta = `{"file":"old.csv","hash":"00","by":{"Actor":"U1","At":"2023-03-03T13:00:00Z","Cmd":"import","Key":"import:old"},"vendors":["acme"],"rows":1,"parts":1,"channel":"D1","ts":"1.1"}`
	const part = `{"vendor":"acme","rows":[{"Line":2,"Invoice":{"no":"A-1","amount":{"amount":"10.00","currency":"USD"},"issued":"2022-11-01","due":"2022-12-01","row_key":"row:acme:invoice:A1","paid":null,"credited":null},"Pay":null,"Credit":null},` +
		`{"Line":2,"Invoice":null,"Pay":{"Amount":{"amount":"4.00","currency":"USD"},"Day":"2023-03-03","For":["A-1"],"Ref":"before owed","Memo":"","RowKey":"row:acme:invoice:A1:before","Once":false},"Credit":null}]}`
	r.HSet("owed:{T1}:import:0123", "meta", meta, "p0", part)
	r.HSet("owed:{T1}:imports", "0123", "0|old| acme ")
	var o exchange.Outcome
	if err := f.Adopt(t.Context(), func(exchange.Place) told {
		return func(_ context.Context, now exchange.Outcome) error { o = now; return nil }
	}); err != nil || !o.Done || o.New != 1 || f.open(t) != "$6.00" {
		t.Errorf("%+v, %v, open %s", o, err, f.open(t))
	}
}

// Deliberate fault it catches: rows that somebody else recorded, differently, while the file was on its way stop the import
// for good, or are passed over without a word.
func TestRowsThatComeTooLate(t *testing.T) {
	t.Parallel()
	f := filesOn(t, miniredis.RunT(t), nil)
	addVendor(t, f.team)
	b := f.read(t, fileOfParts())
	other := f.read(t, "Type,Invoice No,Invoice date,Due date,Amount\ninvoice,C-7,2022-11-01,2022-12-01,77.00\n")
	var o exchange.Outcome
	err := f.Record(t.Context(), b, importBy("import:1"), exchange.Place{}, func(ctx context.Context, now exchange.Outcome) error {
		o = now
		if now.Recorded > 0 {
			return nil
		}
		return f.Record(ctx, other, importBy("import:2"), exchange.Place{}, func(context.Context, exchange.Outcome) error { return nil })
	})
	if err != nil || !o.Done || o.New != rowsOfParts-1 || len(o.Late) != 1 || o.Late[0].Line != exchange.PartRows+9 {
		t.Errorf("%+v, %v", o, err)
	}
	if open := f.open(t); open != "$1,075.00" {
		t.Errorf("open: %s", open)
	}
}

// Deliberate fault it catches: a press that Slack delivers twice records a file by two processes at once.
func TestOneImportOfOnePress(t *testing.T) {
	t.Parallel()
	f := filesOn(t, miniredis.RunT(t), nil)
	addVendor(t, f.team)
	b, again := f.read(t, fileOfParts()), f.read(t, fileOfParts())
	err := f.Record(t.Context(), b, importBy("import:1"), exchange.Place{}, func(ctx context.Context, now exchange.Outcome) error {
		if now.Recorded > 0 {
			return nil
		}
		err := f.Record(ctx, again, importBy("import:1"), exchange.Place{}, func(context.Context, exchange.Outcome) error { return nil })
		if ledger.KindOf(err) != ledger.Conflict {
			t.Errorf("the same press again: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Who waits hears after each part how far the file is and how long it takes, and once that it is done. Deliberate faults it
// catches: only the end is told; rows are counted twice, or beyond the file; no time to go; an end that is told before the
// last part stands.
func TestProgressIsTold(t *testing.T) {
	t.Parallel()
	f := filesOn(t, miniredis.RunT(t), nil)
	addVendor(t, f.team)
	var heard []exchange.Outcome
	err := f.Record(t.Context(), f.read(t, fileOfParts()), importBy("import:1"), exchange.Place{}, func(_ context.Context, o exchange.Outcome) error {
		if o.Done && f.open(t) != "$999.00" {
			t.Errorf("told that it is done when %s were open", f.open(t))
		}
		heard = append(heard, o)
		return nil
	})
	if err != nil || len(heard) != 5 {
		t.Fatalf("told %d times, %v: %+v", len(heard), err, heard)
	}
	was := 0
	for n, o := range heard {
		if o.Rows != rowsOfParts || o.Recorded < was || n > 0 && n < 4 && o.Recorded == was || o.Recorded > o.Rows || o.Done != (n == 4) || (o.ToGo > 0) != (n == 1 || n == 2) {
			t.Errorf("told as number %d: %+v", n, o)
		}
		was = o.Recorded
	}
}

// In Slack a message changes at the beginning, at the end, and between no more often than Slack lets it. Deliberate faults it
// catches: each part changes the message; the end is held back; nothing is told between.
func TestProgressInSlackIsSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var heard []int
		tell := seldomTold(func(_ context.Context, o exchange.Outcome) error { heard = append(heard, o.Recorded); return nil })
		for n := range 100 { // ten seconds
			if err := tell(t.Context(), exchange.Outcome{Recorded: n, Rows: 100}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		_ = tell(t.Context(), exchange.Outcome{Recorded: 100, Rows: 100, Done: true})
		if want := []int{0, 30, 60, 90, 100}; !slices.Equal(heard, want) {
			t.Errorf("told at rows %v, want %v", heard, want)
		}
	})
}

// Ctrl-C, or a bot that is stopped, in the middle of a file: what was begun is let go of at once, and another process ends
// it without waiting for a lease. Deliberate faults it catches: the lease is kept; what was recorded is not noted; who asked
// is told that nothing was recorded.
func TestImportThatIsInterruptedGoesOnElsewhere(t *testing.T) {
	t.Parallel()
	r := miniredis.RunT(t)
	f, other := filesOn(t, r, nil), filesOn(t, r, nil)
	addVendor(t, f.team)
	ctx, cancel := context.WithCancel(t.Context())
	err := f.Record(ctx, f.read(t, fileOfParts()), importBy("import:1"), exchange.Place{}, func(_ context.Context, o exchange.Outcome) error {
		if o.Recorded >= exchange.PartRows {
			cancel()
		}
		return ctx.Err()
	})
	if err == nil || !strings.Contains(ledger.Say(err), "stopped after 998 of 1001 rows: it was interrupted") || !strings.Contains(ledger.Say(err), "nothing needs to be sent again") {
		t.Errorf("who asked is told: %s", ledger.Say(err))
	}
	var o exchange.Outcome
	if err := other.Adopt(t.Context(), func(exchange.Place) told {
		return func(_ context.Context, now exchange.Outcome) error { o = now; return nil }
	}); err != nil || !o.Done || o.New != rowsOfParts || o.Known != 0 || other.open(t) != "$999.00" {
		t.Errorf("the other process: %+v, %v, open %s", o, err, other.open(t))
	}
}

// A terminal that is left (SIGTERM ends the context) only hears how far a file is, and ends nothing itself. Whichever part was the last it
// heard of, no more than the one on its way is recorded after it, each part is whole, and another process does the rest at once.
// Deliberate faults it catches: the end is noticed after the last part only; the part on its way is lost, or counted twice.
func TestImportThatIsCancelledBetweenParts(t *testing.T) {
	t.Parallel()
	const parts = 5
	var file strings.Builder
	file.WriteString("Type,Invoice No,Invoice date,Due date,Amount\n")
	for n := range parts * exchange.PartRows {
		fmt.Fprintf(&file, "invoice,A-%d,2022-11-01,2022-12-01,1.00\n", n)
	}
	for after := range parts - 1 { // after the last but one, the last is on its way
		r := miniredis.RunT(t)
		f, other := filesOn(t, r, nil), filesOn(t, r, nil)
		addVendor(t, f.team)
		ctx, cancel := context.WithCancel(t.Context())
		heard := 0
		err := f.Record(ctx, f.read(t, file.String()), importBy("import:1"), exchange.Place{}, func(_ context.Context, o exchange.Outcome) error {
			if heard = o.Recorded; heard == after*exchange.PartRows {
				cancel()
			}
			return nil
		})
		stands := int(f.card(t).Seq)
		if err == nil || stands > after+1 || heard > stands*exchange.PartRows || !strings.Contains(ledger.Say(err), fmt.Sprintf("stopped after %d of %d rows: it was interrupted", heard, parts*exchange.PartRows)) {
			t.Errorf("cancelled after %d parts: %d are on record, %d rows were told: %v", after, stands, heard, err)
		}
		if open, want := f.open(t), ledger.FromMinor(int64(100*stands*exchange.PartRows), "USD").String(); open != want {
			t.Errorf("cancelled after %d parts: %s is open, %d parts would be %s", after, open, stands, want)
		}
		var o exchange.Outcome
		if err := other.Adopt(t.Context(), func(exchange.Place) told {
			return func(_ context.Context, now exchange.Outcome) error { o = now; return nil }
		}); err != nil || !o.Done || o.New != parts*exchange.PartRows || o.Known != 0 || other.card(t).Seq != parts {
			t.Errorf("cancelled after %d parts, the other process: %+v, %v, %d entries", after, o, err, other.card(t).Seq)
		}
		if report, err := other.team.Verify(t.Context(), store.VerifyOptions{}); err != nil || !report.OK() {
			t.Errorf("cancelled after %d parts: verify: %s %v", after, report, err)
		}
	}
}

// Record is pressed twice at once: the second press reads the file when some of its rows, or all of them, are on record by the first. It is
// the same import, and has the first result. Deliberate faults it catches: the rows that the first press recorded are told of as known
// before; the parts that the second has staged, which are fewer, take the place of the first one's, and who ends that misses rows.
func TestOneImportOfTwoPresses(t *testing.T) {
	t.Parallel()
	for what, at := range map[string]int{"some are on record": exchange.PartRows, "all are on record": rowsOfParts} {
		r := miniredis.RunT(t)
		f := filesOn(t, r, nil)
		addVendor(t, f.team)
		silent := func(_ context.Context, o exchange.Outcome) error {
			t.Errorf("%s: the second press is told %+v", what, o)
			return nil
		}
		died := errors.New("died")
		err := f.Record(t.Context(), f.read(t, fileOfParts()), importBy("import:1"), exchange.Place{}, func(ctx context.Context, o exchange.Outcome) error {
			if o.Recorded < at || o.Done {
				return nil
			}
			if err := f.Record(ctx, f.read(t, fileOfParts()), importBy("import:1"), exchange.Place{}, silent); !errors.Is(err, exchange.ErrRuns) {
				t.Errorf("%s: the second press: %v", what, err)
			}
			return died
		})
		if !errors.Is(err, died) {
			t.Fatalf("%s: %v", what, err)
		}
		var o exchange.Outcome
		if err := f.Adopt(t.Context(), func(exchange.Place) told {
			return func(_ context.Context, now exchange.Outcome) error { o = now; return nil }
		}); err != nil || o.New != rowsOfParts || o.Known != 0 || f.open(t) != "$999.00" {
			t.Errorf("%s: it ended as %+v, %v, open %s", what, o, err, f.open(t))
		}
		if o := f.recorded(t, fileOfParts(), "import:1"); o.New != rowsOfParts || !o.Again {
			t.Errorf("%s: pressed once more: %+v", what, o)
		}
	}
}
