package handlers

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"owed.dev/owed/exchange"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
)

// desk has one file.
type desk struct{ Desk }

func (desk) Fetch(_ context.Context, _ string, _ int64, to io.Writer) (string, error) {
	_, err := to.Write([]byte("Number,Amount\n"))
	return "k1.csv", err
}

// files records a file once for each key.
type files struct {
	Files
	done map[string]bool
}

func (*files) Read(context.Context, io.ReadSeeker, exchange.Reading) (*exchange.Batch, error) {
	return &exchange.Batch{File: "k1.csv", Hash: "00"}, nil
}

func (f *files) Record(ctx context.Context, _ *exchange.Batch, by ledger.By, _ exchange.Place, tell func(context.Context, exchange.Outcome) error) error {
	again := f.done[by.Key]
	f.done[by.Key] = true
	return tell(ctx, exchange.Outcome{File: "k1.csv", New: 3, Done: true, Again: again})
}

// retold counts how often a message was changed.
type retold struct {
	Talk
	times int
}

func (r *retold) Retell(context.Context, string, string, show.Message) error {
	r.times++
	return nil
}

// One message's Record is one import, however often it is pressed. Deliberate faults it catches: each press is an import of its own, so
// that the second finds all rows known and says so; the second press takes the place of what the first one said.
func TestRecordPressedTwiceIsOneImport(t *testing.T) {
	t.Parallel()
	f, said := &files{done: map[string]bool{}}, &retold{}
	h := &Handler{Files: f, Desk: desk{}, Talk: said, Log: slog.New(slog.DiscardHandler)}
	for _, key := range []string{"act:U1:1.1:record_file", "act:U1:1.2:record_file"} {
		p := pressed{subject: "F1"}
		p.key, p.channel = key, "D1"
		h.fileRecorded(p, "1.1").After(t.Context())
	}
	if len(f.done) != 1 || said.times != 1 {
		t.Errorf("%d imports, told %d times: %v", len(f.done), said.times, f.done)
	}
}
