package alerts

func noSpans(view, Rule) []span           { return nil }
func ended(view, Rule) []span             { return nil }
func dueSoon(view, Rule) []span           { return nil }
func dueToday(view, Rule) []span          { return nil }
func overdueShare(view, Rule) []span      { return nil }
func paymentReturned(view, Rule) []span   { return nil }
func withoutRequest(view, Rule) []span    { return nil }
func overLimit(view, Rule) []span         { return nil }
func movedByHand(view, Rule) []span       { return nil }
func exposureOver(view, Rule) []span      { return nil }
func disputeOpened(view, Rule) []span     { return nil }
func disputeEscalated(view, Rule) []span  { return nil }
func disputeUnanswered(view, Rule) []span { return nil }
func commitOffTrack(view, Rule) []span    { return nil }
func commitUnknown(view, Rule) []span     { return nil }
func contractEnds(view, Rule) []span      { return nil }
func renewalNotice(view, Rule) []span     { return nil }
func incidentNoted(view, Rule) []span     { return nil }
func invoiceExpected(view, Rule) []span   { return nil }
