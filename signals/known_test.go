package signals

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

// Whoever Read recognises by its name or domain is found among the names first, however it is written.
func TestNamesLeaveNobodyOut(t *testing.T) {
	t.Parallel()
	vendors := []Vendor{
		{Slug: "aws", Name: "Amazon Web Services", Aliases: []string{"AWS"}, Domains: []string{"amazon.com"}},
		{Slug: "att", Name: "AT&T"}, {Slug: "oneil", Name: "O'Neil & Sons"}, {Slug: "mueller", Name: "Müller Gießerei"}, {Slug: "3m", Name: "3M Deutschland GmbH"},
		{Slug: "acker", Name: "Weberei Acker", Domains: []string{"weberei-acker.example"}}, {Slug: "one", Name: "1&1 Telecom"}, {Slug: "cafe", Name: "Café L’Étoile S.A.R.L."},
		{Slug: "long", Name: "The Very Long Name of a Company that Nobody in the World Would Ever Spell Out in Full Ltd"},
	}
	called := map[string]ledger.VendorID{}
	for _, v := range vendors {
		for _, name := range slices.Concat([]string{v.Slug, v.Name}, v.Aliases, v.Domains) {
			called[ledger.Fold(name)] = ledger.VendorID(v.Slug)
		}
	}
	names := NewNames(called)
	for want, written := range map[string][]string{
		"aws":     {"AWS", "Amazon  Web\nServices", "amazon web services'", "AMAZON WEB SERVICES", "Ama\u200bzon Web Services", "Аmazon Web Services", "Amazon-Web-Services", "> Amazon Web\n> Services", "ar@amazon.com", "ar@billing.amazon.com"},
		"att":     {"AT&T", "at&t."},
		"oneil":   {"O'Neil & Sons", "O’Neil & Sons"},
		"mueller": {"Müller Gießerei", "Mu\u0308ller Gießerei", "MÜLLER GIESSEREI"},
		"3m":      {"3M Deutschland GmbH"},
		"acker":   {"Weberei Acker", "Weberei\u00a0Acker", "mahnung@weberei-acker.example"},
		"one":     {"1&1 Telecom"},
		"cafe":    {"Café L’Étoile S.A.R.L.", "CAFE L'ETOILE S.A.R.L."},
		"long":    {vendors[8].Name},
	} {
		for _, w := range written {
			text := "From: " + w + "\n\nWe will suspend deliveries to you on 20 March 2023 unless you pay."
			if f := Read(text, someDay, vendors); f.Slug != "" && !slices.Contains(names.In(text, 20), ledger.VendorID(f.Slug)) {
				t.Errorf("%q is read to be %s's, which is not among %v", w, f.Slug, names.In(text, 20))
			}
			if !slices.Contains(names.In(text, 20), ledger.VendorID(want)) {
				t.Errorf("%q: %s is not among %v", w, want, names.In(text, 20))
			}
		}
	}
	for text, want := range map[string]string{"ar@amaz0n.com": "[aws]", "http://weberei-acker.pay.example and http://weberei-4cker.example": "[acker]", "http://vveberei-acker.example": "[acker]"} {
		if got := names.In(text, 20); fmt.Sprint(got) != want {
			t.Errorf("%s looks like %v's, expected %s", text, got, want)
		}
	}
	if got := names.In("Dear customer, all is well in Mullerville, and the amazon is a river.", 20); len(got) > 0 {
		t.Errorf("nobody is named, and found are %v", got)
	}
	if got := names.In("AT&T, AWS and 3M Deutschland GmbH", 2); fmt.Sprint(got) != "[att aws]" {
		t.Errorf("the first two named are %v", got)
	}
	if got := names.In(strings.Repeat("amazon web ", 1<<20), 20); len(got) > 0 {
		t.Errorf("half a name is taken for one: %v", got)
	}
}
