package alerts

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"owed.dev/owed/ledger"
)

func TestParseSetting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"quiet 19:00-08:00":                  "quiet = 19:00-08:00",
		"quiet 7:00 to 8:00":                 "quiet = 7:00 to 8:00",
		"quiet off":                          "quiet = ",
		"hours 08:30-16:30":                  "hours = 08:30-16:30",
		"digest weekly 09:00":                "digest = weekly 09:00",
		"digest off":                         "digest = off",
		"timezone Europe/Berlin":             "timezone = Europe/Berlin",
		"holidays 2023-12-25, 2023-12-26":    "holidays = 2023-12-25, 2023-12-26",
		"escalation 15m owner, 1h admins":    "escalation = 15m owner, 1h admins",
		"escalation off":                     "escalation = off",
		"alerts lapsed off for aws":          "alerts lapsed for aws = off",
		"Alerts LAPSED Off for tag:Hosting":  "alerts lapsed for tag:hosting = off",
		"alerts all off for all":             "alerts all = off",
		"alerts lapsed default for aws":      "alerts lapsed for aws = ",
		"alerts due_soon at 10, 5, 1":        "alerts due_soon = at 10, 5, 1",
		"alerts lapsed to owner, legal":      "alerts lapsed = to owner, legal",
		"alerts incident_noted as critical":  "alerts incident_noted = as critical",
		"threshold exposure $1m":             "threshold exposure = USD1000000.00",
		"threshold limit $50m €2.5M for aws": "threshold limit for aws = USD50000000.00 EUR2500000.00",
		"threshold lapsed CHF1,250.50":       "threshold lapsed = CHF1250.50",
		"threshold share 60%":                "threshold share = 60%",
		"threshold limit off for aws":        "threshold limit for aws = ",
	} {
		name, value, err := ParseSetting(strings.Fields(text))
		if got := name + " = " + value; err != nil || got != want {
			t.Errorf("%q is read as %q (%v), want %q", text, got, err, want)
		}
		if _, err := PolicyOf(ledger.Team{Settings: map[string]string{name: value}}); value != "" && err != nil {
			t.Errorf("%q was kept as %q and can't be read again: %v", text, value, err)
		}
	}
}

// What can't be read is refused with what was read, what was expected, and an example that works.
func TestParseSettingRefuses(t *testing.T) {
	t.Parallel()
	for text, part := range map[string]string{
		"":                              "expected alerts, quiet",
		"colour blue":                   "“colour” is not a setting",
		"quiet":                         "needs a value",
		"quiet 19-8":                    "stretch of the day",
		"quiet 25:00-08:00":             "00:00 to 23:59",
		"quiet 08:00-08:00":             "must differ",
		"timezone Mars/Olympus":         "not a time zone",
		"holidays christmas":            "not a day",
		"escalation owner":              "expected a time",
		"escalation 15m everyone":       "“everyone” was read",
		"digest noon":                   "“noon” was read",
		"alerts lapsed":                 "Which alert",
		"alerts nonsense off":           "not a kind of alert",
		"alerts cure_ending off":        "Nobody can switch off",
		"alerts plan_due off":           "waits for payment plans",
		"alerts lapsed maybe":           "expected on, off",
		"alerts lapsed as loud":         "not a severity",
		"alerts lapsed to everyone":     "not an audience",
		"alerts lapsed at 1000":         "0 to 365",
		"alerts due_today at 3":         "no days to choose",
		"alerts lapsed off as critical": "expected on, off",
		"threshold exposure":            "Which threshold",
		"threshold patience $1m":        "not a threshold",
		"threshold exposure lots":       "not an amount",
		"threshold exposure ABC5":       "not a currency",
		"threshold exposure $1.005":     "smallest unit",
		"threshold share 100%":          "1% to 99%",
	} {
		_, _, err := ParseSetting(strings.Fields(text))
		if err == nil || !strings.Contains(ledger.Say(err), part) || ledger.KindOf(err) == ledger.Internal {
			t.Errorf("%q: %v, want something with %q", text, err, part)
		}
	}
}

func FuzzParseSetting(f *testing.F) {
	for _, s := range SettingNames() {
		f.Add(strings.TrimPrefix(s[2], "settings "))
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, value, err := ParseSetting(strings.Fields(text))
		if err != nil {
			if ledger.KindOf(err) == ledger.Internal {
				t.Fatalf("%q: an error without a kind: %v", text, err)
			}
			return
		}
		if value == "" {
			return
		}
		if _, err := PolicyOf(ledger.Team{Settings: map[string]string{name: value}}); err != nil {
			t.Fatalf("%q was taken as %s = %q and can't be read again: %v", text, name, value, err)
		}
	})
}

// The narrowest setting holds: the vendor's, then a tag's, then the team's; and what can't be muted stays on.
func TestInForce(t *testing.T) {
	t.Parallel()
	p, err := PolicyOf(ledger.Team{Settings: map[string]string{
		"alerts lapsed": "off", "alerts lapsed for tag:hosting": "on to legal", "alerts lapsed for aws": "as critical", "alerts all for tag:quiet": "off",
		"role legal": "U1", "unknown": "x",
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		v   ledger.Vendor
		off bool
		why string
	}{
		{ledger.Vendor{Slug: "gcp"}, true, "settings alerts lapsed`"},
		{ledger.Vendor{Slug: "gcp", Tags: []string{"Hosting"}}, false, "for tag:hosting"},
		{ledger.Vendor{Slug: "aws", Tags: []string{"hosting"}}, false, "for aws"},
	} {
		s, why := p.InForce(Lapsed, c.v)
		if s.Off != c.off || !strings.Contains(why, c.why) {
			t.Errorf("%s: off %v, %s; want %v, %s", c.v.Slug, s.Off, why, c.off, c.why)
		}
	}
	if s, why := p.InForce(DueSoon, ledger.Vendor{Slug: "gcp"}); s.Off || why != "as owed comes" {
		t.Errorf("due_soon: %v, %s", s, why)
	}
	if s, _ := p.InForce(DueSoon, ledger.Vendor{Slug: "x", Tags: []string{"quiet"}}); !s.Off {
		t.Error("due_soon is on where all are off")
	}
	b := newBook(t, ledger.Vendor{Slug: "x", Name: "X", Tags: []string{"quiet"}}, caseNow)
	b.do(b.a.RecordSignal(ledger.Signal{Kind: ledger.ServiceSuspension, State: ledger.NoticeGiven, CureUntil: day("2023-03-06")}, b.by()))
	if all := All(b.a, p, caseNow); len(all) != 1 || all[0].Kind != CureEnding {
		t.Errorf("with all off, what stands is %v; want cure_ending alone", all)
	}
}

func TestBadSettingsAreNamedTogether(t *testing.T) {
	t.Parallel()
	_, err := PolicyOf(ledger.Team{Settings: map[string]string{"quiet": "late", "alerts lapsed": "loud", "digest": "09:00"}})
	if say := ledger.Say(err); !strings.Contains(say, "quiet:") || !strings.Contains(say, "alerts lapsed:") {
		t.Errorf("the error names not both: %s", say)
	}
}

// What is in force is the same whether one kind is asked about or all at once. Deliberate faults it catches: the team's setting
// of a kind gives way to a vendor's setting of all, a tag's to the team's.
func TestInForceAtOnce(t *testing.T) {
	t.Parallel()
	names := []string{"alerts lapsed", "alerts lapsed for aws", "alerts lapsed for tag:hosting", "alerts lapsed for tag:a", "alerts due_soon for tag:a", "alerts all", "alerts all for aws", "alerts all for tag:hosting", "alerts cure_ending for gcp"}
	for set := range 1 << len(names) {
		team := ledger.Team{Settings: map[string]string{}}
		for n, name := range names {
			if set>>n&1 == 1 {
				team.Settings[name] = fmt.Sprintf("at %d", n+1)
			}
		}
		p, err := PolicyOf(team)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []ledger.Vendor{{Slug: "aws", Tags: []string{"Hosting", "a"}}, {Slug: "gcp", Tags: []string{"a"}}, {Slug: "other"}} {
			seen := see(ledger.NewAccount(v), p, caseNow)
			for _, r := range catalogue {
				if want, _ := p.InForce(r.Kind, v); !reflect.DeepEqual(seen.setting(r.Kind), want) {
					t.Fatalf("%v: %s at %s is %+v at once, %+v by itself", team.Settings, r.Kind, v.Slug, seen.setting(r.Kind), want)
				}
			}
		}
	}
}
