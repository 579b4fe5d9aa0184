package show

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"owed.dev/owed/ledger"
)

// allFigures are an account's figures on a day, one for each currency in which something is on record, or asked for.
func allFigures(a *ledger.Account, day ledger.Date) []ledger.Figures {
	currencies := a.Currencies()
	out := make([]ledger.Figures, 0, len(currencies))
	for _, c := range currencies {
		if f := a.FiguresOn(c, day); f.Recorded || f.InFlight.Positive() || f.Asked.Positive() {
			out = append(out, f)
		}
	}
	return out
}

// pick are the amounts that one of the figures has, of the currencies where it is above 0.
func pick(fs []ledger.Figures, of func(ledger.Figures) ledger.Money) []ledger.Money {
	var out []ledger.Money
	for _, f := range fs {
		if m := of(f); m.Positive() {
			out = append(out, m)
		}
	}
	return out
}

func outstanding(f ledger.Figures) ledger.Money { return f.Outstanding }
func overdue(f ledger.Figures) ledger.Money     { return f.Overdue }
func disputed(f ledger.Figures) ledger.Money    { return f.Disputed }
func cureSum(f ledger.Figures) ledger.Money     { return f.CureSum }
func payable(f ledger.Figures) ledger.Money     { return f.Payable }

// recorded reports whether anything is on record that was owed, paid or credited; a payment that is asked for is neither.
func recorded(fs []ledger.Figures) bool {
	return slices.ContainsFunc(fs, func(f ledger.Figures) bool { return f.Recorded })
}

// owedWords is what is owed, in words: an amount, "nothing owed" where all is settled, "nothing recorded" where nobody
// ever put anything on record.
func owedWords(fs []ledger.Figures) string {
	open := pick(fs, outstanding)
	switch {
	case !recorded(fs):
		return "nothing recorded"
	case len(open) == 0:
		return "nothing owed"
	}
	return sums(open) + " owed"
}

// balance is the sentence that ends every answer to a change: what is owed after it.
func balance(a *ledger.Account, c Ctx) string {
	return name(a.Vendor) + ": " + balanceWords(allFigures(a, c.today(a))) + "."
}

func balanceWords(fs []ledger.Figures) string {
	open := pick(fs, outstanding)
	switch {
	case !recorded(fs):
		return "nothing recorded yet"
	case len(open) == 0:
		return "nothing outstanding"
	}
	words := sums(open) + " outstanding"
	if late := pick(fs, overdue); len(late) > 0 {
		words += ", " + sums(late) + " overdue"
	} else {
		words += ", nothing overdue"
	}
	return words
}

// everyFigure are the lines of all currencies; where there are several, each says which it is about.
func everyFigure(fs []ledger.Figures) []string { return everyFigureTo(fs, away) }

// everyFigureTo is everyFigure where to says how far off the next due day is.
func everyFigureTo(fs []ledger.Figures, to func(day, due ledger.Date) string) []string {
	if len(fs) == 1 {
		return figureLines(fs[0], to)
	}
	var lines []string
	for _, f := range fs {
		for _, l := range figureLines(f, to) {
			lines = append(lines, string(f.Currency)+": "+l)
		}
	}
	return lines
}

// figureLines say how late something is, and what is due next, for one currency.
func figureLines(f ledger.Figures, to func(day, due ledger.Date) string) []string {
	lines := make([]string, 0, 3)
	switch {
	case f.Overdue.Positive():
		oldest := "the oldest "
		if f.OverdueOpen == 1 {
			oldest = ""
		}
		lines = append(lines, "*"+f.Overdue.String()+" overdue*: "+plural(f.OverdueOpen, "invoice", "invoices")+", "+oldest+days(f.DaysPastDue())+" past due")
	case f.Outstanding.Positive():
		lines = append(lines, "Nothing overdue")
	}
	if !f.NextDue.IsZero() {
		lines = append(lines, "Next due "+day(f.NextDue)+" ("+to(f.Day, f.NextDue)+"): "+f.NextSum.String())
	}
	if parts := figureParts(f); len(parts) > 0 {
		lines = append(lines, strings.Join(parts, " · "))
	}
	if f.Contested.Positive() {
		lines = append(lines, f.Contested.String()+" of fees and interest contested: not owed unless it is accepted")
	}
	return lines
}

// figureParts are the parts of what is owed that need a word: disputed, held, asked for, in flight, on account.
func figureParts(f ledger.Figures) []string {
	var out []string
	add := func(m ledger.Money, words string) {
		if m.Positive() {
			out = append(out, m.String()+" "+words)
		}
	}
	add(f.Disputed, "disputed")
	add(f.Held, "on hold")
	add(f.Asked, "asked for, not decided")
	add(f.InFlight, "in flight")
	add(f.OnAccount, "on account, not allocated")
	return out
}

// barWidth is the longest bar of an ageing.
const barWidth = 16

const fullBar = "████████████████"

// ageing draws what is owed by days past due: a table with bars in fixed width, which every client shows alike.
func ageing(f ledger.Figures) string {
	top, width := decimal.Zero, 0
	var amounts [len(ledger.Buckets)]string
	for n, m := range f.Ageing {
		amounts[n] = m.String()
		width = max(width, utf8.RuneCountInString(amounts[n]))
		if m.Amount.GreaterThan(top) {
			top = m.Amount
		}
	}
	var b strings.Builder
	b.Grow(256)
	b.WriteString("```")
	for n, m := range f.Ageing {
		if n > 0 {
			b.WriteByte('\n')
		}
		pad(&b, ledger.Buckets[n], 8)
		for range width - utf8.RuneCountInString(amounts[n]) {
			b.WriteByte(' ')
		}
		b.WriteString(amounts[n])
		if m.Positive() {
			b.WriteString("  ")
			b.WriteString(fullBar[:len("█")*bar(m.Amount, top)])
		}
	}
	b.WriteString("```")
	return b.String()
}

func pad(b *strings.Builder, s string, width int) {
	b.WriteString(s)
	for range width - utf8.RuneCountInString(s) {
		b.WriteByte(' ')
	}
}

// bar is how many cells an amount fills: at least one, for what is owed must be seen.
func bar(m, top decimal.Decimal) int {
	const digits = 17 // with so many, sixteen times a coefficient is still an int64
	if m.Exponent() == top.Exponent() && top.NumDigits() <= digits {
		return max(int(m.CoefficientInt64()*barWidth/top.CoefficientInt64()), 1)
	}
	cells, _ := m.Mul(decimal.NewFromInt(barWidth)).QuoRem(top, 0)
	return min(max(int(cells.IntPart()), 1), barWidth)
}
