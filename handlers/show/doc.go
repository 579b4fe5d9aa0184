// Package show turns what owed knows into what people read in Slack: cards, lists, answers, alerts, forms, the Home tab.
//
// It is pure: values go in, a Message (or a view) comes out. It knows no clock but Ctx.Now, asks nobody, and decides
// nothing: what may be done is ledger's and handlers' to say, show only offers the buttons.
//
// What it promises, each held by a test:
//
//   - Every string that somebody else wrote (a name, a memo, a notice, an invoice number) passes through esc or code in
//     text.go, so that it can't mention anybody, forge a link, or break the layout.
//   - What is not known is said as a bound with its reason, or as "nothing recorded"; never as 0.
//   - Amounts of two currencies stand beside each other and are never added.
//   - A message stays within Slack's limits (limits.go), whatever is on record: lists are cut with "and 12 more".
//   - Where a guest reads along (Ctx.Guests), there is no figure, no free text, only a button that answers privately.
//   - No meaning hangs on a colour or a picture alone.
//
// Where to start: Card in card.go is the page people see most, and uses most of the building blocks; sheet in sheet.go is
// what all pages are built with. actions.go lists every button there is, and what its value holds; fields.go every field
// of every form. The files in testdata/golden are what people read: the .txt twin of each .json is made for human eyes.
package show
