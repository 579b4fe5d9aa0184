// Package store keeps the ledger in Redis: the journal, everything computed from it, timers and the outbox.
//
// The journal is the truth: one stream per vendor, one for the team itself (ledger.TeamJournal). Every other key is a
// projection of it and can be computed anew (Rebuild) or checked against it (Verify), but for what was posted where
// (delivery), which is a record of its own. docs/reference/keys.md lists all keys; keys.go is where they are made.
//
// A change is made by Team.Do: load what is needed, decide (a pure function of package ledger), commit. The commit is one
// Lua script (lua/commit.lua) that checks the vendor's version, the idempotency key, the counters of IDs and the names
// of vendors, and only then writes: entry, head, figures, items, indexes, timers and outbox, all or nothing. Where
// somebody was faster, Do loads and decides again.
//
// What a card shows is one key, whatever the number of invoices behind it, and is read in one round trip; what was read
// before is only confirmed to be still true (cache.go).
//
// Start reading at Team.Do (do.go), then project.go, which says what of an account stands in which key, and
// lua/commit.lua. Package alerts is not imported: the Planner in Options computes which matters and moments follow from
// an account.
package store
