// Package picture draws what Slack has no block for: a vendor's timeline, as a PNG that can be laid beside a letter. It is
// given values in words and days, and knows no ledger and no Slack. Start at Timeline.
package picture
