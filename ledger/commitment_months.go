package ledger

// monthly is what is known of a contract's full months: those that have ended by a day, within the term.
type monthly struct {
	day     Date
	first   Date             // first day of the first full month; zero: the start is unknown
	last    Date             // first day of the last full month
	sums    map[string]Money // by 2022-07
	current Money            // of the month that has not ended
}

func monthName(d Date) string { return d.Format("2006-01") }

// months gathers the full months up to a day. On its last day a month counts as full once its fees are known.
func (c Commitment) months(day Date) monthly {
	m := monthly{day: day, last: firstOfMonth(day).AddMonths(-1), sums: map[string]Money{}, current: Zero(c.Sum.Currency)}
	end := m.last
	if !c.Start.IsZero() {
		m.first = firstOfMonth(c.Start)
	}
	if !c.Start.IsZero() && c.Months > 0 {
		end = firstOfMonth(c.Start.AddMonths(c.Months).AddDays(-1))
	}
	now := monthName(day)
	for _, s := range c.Drawn {
		if s.Month > now || !m.first.IsZero() && (s.Month < monthName(m.first) || s.Month > monthName(end)) || s.Sum.Currency != c.Sum.Currency {
			continue
		}
		if s.Month == now && day != day.EndOfMonth() {
			m.current = m.current.Add(s.Sum)
			continue
		}
		if s.Month == now {
			m.last = firstOfMonth(day)
		}
		m.sums[s.Month] = m.sums[s.Month].Add(s.Sum)
	}
	if !c.Start.IsZero() && c.Months > 0 {
		m.last = min(m.last, end)
	}
	return m
}

// next is the first day of the month after the last full one.
func (m monthly) next() Date { return m.last.AddMonths(1) }

// known is the sum of all that is known, the month that has not ended included.
func (m monthly) known() Money {
	sum := m.current
	for _, s := range m.sums {
		sum = sum.Add(s)
	}
	return sum
}

// missing counts the full months of which nothing is known; 0 where the start is unknown, for nobody can count them then.
func (m monthly) missing() int {
	n := 0
	if m.first.IsZero() {
		return 0
	}
	for d := m.first; d <= m.last; d = d.AddMonths(1) {
		if _, ok := m.sums[monthName(d)]; !ok {
			n++
		}
	}
	return n
}

// why says what is missing: "nothing known before July 2022"; "" where every full month is known.
func (m monthly) why() string {
	if len(m.sums) == 0 && m.missing() == 0 && !m.first.IsZero() {
		return ""
	} else if len(m.sums) == 0 {
		return "no drawdown is on record"
	}
	earliest, latest := "9999", ""
	for name := range m.sums {
		earliest, latest = min(earliest, name), max(latest, name)
	}
	switch inside := m.between(earliest, latest) - len(m.sums); {
	case m.first.IsZero() || earliest > monthName(m.first):
		return "nothing known before " + monthInWords(earliest)
	case inside > 0:
		return "some months since " + monthInWords(earliest) + " are unknown"
	case latest < monthName(m.last):
		return "nothing known after " + monthInWords(latest)
	}
	return ""
}

// between is how many months there are from one to another, both included.
func (m monthly) between(first, last string) int {
	n := 0
	for d := monthStart(first); !d.IsZero() && monthName(d) <= last; d = d.AddMonths(1) {
		n++
	}
	return n
}

func monthStart(name string) Date {
	d, err := ParseISO(name + "-01")
	if err != nil {
		return 0
	}
	return d
}

func monthInWords(name string) string { return monthStart(name).Format("January 2006") }

// runRate is the mean of the last three full months that are known, in a row; of fewer where there are no three. A pace
// that ended more than a month before the last full month is no pace of today.
func (m monthly) runRate() (Money, int) {
	end := m.last
	if _, ok := m.sums[monthName(end)]; !ok {
		end = end.AddMonths(-1)
	}
	var sum Money
	n := 0
	for ; n < runMonths; n++ {
		s, ok := m.sums[monthName(end.AddMonths(-n))]
		if !ok {
			break
		}
		sum = sum.Add(s)
	}
	if n == 0 {
		return Money{}, 0
	}
	return Commitment{Sum: sum}.share(1, int64(n)), n
}

// drawn is what is drawn by the months that are known.
func (m monthly) drawn() Bound {
	b := Bound{Low: m.known(), LowKnown: true, Why: m.why()}
	if b.Why == "" {
		b.High, b.HighKnown = b.Low, true
	} else if len(m.sums) == 0 && m.current.IsZero() {
		b.LowKnown = false
	}
	return b
}

// since is what is drawn by a figure entered from outside and the months after it, held against what the months say.
func (m monthly) since(f Drawdown, months Bound) Bound {
	low, high, closed := f.Amount, f.Amount, true
	next := firstOfMonth(f.By.AddDays(1))
	if next <= f.By { // the figure ends within a month: what followed in that month is at most the month's fees
		sum, has := m.sums[monthName(next)]
		if next > m.last {
			sum, has = m.current, true
		}
		high, closed, next = high.Add(sum), has, next.AddMonths(1)
	}
	for ; next <= m.last; next = next.AddMonths(1) {
		sum, has := m.sums[monthName(next)]
		low, high, closed = low.Add(sum), high.Add(sum), closed && has
	}
	if next == m.next() {
		low, high = low.Add(m.current), high.Add(m.current)
	}
	if months.LowKnown && months.Low.Cmp(low) > 0 {
		low = months.Low
	}
	out := Bound{Low: low, LowKnown: true, High: high, HighKnown: closed && high.Cmp(low) >= 0}
	if !out.Exact() {
		out.Why = "the figure of " + f.By.Format("2 January 2006") + " says nothing of what came after it"
	}
	return out
}
