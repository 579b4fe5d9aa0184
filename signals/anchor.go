package signals

import "owed.dev/owed/ledger"

// The day from which a period is counted may be named beside what it is the day of: within 7 days of the date of this letter
// (5 June), 14 days from the date of service, which is deemed to be 7 March; or before the period: our letter of 2 June gave
// you 14 days.

// dueDays are the names of the day on which a bill falls due.
var dueDays = spelled("due date|date due|falligkeit|falligkeitstag|falligkeitsdatum|date d echeance|echeance|fecha de vencimiento|vencimiento|vencida")

// leadsToDay are the words that may stand between the name of a day and the day itself.
var leadsToDay = wordSet("date dated of the this letter notice email e mail message demand being which is deemed to be have been served was on with effect i namely delivered issued sent service " +
	"vom dieses schreibens briefs datum diesem schreiben also den dem am das ist d h zugestellt " +
	"de la du le presente lettre courrier date datee soit a savoir en fecha esta carta escrito el con es decir notificada")

// dayOf is the day that stands beside the noun at token k: the date of this letter (5 June). 0 if none does.
func (d *document) dayOf(k int) ledger.Date {
	for j := k + 1; j < min(k+9, len(d.tokens)); j++ {
		t := &d.tokens[j]
		if t.pre&(sepStop|sepBlank|sepSemi|sepDash) != 0 {
			return 0
		}
		if o := d.mentionFrom(j); o != nil {
			if o.period || o.now || o.day == 0 || t.pre&sepComma != 0 && !o.written() {
				return 0
			}
			return o.day
		}
		if t.kind != wordToken || !leadsToDay[t.norm] {
			return 0
		}
	}
	return 0
}

// written reports whether a day is written out, and not told from another one.
func (m *dateMention) written() bool {
	return !m.period && !m.now && !m.weekday && !m.ordinal && m.chain == free && m.stretch == 0
}

// dueOn is the day on which the text says that something fell due: the last that it names so before its i-th day.
func (d *document) dueOn(i int) ledger.Date {
	for k := i - 1; k >= max(0, i-8); k-- {
		if o := &d.dates[k]; o.written() && d.preceded(o.from, 4, of(cDue)) {
			return o.day
		}
	}
	return 0
}

// granting are the words by which an earlier letter set a period, wrote those by which it is only said to have been written.
var (
	granting = wordSet("gave giving given granted granting allowed allowing set setting asked asking demanded demanding requested requesting required requiring called told warned " +
		"gesetzt eingeraumt gewahrt gegeben aufgefordert gebeten gemahnt setzten gaben raumten forderten baten " +
		"accorde accordait accordions accordant laisse laissait laissant donne donnait donnant imparti impartissant demande demandions enjoint invite " +
		"concedimos concedia concediamos concedido dimos daba dando otorgamos otorgado otorgabamos pedimos pediamos pedido requerimos requeriamos solicitamos solicitado fijamos")
	wrote = wordSet("wrote written letter reminder notice email e mail message demand geschrieben schrieben schreiben brief mahnung ecrit ecrivions courrier lettre relance mail escribimos escrito carta correo requerimiento")
)

// grantedOn is the day of the earlier letter that set the i-th, a period: our letter of 2 June gave you 14 days. 0: none did.
func (d *document) grantedOn(i int) ledger.Date {
	m, granted := &d.dates[i], false
	from, to := d.sentenceAround(m.from, 20)
	for k := from; k < min(to, m.to+8) && !granted; k++ {
		granted = granting[d.tokens[k].norm] && (k < m.from || k >= m.to)
	}
	if !granted {
		return 0
	}
	for k := i - 1; k >= 0 && d.dates[k].from >= from; k-- {
		if o := &d.dates[k]; o.written() && o.day <= d.received && d.writtenOn(o) {
			return o.day
		}
	}
	if i+1 < len(d.dates) {
		if o := &d.dates[i+1]; o.from < to && o.written() && o.day <= d.received && d.datesPaper(*o) && d.writtenOn(o) {
			return o.day
		}
	}
	return 0
}

// writtenOn reports whether the words before a day make it that of an earlier letter: our letter of 2 June, we wrote on 2 June.
func (d *document) writtenOn(m *dateMention) bool {
	for k := m.from - 1; k >= max(0, m.from-5); k-- {
		if d.tokens[k+1].pre&(sepStop|sepBlank|sepSemi) != 0 {
			return false
		}
		if wrote[d.tokens[k].norm] {
			return true
		}
	}
	return false
}

// thisPaper reports whether the words before a day make it that of the text itself: this letter dated 2 June, the date of this
// notice (2 June), dieses Schreiben vom 2. Juni, la présente du 2 juin.
func (d *document) thisPaper(m dateMention) bool {
	for k := m.from - 1; k >= max(0, m.from-7); k-- {
		t := &d.tokens[k]
		switch {
		case d.tokens[k+1].pre&(sepStop|sepBlank|sepSemi) != 0:
			return false
		case t.norm == "hereof" || t.norm == "presente" || t.norm == "presents":
			return true
		case k+1 < m.from && d.tokens[k+1].set.has(cLetter) && wrote[d.tokens[k+1].norm] || k+2 < m.from && wrote[d.tokens[k+2].norm]:
			switch t.norm {
			case "this", "present", "dieses", "diesem", "diesen", "dieser", "diese", "cette", "ce", "esta", "este":
				return true
			}
		}
		if !leadsToDay[t.norm] {
			return false
		}
	}
	return false
}

// putOff is the day from which the i-th, a period, puts something off: deferred by a week. 0 if it does not.
func (d *document) putOff(i int) ledger.Date {
	m := &d.dates[i]
	k := d.overSmall(m.from)
	if k < 2 || !movedBy[d.tokens[k-1].norm] {
		return 0
	}
	for j := k - 1; j >= max(0, k-7); j-- {
		if d.moves(j) {
			return d.dayBefore(i)
		}
	}
	return 0
}

// sentenceAround are the tokens of the sentence that token i stands in, at most n on each side.
func (d *document) sentenceAround(i, n int) (from, to int) {
	for from = i; from > max(0, i-n) && !d.endsSentence(from) && d.tokens[from].pre&sepSemi == 0; from-- {
	}
	for to = i + 1; to < min(len(d.tokens), i+n) && !d.endsSentence(to) && d.tokens[to].pre&sepSemi == 0; to++ {
	}
	return from, to
}
