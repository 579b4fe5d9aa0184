package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/exchange"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

const (
	// importLease is how long an import stays with who records it, without a sign of life.
	importLease = 30 * time.Second
	// adoptEvery is how often a bot looks for an import whose process died.
	adoptEvery = 5 * time.Second
	// notedEvery is after how many parts it is noted how far an import is.
	notedEvery = 16
	// letGoFor is how long a stopping process may take to let others go on with its import.
	letGoFor = 2 * time.Second
)

// told hears how far an import is, and at last (Done) what came of it.
type told = func(context.Context, exchange.Outcome) error

// Record stages a batch and puts it on record, part by part. Once it is staged it will be recorded whole: where this
// process dies, a bot goes on. by.Key must be another one for every import; the same one again says what it brought. at is
// the message that says how far it is. The batch is used up by it.
func (f Files) Record(ctx context.Context, b *exchange.Batch, by ledger.By, at exchange.Place, tell told) error {
	runs, err := f.team.ImportRuns(ctx, by.Key) // before the look for its end, which comes before it runs no more
	if err != nil {
		return outOfReach(err)
	}
	was, found, err := f.team.ImportDone(ctx, by.Key)
	switch {
	case err != nil:
		return outOfReach(err)
	case found:
		return tell(ctx, exchange.Outcome{File: b.File, Rows: b.Rows, Recorded: b.Rows, New: was.New, Known: was.Known, Left: was.Refused, Done: true, Again: true})
	case runs:
		return running(b)
	case len(b.Parts) == 0: // all of it is known: nothing happened, so nothing is written
		return tell(ctx, exchange.Outcome{File: b.File, Rows: b.Rows, Recorded: b.Rows, Known: b.Known, Remarks: exchange.Remarked(b.Remarks), Done: true})
	}
	i := &store.Import{File: b.File, Hash: b.Hash, By: by, Vendors: b.Vendors(), Rows: b.Rows, Known: b.Known, Remarks: b.Remarks, Pays: b.Pays(), Channel: at.Channel, TS: at.TS}
	err = f.team.StageImport(ctx, i, partsOf(b), importLease)
	if errors.Is(err, store.ErrImportRuns) {
		return running(b)
	}
	if err != nil {
		return outOfReach(err)
	}
	p := i.Begin()
	if err := tell(ctx, outcome(i, p)); err != nil {
		f.letGo(ctx, i, p)
		return err
	}
	return f.finish(ctx, i, p, tell)
}

func running(b *exchange.Batch) error {
	return &ledger.Error{Kind: ledger.Conflict, Err: exchange.ErrRuns, Say: show.Esc(b.File) + " is being recorded already; its message says how far it is"}
}

func outOfReach(err error) error {
	return &ledger.Error{Kind: ledger.Unavailable, Err: err, Say: "owed can't reach its record right now. Nothing of the file was recorded; try again in a minute"}
}

// Adopt goes on with imports whose process died, and ends them. tell is asked for each; where it gives nil the import is
// left to others.
func (f Files) Adopt(ctx context.Context, tell func(at exchange.Place) told) error {
	for {
		i, p, err := f.team.ClaimImport(ctx, importLease)
		if err != nil || i == nil {
			return err
		}
		t := tell(exchange.Place{Channel: i.Channel, TS: i.TS})
		if t == nil {
			f.letGo(ctx, i, p)
			return nil
		}
		if err := f.finish(ctx, i, p, t); err != nil && !errors.Is(err, store.ErrClaimLost) {
			return err
		}
	}
}

// partsOf are the parts of a batch, vendor after vendor.
func partsOf(b *exchange.Batch) []ledger.Packed {
	var out []ledger.Packed
	for _, slug := range b.Vendors() {
		out = append(out, b.Parts[slug]...)
	}
	clear(b.Parts)
	return out
}

func partKey(i *store.Import, n int) string { return fmt.Sprintf("%s:%d", i.By.Key, n) }

// finish records what is left of an import, says so in the team's journal, tells, and takes it out of the staging, in this
// order: who dies in between is followed by somebody who does the rest.
func (f Files) finish(ctx context.Context, i *store.Import, p store.ImportProgress, tell told) (err error) {
	start := time.Now()
	defer func() {
		if err != nil && !errors.Is(err, store.ErrClaimLost) {
			f.letGo(ctx, i, p)
			err = stopped(err, i, p)
		}
	}()
	if err := (&recording{f: f, i: i, p: &p, tell: tell}).run(ctx); err != nil {
		return err
	}
	if err := f.unasked(ctx, i); err != nil {
		return err
	}
	by := i.By
	_, err = f.team.DoTeam(ctx, ledger.Extra{}, func(t ledger.Team) (ledger.Change, error) {
		return ledger.TeamChange(t.Seq, by, &ledger.ImportDone{File: i.File, Hash: i.Hash, New: p.New, Known: p.Known, Refused: len(p.Late)}), nil
	})
	if err != nil {
		return err
	}
	o := outcome(i, p)
	o.Done, o.Took = true, time.Since(start)
	if err := tell(ctx, o); err != nil {
		return err
	}
	return f.team.EndImport(ctx, i)
}

// unasked has the vendors' people told of payments that nobody had asked for, once for the whole file: its parts, which are
// entries of their own, say nothing of them.
func (f Files) unasked(ctx context.Context, i *store.Import) error {
	paid := map[ledger.VendorID][]ledger.ID{}
	for n := 0; i.Pays && n < i.Parts; n++ {
		part, err := f.team.ImportPart(ctx, i, n)
		if err != nil {
			return err
		}
		events, _, err := f.team.Committed(ctx, part.Vendor, partKey(i, n))
		if err != nil {
			return err
		}
		paid[part.Vendor] = append(paid[part.Vendor], alerts.Unasked(events)...)
	}
	for v, ids := range paid {
		plan := ledger.Plan{}
		for _, matter := range alerts.UnaskedMatters(ids) {
			plan.Matters = append(plan.Matters, ledger.Due{Matter: matter})
		}
		for told := len(ids) == 0; !told; {
			a, err := f.team.Card(ctx, v)
			if err != nil {
				return err
			}
			if told, err = f.team.Rearm(ctx, v, a.Seq, plan, i.By.At); err != nil {
				return err
			}
		}
	}
	return nil
}

// recording is the work on the parts of an import that are left.
type recording struct {
	f    Files
	i    *store.Import
	p    *store.ImportProgress
	tell told

	relay *store.Relay // of the vendor whose part was sent last
	start time.Time    // when, at which row, this process began
	first int
	noted int // parts that are noted as recorded
	late  int // late rows that are noted
}

// sent is a part on its way.
type sent struct {
	n      int
	part   ledger.Packed
	rows   []ledger.FileRow
	flight *store.Flight // nil: it has not been tried
}

// run records part after part. While one is on its way to Redis, the next one is unpacked and decided on.
func (r *recording) run(ctx context.Context) (err error) {
	defer func() { // else the import would end every bot that adopts it
		if broke := ledger.Panicked(recover()); broke != nil {
			err = broke
		}
	}()
	r.noted, r.late, r.start, r.first = r.p.Parts, len(r.p.Late), time.Now(), r.p.Rows
	defer r.rest()
	var before *sent
	for n := r.p.Parts; n < r.i.Parts; n++ {
		next, err := r.send(ctx, n)
		if err != nil {
			return err
		}
		if before != nil {
			if err := r.land(ctx, before); err != nil {
				return err
			}
		}
		before = next
	}
	if before == nil {
		return nil
	}
	return r.land(ctx, before)
}

// send tries a part without a look at what is on record: that its rows are new was seen when the file was checked, and the
// commit sees it again. What moves money is decided on what it meets, which must be read.
func (r *recording) send(ctx context.Context, n int) (*sent, error) {
	part, err := r.f.team.ImportPart(ctx, r.i, n)
	if err != nil {
		return nil, err
	}
	rows, err := part.Unpack()
	if err != nil {
		return nil, fmt.Errorf("part %d of %s: %w", n, r.i.File, err)
	}
	s := &sent{n: n, part: part, rows: rows}
	if slices.ContainsFunc(rows, func(r ledger.FileRow) bool { return r.Invoice == nil }) {
		return s, nil
	}
	if r.relay == nil || r.relay.Vendor() != part.Vendor {
		r.rest()
		r.relay = r.f.team.Relay(part.Vendor)
	}
	s.flight = r.relay.Send(ctx, needOf(rows), func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
		a.Business = businessOf(a.Vendor.Country)
		c, _, err := a.RecordRows(rows, r.by(n))
		return c, err
	})
	return s, nil
}

// land waits for a part, records it the slow way where that is needed, and notes now and then how far the import is.
func (r *recording) land(ctx context.Context, s *sent) error {
	if s.flight != nil && s.flight.Landed() {
		r.p.Count(s.part, s.part.Lines, 0)
	} else {
		r.rest()
		if err := r.slow(ctx, s); err != nil {
			return err
		}
	}
	if r.p.Parts-r.noted >= notedEvery || r.p.Parts == r.i.Parts || len(r.p.Late) > r.late {
		if err := r.f.team.AdvanceImport(ctx, r.i, *r.p, importLease); err != nil {
			return err
		}
		r.noted, r.late = r.p.Parts, len(r.p.Late)
	}
	o := outcome(r.i, *r.p)
	if done := o.Recorded - r.first; done > 0 && o.Recorded < o.Rows {
		o.ToGo = time.Since(r.start) / time.Duration(done) * time.Duration(o.Rows-o.Recorded)
	}
	return r.tell(ctx, o)
}

// slow records one part after a look at what it meets. A part that stands already, because who recorded it died before it
// was noted or because one press came twice, counts as it did: committed again it would change nothing, but its rows would
// count as known before.
func (r *recording) slow(ctx context.Context, s *sent) error {
	events, found, err := r.f.team.Committed(ctx, s.part.Vendor, partKey(r.i, s.n))
	if err != nil {
		return err
	}
	if found {
		r.p.Count(s.part, ledger.RowsIn(events), 0)
		return nil
	}
	came, late, err := r.f.part(ctx, s.part.Vendor, s.rows, r.by(s.n))
	if err != nil {
		return err
	}
	r.p.Late = append(r.p.Late, late...)
	r.p.Remarks.Join(came.Remarks)
	r.p.Count(s.part, s.part.Lines-came.Known-len(late), len(late))
	return nil
}

func (r *recording) by(n int) ledger.By {
	by := r.i.By
	by.Key = partKey(r.i, n)
	return by
}

// rest lets go of the vendor.
func (r *recording) rest() {
	if r.relay != nil {
		r.relay.Rest()
	}
}

// part records one part as one entry. A row that the ledger refuses by now, because somebody changed the vendor since the
// file was checked, is left out and named; the others stand.
func (f Files) part(ctx context.Context, v ledger.VendorID, rows []ledger.FileRow, by ledger.By) (came ledger.Came, late []store.LateRow, err error) {
	for {
		_, err = f.team.Do(ctx, v, needOf(rows), ledger.Extra{Look: true}, func(a *ledger.Account, _ ledger.Team) (c ledger.Change, err error) {
			a.Business, a.Filing = businessOf(a.Vendor.Country), true
			c, came, err = a.RecordRows(rows, by)
			return c, err
		})
		if gone, ok := errors.AsType[*ledger.Gone](err); ok { // merged since the file was checked
			v, rows = gone.Into, ledger.RowsFor(rows, gone)
			continue
		}
		bad, ok := errors.AsType[*ledger.RowRefused](err)
		if !ok {
			return came, late, err
		}
		late = append(late, store.LateRow{Line: bad.Line, Reason: ledger.Say(bad.Err)})
		rows = slices.DeleteFunc(rows, func(r ledger.FileRow) bool { return r.Line == bad.Line })
		if len(rows) == 0 {
			return ledger.Came{}, late, nil
		}
	}
}

// letGo lets others go on at once; it works although ctx may have ended. What can't be let go of is free when its lease ends.
func (f Files) letGo(ctx context.Context, i *store.Import, p store.ImportProgress) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), letGoFor)
	defer done()
	_ = f.team.AdvanceImport(ctx, i, p, 0)
}

func outcome(i *store.Import, p store.ImportProgress) exchange.Outcome {
	o := exchange.Outcome{File: i.File, Rows: i.Rows, Recorded: p.Rows, New: p.New, Known: p.Known, Left: len(p.Late), Remarks: exchange.Remarked(p.Remarks)}
	for _, l := range p.Late {
		o.Late = append(o.Late, exchange.Refusal{Line: l.Line, Reason: l.Reason})
	}
	return o
}

// stopped says what stands of an import that this process could not record whole.
func stopped(err error, i *store.Import, p store.ImportProgress) error {
	why := "owed could not go on"
	if errors.Is(err, context.Canceled) {
		why, err = "it was interrupted", nil // that is no news to who did it
	}
	return &ledger.Error{Kind: ledger.Unavailable, Err: err, Say: fmt.Sprintf("%s stopped after %d of %d rows: %s. A bot that runs ends it by itself within a minute, or the next `owed import` does; nothing needs to be sent again", show.Esc(i.File), p.Rows, i.Rows, why)}
}

// adopt ends imports whose process died: another bot's, or that of the command line.
func (b *Bot) adopt(ctx context.Context) error {
	tick := time.NewTicker(adoptEvery)
	defer tick.Stop()
	files, desk := FilesOf(b.team), newDesk(b.config)
	for {
		if err := files.Adopt(ctx, func(at exchange.Place) told { return b.tellOf(desk, at) }); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "an import that was cut short could not be ended, trying again", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// tellOf says at a message how far an import is; nowhere, where it was begun on the command line.
func (b *Bot) tellOf(d desk, at exchange.Place) told {
	return seldomTold(func(ctx context.Context, o exchange.Outcome) error {
		b.deliver.kick()
		if at.Channel == "" {
			return nil
		}
		if err := d.Retell(ctx, at.Channel, at.TS, show.FileRecorded(o)); err != nil {
			b.log.WarnContext(ctx, "how far a file is could not be told", "err", err) // its rows are worth more than the message
		}
		return nil
	})
}

// seldomTold hears the beginning and the end, and what lies between no more often than a message may change.
func seldomTold(tell told) told {
	var last time.Time
	return func(ctx context.Context, o exchange.Outcome) error {
		if now := time.Now(); o.Done || now.Sub(last) >= progressEvery {
			last = now
			return tell(ctx, o)
		}
		return nil
	}
}
