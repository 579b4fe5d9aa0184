package show

import (
	"encoding/json"
	"strings"
	"testing"

	"owed.dev/owed/alerts"
	"owed.dev/owed/ledger"
)

// Page by page every kind of alert stands there once, in words and by the name to type, with what is set about it and where;
// those that can't be told yet stand at the end. Deliberate faults it catches: a page that begins anew, a kind left out at a
// page's end, what is set for one vendor alone shown nowhere.
func TestAlertRules(t *testing.T) {
	t.Parallel()
	p, err := alerts.PolicyOf(ledger.Team{Settings: map[string]string{
		"alerts due_soon": "off", "alerts lapsed for aws": "to owner, legal at 7 14 as critical", "alerts all for tag:hosting": "off",
	}})
	if err != nil {
		t.Fatal(err)
	}
	c := ctxAt(noon)
	var text strings.Builder
	pages := []string{"alert_rules_first", "", "", "alert_rules_last"}
	after := alerts.Kind("")
	for n, name := range pages {
		m := AlertRules(p, ledger.Vendor{}, after, c)
		if err := Fits(m); err != nil {
			t.Errorf("page %d: %v", n+1, err)
		}
		if name != "" {
			golden(t, name, m)
		}
		text.WriteString(string(m.JSON()))
		after = alerts.Kind(next(t, m))
		if (after == "") != (n == len(pages)-1) {
			t.Fatalf("page %d of %d goes on after %q", n+1, len(pages), after)
		}
	}
	for _, r := range alerts.Catalogue() {
		if got := strings.Count(text.String(), "`"+string(r.Kind)+"`"); got != 1 {
			t.Errorf("%s stands there %d times", r.Kind, got)
		}
	}
	aws := AlertRules(p, ledger.Vendor{Slug: "aws", Name: "Amazon Web Services"}, "", c)
	golden(t, "alert_rules_vendor", aws)
}

// next is where a list's next page begins, "" on the last.
func next(t *testing.T, m Message) string {
	t.Helper()
	var got struct {
		Blocks []struct {
			Elements []struct {
				Action string `json:"action_id"`
				Value  string `json:"value"`
			} `json:"elements"`
		} `json:"blocks"`
	}
	if err := json.Unmarshal(m.JSON(), &got); err != nil {
		t.Fatal(err)
	}
	for _, b := range got.Blocks {
		for _, e := range b.Elements {
			if e.Action == ActPage+ViewAlerts {
				_, _, extra := Pressed(e.Value)
				return extra
			}
		}
	}
	return ""
}
