package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// Verify and rebuild come to a good end beside somebody who writes to one vendor without a pause, and nothing of that is refused.
// Deliberate fault it catches: “was changed by others” as the answer of a check.
func TestBesideAWriterWhoNeverPauses(t *testing.T) {
	onOne(t, func(t *testing.T, f *fixture) {
		f.theCase()
		ctx, end := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		writer := open(t, f.srv.url, store.Options{Plan: testPlan}).Team(f.id)
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				by := ledger.By{Actor: "UALICE", At: f.now, Cmd: "hold"}
				_, err := writer.Do(ctx, "aws", ledger.Need{Items: ledger.InvoiceItems("INV-8")}, ledger.Extra{}, func(a *ledger.Account, _ ledger.Team) (ledger.Change, error) {
					if n%2 == 0 {
						return a.HoldInvoice("INV-8", "", by)
					}
					return a.ReleaseInvoice("INV-8", by)
				})
				if err != nil && ctx.Err() == nil {
					t.Errorf("a change is refused: %v", err)
					return
				}
			}
		})
		r, err := f.team.Verify(t.Context(), store.VerifyOptions{})
		if err != nil || !r.OK() {
			t.Errorf("verify: %s, %v", r, err)
		}
		if _, err := f.team.Rebuild(t.Context(), nil); err != nil {
			t.Errorf("rebuild: %v", err)
		}
		end()
		wg.Wait()
		f.clean()
	})
}

// A line that was put between two entries is told as that, and a key of another type is no Redis out of reach. Deliberate faults it
// catches: “it is missing, its content was changed”; “nothing is lost, try again”.
func TestWhatIsWrongIsSaid(t *testing.T) {
	onEach(t, func(t *testing.T, f *fixture) {
		f.theCase()
		f.rewrite(func(l []redis.XMessage) []redis.XMessage {
			put := redis.XMessage{ID: "3-5", Values: l[2].Values}
			return append(append(append([]redis.XMessage{}, l[:3]...), put), l[3:]...)
		})
		if said := f.verified(); !strings.Contains(said, "before it stands a line 3-5") || !strings.Contains(said, "that line was put in") {
			t.Errorf("verify says %s", said)
		}
		ctx := t.Context()
		f.raw.XDel(ctx, f.key("journal:aws"), "3-5")
		f.raw.SRem(ctx, "owed:teams", f.id)
		if said := f.verified(); !strings.Contains(said, "it does not list "+f.id) {
			t.Errorf("verify says %s", said)
		}
		f.raw.Del(ctx, f.key("items:aws"))
		f.raw.Set(ctx, f.key("items:aws"), "x", time.Hour)
		f.team.Forget()
		if _, err := f.team.Load(ctx, "aws", ledger.Need{}); err == nil || ledger.KindOf(err) == ledger.Unavailable {
			t.Errorf("a look at it says %v", err)
		}
		if said := f.verified(); !strings.Contains(said, f.key("items:aws")+": it is a string; expected a hash") || !strings.Contains(said, "owed rebuild sets it right") {
			t.Errorf("verify says %s", said)
		}
		if _, err := f.team.Rebuild(ctx, nil); err != nil {
			t.Fatal(err)
		}
		f.clean()
	})
}
