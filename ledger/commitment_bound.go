package ledger

// Bound is a figure that is known only within limits, and why. What isn't known is never 0.
type Bound struct {
	Low, High           Money
	LowKnown, HighKnown bool
	Why                 string // what is missing, in words; empty where the figure is known
}

// Exactly is a figure that is known.
func Exactly(m Money) Bound { return Bound{Low: m, High: m, LowKnown: true, HighKnown: true} }

// AtLeast is a figure with a lower limit only.
func AtLeast(m Money, why string) Bound { return Bound{Low: m, LowKnown: true, Why: why} }

// AtMost is a figure that can't be below 0 and has an upper limit.
func AtMost(m Money, why string) Bound {
	return Bound{Low: Zero(m.Currency), High: m, LowKnown: true, HighKnown: true, Why: why}
}

// Unknown is a figure of which nothing can be said, and why.
func Unknown(why string) Bound { return Bound{Why: why} }

// Exact reports whether the figure is known to the last minor unit.
func (b Bound) Exact() bool { return b.LowKnown && b.HighKnown && b.Low.Cmp(b.High) == 0 }

// Contains reports whether the figure may be m.
func (b Bound) Contains(m Money) bool {
	return (!b.LowKnown || b.Low.Cmp(m) <= 0) && (!b.HighKnown || m.Cmp(b.High) <= 0)
}

// String is "at least $80,000,000.00", "at most $40,000,000.00", "between $5.00 and $10.00", the figure itself, or
// "unknown". The reason is not in it.
func (b Bound) String() string {
	switch {
	case b.Exact():
		return b.Low.String()
	case b.LowKnown && b.HighKnown && b.Low.IsZero():
		return "at most " + b.High.String()
	case b.LowKnown && b.HighKnown:
		return b.Range()
	case b.LowKnown:
		return "at least " + b.Low.String()
	case b.HighKnown:
		return "at most " + b.High.String()
	}
	return "unknown"
}

// Range is String with both limits written out where both are known: "between $0.00 and $40,000,000.00".
func (b Bound) Range() string {
	if !b.LowKnown || !b.HighKnown || b.Exact() {
		return b.String()
	}
	return "between " + b.Low.String() + " and " + b.High.String()
}

// Explained is String with the reason in brackets: "at least $80,000,000.00 (nothing known before July 2022)".
func (b Bound) Explained() string {
	if b.Why == "" {
		return b.String()
	}
	return b.String() + " (" + b.Why + ")"
}

// plus is the bound of the sum with a known amount.
func (b Bound) plus(m Money) Bound {
	if b.LowKnown {
		b.Low = b.Low.Add(m)
	}
	if b.HighKnown {
		b.High = b.High.Add(m)
	}
	return b
}

// shortOf is the bound of what a figure that can't be below 0 lacks to a sum: the limits change sides.
func (b Bound) shortOf(sum Money) Bound {
	out := AtMost(sum, b.Why)
	if b.HighKnown {
		out.Low = nonNegative(sum.Sub(b.High))
	}
	if b.LowKnown {
		out.High = nonNegative(sum.Sub(b.Low))
	}
	return out
}

func nonNegative(m Money) Money {
	if m.Sign() < 0 {
		return Zero(m.Currency)
	}
	return m
}
