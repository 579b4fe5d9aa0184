package alerts

import (
	"slices"
	"testing"
	"time"

	"owed.dev/owed/ledger"
)

func TestAssign(t *testing.T) {
	t.Parallel()
	at := time.Date(2023, 3, 6, 12, 0, 0, 0, time.UTC)
	al := Alert{Kind: Lapsed, Severity: Critical, Rung: "first"}
	taken := Acknowledge(al, ledger.Posted{TS: "1"}, "UBOB", at)
	p, err := Assign(al, taken, "UBOB", "UALICE", at)
	if err != nil || p.Owner != "UALICE" || p.Acked != "" || !p.AckedAt.IsZero() {
		t.Errorf("given away: %+v, %v", p, err)
	}
	if got, ok := Assigned(p); !ok || got.To != "UALICE" || got.By != "UBOB" || !got.At.Equal(at) || got.Key == "" {
		t.Errorf("on record: %+v", got)
	}
	if taken.Owner != "" || taken.Acked != "UBOB" {
		t.Error("what was passed in was changed")
	}
	if p, err = Assign(al, p, "UALICE", "UALICE", at); err != nil || p.Acked != "UALICE" || p.Owner != "UALICE" {
		t.Errorf("to oneself: %+v, %v", p, err)
	}
	if _, err := Assign(Alert{Cleared: at}, p, "UBOB", "UALICE", at); ledger.KindOf(err) != ledger.Conflict {
		t.Errorf("what is over: %v", err)
	}
	if _, ok := Assigned(ledger.Posted{Owner: "UALICE"}); ok {
		t.Error("nobody said when it was assigned")
	}
}

// Whom a matter is assigned to is asked first, and the time runs from then; the others follow.
func TestEscalationAsksTheAssigneeFirst(t *testing.T) {
	t.Parallel()
	at := time.Date(2023, 3, 6, 12, 0, 0, 0, time.UTC)
	al := Alert{Kind: Lapsed, Severity: Critical, Chain: DefaultChain()}
	said := ledger.Posted{TS: "1", First: at, Extra: map[string]string{extraCritical: at.Format(time.RFC3339Nano)}}
	p, err := Assign(al, said, "UBOB", "UALICE", at.Add(10*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		to    []Audience
	}{
		{24 * time.Minute, nil}, {25 * time.Minute, to(Assignee)}, {40 * time.Minute, to(Assignee, Owner, Approvers, Legal)},
		{70 * time.Minute, to(Assignee, Owner, Approvers, Legal, Admins)},
	} {
		var got []Audience
		due, _ := Escalations(al, p, at.Add(c.after))
		for _, e := range due {
			got = append(got, e.To...)
		}
		if !slices.Equal(got, c.to) {
			t.Errorf("after %s: %v, want %v", c.after, got, c.to)
		}
	}
	al.Chain = al.Chain[:1]
	if due, _ := Escalations(al, p, at.Add(time.Hour)); len(due) != 1 || !slices.Equal(due[0].To, to(Assignee, Owner)) {
		t.Errorf("a chain of one step: %v", due)
	}
}
