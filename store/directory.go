package store

import (
	"context"
	_ "embed" // the script is a file that people read
	"sync"

	"owed.dev/owed/ledger"
)

//go:embed lua/directory.lua
var directoryLua string

var directoryScript = newScript(directoryLua)

// namesCache holds what changes seldom: the team's settings and what vendors are called.
type namesCache struct {
	mu      sync.Mutex
	team    *teamCard
	version string
	names   map[string]ledger.VendorID
}

// Directory is what vendors are called: folded slug, name or alias (ledger.Fold) → slug. It costs one small round trip
// unless a name has changed. The map is shared: read only.
func (t *Team) Directory(ctx context.Context) (map[string]ledger.VendorID, error) {
	t.names.mu.Lock()
	version, names := t.names.version, t.names.names
	t.names.mu.Unlock()
	out, err := directoryScript.run(ctx, t.s.client, []string{t.k.counters(), t.k.vendors()}, version).Slice()
	if err != nil {
		return nil, unavailable(err, "read the names of vendors")
	}
	if len(out) == 1 && names != nil {
		return names, nil
	}
	names = map[string]ledger.VendorID{}
	if len(out) == 2 {
		flat, _ := out[1].([]any)
		for n := 0; n+1 < len(flat); n += 2 {
			names[text(flat[n])] = ledger.VendorID(text(flat[n+1]))
		}
	}
	t.names.mu.Lock()
	defer t.names.mu.Unlock()
	t.names.version, t.names.names = text(out[0]), names
	return names, nil
}
