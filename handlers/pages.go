package handlers

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"owed.dev/owed/handlers/show"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// maxReads is how many pages are read for one page of what passes a filter, so that a rare one can't take for ever.
const maxReads = 20

// invoicesPage lists invoices: all newest first, what is open oldest due first.
func (h *Handler) invoicesPage(ctx context.Context, q asked, v ledger.VendorID, only, after string) (show.Message, error) {
	a, err := h.Cards.Card(ctx, v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	want := invoiceFilter(only, a.Vendor.Today(q.now), a.Vendor.Grace)
	openOnly := only != "" && only != "settled" && only != "contested"
	var page []ledger.Invoice
	for range maxReads {
		rows, next, err := h.Lists.Invoices(ctx, v, openOnly, after, pageInvoices)
		if err != nil {
			return show.Message{}, unavailable(err)
		}
		for _, i := range rows {
			if want(i) {
				page = append(page, i)
			}
		}
		if after = next; after == "" || len(page) >= pageInvoices {
			break
		}
	}
	return show.Invoices(a, page, only, after, h.paged(q)), nil
}

func invoiceFilter(only string, today ledger.Date, grace int) func(ledger.Invoice) bool {
	switch only {
	case "overdue":
		return func(i ledger.Invoice) bool { return i.OverdueOn(today, grace) }
	case "disputed":
		return func(i ledger.Invoice) bool { return i.Disputed.Positive() }
	case "contested":
		return func(i ledger.Invoice) bool { return i.Proposed && !i.Reversed }
	case "held":
		return func(i ledger.Invoice) bool { return i.Held }
	case "settled":
		return func(i ledger.Invoice) bool { return !i.Reversed && !i.Proposed && !i.Open().Positive() }
	}
	return func(ledger.Invoice) bool { return true }
}

// paymentsPage lists requests and money that moved; the cursor holds where each of the two lists goes on.
func (h *Handler) paymentsPage(ctx context.Context, q asked, v ledger.VendorID, only ledger.RequestState, after string) (show.Message, error) {
	shared, err := h.Cards.Card(ctx, v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	const each = pageEntries
	afterRequests, afterMovements, more := strings.Cut(after, "~")
	a := *shared
	a.Requests, a.Movements = map[ledger.ID]ledger.Request{}, map[ledger.ID]ledger.Movement{}
	nextRequests, nextMovements := "", ""
	if !more || afterRequests != "" {
		rows, next, err := h.Lists.Requests(ctx, v, afterRequests, each)
		if err != nil {
			return show.Message{}, unavailable(err)
		}
		for _, r := range rows {
			a.Requests[r.ID] = r
		}
		nextRequests = next
	}
	if !more || afterMovements != "" {
		rows, next, err := h.Lists.Movements(ctx, v, afterMovements, each)
		if err != nil {
			return show.Message{}, unavailable(err)
		}
		for _, m := range rows {
			a.Movements[m.ID] = m
		}
		nextMovements = next
	}
	cursor := ""
	if nextRequests != "" || nextMovements != "" {
		cursor = nextRequests + "~" + nextMovements
	}
	return show.Payments(&a, only, cursor, h.paged(q)), nil
}

// newestPayments is an account with its newest requests and movements, besides those that its card knows.
func (h *Handler) newestPayments(ctx context.Context, shared *ledger.Account) (*ledger.Account, error) {
	a := *shared
	a.Requests, a.Movements = maps.Clone(a.Requests), map[ledger.ID]ledger.Movement{}
	requests, _, err := h.Lists.Requests(ctx, a.Vendor.Slug, "", pageEntries)
	if err != nil {
		return nil, err
	}
	for _, r := range requests {
		a.Requests[r.ID] = r
	}
	movements, _, err := h.Lists.Movements(ctx, a.Vendor.Slug, "", pageEntries)
	if err != nil {
		return nil, err
	}
	for _, m := range movements {
		a.Movements[m.ID] = m
	}
	return &a, nil
}

// disputesPage lists disputes: the open ones and the newest that are over, or those that are over page by page.
func (h *Handler) disputesPage(ctx context.Context, q asked, v ledger.VendorID, closed bool, after string) (show.Message, error) {
	a, err := h.account(ctx, q, v)
	if err != nil {
		return show.Message{}, err
	}
	if !closed {
		if a, err = h.newestDisputes(ctx, a); err != nil {
			return show.Message{}, unavailable(err)
		}
		return show.Disputes(a, h.ctx(q.who.Zone)), nil
	}
	var page []ledger.Dispute
	for range maxReads {
		rows, next, err := h.Lists.Disputes(ctx, v, after, pageEntries)
		if err != nil {
			return show.Message{}, unavailable(err)
		}
		page = append(page, slices.DeleteFunc(rows, ledger.Dispute.Live)...)
		if after = next; after == "" || len(page) >= pageEntries {
			break
		}
	}
	return show.ClosedDisputes(a, page, after, h.paged(q)), nil
}

// newestDisputes is an account with its newest disputes, besides the open ones, all of which its card knows.
func (h *Handler) newestDisputes(ctx context.Context, shared *ledger.Account) (*ledger.Account, error) {
	a := *shared
	a.Disputes = maps.Clone(a.Disputes)
	rows, _, err := h.Lists.Disputes(ctx, a.Vendor.Slug, "", pageEntries)
	for _, d := range rows {
		a.Disputes[d.ID] = d
	}
	return &a, err
}

// historyPage lists entries of the journal, newest first, of one thing or of a span of days where asked for.
func (h *Handler) historyPage(ctx context.Context, q asked, v ledger.VendorID, do typed.History, before int64) (show.Message, error) {
	a, err := h.Cards.Card(ctx, v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	if do.Entry > 0 {
		return h.entryPage(ctx, q, a, do.Entry, before)
	}
	page, next, err := h.entries(ctx, v, before, historyFilter(a, do))
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	of := do.Of
	if of == "" && (!do.From.IsZero() || !do.To.IsZero()) {
		of = strings.Trim(do.From.String()+" to "+do.To.String(), " ")
	}
	return show.History(a, page, of, next, h.paged(q)), nil
}

// pageRows is how many rows of one entry a page holds.
const pageRows = 25

// entryPage lists all that one entry records, such as the rows of a file; after is how many of them were shown.
func (h *Handler) entryPage(ctx context.Context, q asked, a *ledger.Account, seq, after int64) (show.Message, error) {
	rows, err := h.Lists.History(ctx, a.Vendor.Slug, seq+1, 1)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	if len(rows) == 0 || rows[0].Seq != seq {
		return show.Message{}, &ledger.Error{Kind: ledger.NotFound, Say: a.Vendor.Name + " has no entry " + strconv.FormatInt(seq, 10) + " on record. See `/owed " + string(a.Vendor.Slug) + " history`"}
	}
	e, next := rows[0], ""
	all := int64(len(e.Events))
	from := min(max(after, 0), all)
	to := min(from+pageRows, all)
	if to < all {
		next = strconv.FormatInt(to, 10)
	}
	return show.Entry(a, e, int(from), int(to), next, h.paged(q)), nil
}

// historyOf is the history that the button of a page is about.
func historyOf(subject string) typed.History {
	if n, ok := strings.CutPrefix(subject, show.EntryPrefix); ok {
		seq, _ := strconv.ParseInt(n, 10, 64)
		return typed.History{Entry: seq}
	}
	if from, to, ok := strings.Cut(" "+subject+" ", " to "); ok {
		var h typed.History
		h.From, _ = ledger.ParseISO(strings.TrimSpace(from))
		h.To, _ = ledger.ParseISO(strings.TrimSpace(to))
		return h
	}
	return typed.History{Of: subject}
}

// historyFilter is what passes; nil where everything does.
func historyFilter(a *ledger.Account, do typed.History) func(ledger.Entry) bool {
	if do == (typed.History{}) {
		return nil
	}
	return func(e ledger.Entry) bool {
		day := a.Vendor.Today(e.At)
		switch {
		case !do.From.IsZero() && day < do.From, !do.To.IsZero() && day > do.To:
			return false
		}
		return do.Of == "" || e.About(do.Of)
	}
}

// entries reads back through the journal until a page is full of what is wanted. Where all is wanted it reads no more than the page:
// an entry of a file is large.
func (h *Handler) entries(ctx context.Context, v ledger.VendorID, before int64, want func(ledger.Entry) bool) (page []ledger.Entry, next string, err error) {
	read := pageEntries
	if want != nil {
		read = 5 * pageEntries
	}
	for range maxReads {
		rows, err := h.Lists.History(ctx, v, before, read)
		if err != nil {
			return nil, "", err
		}
		for _, e := range rows {
			before = e.Seq
			if want != nil && !want(e) {
				continue
			}
			if page = append(page, e); len(page) == pageEntries {
				break
			}
		}
		if before <= 1 || len(rows) == 0 {
			return page, "", nil
		}
		if len(page) == pageEntries {
			break
		}
	}
	return page, strconv.FormatInt(before, 10), nil
}

// timelinePage tells what happened, in one line of time.
func (h *Handler) timelinePage(ctx context.Context, q asked, v ledger.VendorID, before int64) (show.Message, error) {
	a, err := h.Cards.Card(ctx, v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	page, next, err := h.entries(ctx, v, before, nil)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	posted, err := h.Matters.AllPosted(ctx, v)
	if err != nil {
		return show.Message{}, unavailable(err)
	}
	return show.Timeline(a, page, posted, before == 0, next, h.paged(q)), nil
}
