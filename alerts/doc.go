// Package alerts decides what deserves an alert: when, to whom, grouped how, and what clears it. It is pure: it reads a
// ledger.Account, a Policy and a moment, and knows neither Redis nor Slack nor the clock on the wall.
//
// The alerts due at a moment are a function of (ledger, policy, moment) alone. Nothing here remembers when it ran last,
// so nothing can be skipped, and a bot that was down for a week says what is true now.
//
// Three ideas carry the package:
//
//   - A matter is what one message in Slack stands for: "lapsed", "due", "signal:S-2", "request:PR-12". However many
//     rules speak of it, it has one message, whose history is its thread.
//   - A rule is a row of Catalogue: its words make the reference page, its function makes spans. A span is a stretch of
//     time in which the rule holds for a matter. Spans follow from what is recorded, not from the moment of the question,
//     and that is why Next can tell exactly when All will change.
//   - A rung is one thing said about a matter: "first", "+7", "moved". Each is said at most once; a later one replaces
//     earlier ones that were never said.
//
// Start reading at State and All (state.go), then at one rule (lapsed.go); Tell (tell.go) turns an Alert and what was
// posted of it into what to do now, and Plan (plan.go) is what a commit keeps beside the account.
//
// To add an alert: a Kind in kinds.go, a row in the catalogue beside rows like it, a function that returns its spans,
// and a run of the tests with -update, which rewrites docs/reference/alerts.md.
package alerts
