package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"owed.dev/owed/exchange"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// Files writes a team's record into files, and records what files hold.
type Files interface {
	Export(ctx context.Context, w io.Writer, format string, only ledger.VendorID) error
	Read(ctx context.Context, file io.ReadSeeker, how exchange.Reading) (*exchange.Batch, error)
	// Record calls tell at the beginning, now and then (as often as a message may change), and at the end. What it has begun
	// is ended by another bot where this one dies, which then speaks at the place. The same by.Key again is told the first result
	// (Again), or is refused with exchange.ErrRuns while that is being recorded.
	Record(ctx context.Context, b *exchange.Batch, by ledger.By, at exchange.Place, tell func(context.Context, exchange.Outcome) error) error
}

// Desk is where files lie in Slack.
type Desk interface {
	// MayRead reports whether owed was given the right to read files.
	MayRead(ctx context.Context) bool
	// Fetch copies a file's bytes, most of them at most, and says what it is called. What will not be different the next
	// time is not Unavailable.
	Fetch(ctx context.Context, id string, most int64, to io.Writer) (name string, err error)
	// Send puts a file into somebody's direct messages with owed.
	Send(ctx context.Context, user, name string, f *os.File) error
}

// Talk is what owed says to one person, outside of an answer.
type Talk interface {
	Tell(ctx context.Context, user string, m show.Message) (channel, ts string, err error)
	Retell(ctx context.Context, channel, ts string, m show.Message) error
}

// maxFile is the largest file that is fetched from Slack and recorded.
const maxFile = 64 << 20

// fileFor is how long a file may take in all.
const fileFor = 15 * time.Minute

// export writes a file and puts it into the asker's direct messages.
func (h *Handler) export(ctx context.Context, q asked, v ledger.VendorID, format string) (m show.Message, err error) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), fileFor) // a file may take longer than an answer
	defer done()
	name := "owed"
	if v != "" {
		name += "-" + string(v)
	}
	name += "-" + ledger.DateIn(q.now, q.who.Zone).String() + "." + map[string]string{"hledger": "journal"}[format]
	if strings.HasSuffix(name, ".") {
		name += format
	}
	err = scratch(func(f *os.File) error {
		if err := h.Files.Export(ctx, f, format, v); err != nil {
			return err
		}
		return h.Desk.Send(ctx, q.who.ID, name, f)
	})
	return show.Exported(name), err
}

// scratch lends a file that is gone afterwards.
func scratch(use func(*os.File) error) (err error) {
	f, err := os.CreateTemp("", "owed-*")
	if err != nil {
		return fmt.Errorf("make a temporary file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	return use(f)
}

// importing opens the form for a file, or says how it is done without one.
func (h *Handler) importing(ctx context.Context, q asked, c typed.Command, trigger string) Answer {
	if !h.Desk.MayRead(ctx) {
		return h.answer(show.ImportByHand(c.Vendor), false)
	}
	var a *ledger.Account
	var err error
	if c.Vendor.Slug != "" {
		a, err = h.account(ctx, q, c.Vendor.Slug)
	}
	if err == nil {
		err = h.openView(ctx, trigger, show.ImportForm(a, c.Was.Slug, h.ctx(q.who.Zone)))
	}
	if err != nil {
		return h.answer(h.failed(ctx, err, q.who.Zone), false)
	}
	return Answer{}
}

// fileSent takes a file from its form. It is read after Slack was answered; what it would record comes by DM.
func (h *Handler) fileSent(f *filled) Answer {
	given := f.value(show.FieldFile).Files
	if len(given) != 1 {
		return viewErrors(map[string]string{show.FieldFile: "Choose one file"})
	}
	v := f.was // by its old name, too: with that, the numbers in the file are old ones
	if v == "" {
		v = ledger.VendorID(f.chosen(show.FieldVendor))
	}
	how := strings.Join(strings.Fields(f.chosen(show.FieldDays)+" "+f.chosen(show.FieldComma)+" "+f.chosen(show.FieldBelow)), " ")
	if names := f.text(show.FieldNames); names != "" {
		if _, ok := columnNames(names); !ok {
			return viewErrors(map[string]string{show.FieldNames: "Expected what a column holds and its name, such as currency=Ccy key; amount=Gross"})
		}
		how = strings.TrimSpace(how + " " + columnsWord + url.QueryEscape(names))
	}
	a := viewUpdate(show.FileComes(given[0].Name))
	a.After = func(ctx context.Context) {
		ctx, done := context.WithTimeout(context.WithoutCancel(ctx), fileFor)
		defer done()
		if err := h.dryRun(ctx, f.asked, slackFile{given[0].ID, v, how}); err != nil {
			h.sorry(ctx, f.asked, err)
		}
	}
	return a
}

// sorry tells somebody by DM what went wrong after they were answered.
func (h *Handler) sorry(ctx context.Context, q asked, err error) {
	if _, _, err := h.Talk.Tell(ctx, q.who.ID, h.failed(ctx, err, q.who.Zone)); err != nil {
		h.Log.ErrorContext(ctx, "somebody could not be told what became of what they did", "err", err)
	}
}

// slackFile is a file in Slack, and how it is to be read.
type slackFile struct {
	id     string
	vendor ledger.VendorID // of rows that name none
	how    string          // what the file may leave open, in words: dmy or mdy, comma or point, negative, columns:
}

// columnsWord begins the word that names columns.
const columnsWord = "columns:"

// columnNames reads "currency=Ccy key; amount=Gross".
func columnNames(s string) (out exchange.Columns, ok bool) {
	out = exchange.Columns{}
	for pair := range strings.SplitSeq(s, ";") {
		field, name, ok := strings.Cut(pair, "=")
		field, name = strings.ToLower(strings.TrimSpace(field)), strings.TrimSpace(name)
		if !ok || field == "" || name == "" {
			return nil, false
		}
		out[field] = name
	}
	return out, true
}

// hints are what was said of a file.
func (s slackFile) hints() exchange.Hints {
	h := exchange.Hints{Vendor: string(s.vendor)}
	for _, word := range strings.Fields(s.how) {
		switch word {
		case "dmy", "mdy":
			h.Order = word
		case "comma":
			h.Decimal = ","
		case "point":
			h.Decimal = "."
		case "negative":
			h.Negative = true
		default:
			if names, err := url.QueryUnescape(strings.TrimPrefix(word, columnsWord)); err == nil {
				h.Columns, _ = columnNames(names)
			}
		}
	}
	return h
}

// dryRun reads a file and says what it would record.
func (h *Handler) dryRun(ctx context.Context, q asked, s slackFile) error {
	return h.withBatch(ctx, q, s, func(b *exchange.Batch, f *os.File) error {
		if _, _, err := h.Talk.Tell(ctx, q.who.ID, show.FileRead(b, s.id, s.vendor, s.how, h.ctx(q.who.Zone))); err != nil || len(b.Refused) == 0 {
			return err
		}
		return scratch(func(out *os.File) error {
			if err := b.WriteRefused(out, f); err != nil {
				return err
			}
			return h.Desk.Send(ctx, q.who.ID, b.File+".refused.csv", out)
		})
	})
}

// withBatch fetches a file from Slack, reads it whole and asks the ledger about every row.
func (h *Handler) withBatch(ctx context.Context, q asked, s slackFile, use func(*exchange.Batch, *os.File) error) error {
	return scratch(func(f *os.File) error {
		name, err := h.Desk.Fetch(ctx, s.id, maxFile, f)
		if err != nil {
			return err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("read %s again: %w", name, err)
		}
		b, err := h.Files.Read(ctx, f, exchange.Reading{File: name, Now: q.now, Hints: s.hints()})
		if err != nil {
			return err
		}
		return use(b, f)
	})
}

// fileRecorded records a file that was shown before. It is read again, for what was true then need not be true now.
func (h *Handler) fileRecorded(p pressed, ts string) Answer {
	return Answer{After: func(ctx context.Context) {
		ctx, done := context.WithTimeout(context.WithoutCancel(ctx), fileFor)
		defer done()
		err := h.withBatch(ctx, p.asked, slackFile{p.subject, p.v, p.extra}, func(b *exchange.Batch, _ *os.File) error { return h.recordFile(ctx, p, b, ts) })
		if err != nil {
			h.sorry(ctx, p.asked, err)
		}
	}}
}

func (h *Handler) recordFile(ctx context.Context, p pressed, b *exchange.Batch, ts string) error {
	if len(b.Refused) > 0 {
		return h.retell(ctx, p, ts, show.FileRead(b, p.subject, p.v, p.extra, h.ctx(p.who.Zone)))
	}
	p.verb = "import"
	by := p.by()
	by.Key = "import:" + b.Hash + ":" + p.channel + ":" + ts // of the message: pressed twice, it is one import
	err := h.Files.Record(ctx, b, by, exchange.Place{Channel: p.channel, TS: ts}, func(ctx context.Context, o exchange.Outcome) error {
		if o.Again { // the message says what it came to
			return nil
		}
		if err := h.retell(ctx, p, ts, show.FileRecorded(o)); err != nil { // its rows are worth more than the message
			h.Log.WarnContext(ctx, "how far a file is could not be told", "err", err)
		}
		if o.Done && h.Kick != nil {
			h.Kick()
		}
		return nil
	})
	if errors.Is(err, exchange.ErrRuns) {
		return nil // the message says how far it is
	}
	return err
}

func (h *Handler) retell(ctx context.Context, p pressed, ts string, m show.Message) error {
	return h.Talk.Retell(ctx, p.channel, ts, m)
}
