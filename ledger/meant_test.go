package ledger_test

import (
	"fmt"
	"testing"

	"owed.dev/owed/ledger"
)

// Of several of a kind on record a notice means the one whose words it quotes, whose day or service it names, and else the last. Deliberate
// faults it catches: the first of the kind; one that is meant twice; a mere guess that passes for sure.
func TestWhichIsMeant(t *testing.T) {
	t.Parallel()
	on := func(id, text, effective string, services ...string) ledger.Signal {
		return ledger.Signal{ID: ledger.ID(id), Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Text: text, Effective: day(effective), Services: services}
	}
	record := []ledger.Signal{
		on("S-4", "We will suspend your access to Fargate on 12 April", "2023-04-12", "Fargate"), on("S-5", "We will suspend your access to Redshift on 14 April", "2023-04-14", "Redshift"),
		on("S-6", "We will suspend your access to Lambda on 16 April", "2023-04-16", "Lambda"), {ID: "S-7", Kind: ledger.Collections, State: ledger.Threatened},
	}
	says := func(text string, effective ledger.Date) ledger.Signal {
		return ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, Text: text, Effective: effective}
	}
	for name, tt := range map[string]struct {
		says []ledger.Signal
		want string
	}{
		"by the words that it quotes": {[]ledger.Signal{says("it is 19 April now\n— — —\nWe will suspend your access to Redshift on 14 April", day("2023-04-19"))}, "0:S-5 sure "},
		"by the day":                  {[]ledger.Signal{says("as announced", day("2023-04-12"))}, "0:S-4 sure "},
		"by the service":              {[]ledger.Signal{says("the suspension of redshift is lifted", 0)}, "0:S-5 sure "},
		"two, each its own":           {[]ledger.Signal{says("Lambda goes on 20 April", day("2023-04-20")), says("Fargate on 18 April", day("2023-04-18"))}, "0:S-6 sure 1:S-4 sure "},
		"nothing tells":               {[]ledger.Signal{says("the suspension is lifted", 0)}, "0:S-6 guessed "},
		"two, and one is a guess":     {[]ledger.Signal{says("another day", day("2023-05-01")), says("Lambda on 20 April", day("2023-04-20"))}, "1:S-6 sure 0:S-5 guessed "},
		"the only one of its kind":    {[]ledger.Signal{{Kind: ledger.Collections, State: ledger.NoticeGiven}}, "0:S-7 sure "},
		"another kind":                {[]ledger.Signal{{Kind: ledger.Audit, State: ledger.NoticeGiven}}, ""},
	} {
		got := ""
		for _, m := range ledger.Meant(tt.says, record) {
			got += fmt.Sprintf("%d:%s %s ", m.Says, record[m.On].ID, map[bool]string{true: "sure", false: "guessed"}[m.Sure])
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}
