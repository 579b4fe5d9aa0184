package exchange

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// WriteBeancount writes entries as a file of beancount, by day, vendor and sequence. Every account is opened on its
// first day. With Options.Assert the balances after the last entry are asserted; beancount holds an assertion at the
// start of its day, so it stands on the day after.
func WriteBeancount(w io.Writer, entries []Entry, o Options) error {
	entries = Sorted(entries)
	buf := bufio.NewWriter(w)
	fmt.Fprint(buf, "; What owed has on record, made from its events alone. Money owed is negative.\n\noption \"title\" \"owed\"\n\n")
	if err := beancountOpens(buf, entries); err != nil {
		return err
	}
	sums := balances{}
	for _, e := range entries {
		owed, err := e.Owed()
		if err != nil {
			return err
		}
		sums.add(e, owed)
		fmt.Fprintf(buf, "\n%s * %s %s%s\n", e.Day, quote(e.VendorName), quote(e.Memo), links(e))
		for _, m := range beancountMeta(e) {
			fmt.Fprintf(buf, "  %s\n", m)
		}
		fmt.Fprintf(buf, "  %-40s  %s\n", beancountAccount(posting(e)), beancountAmount(owed))
		fmt.Fprintf(buf, "  %-40s  %s\n", beancountAccount(payable(e.Vendor)), beancountAmount(owed.Neg()))
	}
	if o.Assert && len(entries) > 0 {
		fmt.Fprintln(buf)
		after := entries[len(entries)-1].Day.AddDays(1)
		for _, s := range sums.sorted() {
			fmt.Fprintf(buf, "%s balance %-40s  %s\n", after, beancountAccount(payable(s.vendor)), beancountAmount(sums[s].Neg()))
		}
	}
	return buf.Flush()
}

// beancountOpens opens every account on the day of its first entry.
func beancountOpens(w *bufio.Writer, entries []Entry) error {
	type opened struct {
		account string
		day     ledger.Date
	}
	var all []opened
	seen := map[string]bool{}
	for _, e := range entries {
		if _, err := e.Owed(); err != nil {
			return err
		}
		for _, parts := range [][]string{posting(e), payable(e.Vendor)} {
			if a := beancountAccount(parts); !seen[a] {
				seen[a] = true
				all = append(all, opened{a, e.Day})
			}
		}
	}
	slices.SortFunc(all, func(a, b opened) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.account, b.account)) })
	for _, o := range all {
		fmt.Fprintf(w, "%s open %s\n", o.day, o.account)
	}
	return nil
}

// beancountAccount writes each part with a capital in front, as beancount wants it.
func beancountAccount(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		p = name(p)
		if p == "" || p[0] == '-' {
			p = "X" + p
		}
		out[i] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(out, ":")
}

func beancountAmount(m ledger.Money) string { return m.Decimal() + " " + string(m.Currency) }

func quote(s string) string {
	return `"` + strings.ReplaceAll(oneLine(s, `\`, "/"), `"`, `\"`) + `"`
}

// links tie an entry to the document it is and the one it is for; the kind is a tag.
func links(e Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, " #%s", strings.ReplaceAll(e.Kind, "_", "-"))
	for _, id := range append([]string{e.ID}, strings.FieldsFunc(e.Against, func(r rune) bool { return r == ',' || r == ' ' || r == '+' })...) {
		if l := strings.Trim(strings.Map(linkRune, id), "."); l != "" {
			fmt.Fprintf(&b, " ^%s", l)
		}
	}
	return b.String()
}

func linkRune(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_/.", r) {
		return r
	}
	return '-'
}

func beancountMeta(e Entry) []string {
	var out []string
	if !e.Due.IsZero() {
		out = append(out, "due: "+e.Due.String())
	}
	out = append(out, fmt.Sprintf("seq: %d", e.Seq))
	for _, m := range [][2]string{{"at", moment(e.At)}, {"by", e.Actor}, {"ref", e.Reference}} {
		if m[1] != "" {
			out = append(out, m[0]+": "+quote(m[1]))
		}
	}
	return out
}
