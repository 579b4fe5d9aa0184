package signals

import (
	"fmt"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// layouts are rows of statements of account, as programs print them, from their number on.
var layouts = map[string]func(i int) string{
	"pipes": func(i int) string {
		return fmt.Sprintf("| %d | %02d.04.2024 | %02d.05.2024 | EUR %d.34 | %s |", 90000+i, 1+i%28, 1+i*3%28, 400+37*i, []string{"open", "paid"}[i*i%2])
	},
	"sentences": func(i int) string {
		return fmt.Sprintf("Invoice %d of %02d.04.2024, %d.84 EUR, %s %02d.05.2024", 90010+i, 1+i%28, 4983-3*i, []string{"overdue since", "paid"}[i%3/2], 1+i*5%28)
	},
	"tabs": func(i int) string {
		return fmt.Sprintf("%d\t4/%d/2024\tINV\t$%d,275.68\t$0.00", 70003+i, 1+i%28, 1+i%9)
	},
	"months": func(i int) string {
		months := strings.Fields("January February March April May")
		return fmt.Sprintf("TV-%04d  %d %s 2024  %d %s 2024  GBP %d.00  overdue", 1200+i, 1+i%28, months[i%4], 1+i%28, months[1+i%4], 90+7*i)
	},
}

// TestStatementsAreNoMeasures reads statements of account of any length. Faults it catches: rows that are taken for one long
// sentence, the same said a hundred times counted a hundred times, a threat below the rows that is missed.
func TestStatementsAreNoMeasures(t *testing.T) {
	t.Parallel()
	for name, row := range layouts {
		for _, n := range []int{5, 20, 60, 200} {
			t.Run(fmt.Sprint(name, " ", n), func(t *testing.T) {
				t.Parallel()
				var rows strings.Builder
				for i := range n {
					rows.WriteString(row(i) + "\n")
				}
				text := "Dear Sir or Madam,\n\nplease find below your statement of account as of 30 April 2024.\n\n" + rows.String() +
					"\nPlease check it and let us know of any difference.\n\nKind regards\nHarlan Ceramics"
				day := ledger.NewDate(2024, 4, 30)
				if f := Read(text, day, nil); f.IsSignal {
					t.Errorf("%s, “%s”: want no measure", f.Measures[0].Kind, f.Measures[0].Evidence.Text)
				}
				text = strings.Replace(text, "Please check it", "If it is not paid by 20 May 2024, we will stop deliveries to you. Please check it", 1)
				if f := Read(text, day, nil); len(f.Measures) != 1 || f.Measures[0].Kind != ledger.ServiceSuspension {
					t.Errorf("%v: want the stop of deliveries alone", f.Measures)
				}
			})
		}
	}
}
