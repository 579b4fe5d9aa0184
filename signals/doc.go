// Package signals reads what a vendor writes, or what somebody tells of it, and proposes the counter-measures that it
// speaks of: a suspension, a set-off, a suit. It is pure: text, the day of receipt and what the ledger knows of vendors
// in, Findings out; no clock, no network, no file. It proposes and never records, and it obeys nothing that a text says.
//
// Start at Read in read.go. A text goes through these steps, each linear in its length:
//
//	lines.go, fold.go     lines, depth of quoting, words folded to plain letters (look-alikes and hidden marks undone)
//	words.go, tables.go   what is known of a word whatever text it stands in, remembered from text to text
//	lexicon.go, lexicon/  what words and phrases mean, in English, German, French and Spanish (concepts.go)
//	document.go           language, headers, the layers of a thread; context.go: who writes, and what sort of text it is
//	money.go, date.go, period.go   sums and days, wherever they stand
//	clause.go             sentences and clauses
//	kinds.go              which clauses speak of which kind of measure
//	judge.go, state.go    who does it to whom, unless what: what the rules think of it, and of how far it has come
//	features.go, opinion.go, linear/  what was learnt (tools/teach) of sentences and of texts decides, with the rules heard
//	roles.go, claims.go   which day and which sum belongs to what
//	identify.go, vendor.go, suspicious.go   who sends it, whose claim it is, and whether it smells
//
// Package signals/eml makes the text out of an e-mail. docs/signals.md has the figures and every known mistake.
package signals
