package linear

import (
	"math/rand/v2"
	"testing"
)

// TestPerfect gives many keys slots, some of them alike: no two share one.
func TestPerfect(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 10, 1000, 100000} {
		seen := map[uint32]bool{}
		var keys []uint32
		for len(keys) < n {
			key := random.Uint32()
			if len(keys) < n/2 {
				key = uint32(len(keys)) // close to each other
			}
			if !seen[key] {
				seen[key], keys = true, append(keys, key)
			}
		}
		p := newPerfect(keys)
		taken := make([]bool, p.slots)
		for _, key := range keys {
			if s := p.slot(key); taken[s] {
				t.Fatalf("of %d keys two share slot %d", n, s)
			} else {
				taken[s] = true
			}
		}
		if int(p.slots) > n+n/4+1 {
			t.Errorf("%d slots for %d keys", p.slots, n)
		}
	}
}
