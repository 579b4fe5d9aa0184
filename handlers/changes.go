package handlers

import (
	"context"
	"slices"

	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// firstOpen is how many open invoices a decision sees at first; one that needs more says so and is made again.
const firstOpen = 64

// decision is a change that somebody asked for: what must be loaded, and what ledger says to it.
type decision struct {
	need   ledger.Need
	decide func(a *ledger.Account, by ledger.By) (ledger.Change, error)
	// judge is set instead of decide where a right is needed.
	judge func(a *ledger.Account, who ledger.Rights, by ledger.By) (ledger.Change, error)
}

// perform commits what an action decides about a vendor; ok is false where the action changes nothing.
func (h *Handler) perform(ctx context.Context, q asked, v ledger.VendorID, do typed.Action) (r ledger.Result, ok bool, err error) {
	d, ok := decisionOf(do)
	if r, is := do.(typed.Reverse); is {
		d.need = ledger.NeedToReverse(v, r.Of)
		d.need.Items = append(d.need.Items, ledger.NeedToReverse(v, ledger.AsInvoice(r.Of)).Items...)
	}
	switch {
	case !ok:
		return r, false, nil
	case d.judge != nil:
		r, err = h.decide(ctx, q, v, d.need, d.judge)
	default:
		r, err = h.record(ctx, q, v, d.need, d.decide)
	}
	return r, true, err
}

// decisionOf is the decision behind an action: the one place where words become changes.
func decisionOf(do typed.Action) (decision, bool) {
	for _, of := range []func(typed.Action) (decision, bool){documentDecision, paymentDecision, vendorDecision, disputeDecision, otherDecision} {
		if d, ok := of(do); ok {
			return d, true
		}
	}
	return decision{}, false
}

func items(names ...string) ledger.Need { return ledger.Need{Items: names} }

func invoices(nos ...ledger.InvoiceNo) ledger.Need {
	return ledger.Need{Items: ledger.InvoiceItems(nos...)}
}

// documentDecision is about invoices, charges, credits and write-offs.
func documentDecision(do typed.Action) (decision, bool) {
	type account = ledger.Account
	switch do := do.(type) {
	case typed.RecordInvoice:
		return decision{need: invoices(do.Invoice.No, do.Invoice.No.Part(1)), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			if do.Terms.Instalments.Count > 0 {
				return a.RecordInvoiceOn(do.Invoice, do.Terms, by)
			}
			return a.RecordInvoice(do.Invoice, by)
		}}, true
	case typed.RecordCharge:
		return decision{need: invoices(do.Invoice.No), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.RecordCharge(do.Invoice, do.Accepted, by)
		}}, true
	case typed.AcceptCharge:
		return decision{need: invoices(do.Invoice), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.AcceptCharge(do.Invoice, by) }}, true
	case typed.ContestCharge:
		return decision{need: invoices(do.Invoice), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.ContestCharge(do.Invoice, do.Why, by)
		}}, true
	case typed.RecordOpening:
		i := do.Invoice
		if i.Kind = ledger.OpeningBalance; i.No == "" {
			i.No = ledger.InvoiceNo("OPENING-" + i.Amount.Currency)
		}
		i.Memo = do.Source
		return decision{need: invoices(i.No), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.RecordInvoice(i, by) }}, true
	case typed.RecordCredit:
		return decision{need: invoices(do.Credit.For...), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.RecordCredit(do.Credit, by) }}, true
	case typed.RecordDebit:
		return decision{need: invoices(do.Credit.For...), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.RecordDebitNote(do.Credit, by) }}, true
	case typed.AcceptDebit:
		return decision{need: items(ledger.ItemOf(string(do.ID))), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.AcceptDebitNote(do.ID, do.Day, by)
		}}, true
	case typed.WriteOff:
		return decision{need: invoices(do.Invoice), judge: func(a *account, who ledger.Rights, by ledger.By) (ledger.Change, error) {
			if !who.Admin {
				return ledger.Change{}, &ledger.Error{Kind: ledger.Forbidden, Say: "A write-off is approved like a payment: an admin of owed may record it"}
			}
			return a.WriteOffInvoice(do.Invoice, do.Amount, do.Day, do.Reason, by)
		}}, true
	case typed.SetPO:
		return decision{need: invoices(do.Invoice), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.SetPO(do.Invoice, do.PO, by) }}, true
	case typed.MoveDue:
		return decision{need: invoices(do.Invoice), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.MoveDueDate(do.Invoice, do.Due, do.Why, by)
		}}, true
	}
	return decision{}, false
}

// paymentDecision is about money that moves or shall move.
func paymentDecision(do typed.Action) (decision, bool) {
	type account = ledger.Account
	need := func(nos []ledger.InvoiceNo) ledger.Need {
		n := invoices(nos...)
		if len(nos) == 0 {
			n.Open = firstOpen
		}
		return n
	}
	switch do := do.(type) {
	case typed.Pay:
		return decision{need: need(do.Ask.For), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.RequestPayment(do.Ask, by) }}, true
	case typed.Settle:
		need := items(ledger.ItemOf(string(do.Request)))
		need.Items = append(need.Items, ledger.InvoiceItems(do.For)...)
		return decision{need: need, decide: func(a *account, by ledger.By) (ledger.Change, error) {
			if _, invoice := a.Invoices[do.For.Key()]; invoice && do.For != "" {
				if _, request := a.Requests[do.Request]; request {
					return ledger.Change{}, bothOnRecord(a, string(do.Request), "paid "+do.Amount.String()+" for #"+string(do.For), "paid "+string(do.Request)+" "+do.Amount.String())
				}
				return a.RecordPayment(ledger.Pay{Amount: do.Amount, Day: do.Day, Ref: do.Ref, For: []ledger.InvoiceNo{do.For}}, by)
			}
			return a.Settle(do.Request, do.Amount, do.Day, do.Ref, by)
		}}, true
	case typed.Paid:
		return decision{need: need(do.Payment.For), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.RecordPayment(do.Payment, by) }}, true
	case typed.Refund:
		return decision{need: items(ledger.ItemOf(string(do.From))), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.Refund(do.From, do.Amount, do.Day, do.Ref, by)
		}}, true
	case typed.Allocate:
		n := need(append(slices.Clone(do.To), do.Off...))
		n.Items = append(n.Items, ledger.ItemOf(string(do.From)))
		if len(do.Off) > 0 {
			return decision{need: n, decide: func(a *account, by ledger.By) (ledger.Change, error) {
				return a.Reallocate(do.From, do.Amount, do.Off, do.To, by)
			}}, true
		}
		return decision{need: n, decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.Allocate(do.From, do.Amount, do.To, by)
		}}, true
	case typed.Returned:
		return decision{need: items(ledger.ItemOf(string(do.Payment))), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.Return(do.Payment, do.Reason, by)
		}}, true
	case typed.Failed:
		return decision{need: items(ledger.ItemOf(string(do.Request))), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.Fail(do.Request, do.Code, by) }}, true
	case typed.Sent:
		return decision{need: items(ledger.ItemOf(string(do.Request))), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.Send(do.Request, by) }}, true
	case typed.Withdraw:
		return decision{need: items(ledger.ItemOf(string(do.Request))), judge: func(a *account, who ledger.Rights, by ledger.By) (ledger.Change, error) {
			return a.WithdrawRequest(do.Request, do.Reason, who, by)
		}}, true
	case typed.Reverse:
		return decision{need: items(ledger.ItemOf(do.Of)), judge: func(a *account, who ledger.Rights, by ledger.By) (ledger.Change, error) {
			return reverse(a, do, who, by)
		}}, true
	}
	return decision{}, false
}

// reverse reverses what a word names: the one of an ID of ours and an invoice's number that is on record.
func reverse(a *ledger.Account, do typed.Reverse, who ledger.Rights, by ledger.By) (ledger.Change, error) {
	invoice := ledger.AsInvoice(do.Of)
	if _, _, is := a.RecordedBy(invoice); invoice != do.Of && !do.Own && is {
		if _, _, own := a.RecordedBy(do.Of); own {
			return ledger.Change{}, bothOnRecord(a, do.Of, "reverse "+invoice+" reason "+do.Reason, "reverse id "+do.Of+" reason "+do.Reason)
		}
		do.Of = invoice
	}
	return a.Reverse(do.Of, do.Reason, who, by)
}

// bothOnRecord asks what is meant by a word that is an ID of ours, and the number of one of the vendor's invoices, too.
func bothOnRecord(a *ledger.Account, word, invoice, own string) error {
	slug := string(a.Vendor.Slug)
	return &ledger.Error{
		Kind: ledger.Invalid,
		Say:  word + " is an ID of owed here, and the number of an invoice of " + a.Vendor.Name + ". Nothing was changed. The invoice: `/owed " + slug + " " + invoice + "`; the other: `/owed " + slug + " " + own + "`",
		Err:  &typed.Guess{Choices: []typed.Choice{{Label: "The invoice", Words: slug + " " + invoice}, {Label: "The ID " + word, Words: slug + " " + own}}},
	}
}

// onRecord reports whether an invoice has that number.
func onRecord(a *ledger.Account, no ledger.InvoiceNo) bool {
	_, ok := a.Invoices[no.Key()]
	return ok && no != ""
}

// vendorDecision is about the vendor itself.
func vendorDecision(do typed.Action) (decision, bool) {
	type account = ledger.Account
	switch do := do.(type) {
	case typed.Edit:
		return decision{decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.Edit(do.Fields.Apply(a.Vendor), by) }}, true
	case typed.Hold:
		return decision{need: invoices(do.Invoice, do.Perhaps.No), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			if onRecord(a, do.Perhaps.No) {
				return a.HoldInvoice(do.Perhaps.No, do.Rest, by)
			}
			if do.Invoice != "" {
				return a.HoldInvoice(do.Invoice, do.Reason, by)
			}
			return a.Hold(do.Reason, by)
		}}, true
	case typed.Release:
		return decision{need: invoices(do.Invoice, do.Perhaps.No), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			if onRecord(a, do.Perhaps.No) {
				return a.ReleaseInvoice(do.Perhaps.No, by)
			}
			if do.Invoice != "" {
				return a.ReleaseInvoice(do.Invoice, by)
			}
			return a.Release(do.Reason, by)
		}}, true
	case typed.Reopen:
		return decision{decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.Reopen(do.Reason, by) }}, true
	case typed.Close:
		return decision{decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.Close(do.Reason, by) }}, true
	}
	return decision{}, false
}

// disputeDecision is about disputes.
func disputeDecision(do typed.Action) (decision, bool) {
	type account = ledger.Account
	switch do := do.(type) {
	case typed.OpenDispute:
		return decision{need: invoices(do.Dispute.Invoice), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.OpenDispute(do.Dispute, by) }}, true
	case typed.MoveDispute:
		return decision{need: items(ledger.ItemOf(string(do.ID))), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return moveDispute(a, do, by)
		}}, true
	case typed.ChangeDispute:
		return decision{need: items(ledger.ItemOf(string(do.ID))), decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.ChangeDispute(do.ID, do.Fields.Apply, by)
		}}, true
	}
	return decision{}, false
}

func moveDispute(a *ledger.Account, do typed.MoveDispute, by ledger.By) (ledger.Change, error) {
	switch do.How {
	case typed.AcceptStep:
		return a.AcceptDispute(do.ID, do.Note, by)
	case typed.WithdrawStep:
		return a.WithdrawDispute(do.ID, do.Note, by)
	case typed.EscalateStep:
		return a.EscalateDispute(do.ID, do.Note, by)
	case typed.AnswerStep:
		return a.AnswerDispute(do.ID, do.Day, do.Note, by)
	case typed.CreditStep, typed.SettleStep:
		return a.CreditDispute(do.ID, ledger.Credit{Amount: do.Amount, Number: do.Number, Day: do.Day, Memo: do.Note}, by)
	}
	return ledger.Change{}, &ledger.Error{Kind: ledger.Invalid, Say: "Say what happened to " + string(do.ID) + ": accept, credit, withdraw, settle, escalate or answered"}
}

// otherDecision is about counter-measures, contracts and incidents.
func otherDecision(do typed.Action) (decision, bool) {
	type account = ledger.Account
	switch do := do.(type) {
	case typed.RecordSignal:
		return decision{decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.RecordSignal(do.Signal, by) }}, true
	case typed.MoveSignal:
		return decision{need: items(ledger.ItemOf(string(do.Move.ID))), judge: func(a *account, who ledger.Rights, by ledger.By) (ledger.Change, error) {
			return a.MoveSignal(do.Move, who, by)
		}}, true
	case typed.RecordContract:
		return decision{decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.RecordContract(do.Contract, by) }}, true
	case typed.EditContract:
		return decision{decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.ChangeContract(onlyContract(a, do.ID), do.Fields.Apply, by)
		}}, true
	case typed.Drawdown:
		return decision{decide: func(a *account, by ledger.By) (ledger.Change, error) {
			return a.EnterDrawdown(do.Contract, do.Amount, do.By, do.Source, by)
		}}, true
	case typed.NoteIncident:
		return decision{decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.NoteIncident(do.Text, by) }}, true
	case typed.CloseIncident:
		return decision{need: items(ledger.ItemOf(string(do.ID))), decide: func(a *account, by ledger.By) (ledger.Change, error) { return a.CloseIncident(do.ID, by) }}, true
	}
	return decision{}, false
}

// onlyContract is the contract that is meant where none was named.
func onlyContract(a *ledger.Account, id ledger.ID) ledger.ID {
	if live := a.LiveContracts(); id == "" && len(live) == 1 {
		return live[0].ID
	}
	return id
}
