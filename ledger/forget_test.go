package ledger_test

import (
	"strings"

	"owed.dev/owed/ledger"
	"pgregory.net/rapid"
)

// forgetful replays entries into an account that forgets whatever is settled after each of them, and rows of files, and recalls what
// a later one alters; at last it recalls everything, so that it can be compared with one that forgets nothing. Deliberate faults it
// catches: an event that alters an invoice or a movement without asking for it, one that asks for a row.
func forgetful(t *rapid.T, v ledger.Vendor, entries []ledger.Entry) *ledger.Account {
	gone, rows := map[string][]byte{}, map[string][]byte{}
	a := ledger.NewAccount(v).Untracked()
	add := func(item string, text []byte) {
		if err := a.AddItem(item, text); err != nil {
			t.Fatal(err)
		}
	}
	a.Recalling(func(kind, key string) {
		item := ledger.Item(kind, key)
		if text, ok := gone[item]; ok {
			delete(gone, item)
			add(item, text)
		}
	})
	keep := func(into map[string][]byte, item string) {
		text, _, err := a.MarshalItem(item)
		if err != nil {
			t.Fatal(err)
		}
		into[item] = text
	}
	for _, e := range entries {
		a.Apply(e.Meta(), e.Events...)
		for _, item := range a.Items() {
			if kind, key, _ := strings.Cut(item, ":"); a.Settled(kind, key) {
				keep(gone, item)
				a.Forget(kind, key)
			}
		}
		a.TakeRows(func(item string, stands bool) {
			if delete(rows, item); stands {
				keep(rows, item)
			}
		})
	}
	if missed := a.Missed(); len(missed) > 0 {
		t.Fatalf("events were about %v, which is not there", missed)
	}
	for _, all := range []map[string][]byte{gone, rows} {
		for item, text := range all {
			add(item, text)
		}
	}
	return a
}
