package signals

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestExplain shows how one notice is read: SIGNALS_EXPLAIN=n022 go test -run TestExplain -v.
func TestExplain(t *testing.T) {
	want := os.Getenv("SIGNALS_EXPLAIN")
	if want == "" {
		t.Skip("set SIGNALS_EXPLAIN to the ids of notices")
	}
	var all []notice
	for _, name := range taught {
		all = append(all, must(loadNotices(name))...)
	}
	for _, n := range all {
		if !strings.Contains(" "+want+" ", " "+n.ID+" ") {
			continue
		}
		d := opened(n, crossed()[n.fold()])
		fmt.Printf("%s lang=%s dated=%s stamped=%s email=%v internal=%v chat=%v spoken=%v news=%v general=%v invoice=%v agency=%v\n", n.ID, d.lang, d.mails[0].dated, d.mails[0].stamped, d.email, d.internal, d.chat, d.spoken, d.news, d.general, d.invoice, d.agency)
		for i, c := range d.clauses {
			fmt.Printf("  %d.%d p%d h%v %q %s", c.sentence, i, c.part, c.heading, n.Text[d.tokens[c.from].start:d.tokens[c.to-1].end], names(c.set))
			for _, m := range d.datesIn(c.from, c.to) {
				fmt.Printf(" <%s dl%v past%v>", m.day, d.isDeadline(m), d.isPast(m))
			}
			fmt.Println()
		}
		for _, c := range d.candidates() {
			fmt.Printf("  ? %s %d clause %d: %s %.1f %s\n", c.rule.kind, c.strength, c.clause, c.state, c.score, c.why)
		}
	}
}

func names(s set) string {
	var out []string
	for c := range conceptCount {
		if s.has(c) {
			out = append(out, conceptNames[c])
		}
	}
	return strings.Join(out, ",")
}
