package ledger_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// both is what two vendors are owed together, per currency, as text: nothing of it may change when one is merged into the
// other, whatever part of the way it has come.
func both(a, b *ledger.Account) string {
	var out []string
	for _, c := range []ledger.Currency{"JPY", "USD"} {
		sum := func(of func(*ledger.Account) ledger.Money) ledger.Money { return of(a).Add(of(b)) }
		figure := func(of func(ledger.Figures) ledger.Money) ledger.Money {
			return sum(func(a *ledger.Account) ledger.Money { return of(a.FiguresOn(c, day("2024-01-01"))) })
		}
		gross := sum(func(a *ledger.Account) ledger.Money {
			total := ledger.Zero(c)
			for _, i := range a.Invoices {
				if i.Amount.Currency == c && !i.Reversed && !i.Proposed {
					total = total.Add(i.Amount)
				}
			}
			for _, m := range a.Movements {
				if m.Amount.Currency == c && m.Counts() {
					total = total.Sub(m.Amount).Add(m.Refunded)
				}
			}
			return total
		})
		out = append(out, fmt.Sprintln(
			figure(func(f ledger.Figures) ledger.Money { return f.Outstanding }), figure(func(f ledger.Figures) ledger.Money { return f.Disputed }),
			figure(func(f ledger.Figures) ledger.Money { return f.Held }), figure(func(f ledger.Figures) ledger.Money { return f.OnAccount }), gross,
		))
	}
	return strings.Join(out, "")
}

// Merging one vendor into another, in parts of any size, keeps every minor unit of both together after each part; in the
// end the one has nothing and the other everything; both journals replay to just that.
// Deliberate faults it catches: a sum left behind when an item leaves, an allocation that follows the old number, an
// invoice that takes the place of one with the same number, on-account money that is counted twice, a figure that comes out otherwise than
// Joined says.
func TestMergeConserves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, g := newHistory(t), newHistory(t)
		g.a.Vendor.Slug, g.a.Vendor.Name = "zeta", "Zeta"
		for _, s := range ledger.AllSeries {
			g.a.Next[s] = 1000 // the team's numbers are given out once
		}
		for range 60 {
			h.anything()
			g.anything()
		}
		withdrawAll(h)
		h.step(func(b ledger.By) (ledger.Change, error) { return h.a.Release("merge", b) })
		g.step(func(b ledger.By) (ledger.Change, error) { return g.a.Reopen("merge", b) })
		g.step(func(b ledger.By) (ledger.Change, error) { return g.a.Release("merge", b) })
		size := rapid.IntRange(1, 40).Draw(t, "size")
		foretold := joint(ledger.Joined(h.a, g.a))
		before, documents := both(h.a, g.a), len(h.a.Items())+len(g.a.Items())
		for n := 0; h.a.Vendor.MergedInto == ""; n++ {
			items := h.a.Items()
			part := items[:min(size, len(items))]
			out, in, err := ledger.Merge(h.a, g.a, part, len(part) == len(items), ledger.By{Actor: "UA", At: h.at})
			if err != nil {
				t.Fatalf("part %d: %v", n, err)
			}
			h.entries, g.entries = append(h.entries, ledger.EntryOf("T1", out)), append(g.entries, ledger.EntryOf("T1", in))
			h.a, g.a = out.After, in.After
			if got := both(h.a, g.a); got != before {
				t.Fatalf("after part %d together:\n%swant\n%s", n, got, before)
			}
		}
		if left := h.a.Items(); len(left) > 0 {
			t.Fatalf("left behind: %v", left)
		}
		if n := len(g.a.Items()); n != documents {
			t.Fatalf("%d documents came out of %d", n, documents)
		}
		if got := joint(g.a); got != foretold {
			t.Fatalf("the merge came to\n%swant\n%s", got, foretold)
		}
		g.check()
		allocationsFit(t, g.a)
		fromTheStart(t, h, "acme", "Acme")
		fromTheStart(t, g, "zeta", "Zeta")
	})
}

// joint are the figures that a merge may change, and what each contract draws.
func joint(a *ledger.Account) string {
	var b strings.Builder
	for _, c := range a.Currencies() {
		f := a.FiguresOn(c, day("2024-01-01"))
		if !f.Recorded {
			continue // all that was in this currency was taken back
		}
		fmt.Fprintln(&b, f.Ageing, f.Overdue, f.CureSum, f.Payable, f.Free, f.OnAccount, f.Contested, f.Open, f.Oldest, f.NextDue, f.Recorded)
	}
	for _, k := range a.LiveContracts() {
		interest, _ := a.InterestSoFar(k, day("2024-01-01"))
		fmt.Fprintln(&b, k.ID, k.From, a.DrawnBy(k), interest)
	}
	return b.String()
}

// withdrawAll ends what is live, as a merge demands.
func withdrawAll(h *history) {
	for _, id := range slices.Sorted(maps.Keys(h.a.Requests)) {
		if h.a.Requests[id].Live() {
			h.step(func(b ledger.By) (ledger.Change, error) {
				if h.a.Requests[id].State == ledger.Sent {
					return h.a.Fail(id, "AC04", b)
				}
				return h.a.WithdrawRequest(id, "merge", ledger.Rights{Admin: true}, b)
			})
		}
	}
}

// allocationsFit compares what invoices say was taken off them with what movements say that they gave.
func allocationsFit(t *rapid.T, a *ledger.Account) {
	given := map[string]ledger.Money{}
	for _, m := range a.Movements {
		if m.Counts() {
			for _, al := range m.Allocations {
				given[al.Invoice.Key()] = given[al.Invoice.Key()].Add(al.Amount)
			}
		}
	}
	for key, i := range a.Invoices {
		if taken := i.Paid.Add(i.Credited).Add(i.WrittenOff); taken.Cmp(given[key]) != 0 {
			t.Fatalf("%s has %s taken off it, movements gave it %s", i.No, taken, given[key])
		}
	}
}

// fromTheStart replays a journal, beginning with the vendor as it was added.
func fromTheStart(t *rapid.T, h *history, slug ledger.VendorID, name string) {
	v := h.a.Vendor
	v.Slug, v.Name, v.MergedInto, v.Absorbed = slug, name, "", nil
	v.MergedAt = ledger.Vendor{}.MergedAt
	b := ledger.NewAccount(v)
	for _, e := range h.entries {
		raw, err := e.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ledger.UnmarshalEntry(raw)
		if err != nil {
			t.Fatal(err)
		}
		b.Apply(back.Meta(), back.Events...)
	}
	if got, want := dump(t, b), dump(t, h.a); got != want {
		t.Fatalf("the journal of %s replayed gives another account:\n%s\n%s", slug, got, want)
	}
	if got, want := dump(t, forgetful(t, v, h.entries)), dump(t, h.a); got != want {
		t.Fatalf("the journal of %s replayed into an account that forgets what is settled gives another one:\n%s\n%s", slug, got, want)
	}
}

func TestMergeIsRefused(t *testing.T) {
	t.Parallel()
	type account = ledger.Account
	vendor := func(slug string, f func(*ledger.Vendor)) *account {
		v := ledger.Vendor{Slug: ledger.VendorID(slug), Name: strings.ToUpper(slug), Currency: "USD"}
		if f != nil {
			f(&v)
		}
		return ledger.NewAccount(v)
	}
	asked := vendor("aws", nil)
	asked.Requests["PR-1"] = ledger.Request{ID: "PR-1", State: ledger.Approved, Amount: ledger.MustMoney("5", "USD")}
	sent := vendor("aws", nil)
	sent.Requests["PR-1"] = ledger.Request{ID: "PR-1", State: ledger.Sent, Amount: ledger.MustMoney("5", "USD")}
	for _, c := range []struct {
		name       string
		from, into *account
		want       string
	}{
		{"itself", vendor("aws", nil), vendor("aws", nil), "into itself"},
		{"a live request", asked, vendor("amazon", nil), "PR-1 of AWS is approved"},
		{"a request at the bank", sent, vendor("amazon", nil), "`/owed aws failed PR-1`"},
		{"merged before", vendor("aws", func(v *ledger.Vendor) { v.MergedInto = "amazon" }), vendor("zeta", nil), "was merged into amazon already"},
		{"into one that is gone", vendor("aws", nil), vendor("amazon", func(v *ledger.Vendor) { v.MergedInto = "zeta" }), "`/owed aws merge into zeta`"},
		{"into a closed one", vendor("aws", nil), vendor("amazon", func(v *ledger.Vendor) { v.Closed = true }), "`/owed amazon reopen`"},
		{"a held one", vendor("aws", func(v *ledger.Vendor) { v.Held = true }), vendor("amazon", nil), "would become payable"},
		{"another under way", vendor("aws", nil), vendor("amazon", func(v *ledger.Vendor) { v.Receiving = "zeta" }), "Another merge"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := ledger.Merge(c.from, c.into, nil, true, ledger.By{Actor: "UA", At: now})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// Whatever a merged vendor was called means the survivor, also where that is merged again; its own journal takes nothing more.
func TestNamesAfterAMerge(t *testing.T) {
	t.Parallel()
	account := func(slug, name string, aliases ...string) *ledger.Account {
		return ledger.NewAccount(ledger.Vendor{Slug: ledger.VendorID(slug), Name: name, Aliases: aliases, Currency: "USD"})
	}
	aws, amazon, zon := account("aws", "Amazon Web Services", "AMZN"), account("amazon", "Amazon"), account("zon", "Zon")
	by := ledger.By{Actor: "UA", At: now}
	out, in, err := ledger.Merge(aws, amazon, nil, true, by)
	if err != nil {
		t.Fatal(err)
	}
	if names := out.After.Vendor.Names(); len(names) > 0 {
		t.Errorf("the merged vendor is still called %v", names)
	}
	if out.After.Vendor.Frozen() == nil || in.After.Vendor.Frozen() != nil {
		t.Error("the merged vendor must take nothing, the survivor everything")
	}
	_, in, err = ledger.Merge(in.After, zon, nil, true, by)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"amazon", "amazon web services", "amzn", "aws", "zon"}
	if got := in.After.Vendor.Names(); !slices.Equal(got, want) {
		t.Errorf("the survivor is called %v, want %v", got, want)
	}
	for word, slug := range map[string]ledger.VendorID{"AMZN": "aws", "amazon": "amazon"} {
		if was, ok := in.After.Vendor.Formerly(word); !ok || was.Slug != slug {
			t.Errorf("%q meant %v (%v), want %s", word, was.Slug, ok, slug)
		}
	}
	if _, ok := in.After.Vendor.Formerly("zon"); ok {
		t.Error("its own name is no former one")
	}
}

// merged is what the survivor is after a merge.
func merged(t *testing.T, from, into *ledger.Account) *ledger.Account {
	t.Helper()
	_, in, err := ledger.Merge(from, into, from.Items(), true, by("UA"))
	if err != nil {
		t.Fatal(err)
	}
	return in.After
}

// An invoice of a vendor merged away is found under the number that it has by now, through several merges; what the survivor has itself
// under the old number is not it. Deliberate faults it catches: the survivor's own invoice is taken for it; of two that came by the same way
// the one is taken that the vendor between had itself; an invoice that kept its number is not found.
func TestTheNumberAnInvoiceCameAs(t *testing.T) {
	t.Parallel()
	account := func(slug string, nos ...ledger.InvoiceNo) *ledger.Account {
		a := ledger.NewAccount(ledger.Vendor{Slug: ledger.VendorID(slug), Name: strings.ToUpper(slug), Currency: "USD", Zone: "UTC"})
		for _, no := range nos {
			c, err := a.RecordInvoice(ledger.Invoice{No: no, Amount: usd("5"), Issued: day("2023-02-01"), Due: day("2023-03-20")}, by("UA"))
			do(t, &a, c, err)
		}
		return a
	}
	mid := merged(t, account("al", "M-1", "M-2", "M-4"), account("mid", "M-1", "M-2"))
	end := merged(t, mid, account("be", "M-1", "M-3"))
	for _, c := range []struct {
		a    *ledger.Account
		no   ledger.InvoiceNo
		via  []ledger.VendorID
		want ledger.InvoiceNo
	}{
		{mid, "M-1", []ledger.VendorID{"al"}, "M-1-al"},
		{mid, "m 0001", []ledger.VendorID{"al"}, "M-1-al"},
		{mid, "M-4", []ledger.VendorID{"al"}, "M-4"},
		{mid, "M-3", []ledger.VendorID{"al"}, ""},
		{end, "M-1", []ledger.VendorID{"mid"}, "M-1-mid"},
		{end, "M-1", []ledger.VendorID{"al", "mid"}, "M-1-al"},
		{end, "M-2", []ledger.VendorID{"al", "mid"}, "M-2-al"},
		{end, "M-4", []ledger.VendorID{"al", "mid"}, "M-4"},
		{end, "M-3", []ledger.VendorID{"al", "mid"}, ""},
	} {
		if got, _ := c.a.CameAs(c.no, c.via...); got.No != c.want {
			t.Errorf("%s of %v is %q at %s, want %q", c.no, c.via, got.No, c.a.Vendor.Slug, c.want)
		}
	}
}

// What a vendor's only contract draws stays the same when both have one, through several merges, too; the only contract of both draws what
// either was invoiced. Deliberate faults it catches: what came with an earlier merge counts for nothing after the next one, or for the
// other's contract; an invoice is drawn twice.
func TestWhatContractsDrawAfterMerges(t *testing.T) {
	t.Parallel()
	account := func(slug string, contract bool, invoiced string) *ledger.Account {
		a := ledger.NewAccount(ledger.Vendor{Slug: ledger.VendorID(slug), Name: strings.ToUpper(slug), Currency: "USD", Zone: "UTC"})
		c, err := a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo("INV-" + slug), Amount: usd(invoiced), Issued: day("2023-02-01"), Due: day("2023-03-20")}, by("UA"))
		do(t, &a, c, err)
		if contract {
			a.Next[ledger.ContractSeries] = int64(slug[0])
			c, err = a.RecordContract(ledger.Contract{Commitment: usd("1000"), Months: 12}, by("UA"))
			do(t, &a, c, err)
		}
		return a
	}
	for _, c := range []struct {
		name    string
		a, b, c bool // which of the three has a contract
		want    []string
	}{
		{"each one's own", true, true, true, []string{"1", "20", "300"}},
		{"the first one's and the last one's", true, false, true, []string{"1", "300"}},
		{"the only one of all three", false, true, false, []string{"321"}},
		{"none but the last", false, false, true, []string{"321"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			end := merged(t, merged(t, account("a", c.a, "1"), account("b", c.b, "20")), account("c", c.c, "300"))
			var got []string
			for _, k := range end.LiveContracts() {
				sum := ledger.Zero("USD")
				for _, m := range end.DrawnBy(k) {
					sum = sum.Add(m.Sum)
				}
				got = append(got, sum.Amount.String())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("the contracts draw %v, want %v", got, c.want)
			}
		})
	}
}
