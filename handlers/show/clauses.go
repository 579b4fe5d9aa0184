package show

import (
	"time"

	"owed.dev/owed/ledger"
)

// cureClause says of a formal notice what the contract gives us to cure, and from which day; "" where no contract says it.
func cureClause(a *ledger.Account, g ledger.Signal, recorded time.Time) string {
	cure, ok := a.CureOf(g, recorded)
	if !ok {
		return ""
	}
	words := code(string(cure.Contract.ID)) + " gives " + days(cure.Contract.CureDays) + " to cure: until *" + day(cure.Until) + "*, counted from " + day(cure.From)
	owed := "/owed " + string(a.Vendor.Slug) + " "
	switch {
	case !g.Effective.IsZero() && g.Effective < cure.Until:
		return words + ". They mean to act on " + day(g.Effective) + ", *before that ends*: tell legal."
	case g.CureUntil < cure.Until:
		return words + ". They give less, until " + day(g.CureUntil) + ": tell legal."
	case g.Received.IsZero() && g.Announced.IsZero():
		return words + ", when it was recorded. If it came earlier: " + code(owed+"signal "+string(g.ID)+" cure until "+cure.Until.AddDays(-1).String())
	}
	return words + ", when it counts as received."
}

// barsSetOff is the live contract that bars set-off; "" where none does.
func barsSetOff(a *ledger.Account) ledger.ID {
	for _, k := range a.LiveContracts() {
		if k.SetOffBarred != nil && *k.SetOffBarred {
			return k.ID
		}
	}
	return ""
}

// setOffClause says of a set-off by the vendor what the contract says of it; "" where none does.
func setOffClause(a *ledger.Account, g ledger.Signal) string {
	if k := barsSetOff(a); k != "" && g.Kind == ledger.SetOffOrWithhold {
		return code(string(k)) + " bars set-off: ask legal whether that binds them, too, and object in writing."
	}
	return ""
}
