package signals

// claims finds what they say is owed, for which invoices, and until when they want us to act.
func (d *document) claims(f *Findings) {
	d.invoices(f)
	d.claimed(f)
	d.deadline(f)
}

// clauseAt is the clause that token i stands in.
func (d *document) clauseAt(i int) int {
	if i >= len(d.inClause) {
		return len(d.clauses) - 1
	}
	return int(d.inClause[i])
}

// around is every concept of the n words before a sum and the m behind it, within its sentence.
func (d *document) around(a *amount, n, m int) (s set) {
	for k := a.from - 1; k >= max(0, a.from-n); k-- {
		if d.tokens[k+1].pre&(sepStop|sepBlank) != 0 && !d.abbreviated(k+1) {
			break
		}
		s = s.or(d.tokens[k].set)
	}
	for k := a.to; k < min(len(d.tokens), a.to+m); k++ {
		if d.tokens[k].pre&(sepStop|sepBlank|sepSemi) != 0 && !d.abbreviated(k) {
			break
		}
		s = s.or(d.tokens[k].set)
	}
	return s
}

// deadline is the first day by which they want us to act.
func (d *document) deadline(f *Findings) {
	take := func(r role) {
		if r.day != 0 && r.day >= d.received.AddDays(-60) && (f.Deadline == 0 || r.day < f.Deadline) {
			f.Deadline, f.DeadlineFrom = r.day, r.from
		}
	}
	for i := range f.Measures {
		take(role{f.Measures[i].CureUntil, f.Measures[i].CureFrom})
	}
	if d.general && !d.email || d.news || d.outbound {
		return
	}
	for i := range d.clauses {
		cl := &d.clauses[i]
		near := d.sentenceSet(i)
		if cl.part > 0 && !(d.internal && d.forwards(cl)) || !near.hasAny(cPay, cAct, cDue, cDebt, cAvoid, cYou) || cl.header || near.has(cGeneral) && !d.email && !d.invoice {
			continue
		}
		for _, m := range d.datesIn(cl.from, cl.to) {
			if m.deadline && m.day != 0 && !m.past {
				take(d.deadlineOf(m))
			} else if !m.period && ((d.preceded(m.from, 3, of(cDue)) || d.lang == "de" && d.followed(m.to, 4, of(cDue))) && m.day >= d.cameOn(m.from) && !cl.set.has(cHave) || (m.last || m.weekday) && cl.set.has(cPay) && !cl.set.hasAny(cHave, cPaid)) {
				take(d.role(m))
			}
		}
	}
}
