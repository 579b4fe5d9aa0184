// Package typed reads the words after /owed and says what they mean: one Command, or a sentence about what was read,
// what was expected, and one example that works.
//
// It is pure. It knows vendors only through a Directory, today's day only through Env, and decides nothing: whether an
// invoice exists, or a payment may be asked for, is ledger's to say.
//
// Two promises. Nothing typed is dropped: a word that no rule takes is an error, or stands in a free text that the answer
// shows. And nothing is guessed in silence: a vendor or a word found by way of a typing mistake is offered in a Guess,
// never taken.
//
// Where to start: Parse in parse.go is the way of a text through the package; action.go lists what it can mean; help.go is
// the table of verbs from which help, usage errors and the reference are made. A new verb is a struct in action.go, a
// reader in readers.go's table and an entry in help.go; tests hold the three together.
//
// Reading is done in three steps. slacktext.go turns what Slack sends (mentions, links, entities) into plain text and
// mentions. words.go cuts it into words and clauses. The readers walk over the words, mostly by tables of clauses
// (clauses.go).
package typed
