package signals

import (
	"strings"
	"sync"
	"time"

	"owed.dev/owed/ledger"
)

// spanEnd reads "this week" (its Friday), "end of the month", "month end", "Monatsende", "fin du mois", "quarter end".
func (d *document) spanEnd(i int) (dateMention, bool) {
	if d.tokens[i].tables&inDays == 0 {
		return dateMention{}, false
	}
	var best *span
	list := spansByWord()[d.lang+d.tokens[i].norm]
	for k := range list {
		c := &list[k]
		if (best == nil || len(c.words) > len(best.words)) && d.spells(i, c.words) {
			best = c
		}
	}
	if best == nil {
		return dateMention{}, false
	}
	m := dateMention{from: i, to: i + len(best.words), day: lastDay(best.what, d.today), last: best.what != 'f' && best.what != 'p' && best.what != 'z' && best.what != 's', stretch: best.what, now: best.what == 'd'}
	if best.what < 'a' { // a feast, where the words before it ask for a day
		m.last = false
		k := d.overSmall(i)
		if k > 1 && d.tokens[k-1].norm == "de" {
			k-- // antes de Navidad
		}
		if k == 0 || !d.tokens[k-1].set.hasAny(cBy, cBefore, cOn, cUntil) && !(best.what == 'N' && d.tokens[k-1].set.has(cFrom)) {
			return dateMention{}, false
		}
	}
	return m, true
}

// spells reports whether the tokens from i on are the words.
func (d *document) spells(i int, words []string) bool {
	for k, w := range words {
		if i+k >= len(d.tokens) || d.tokens[i+k].norm != w {
			return false
		}
	}
	return true
}

// lastDay is the last day of the span that a letter of spanWords stands for, as seen from day r.
func lastDay(what byte, r ledger.Date) ledger.Date {
	switch what {
	case 'w':
		return r.AddDays((5 - int(r.Weekday()) + 7) % 7)
	case 'v':
		return r.AddDays(11 - (int(r.Weekday())+6)%7)
	case 'm':
		return r.EndOfMonth()
	case 'f':
		return r.EndOfMonth().AddDays(1)
	case 'p':
		return ledger.NewDate(r.Year(), (r.Month()-1)/3*3+4, 1)
	case 'z':
		return ledger.NewDate(r.Year()+1, 1, 1)
	case 's':
		return r.AddDays(7)
	case 'n':
		return r.AddMonths(1).EndOfMonth()
	case 'q':
		return ledger.NewDate(r.Year(), (r.Month()-1)/3*3+4, 0)
	case 'y', 'S':
		return ledger.NewDate(r.Year(), 12, 31)
	case 'C':
		return ledger.NewDate(r.Year(), 12, 25)
	case 'E':
		return ledger.NewDate(r.Year(), 12, 24)
	case 'N':
		return ledger.NewDate(r.Year()+1, 1, 1)
	case 'H':
		return ledger.NewDate(r.Year(), 10, 31)
	case 'T':
		first := ledger.NewDate(r.Year(), 11, 1)
		return first.AddDays((4-int(first.Weekday())+7)%7 + 21)
	case 'A':
		return nextFeast(r, 11, 1)
	case 'K':
		return nextFeast(r, 12, 6)
	case 'M':
		return nextFeast(r, 6, 24)
	case 'R':
		return nextFeast(r, 1, 6)
	case 'O', 'G', 'P':
		easter := easterOf(r.Year())
		if easter < r && (what != 'P' || easter.AddDays(49) < r) {
			easter = easterOf(r.Year() + 1)
		}
		switch what {
		case 'G':
			return easter.AddDays(-2)
		case 'P':
			return easter.AddDays(49)
		}
		return easter
	}
	return r
}

// nextFeast is the next such day of the year, r itself if it is one.
func nextFeast(r ledger.Date, month time.Month, day int) ledger.Date {
	feast := ledger.NewDate(r.Year(), month, day)
	if feast < r {
		feast = ledger.NewDate(r.Year()+1, month, day)
	}
	return feast
}

// easterOf is Easter Sunday, by the rule of the Gregorian calendar.
func easterOf(year int) ledger.Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return ledger.NewDate(year, time.Month(n/31), n%31+1)
}

// overSmall goes back from token i over articles.
func (d *document) overSmall(i int) int {
	for n := 0; n < 2 && i > 0; n++ {
		switch d.tokens[i-1].norm {
		case "the", "den", "dem", "le", "la", "el", "los", "a", "of":
			i--
		}
	}
	return i
}

// span is a way to name the last day of a stretch of time.
type span struct {
	what  byte
	words []string
}

// spansByWord are the spans by language and first word, made once.
var spansByWord = sync.OnceValue(func() map[string][]span {
	all := map[string][]span{}
	for lang, list := range spanWords {
		for _, c := range list {
			words := strings.Fields(c.words)
			all[lang+words[0]] = append(all[lang+words[0]], span{c.what, words})
		}
	}
	return all
})

// spanWords name the last day of a week, this month, the next month, a quarter or a year.
var spanWords = map[string][]struct {
	what  byte
	words string
}{
	"en": {{'d', "this afternoon"}, {'d', "this morning"}, {'d', "this evening"}, {'w', "this week"}, {'w', "end of the week"}, {'w', "end of week"}, {'w', "end of this week"}, {'m', "end of the month"}, {'m', "end of month"}, {'m', "end of this month"},
		{'m', "month end"}, {'m', "month is out"}, {'m', "month ends"}, {'w', "week is out"}, {'w', "week ends"}, {'m', "month s end"}, {'n', "end of next month"}, {'q', "end of the quarter"}, {'q', "quarter end"}, {'y', "end of the year"}, {'y', "year end"}, {'y', "year s end"}, {'A', "all saints"}, {'A', "all saints day"}, {'M', "midsummer"}, {'y', "end of year"}, {'m', "eom"}, {'m', "this month"}, {'v', "end of next week"}, {'v', "close of next week"}, {'w', "weekend"}, {'m', "last day of the month"}, {'m', "last day of this month"}, {'n', "last day of next month"}, {'f', "start of next month"}, {'f', "beginning of next month"}, {'f', "start of the next month"}, {'f', "beginning of the next month"}, {'f', "start of the coming month"}, {'q', "this quarter"}, {'p', "start of next quarter"}, {'p', "beginning of next quarter"}, {'z', "start of next year"}, {'z', "start of the new year"}, {'z', "beginning of next year"}, {'s', "this time next week"}, {'d', "this am"}, {'d', "this a m"}, {'d', "this aft"}, {'w', "eow"}, {'w', "close of the week"}, {'d', "eod"}, {'d', "end of day"}, {'d', "end of the day"}, {'q', "end of quarter"},
		{'C', "christmas"}, {'C', "xmas"}, {'C', "christmas day"}, {'E', "christmas eve"}, {'S', "new year s eve"}, {'S', "new years eve"}, {'N', "new year"}, {'N', "next year"}, {'N', "coming year"}, {'N', "new year s day"}, {'N', "new years day"}, {'H', "halloween"}, {'T', "thanksgiving"}, {'O', "easter"}, {'G', "good friday"}},
	"de": {{'d', "ab jetzt"}, {'d', "heute morgen"}, {'d', "heute fruh"}, {'d', "heute mittag"}, {'f', "anfang nachsten monats"}, {'f', "anfang des nachsten monats"}, {'f', "anfang kommenden monats"}, {'f', "anfang des kommenden monats"}, {'f', "beginn des nachsten monats"}, {'f', "beginn des kommenden monats"}, {'f', "beginn des folgemonats"}, {'f', "anfang des folgemonats"}, {'q', "dieses quartal"}, {'q', "diesem quartal"}, {'p', "beginn des nachsten quartals"}, {'z', "anfang nachsten jahres"}, {'z', "beginn des nachsten jahres"}, {'z', "jahreswechsel"}, {'s', "heute in einer woche"}, {'s', "heute in acht tagen"}, {'w', "wochenende"}, {'m', "letzten tag des monats"}, {'m', "letzten tag dieses monats"}, {'d', "heute nachmittag"}, {'w', "diese woche"}, {'w', "ende der woche"}, {'w', "ende dieser woche"}, {'w', "bis wochenende"}, {'v', "ende nachster woche"}, {'v', "ende kommender woche"}, {'v', "ende der nachsten woche"}, {'v', "ende der kommenden woche"}, {'m', "monatsletzten"}, {'m', "monatsschluss"}, {'f', "monatsersten"}, {'q', "quartalsultimo"}, {'d', "heutigen tag"}, {'d', "heutigen tage"}, {'d', "heutigen tages"}, {'d', "heutigem tag"}, {'d', "heutigem tage"}, {'d', "heute abend"}, {'m', "ende des monats"}, {'m', "monatsende"}, {'m', "ende dieses monats"}, {'m', "ultimo"}, {'m', "diesen monat"}, {'m', "diesem monat"},
		{'n', "ende nachsten monats"}, {'n', "ende des nachsten monats"}, {'q', "quartalsende"}, {'q', "ende des quartals"}, {'y', "jahresende"}, {'y', "ende des jahres"}, {'y', "ende dieses jahres"}, {'y', "jahresschluss"}, {'C', "weihnachten"}, {'E', "heiligabend"}, {'S', "silvester"}, {'N', "neujahr"}, {'N', "neuen jahr"}, {'N', "neuem jahr"}, {'N', "nachsten jahr"}, {'N', "nachstem jahr"}, {'N', "kommenden jahr"}, {'N', "kommendem jahr"}, {'K', "nikolaus"}, {'K', "nikolaustag"}, {'A', "allerheiligen"}, {'P', "pfingsten"}, {'O', "ostern"}, {'G', "karfreitag"}},
	"fr": {{'d', "ce matin"}, {'d', "ce midi"}, {'f', "debut du mois prochain"}, {'f', "debut de mois prochain"}, {'q', "ce trimestre"}, {'p', "debut du trimestre prochain"}, {'z', "debut de l annee prochaine"}, {'z', "debut d annee prochaine"}, {'w', "week end"}, {'w', "weekend"}, {'m', "dernier jour du mois"}, {'d', "ce soir"}, {'d', "cet apres midi"}, {'w', "cette semaine"}, {'w', "fin de semaine"}, {'w', "fin de la semaine"}, {'v', "fin de la semaine prochaine"}, {'v', "fin de semaine prochaine"}, {'d', "ce jour"}, {'m', "fin du mois"}, {'m', "fin de mois"}, {'m', "fin de ce mois"}, {'m', "ce mois ci"}, {'n', "fin du mois prochain"}, {'q', "fin du trimestre"}, {'y', "fin de l annee"}, {'y', "fin d annee"}, {'C', "noel"}, {'S', "saint sylvestre"}, {'N', "nouvel an"}, {'N', "nouvelle annee"}, {'N', "annee prochaine"}, {'N', "l annee prochaine"}, {'N', "l an prochain"}, {'K', "saint nicolas"}, {'A', "toussaint"}, {'P', "pentecote"}, {'O', "paques"}},
	"es": {{'d', "esta manana"}, {'d', "este mediodia"}, {'f', "principios del mes que viene"}, {'f', "principios del proximo mes"}, {'f', "principios de mes que viene"}, {'f', "comienzos del mes que viene"}, {'f', "comienzos del proximo mes"}, {'f', "inicio del proximo mes"}, {'f', "a partir del mes que viene"}, {'q', "este trimestre"}, {'p', "principios del proximo trimestre"}, {'z', "principios del ano que viene"}, {'z', "principios del proximo ano"}, {'m', "acabe el mes"}, {'m', "termine el mes"}, {'m', "finalice el mes"}, {'m', "acabar el mes"}, {'m', "terminar el mes"}, {'w', "acabe la semana"}, {'w', "termine la semana"}, {'d', "esta noche"}, {'d', "esta tarde"}, {'w', "esta semana"}, {'w', "fin de semana"}, {'w', "final de la semana"}, {'v', "final de la semana que viene"}, {'v', "final de la proxima semana"}, {'v', "finales de la semana que viene"}, {'v', "finales de la proxima semana"}, {'v', "fin de la proxima semana"}, {'v', "fin de la semana que viene"}, {'v', "final de semana que viene"}, {'m', "finales del mes"}, {'m', "ultimo dia del mes"}, {'m', "fin de mes"}, {'m', "final de mes"}, {'m', "finales de mes"}, {'m', "final del mes"}, {'m', "fin del mes"}, {'m', "este mes"}, {'n', "final del mes que viene"}, {'q', "final del trimestre"}, {'q', "fin de trimestre"}, {'y', "fin de ano"}, {'y', "final de ano"}, {'C', "navidad"}, {'E', "nochebuena"}, {'S', "nochevieja"}, {'N', "ano nuevo"}, {'N', "nuevo ano"}, {'N', "proximo ano"}, {'N', "ano que viene"}, {'N', "ano proximo"}, {'A', "todos los santos"}, {'R', "reyes"}, {'O', "pascua"}},
}

// thatDay reads "before that day", "antes de esa fecha", "bis dahin", "that evening", "am selben Tag": the day named last.
func (d *document) thatDay(i int, so []dateMention) (dateMention, bool) {
	if d.tokens[i].tables&inThat == 0 || d.tokens[i].pre&(sepStop|sepBlank) != 0 && d.tokens[i].norm != "that" && d.tokens[i].norm != "ese" && d.tokens[i].norm != "ce" {
		return dateMention{}, false
	}
	for len(so) > 0 && so[len(so)-1].age {
		so = so[:len(so)-1]
	}
	if len(so) == 0 {
		return dateMention{}, false
	}
	to := 0
	switch d.tokens[i].norm {
	case "then", "dahin":
		if i > 0 && d.tokens[i-1].set.hasAny(cBy, cBefore) {
			to = i + 1
		}
	default:
		to = d.spelling(i, thatDays)
	}
	last := so[len(so)-1]
	if to == 0 || last.period && last.days == 0 {
		return dateMention{}, false
	}
	last.from, last.to, last.partial = i, to, false
	last.ordinal, last.period, last.last, last.nth, last.chain = true, false, false, false, sameDay
	last.weekday, last.weeks, last.base, last.back, last.now = false, 0, false, false, false
	return last, true
}

// thatDays are the names of the day named last.
var thatDays = spelled("that date|that day|that same day|that same date|that evening|that morning|that afternoon|that night|this date|said date|said day|such date|such day|same day|same date|" +
	"diesem tag|diesem tage|diesem datum|diesem zeitpunkt|diesen tag|dieses datum|dieses tages|jenem tag|jenem tage|selben tag|selben tages|gleichen tag|gleichen tages|demselben tag|" +
	"cette date|ce jour la|meme jour|meme date|esa fecha|esa misma fecha|dicha fecha|ese dia|ese mismo dia|dicho dia|mismo dia|misma fecha")
