package bot

import (
	"context"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// lists reads pages as the handlers want them: rows as what they are.
type lists struct{ *store.Team }

// Requests is a page of payment requests, newest first.
func (l lists) Requests(ctx context.Context, v ledger.VendorID, after string, n int) ([]ledger.Request, string, error) {
	return decoded[ledger.Request](ctx, l.Team, v, ledger.ItemRequest, after, n)
}

// Movements is a page of payments, credits and write-offs, newest first.
func (l lists) Movements(ctx context.Context, v ledger.VendorID, after string, n int) ([]ledger.Movement, string, error) {
	return decoded[ledger.Movement](ctx, l.Team, v, ledger.ItemMovement, after, n)
}

// Disputes is a page of disputes, newest first, open or not.
func (l lists) Disputes(ctx context.Context, v ledger.VendorID, after string, n int) ([]ledger.Dispute, string, error) {
	return decoded[ledger.Dispute](ctx, l.Team, v, ledger.ItemDispute, after, n)
}

func decoded[T any](ctx context.Context, t *store.Team, v ledger.VendorID, kind, after string, n int) ([]T, string, error) {
	rows, next, err := t.Items(ctx, v, kind, after, n)
	if err != nil {
		return nil, "", err
	}
	out, err := store.DecodeRows[T](rows)
	return out, next, err
}
