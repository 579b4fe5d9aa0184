package exchange

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// WriteHledger writes entries as a journal of hledger (ledger reads it, too), by day, vendor and sequence. All accounts
// and currencies are declared, so `hledger check -s` passes. What we owe is negative, as liabilities are there.
func WriteHledger(w io.Writer, entries []Entry, o Options) error {
	entries = Sorted(entries)
	buf := bufio.NewWriter(w)
	if err := hledgerHead(buf, entries); err != nil {
		return err
	}
	sums := balances{}
	for _, e := range entries {
		owed, err := e.Owed()
		if err != nil {
			return err
		}
		sum := sums.add(e, owed)
		fmt.Fprintf(buf, "\n%s * (%s) %s%s\n", e.Day, oneLine(e.ID, "()", "-"), oneLine(e.VendorName, ";|", ","), hledgerTags(e))
		fmt.Fprintf(buf, "    %-40s  %s\n", hledgerAccount(posting(e)), hledgerAmount(owed))
		assertion := ""
		if o.Assert {
			assertion = " = " + hledgerAmount(sum.Neg())
		}
		fmt.Fprintf(buf, "    %-40s  %s%s\n", hledgerAccount(payable(e.Vendor)), hledgerAmount(owed.Neg()), assertion)
	}
	return buf.Flush()
}

func payable(vendor string) []string { return []string{"liabilities", "payable", vendor} }

// hledgerHead declares every account and currency once, in order.
func hledgerHead(w *bufio.Writer, entries []Entry) error {
	accounts, currencies := map[string]bool{}, map[ledger.Currency]bool{}
	for _, e := range entries {
		if _, err := e.Owed(); err != nil {
			return err
		}
		accounts[hledgerAccount(posting(e))], accounts[hledgerAccount(payable(e.Vendor))] = true, true
		currencies[e.Amount.Currency] = true
	}
	fmt.Fprint(w, "; What owed has on record, made from its events alone. Money owed is negative.\n\ndecimal-mark .\n\n")
	for _, c := range sortedKeys(currencies) {
		fmt.Fprintf(w, "commodity %s 1000.%s\n", c, strings.Repeat("0", int(c.Decimals())))
	}
	fmt.Fprintln(w)
	for _, a := range sortedKeys(accounts) {
		fmt.Fprintf(w, "account %s\n", a)
	}
	return nil
}

func sortedKeys[K ~string](m map[K]bool) []K {
	var out []K
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func hledgerAccount(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = name(p)
	}
	return strings.Join(out, ":")
}

// hledgerAmount writes the code in front and a decimal point always, so that 500 and 1.234 have one reading.
func hledgerAmount(m ledger.Money) string { return string(m.Currency) + " " + m.Decimal() }

// hledgerTags is the comment behind an entry, whose tags hledger can query.
func hledgerTags(e Entry) string {
	due := ""
	if !e.Due.IsZero() {
		due = e.Due.String()
	}
	var tags []string
	for _, t := range [][2]string{
		{"due", due}, {"kind", e.Kind}, {"for", e.Against}, {"ref", e.Reference}, {"seq", fmt.Sprint(e.Seq)}, {"at", moment(e.At)}, {"by", e.Actor}, {"memo", e.Memo},
	} {
		if v := oneLine(t[1], ",;[]", " "); v != "" {
			tags = append(tags, t[0]+":"+v)
		}
	}
	return "  ; " + strings.Join(tags, ", ")
}
