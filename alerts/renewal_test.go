package alerts

import (
	"slices"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

// Each term of a contract that renews by itself is counted down to, its last day of notice first, whenever somebody looks; between them
// nothing stands. Deliberate faults it catches: a countdown that ends with the first term; one that a sweep after years does not find.
func TestARenewingContractIsCountedDownTo(t *testing.T) {
	t.Parallel()
	b := newBook(t, ledger.Vendor{Slug: "v", Name: "V", Owner: "UCAROL"}, at("2021-01-01T08:00:00Z"))
	b.do(b.a.RecordContract(ledger.Contract{Commitment: usd("5"), Months: 12, Start: day("2021-01-01"), AutoRenews: true, RenewMonths: 12, NoticeMonths: 1}, b.by()))
	for _, year := range []string{"2021", "2022", "2026"} {
		for when, want := range map[string]string{
			"-02-01T10:00:00Z": "", // 180 days before 30 November are in June
			"-06-06T10:00:00Z": "notice " + year + "-11-30 -180",
			"-11-28T10:00:00Z": "notice " + year + "-11-30 -7",
			"-12-27T10:00:00Z": "ends " + year + "-12-31 -7",
		} {
			al, stands := State(b.a, Policy{}, "contract:K-1", at(year+when))
			last := ""
			for _, r := range al.Rungs {
				if stands && !r.At.After(at(year+when)) {
					last = r.Key
				}
			}
			sweep := Plan(b.a, ledger.Team{}, nil, at(year+when))
			told := slices.ContainsFunc(sweep.Matters, func(d ledger.Due) bool { return d.Matter == "contract:K-1" })
			if last != want || want != "" && !told {
				t.Errorf("on %s%s the last rung is %q, want %q; a sweep tells it: %v", year, when, last, want, told)
			}
		}
	}
	now := at("2027-01-10T00:00:00Z")
	for what, since := range map[string]time.Time{"after events": now, "in a sweep": {}} {
		v := see(b.a, Policy{}, since)
		next := v.next(v.spansAbout("contract"), now)
		if want := at("2027-06-03T09:00:00Z"); !next.Equal(want) {
			t.Errorf("%s in 2027 the next word is said on %s, want %s", what, next.Format(time.RFC3339), want)
		}
	}
}
