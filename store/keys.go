package store

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"owed.dev/owed/ledger"
)

// teamsKey lists the teams. It is the one key that belongs to no team.
const teamsKey = "owed:teams"

// findBuckets is how many small sorted sets the search index is spread over: small ones are kept packed by Redis, so that
// a term costs its own length and little more.
const findBuckets = 8192

// coreField is the field of items that holds the account without its items; no item is called so.
const coreField = "core"

// keys are the names of one team's keys. All share the hash tag {TEAM}, so on a cluster a team is in one slot.
type keys struct{ prefix string }

func keysOf(team string) keys { return keys{"owed:{" + team + "}:"} }

// vendorOf is what a key holds, such as items, and the vendor that it is about; not ok for what is about all vendors.
func vendorOf(key string) (kind string, v ledger.VendorID, ok bool) {
	_, rest, _ := strings.Cut(key, "}:")
	kind, slug, ok := strings.Cut(rest, ":")
	return kind, ledger.VendorID(slug), ok
}

func (k keys) journal(v ledger.VendorID) string  { return k.prefix + "journal:" + string(v) }
func (k keys) head(v ledger.VendorID) string     { return k.prefix + "head:" + string(v) }
func (k keys) delivery(v ledger.VendorID) string { return k.prefix + "delivery:" + string(v) }
func (k keys) items(v ledger.VendorID) string    { return k.prefix + "items:" + string(v) }
func (k keys) open(v ledger.VendorID) string     { return k.prefix + "open:" + string(v) }
func (k keys) past(v ledger.VendorID) string     { return k.prefix + "past:" + string(v) }
func (k keys) steps(v ledger.VendorID) string    { return k.prefix + "steps:" + string(v) }
func (k keys) vendors() string                   { return k.prefix + "vendors" }
func (k keys) rank() string                      { return k.prefix + "rank" }
func (k keys) sums() string                      { return k.prefix + "sums" }
func (k keys) due() string                       { return k.prefix + "due" }
func (k keys) dueSums() string                   { return k.prefix + "duesums" }
func (k keys) counters() string                  { return k.prefix + "counters" }
func (k keys) timers() string                    { return k.prefix + "timers" }
func (k keys) outbox() string                    { return k.prefix + "outbox" }
func (k keys) causes() string                    { return k.prefix + "causes" }
func (k keys) claims() string                    { return k.prefix + "claims" }
func (k keys) imports() string                   { return k.prefix + "imports" }
func (k keys) importOf(id string) string         { return k.prefix + "import:" + id }
func (k keys) news() string                      { return k.prefix + "news" }
func (k keys) duties() string                    { return k.prefix + "duties" }
func (k keys) clock() string                     { return k.prefix + "clock" }
func (k keys) app() string                       { return k.prefix + "app" }
func (k keys) idem(key string) string            { return k.prefix + "idem:" + key }

func (k keys) list(v ledger.VendorID, kind string) string {
	return k.prefix + "list:" + string(v) + ":" + kind
}

// repeat is the key of a fingerprint; what a person typed does not stand in a key's name.
func (k keys) repeat(fingerprint string) string {
	if fingerprint == "" {
		return k.prefix + "repeat:" // nothing stands there
	}
	sum := sha256.Sum256([]byte(fingerprint))
	return k.prefix + "repeat:" + hex.EncodeToString(sum[:16])
}

// find is the part of the search index in which a term stands.
func (k keys) find(term string) string { return k.findBucket(bucketOf(term)) }

// bucketOf spreads terms by the FNV-1a hash of all but their last byte: numbers that follow each other, as those of a file
// do, stand ten to a bucket, and one command takes them there together.
func bucketOf(term string) int {
	h := uint32(2166136261)
	for i := range max(len(term)-1, 0) {
		h = (h ^ uint32(term[i])) * 16777619
	}
	return int(h % findBuckets)
}

func (k keys) findBucket(n int) string { return k.prefix + "find:" + strconv.Itoa(n) }

// keyRow describes one kind of key for docs/reference/keys.md.
type keyRow struct{ name, kind, holds, rebuilt string }

// keyRows is the reference of all keys, in the order in which the page shows them.
var keyRows = []keyRow{
	{"owed:teams", "set", "the ids of the teams", "no"},
	{"journal:<slug>", "stream", "the entries of a vendor, `_team` for the team's own; id `<seq>-0`, field `e` the entry in canonical JSON, `h` its raw hash", "no: it is the truth"},
	{"head:<slug>", "hash", "`seq` and `hash` (hex) of the last entry; `added` the team's entry that added the vendor; `rev` counts rebuilds; `hold` machine time (ms) until which writers wait for verify or rebuild", "yes"},
	{"delivery:<slug>", "hash", "matter → what was posted of it, in JSON: where, what it shows, who acknowledged it", "no: a record of its own"},
	{"items:<slug>", "hash", "item (`inv:INV7`, `req:PR-12`) → JSON; `core` → the account without its items: all that its card shows; `_team`: roles and settings", "yes"},
	{"open:<slug>", "sorted set", "open invoices, oldest due first: `due|issued|length|key`", "yes"},
	{"list:<slug>:<kind>", "sorted set", "the items of a kind by the entry that recorded them", "yes"},
	{"past:<slug>", "sorted set", "`moment|JSON` for each day with entries but the last: how the account stood after the day's last entry, at that moment; sums only", "yes"},
	{"steps:<slug>", "hash", "`day|due|currency|kind` → what all documents together change from that day on, by what is known today: `o` open, `h` on hold, `a` on account, `c` contested charges, in minor units; `n` open and `s` settled invoices", "yes"},
	{"vendors", "hash", "folded name or alias → slug", "yes"},
	{"rank", "sorted set", "vendors, worst first", "yes"},
	{"sums", "hash", "currency → outstanding over all vendors, in minor units", "yes"},
	{"due", "sorted set", "`day|slug` for each day on which something open falls due", "yes"},
	{"duesums", "hash", "`day|currency` → what falls due on that day over all vendors, in minor units; of it `day|currency|disputed` and `day|currency|held`, where there is such", "yes"},
	{"find:<n>", "sorted set", "`term|slug|item` of the search by number, PO, reference and amount, spread over 8192 keys by the term's hash", "yes"},
	{"counters", "hash", "series → the last number given out; `_names` and `_settings` count changes of vendor names and of settings; `_importing` names the vendors of which a file is being recorded", "yes, but for `_importing`"},
	{"timers", "sorted set", "slug → ledger time (ms) at which to look at the vendor again", "yes"},
	{"outbox", "sorted set", "`slug|matter` → machine time (ms) at which it may be told", "no: what waits to be told stays"},
	{"causes", "hash", "`slug|matter` → mark of the last change that made it wait", "no"},
	{"claims", "hash", "`slug|matter` → `until|token`: who tells it and until when; `0|` after a try that may have reached Slack", "no"},
	{"news", "sorted set", "channel, user or group → number of the last news about it; the newest 1000", "no"},
	{"duties", "sorted set", "`user|slug|matter` of what is assigned to whom; what `delivery` does not say is not so", "no"},
	{"idem:<key>", "string", "`mark|seq|ids`: what a command, press or submission led to; goes after 7 days", "those of the last 6 days"},
	{"repeat:<hash>", "string", "`ms|seq|ids`: what a person typed last; counts for 10 minutes", "no"},
	{"imports", "hash", "id → `until|token|vendors` of each file that is being recorded: who does it and until when", "no: what was begun is ended"},
	{"import:<id>", "hash", "`meta`, `done` (how far it is) and the rows by part, `p0`, `p1`, …; goes when all are recorded. `:token` behind it: not sealed yet", "no"},
	{"clock", "string", "offset of the ledger's clock, in ms", "no"},
	{"app", "string", "bot id of the app that these keys belong to", "no"},
}
