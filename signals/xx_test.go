package signals

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	raw, _ := os.ReadFile("/tmp/lines.txt")
	bad := 0
	n := 0
	for _, l := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		k, s, _ := strings.Cut(l, "\t")
		f := Read(s, someDay, nil)
		n++
		names := map[string]string{"service_suspension": "ss", "service_termination": "st", "data_deletion": "dd", "late_fee": "lf", "interest": "it", "acceleration": "ac", "credit_hold": "ch", "set_off_or_withhold": "so", "collections": "co", "legal_action": "la", "refusal_to_renegotiate": "rr", "price_increase": "pi", "audit": "au", "lien_or_repossession": "li", "public_disclosure": "pd", "other": "ot"}
		var got []string
		for _, m := range f.Measures {
			got = append(got, names[string(m.Kind)]+"/"+string(m.State))
		}
		ok := k == "-" && len(got) == 0 || len(got) == 1 && strings.HasPrefix(got[0], k+"/")
		if !ok {
			bad++
			fmt.Println(k, got, s)
			d := newDocument(s, someDay, nil)
			for _, c := range d.candidates() {
				if c.why != "" {
					fmt.Println("     ", c.rule.kind, c.strength, c.why)
				}
			}
		}
	}
	fmt.Println(n, bad)
}
func TestX(t *testing.T) {
	for _, s := range strings.Split(os.Getenv("X"), "##") {
		d := newDocument(s, someDay, nil)
		fmt.Printf("general=%v internal=%v outbound=%v news=%v lang=%s\n", d.general, d.internal, d.outbound, d.news, d.lang)
		for i, c := range d.clauses {
			fmt.Printf("  %d.%d %q %s\n", c.sentence, i, s[d.tokens[c.from].start:d.tokens[c.to-1].end], names(c.set))
		}
		for _, c := range d.candidates() {
			fmt.Printf("  ? %s %d c%d %s %s\n", c.rule.kind, c.strength, c.clause, c.state, c.why)
		}
	}
}
