package show

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"owed.dev/owed/alerts"
	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// hostile are strings that somebody may put on record, in good faith or not.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"<!channel>", "<!here|x>", "<@U0ALICE001>", "<https://evil.example|Invoice>", "```", "`x` *bold* _it_ ~s~", "&lt;!channel&gt;",
			":moneybag: Approved", "שלום ₪ עולם", "\u202egnp.exe", "a\nb\r\nc\td", "> quoted", strings.Repeat("W", 3000), strings.Repeat("<&>", 1000),
			strings.Repeat("漢", 3000), "\xff\xfe", "", "  ", "|pipe|", "@here #general http://x.example", "\u200b\u2060", "*", "Ærø & Søn <ApS>",
		}),
		rapid.StringN(0, 400, 3000),
	)
}

// anything is an account with hostile words wherever somebody else writes.
type anything struct {
	b       *book
	word    func() string
	entries []ledger.Entry
}

func anyAccount(t *rapid.T, tb testing.TB) anything {
	word := func() string { return hostile().Draw(t, "word") }
	v := ledger.Vendor{Slug: "acme", Name: "Acme", Owner: "UCAROL", Critical: rapid.Bool().Draw(t, "critical")}
	b := newBook(tb, v)
	b.a.Vendor.Name = word() // as an older owed, or a file, may have let in
	b.a.Vendor.Aliases = []string{word()}
	by := b.by("UALICE", "test")
	try := func(c ledger.Change, err error) {
		if err == nil {
			b.do(c, nil)
		}
	}
	for n := range rapid.IntRange(0, 24).Draw(t, "invoices") {
		no := ledger.InvoiceNo(clip(word(), 40) + fmt.Sprint("X", n))
		cur := rapid.SampledFrom([]ledger.Currency{"USD", "EUR", "JPY", "KWD"}).Draw(t, "currency")
		sum := ledger.MustMoney(fmt.Sprint(rapid.Int64Range(1, 1e15).Draw(t, "sum")), cur)
		issued := on("2022-01-01").AddDays(rapid.IntRange(0, 500).Draw(t, "issued"))
		try(b.a.RecordInvoice(ledger.Invoice{No: no, Amount: sum, Issued: issued, PO: word(), Memo: word()}, by))
	}
	for _, i := range b.a.OpenInvoices()[:min(len(b.a.OpenInvoices()), 8)] {
		try(b.a.OpenDispute(ledger.Dispute{Invoice: i.No, Reason: word() + "x"}, by))
	}
	for range rapid.IntRange(0, 8).Draw(t, "signals") {
		try(b.a.RecordSignal(ledger.Signal{
			Kind: rapid.SampledFrom(ledger.MeasureKinds[:]).Draw(t, "kind"), State: rapid.SampledFrom([]ledger.MeasureState{ledger.Possible, ledger.Threatened, ledger.NoticeGiven, ledger.InEffect}).Draw(t, "state"),
			Source: word(), Text: word(), Affiliates: []string{word(), word(), word(), word()}, Services: []string{word()}, Link: "https://x.example/" + word(),
			Effective: on("2023-03-15"), CureUntil: on("2023-03-13"), Exposure: &ledger.Exposure{Amount: usd("1000000"), Floor: true, Per: "quarter"},
		}, by))
	}
	for range rapid.IntRange(0, 3).Draw(t, "contracts") {
		try(b.a.RecordContract(ledger.Contract{Name: word(), Commitment: usd(fmt.Sprint(1 + rapid.Int64Range(1, 1e12).Draw(t, "commitment"))), Months: 66, Start: on("2020-12-01"), ReceivedWhen: word()}, by))
	}
	try(b.a.NoteIncident(word()+"x", by))
	try(b.a.RecordPayment(ledger.Pay{Amount: usd("12345678901"), Ref: word(), Memo: word()}, by))
	for range rapid.IntRange(0, 6).Draw(t, "requests") {
		try(b.a.RequestPayment(ledger.Ask{Amount: usd("5"), Memo: word()}, by))
	}
	return anything{b: b, word: word, entries: b.newest()}
}

// messages is everything that is shown about an account.
func (x anything) messages(c Ctx) map[string]Message {
	a, b := x.b.a, x.b
	open := a.OpenInvoices()
	out := map[string]Message{
		"card": Card(a, c), "signals": Signals(a, c), "disputes": Disputes(a, c), "contract": Contract(a, c), "payments": Payments(a, "", "n", c),
		"invoices": Invoices(a, open, "open", "n", c), "history": History(a, x.entries, x.word(), "n", c), "timeline": Timeline(a, x.entries, nil, true, "n", c),
		"as_of":    AsOf(a, a, on("2023-01-31"), c),
		"overview": Overview([]*ledger.Account{a, renamed(a, "b"), renamed(a, "c"), renamed(a, "d"), renamed(a, "e"), renamed(a, "f"), renamed(a, "g"), renamed(a, "h"), renamed(a, "i"), renamed(a, "j")}, map[ledger.Currency]ledger.Money{"USD": usd("1")}, 30, "n", c),
	}
	var rows []ledger.DueRow
	var hits []ledger.Hit
	for _, i := range open {
		rows = append(rows, ledger.DueRow{Due: i.Due, Vendor: "acme", Invoice: i})
		hits = append(hits, ledger.Hit{Vendor: "acme", Item: ledger.Item(ledger.ItemInvoice, i.No.Key()), Why: "number"})
	}
	due := DuePage{From: on("2023-03-03"), Until: on("2023-06-01"), Rows: rows, Sums: a.FallsDue(0, on("2023-06-01")), Vendor: func(ledger.VendorID) ledger.Vendor { return a.Vendor }, Next: "n"}
	out["due"] = Due(due, c)
	out["find"] = Find(x.word(), hits, map[ledger.VendorID]*ledger.Account{"acme": a}, true, c)
	for _, r := range requestsOf(a, ledger.Request.Live) {
		out["request "+string(r.ID)] = RequestMessage(a, r, c)
		out["is this "+string(r.ID)] = IsThisRequest(a, r, x.word(), c)
	}
	for _, al := range alerts.All(a, alerts.Policy{}, c.Now) {
		out["alert "+al.Matter] = AlertMessage(a, al, open, ledger.Posted{Acked: "UBOB", AckedAt: c.Now}, c)
		for _, r := range al.Rungs[max(0, len(al.Rungs)-1):] {
			out["reply "+al.Matter] = AlertReply(a, al, r, c)
		}
		al.Cleared, al.Why, al.By = c.Now, x.word(), "UBOB"
		out["over "+al.Matter] = AlertMessage(a, al, open, ledger.Posted{}, c)
	}
	out["recorded"] = Recorded(b.last, c)
	page := []*ledger.Account{a, renamed(a, "b"), renamed(a, "c"), renamed(a, "d"), renamed(a, "e")}
	out["all signals"], out["all disputes"], out["all payments"] = AllSignals(page, "n", c), AllDisputes(page, false, "n", c), AllPayments(page, "", "n", c)
	out["disputes closed"], out["all disputes closed"] = ClosedDisputes(a, overDisputes(a), "n", c), AllDisputes(page, true, "n", c)
	out["all as of"] = AllAsOf(page, nil, on("2023-01-31"), "n", c)
	var heads []string
	for n := range 15 {
		heads = append(heads, fmt.Sprint("acme:", n, ":", x.word()))
	}
	if m, ok := Digest(DigestPage{Vendors: page, Changed: []ledger.VendorID{"acme"}, Due: due, Heads: heads, Names: func(ledger.VendorID) string { return a.Vendor.Name }}, c); ok {
		out["digest"] = m
	}
	return out
}

// answers are shown to one person alone, so they are the same where guests read along.
func (x anything) answers(c Ctx) map[string]Message {
	return map[string]Message{
		"failed": Failed(&ledger.Error{Kind: ledger.Invalid, Say: x.word() + " `code " + x.word()}, c), "internal": Failed(errors.New(x.word()), c),
		"again": AskedAgain(&ledger.Repeated{Ago: time.Minute, IDs: []ledger.ID{"PR-1"}}, x.word(), c),
		"guess": Failed(&ledger.Error{Say: "x", Err: &typed.Guess{Choices: []typed.Choice{{Label: x.word(), Words: x.word()}, {Label: x.word() + "y", Words: x.word()}}}}, c),
	}
}

var money = regexp.MustCompile(`[$€¥]\s?[0-9]|KWD\s[0-9]`)

// control finds what Slack would act on in mrkdwn: everything in angle brackets.
var control = regexp.MustCompile(`<[^>]*>?`)

var ours = regexp.MustCompile(`^<!date\^-?\d+\^\{date_short_pretty\} at \{time\}\|[A-Za-z0-9 :]+ UTC>$`)

// TestHostileWords: whatever is on record, messages fit into Slack, and nothing in them acts.
func TestHostileWords(t *testing.T) {
	t.Parallel()
	c := ctxAt(noon)
	c.Chart = true
	guests := c
	guests.Guests = true
	rapid.Check(t, func(rt *rapid.T) {
		x := anyAccount(rt, t)
		all := x.messages(c)
		for name, m := range x.answers(c) {
			all[name] = m
		}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			m := all[name]
			m = m.Noted("For " + Esc(x.word()))
			if err := Fits(m); err != nil {
				rt.Fatalf("%s does not fit: %v", name, err)
			}
			if !utf8.Valid(m.JSON()) || !json.Valid(m.JSON()) {
				rt.Fatalf("%s is not JSON", name)
			}
			for _, s := range formatted(m) {
				inert(rt, name, s)
			}
			sameJSON(rt, name, m)
		}
		x.b.a.Vendor.Name = "Acme"
		for name, m := range x.messages(guests) {
			noFigure(rt, name, m)
		}
	})
}

// formatted are all texts of a message that Slack formats.
func formatted(m Message) []string {
	out := []string{m.Text}
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case *slack.SectionBlock:
			out = append(out, b.Text.Text)
		case *slack.ContextBlock:
			for _, e := range b.ContextElements.Elements {
				out = append(out, e.(*slack.TextBlockObject).Text)
			}
		}
	}
	return out
}

func inert(t *rapid.T, name, s string) {
	for _, mark := range control.FindAllString(s, -1) {
		if !ours.MatchString(mark) && !strings.HasPrefix(mark, "<https://x.example/") {
			t.Fatalf("%s holds %q, on which Slack acts, in\n%s", name, mark, s)
		}
	}
	for _, r := range s {
		if r < ' ' && r != '\n' || r >= '\u202a' && r <= '\u202e' {
			t.Fatalf("%s holds %q", name, r)
		}
	}
	if strings.Count(strings.ReplaceAll(s, "```", ""), "`")%2 != 0 && !strings.HasSuffix(s, "…") && !strings.Contains(s, "…") {
		t.Fatalf("%s has a backtick without its twin in\n%s", name, s)
	}
}

// noFigure: where a guest reads along there is no amount, and a way to see more in private.
func noFigure(t *rapid.T, name string, m Message) {
	if strings.HasPrefix(name, "is this") || name == "recorded" {
		return // only ever shown to one person
	}
	if s := string(m.JSON()); money.MatchString(s) {
		t.Fatalf("%s shows a figure to guests: %s", name, s)
	}
	if !strings.Contains(string(m.JSON()), `"action_id":"open"`) {
		t.Fatalf("%s offers no way to see more", name)
	}
}

// sameJSON: the encoder by hand and Slack's library write the same.
func sameJSON(t *rapid.T, name string, m Message) {
	var got, want any
	if err := json.Unmarshal(m.JSON(), &got); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	b, err := json.Marshal(map[string]any{"text": m.Text, "blocks": m.Blocks})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s differs:\n%s\n%s", name, m.JSON(), b)
	}
}

func TestFormsFit(t *testing.T) {
	t.Parallel()
	c := ctxAt(noon)
	rapid.Check(t, func(rt *rapid.T) {
		x := anyAccount(rt, t)
		a := x.b.a
		fill := Fill{}
		for _, f := range []string{FieldAmount, FieldFor, FieldMemo, FieldReason, FieldText, FieldExposure, FieldNumber, FieldName, FieldSlug, FieldDay, FieldKind, FieldState} {
			fill[f] = x.word()
		}
		var g ledger.ID
		for _, s := range a.LiveSignals() {
			g = s.ID
		}
		r := ledger.Request{ID: "PR-9", Amount: usd("5"), Memo: x.word(), State: ledger.Requested}
		for n, v := range []slack.ModalViewRequest{
			PayForm(a, g, fill, c), PayForm(nil, "", fill, c), PaidForm(a, "PR-1", fill, c), PaidForm(nil, "", fill, c), InvoiceForm(a, fill, c), CreditForm(a, fill, c), ChargeForm(a, fill, c), ChargeForm(nil, fill, c), DisputeForm(a, fill, c), RejectForm(a, r, c),
			SignalForm(a, g, fill, c), SignalForm(nil, "", fill, c), PasteForm(nil, fill, true, c), anyNotice(x, a, fill, c), ContractForm(a, fill, c), AddForm(fill, c),
			SnoozeForm(a.Vendor, x.word(), alerts.Kind(x.word()), noon.Add(5*time.Minute), c), POForm(a, ledger.InvoiceNo(x.word()), c),
			CommandForm(typed.HelpFor("write-off")[0], a.Vendor, x.word(), []string{x.word(), x.word()}, c), Loading(x.word()), Problem(x.word(), errors.New(x.word()), c),
		} {
			if err := FitsModal(v); err != nil {
				rt.Fatalf("form %d (%s) does not fit: %v", n, v.CallbackID, err)
			}
		}
	})
}

// anyNotice is the form of a notice with as many counter-measures as it takes.
func anyNotice(x anything, a *ledger.Account, fill Fill, c Ctx) slack.ModalViewRequest {
	n := Notice{Vendor: x.word(), Claimed: usd("71000000"), Invoices: []ledger.InvoiceNo{ledger.InvoiceNo(x.word()), "INV-1"}, Suspicious: []string{x.word(), x.word()}, Unread: []string{x.word()}}
	var fills []Fill
	for range MostMeasures + 1 {
		n.Signals = append(n.Signals, ledger.Signal{Kind: ledger.LateFee, State: ledger.Threatened, Text: x.word()})
		fills, n.Evidence = append(fills, fill), append(n.Evidence, fill)
	}
	return NoticeForm(a, n, fills, c)
}

// renamed is the account as if it were another vendor's.
func renamed(a *ledger.Account, slug ledger.VendorID) *ledger.Account {
	b := *a
	b.Vendor.Slug = slug
	return &b
}

// TestLongestAnswer: the widest characters, everywhere, and a remark at the end.
func TestLongestAnswer(t *testing.T) {
	t.Parallel()
	for _, wide := range []string{strings.Repeat("漢", 3000), strings.Repeat("𝔸", 3000), strings.Repeat("&", 3000), strings.Repeat("<", 3000), strings.Repeat("\x01", 3000), strings.Repeat("`", 3000)} {
		m := Failed(&ledger.Error{Say: wide + " `" + wide + "`"}, ctxAt(noon)).Noted(wide)
		if err := Fits(m); err != nil {
			t.Errorf("%.4s…: %v", wide, err)
		}
		if err := Fits(Text(esc(wide)).Noted(Esc(wide))); err != nil {
			t.Errorf("%.4s…: %v", wide, err)
		}
	}
}
