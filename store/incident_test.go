package store_test

import (
	"fmt"
	"testing"

	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// A process that has only read the card closes one of many incidents: the card it leaves is what the journal says.
func TestManyIncidents(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		for n := range 8 {
			by := f.by("UALICE", "incident")
			f.do("aws", ledger.Need{}, func(a *ledger.Account) (ledger.Change, error) { return a.NoteIncident(fmt.Sprint("incident ", n), by) })
		}
		f.team = open(t, f.srv.url, store.Options{Plan: testPlan}).Team(f.id)
		by := f.by("UALICE", "incident")
		f.do("aws", of("I-8"), func(a *ledger.Account) (ledger.Change, error) { return a.CloseIncident("I-8", by) })
		f.clean()
	})
}
