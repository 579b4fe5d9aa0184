// Package devslack is a local Slack workspace: strict where Slack is strict, so that what passes on it works on Slack.
//
// A bot gets its API URL and two tokens and cannot tell the difference: Socket Mode with acknowledgements and
// their three seconds, the Web API with scopes, tiers and posting limits, Block Kit with every limit, modals, App Home,
// shortcuts, files. People are moved over the control API, in Go (Person, Channel), or in the browser page.
//
// What Slack would refuse is refused, in Slack's words. What Slack would swallow without telling the bot's author
// (a late acknowledgement, bad blocks in an answer, a message without fallback text) is recorded as a Finding, and a test
// can demand that there are none.
//
// devslack promises:
//   - it knows no particular bot: people, channels and the app's manifest are data;
//   - whatever it accepts, Slack's documentation accepts;
//   - message times run on the caller's clock; limits and deadlines run on the machine's.
//
// Start reading at New (server.go); then socket.go (envelopes and acknowledgements), api.go (the table of methods),
// blockkit.go (the table of Block Kit), interact.go (what people do) and control.go (how they are told to). Tests of bots
// use the package slacktest beside this one. docs/devslack.md is for authors of bots.
package devslack
