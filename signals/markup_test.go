package signals

import (
	"strings"
	"testing"
)

// What Slack writes for a mention, a channel, a moment or a mark is no word, sum or name of the text, and breaks no name in two.
func TestMarkupOfSlack(t *testing.T) {
	t.Parallel()
	text := "Smith &amp; Sons Ltd write: <!channel> <@U0BOB00001> <#C0EUR00250|usd-900> <!date^1392734382^x|9 May 2025> our bill of &lt;CL-9&gt; is overdue. We will suspend <!here> access to your account on 26 May 2025 unless it is paid."
	f := Read(text, someDay, nil)
	checkEvidence(t, text, f)
	if len(f.Measures) != 1 || f.Claimed.Currency != "" || f.Vendor != "Smith &amp; Sons Ltd" {
		t.Fatalf("read of it were %+v", f)
	}
	if m := f.Measures[0]; !strings.HasSuffix(m.Evidence.Text, "access to your account on 26 May 2025") || m.Effective.String() != "2025-05-26" {
		t.Errorf("its measure is %+v", m)
	}
	for s, want := range map[string]int{"<@U1> x": 5, "<#C1|general>": 13, "<!subteam^S1>": 13, "&amp;c": 5, "<!-- x -->": 0, "<https://x.example|y>": 0, "< 5 days": 0, "<@U1 <@U2>": 0, "&c": 0, "<@" + strings.Repeat("a", 300) + ">": 0} {
		if got := markup(s); got != want {
			t.Errorf("%q begins with a mark of %d bytes, expected %d", s, got, want)
		}
	}
}
