// Package picture draws what Slack has no block for, as PNG: a vendor's timeline, which can be laid beside a letter, and bar
// charts, for a Slack that has none of its own. It is given values in words and days, and knows no ledger and no Slack. Start
// at Timeline and Bars.
package picture
