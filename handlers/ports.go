package handlers

import (
	"context"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/ledger"
)

// Decider commits decisions: it loads what is needed, decides, and commits in one step, again if somebody was faster.
type Decider interface {
	Do(ctx context.Context, v ledger.VendorID, need ledger.Need, x ledger.Extra, decide func(*ledger.Account, ledger.Team) (ledger.Change, error)) (ledger.Result, error)
	DoTeam(ctx context.Context, x ledger.Extra, decide func(ledger.Team) (ledger.Change, error)) (ledger.Result, error)
	Add(ctx context.Context, c ledger.Change, x ledger.Extra) (ledger.Result, error)
}

// Merger makes one vendor carry on another's record.
type Merger interface {
	Merge(ctx context.Context, from, into ledger.VendorID, by ledger.By) (ledger.Merged, error)
}

// Cards reads one vendor in one round trip, and the team's own settings.
type Cards interface {
	Card(ctx context.Context, v ledger.VendorID) (*ledger.Account, error)
	Settings(ctx context.Context) (ledger.Team, error)
	Load(ctx context.Context, v ledger.VendorID, need ledger.Need) (*ledger.Account, error)
}

// Names resolves what people call vendors.
type Names interface {
	Directory(ctx context.Context) (map[string]ledger.VendorID, error)
	Vendors(ctx context.Context, after string, n int) (page []*ledger.Account, next string, total int, sums map[ledger.Currency]ledger.Money, err error)
}

// Lists reads pages of one vendor.
type Lists interface {
	Requests(ctx context.Context, v ledger.VendorID, after string, n int) ([]ledger.Request, string, error)
	Movements(ctx context.Context, v ledger.VendorID, after string, n int) ([]ledger.Movement, string, error)
	Disputes(ctx context.Context, v ledger.VendorID, after string, n int) ([]ledger.Dispute, string, error)
	Invoices(ctx context.Context, v ledger.VendorID, openOnly bool, after string, n int) ([]ledger.Invoice, string, error)
	History(ctx context.Context, v ledger.VendorID, before int64, n int) ([]ledger.Entry, error)
	Replay(ctx context.Context, v ledger.VendorID, until time.Time) (*ledger.Account, error)
}

// Past answers how a vendor stood on a day gone by: sums, no documents, at a cost that does not grow with its journal.
type Past interface {
	Standing(ctx context.Context, v ledger.VendorID, until time.Time) (*ledger.Account, error) // as it was known then
	About(ctx context.Context, v ledger.VendorID, day ledger.Date) (*ledger.Account, error)    // as it is known today
}

// Searches reads over all vendors.
type Searches interface {
	Cards(ctx context.Context, slugs []ledger.VendorID) ([]*ledger.Account, error)
	Find(ctx context.Context, word, amount string, n int) ([]ledger.Hit, error)
	DueSums(ctx context.Context, from, to ledger.Date) ([]ledger.DaySum, error)
	DueBy(ctx context.Context, v ledger.VendorID, from, to ledger.Date, after string, n int) ([]ledger.DueRow, string, error)
}

// Matters marks what has to be told anew, and keeps what people did with an alert.
type Matters interface {
	Dirty(ctx context.Context, v ledger.VendorID, matter string, after time.Duration) error
	AllPosted(ctx context.Context, v ledger.VendorID) (map[string]ledger.Posted, error)
	UpdatePosted(ctx context.Context, v ledger.VendorID, matter string, f func(*ledger.Posted)) error
}

// Duties keeps who is to see to an alert.
type Duties interface {
	Assign(ctx context.Context, v ledger.VendorID, matter string, to ledger.UserID, f func(*ledger.Posted)) error
	Duties(ctx context.Context, to ledger.UserID, n int) ([]ledger.Duty, error)
}

// Surface is what owed does in Slack besides answering: it opens forms, and tells one person something in a channel.
type Surface interface {
	OpenViewContext(ctx context.Context, triggerID string, view slack.ModalViewRequest) (*slack.ViewResponse, error)
	UpdateViewContext(ctx context.Context, view slack.ModalViewRequest, externalID, hash, viewID string) (*slack.ViewResponse, error)
	PublishViewContext(ctx context.Context, req slack.PublishViewContextRequest) (*slack.ViewResponse, error)
}
