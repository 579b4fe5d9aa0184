package show

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// noon is when the case's clock starts.
var noon = time.Date(2023, 3, 3, 12, 0, 0, 0, time.UTC)

func usd(s string) ledger.Money { return ledger.MustMoney(s, "USD") }

func on(s string) ledger.Date {
	d, err := ledger.ParseISO(s)
	if err != nil {
		panic(err)
	}
	return d
}

var people = map[ledger.UserID]string{"UALICE": "Alice", "UBOB": "Bob", "UCAROL": "Carol", "UDAN": "Dan"}

func ctxAt(at time.Time) Ctx {
	return Ctx{Now: at, Zone: time.UTC, Name: func(u ledger.UserID) string { return people[u] }}
}

// book is an account, and what was committed to it: what handlers see of a store.
type book struct {
	t       testing.TB
	a       *ledger.Account
	at      time.Time
	last    ledger.Result
	entries []ledger.Entry // oldest first
}

func newBook(t testing.TB, v ledger.Vendor) *book {
	t.Helper()
	b := &book{t: t, at: noon}
	c, err := ledger.NewVendor(v, b.by("UALICE", "add"))
	if err != nil {
		t.Fatal(err)
	}
	b.a = c.After
	b.last = ledger.Result{Change: c, Seq: 1, IDs: c.IDs, Account: c.After}
	return b
}

func (b *book) by(who ledger.UserID, cmd string) ledger.By {
	return ledger.By{Actor: who, At: b.at, Key: "k", Cmd: cmd}
}

// do commits a decision.
func (b *book) do(c ledger.Change, err error) ledger.Result {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("refused: %v", err)
	}
	b.a = c.After
	b.entries = append(b.entries, ledger.EntryOf("T1", c))
	b.last = ledger.Result{Change: c, Seq: b.a.Seq, IDs: c.IDs, Account: b.a}
	return b.last
}

func (b *book) newest() []ledger.Entry {
	out := make([]ledger.Entry, 0, len(b.entries))
	for n := range b.entries {
		out = append(out, b.entries[len(b.entries)-1-n])
	}
	return out
}

// core is the account as a bot reads it for a card: without invoices.
func (b *book) core() *ledger.Account {
	b.t.Helper()
	raw, err := b.a.MarshalCore()
	if err != nil {
		b.t.Fatal(err)
	}
	a, err := ledger.UnmarshalCore(raw)
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

// theCase is AWS as CASE.md's commands load it.
func theCase(t testing.TB) *book {
	t.Helper()
	b := newBook(t, ledger.Vendor{Slug: "aws", Name: "Amazon Web Services", Aliases: []string{"Amazon"}, Terms: ledger.Terms{Net: 30}, Owner: "UCAROL", Critical: true})
	alice := func(cmd string) ledger.By { return b.by("UALICE", cmd) }
	issued := on("2022-07-31")
	for n := 1; n <= 8; n++ {
		b.do(b.a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprintf("INV-%d", n)), Amount: usd("10000000"), Issued: issued}, alice("invoice")))
		issued = issued.AddDays(1).EndOfMonth()
	}
	b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("10000000"), Day: on("2023-02-20"), Ref: "WIRE-0220"}, alice("paid")))
	b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("510000000"), Months: 66, Start: on("2020-12-01")}, alice("contract")))
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.RefusalToRenegotiate, Source: "press", Text: "will not renegotiate the contract"}, alice("signal")))
	b.do(b.a.RecordSignal(ledger.Signal{
		Kind: ledger.SetOffOrWithhold, State: ledger.Threatened, Source: "press", Affiliates: []string{"Amazon Studios"},
		Exposure: &ledger.Exposure{Amount: usd("1000000"), Floor: true, Per: "quarter"}, Text: "will not pay for advertising on the platform",
	}, alice("signal")))
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.LegalAction, State: ledger.Possible, Source: "press"}, alice("signal")))
	b.do(b.a.NoteIncident("One of three data centres closed; capacity cut", alice("incident")))
	return b
}

// google is the second vendor of the case: a contract, and no invoice.
func google(t testing.TB) *book {
	t.Helper()
	b := newBook(t, ledger.Vendor{Slug: "gcp", Name: "Google Cloud"})
	b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("1000000000"), Months: 60}, b.by("UALICE", "contract")))
	return b
}

// A card tells the ageing in every currency. Deliberate fault it catches: those beyond the fourth are left out.
func TestCardInManyCurrencies(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "acme", Name: "Acme", Currency: "USD"})
	for n, c := range []ledger.Currency{"USD", "EUR", "GBP", "CHF", "SEK", "JPY"} {
		b.do(b.a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo("X-" + string(c)), Amount: ledger.MustMoney(strconv.Itoa(100+n), c), Issued: on("2023-01-01"), Due: on("2023-02-01")}, b.by("UALICE", "invoice")))
	}
	got := readable(Card(b.core(), ctxAt(noon)))
	for n, f := range allFigures(b.core(), on("2023-03-03")) {
		if !strings.Contains(got, ledger.Buckets[1]+" ") || strings.Count(got, f.Outstanding.String()) < 2 {
			t.Errorf("currency %d, %s: no ageing of it on\n%s", n, f.Currency, got)
		}
	}
}

// Each contract year stands against its own minimum, on the card and on the contract's page. Deliberate fault it catches: "No
// shortfall" of a contract whose first year ended with 12 of 80.
func TestYearsThatFellShort(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "aws", Name: "Amazon Web Services"})
	by := b.by("UALICE", "contract")
	minimums := []ledger.Money{usd("80000000"), usd("100000000"), usd("120000000")}
	b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("300000000"), Months: 36, Start: on("2022-01-01"), Schedule: minimums}, by))
	bill := func(issued ledger.Date, sum string) {
		b.do(b.a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(issued.String()), Amount: usd(sum), Issued: issued}, by))
	}
	for month := range 12 {
		bill(on("2022-01-15").AddMonths(month), "1000000")
	}
	bill(on("2023-01-15"), "60000000")
	bill(on("2023-02-15"), "60000000")
	c := ctxAt(noon)
	golden(t, "contract_years", Contract(b.core(), c))
	for what, m := range map[string]Message{"the card": Card(b.core(), c), "the page": Contract(b.core(), c)} {
		said := strings.ToLower(readable(m))
		if strings.Contains(strings.ReplaceAll(said, "no shortfall of the whole term", ""), "no shortfall") || !strings.Contains(said, "$68,000,000.00 short") {
			t.Errorf("%s says\n%s", what, said)
		}
	}
}

// A contract that renewed by itself says so, what is not known of the term that runs and how to say it, and what the one before lacked.
// Deliberate faults it catches: a card that stops at the first end; a commitment that nobody agreed.
func TestAContractThatRenewed(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "aws", Name: "Amazon Web Services"})
	by := b.by("UALICE", "contract")
	c := ctxAt(noon)
	b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("24000000"), Months: 24, Start: on("2021-01-01"), AutoRenews: true, NoticeMonths: 1, Schedule: []ledger.Money{usd("10000000"), usd("12000000")}}, by))
	for month := range 26 {
		b.do(b.a.RecordInvoice(ledger.Invoice{No: ledger.InvoiceNo(fmt.Sprint("N-", month)), Amount: usd("900000"), Issued: on("2021-01-15").AddMonths(month)}, by))
	}
	golden(t, "contract_renewed", Contract(b.core(), c))
	for what, m := range map[string]Message{"the card": Card(b.core(), c), "the overview": Overview([]*ledger.Account{b.core()}, nil, 1, "", c)} {
		if said := readable(m); !strings.Contains(said, "renewed Sun 1 Jan 2023. For how long, and for how much is not on record") || !strings.Contains(said, "$2,400,000.00 short of $24,000,000.00") {
			t.Errorf("%s says\n%s", what, said)
		}
	}
	sum, months := usd("12000000"), 12
	golden(t, "recorded_renewal", Recorded(b.do(b.a.ChangeContract("K-1", func(k *ledger.Contract) { k.RenewMonths, k.Renewal = months, sum }, by)), c))
	golden(t, "contract_renewed_known", Contract(b.core(), c))
	golden(t, "recorded_no_renewal", Recorded(b.do(b.a.ChangeContract("K-1", func(k *ledger.Contract) { k.AutoRenews = false }, by)), c))
}

// Where a disputed part became smaller it is said what took it off, in the answer, the history and the timeline. Deliberate fault it
// catches: an invoice that is said to have become smaller where it was paid.
func TestWhatLoweredADispute(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "aws", Name: "Amazon Web Services"})
	by := b.by("UALICE", "x")
	b.do(b.a.RecordInvoice(ledger.Invoice{No: "R-1", Amount: usd("1000"), Issued: on("2023-01-15")}, by))
	b.do(b.a.OpenDispute(ledger.Dispute{Invoice: "R-1", Amount: usd("400"), Reason: "billed twice"}, by))
	paid := b.do(b.a.RecordPayment(ledger.Pay{Amount: usd("700"), For: []ledger.InvoiceNo{"R-1"}}, by))
	c := ctxAt(noon)
	for what, m := range map[string]Message{
		"the answer": Recorded(paid, c), "the history": History(b.core(), b.newest(), "", "", c), "the timeline": Timeline(b.core(), b.newest(), nil, true, "", c),
	} {
		if said := readable(m); !strings.Contains(said, "D-1 lowered from $400.00 to $300.00: less of its invoice is open since P-1") {
			t.Errorf("%s says\n%s", what, said)
		}
	}
}
