package signals

import (
	"slices"
	"strings"
)

// tenses are the forms that the verbs of a clause have, a bit for each.
type tenses uint8

const (
	tenseFuture  tenses = 1 << iota // will be cut off, werden sperren, sera coupé, cortaremos
	tensePast                       // was cut off, have cut off, hat gesperrt, avons coupé, ha cortado
	tenseState                      // is cut off, ist gesperrt, est coupé, queda cortado
	tensePassive                    // wird gesperrt: now, or on a day to come
	tenseGoing                      // are cutting off
	tenseMight                      // serait coupé, cortaría
)

// auxiliary says what a word makes of the verb that belongs to it.
type auxiliary uint8

const (
	notAuxiliary auxiliary = iota
	auxWill                // it is to come
	auxBe                  // a state
	auxWas                 // a state that is past
	auxHave                // it is done
	auxBecome              // in German: it is to come, but with a participle it may be now
	irregular              // no auxiliary: a verb whose form no ending tells, of what is done
)

// auxiliaries are those of each language.
var auxiliaries = func() map[string]map[string]auxiliary {
	all := map[string]map[string]auxiliary{}
	for _, line := range [...]struct {
		lang  string
		is    auxiliary
		words string
	}{
		{"en", auxWill, "will shall ll wont shant gonna"},
		{"en", auxBe, "is are am re isnt arent stands remains stays"},
		{"en", auxWas, "was were wasnt werent"},
		{"en", auxHave, "has have had ve hasnt havent"},
		{"en", irregular, "went gone came become became taken took given gave sent begun began sold withdrawn withdrew told written wrote left made said got held kept lost met paid put cut set shut let stood brought bought chosen drew drawn fell flown frozen froze laid led rung rang shown struck torn found gotten"},
		{"de", auxBecome, "werde wird werden"},
		{"de", auxBe, "ist sind bin bleibt bleiben"},
		{"de", auxWas, "war waren wurde wurden worden"},
		{"de", auxHave, "habe haben hat hatte hatten"},
		{"fr", auxWill, "vais va vont allons"},
		{"fr", auxBe, "est sont suis sommes reste restent demeure demeurent"},
		{"fr", auxWas, "ete etait etaient fut furent"},
		{"fr", auxHave, "ai as a avons avez ont"},
		{"fr", irregular, "mis mise pris prise fait faite remis remise transmis transmise saisi saisie suspendu suspendue rompu rompue interrompu interrompue resolu vendu vendue perdu recu retenu retenue inscrit inscrite ouvert ouverte"},
		{"es", auxWill, "voy va vamos van"},
		{"es", auxBe, "esta estan queda quedan es son sigue siguen permanece permanecen"},
		{"es", auxWas, "fue fueron sido quedo quedaron"},
		{"es", auxHave, "he ha hemos han"},
		{"es", irregular, "hecho puesto dicho roto abierto escrito suelto resuelto dispuesto"},
	} {
		if all[line.lang] == nil {
			all[line.lang] = map[string]auxiliary{}
		}
		for w := range strings.FieldsSeq(line.words) {
			all[line.lang][w] = line.is
		}
	}
	return all
}()

// verbReach is how many words may stand between an auxiliary and its verb; in German, where it ends the clause, as many as there are.
const verbReach = 5

// verbs reads the forms of the verbs of a clause, from one word to the next.
type verbs struct {
	*document
	of      map[string]auxiliary
	last    auxiliary
	at      int // where it stands
	becomes bool
	tenses  tenses
}

// tenseOf are the forms of the verbs of a clause.
func (d *document) tenseOf(c *clause) tenses {
	v := verbs{document: d, of: auxiliaries[d.lang]}
	for i := c.from; i < c.to; i++ {
		if d.tokens[i].kind == wordToken {
			v.read(i, c)
		}
	}
	if v.becomes && v.tenses&tensePassive == 0 {
		v.tenses |= tenseFuture
	}
	return v.tenses
}

// read reads word i.
func (v *verbs) read(i int, c *clause) {
	before := v.last
	if i > v.at+verbReach && v.lang != "de" {
		before = notAuxiliary
	}
	switch is := v.of[v.tokens[i].norm]; {
	case is == notAuxiliary, is == irregular:
		v.verb(i, c, before, is == irregular)
	case is == auxBecome:
		v.becomes = true
	case is == auxWill && !v.leads(i, c), before == auxWill: // of what is to come be, been and have say nothing more
	default:
		v.last, v.at = is, i
		switch is {
		case auxWill:
			v.tenses |= tenseFuture
		case auxWas:
			v.tenses |= tensePast
		}
	}
}

// leads reports whether word i, that may make what comes the future, does: va couper, van a cortar.
func (v *verbs) leads(i int, c *clause) bool {
	if v.lang == "en" {
		return true
	}
	if i+1 == c.to {
		return false
	}
	next := v.tokens[i+1].norm
	return v.lang == "es" && next == "a" || v.lang == "fr" && len(next) > 3 && hasEnding(next, "er", "ir", "re")
}

// verb reads word i, which may be a verb, behind an auxiliary or none.
func (v *verbs) verb(i int, c *clause, before auxiliary, irregular bool) {
	t := &v.tokens[i]
	written := v.text[t.start:t.end]
	romance := v.lang == "fr" || v.lang == "es"
	switch {
	case irregular || v.participle(t.norm, written):
		switch {
		case before == auxBe:
			v.tenses |= tenseState
		case before == auxWas, before == auxHave, before == notAuxiliary && v.lang == "en" && i > c.from && v.tokens[i-1].set.hasAny(cWe, cThey): // we sent
			v.tenses |= tensePast
		}
		if v.becomes {
			v.tenses |= tensePassive
		}
	case v.lang == "en" && before == auxBe && hasEnding(t.norm, "ing"):
		v.tenses |= tenseGoing
	case len(t.norm) > 5 && (v.lang == "es" && hasEnding(written, "ría", "rían", "ríamos") || v.lang == "fr" && hasEnding(t.norm, "rait", "raient", "rions")):
		v.tenses |= tenseMight
	case romance && isFuture(t.norm, v.lang):
		v.tenses |= tenseFuture
	case v.lang == "es" && len(written) > 4 && hasEnding(written, "ó", "aron", "ieron"):
		v.tenses |= tensePast
	}
}

func hasEnding(w string, endings ...string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(w, e) })
}

// participle reports whether a word has the form of a participle of what is done; in German one that no other form of the verb has,
// or that of verbs without ge-: beendet, verrechnet.
func (d *document) participle(w, written string) bool {
	switch {
	case len(w) < 5:
		return false
	case d.lang == "en":
		return hasEnding(w, "ed")
	case d.lang == "fr":
		return hasEnding(written, "é", "ée", "és", "ées")
	case d.lang == "es":
		return hasEnding(w, "ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas")
	}
	t := hasEnding(w, "t")
	if !t && !hasEnding(w, "en") {
		return false
	}
	return strings.HasPrefix(w, "ge") || hasEnding(w, "iert") || t && begins(w, 3, inseparable[:]) || slices.ContainsFunc(separable[:], func(p string) bool {
		return len(w) > len(p)+4 && strings.HasPrefix(w, p) && strings.HasPrefix(w[len(p):], "ge")
	})
}

// begins reports whether a word begins with one of some prefixes, with more than so many letters behind it.
func begins(w string, more int, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return len(w) > len(p)+more && strings.HasPrefix(w, p) })
}

// separable and inseparable are how German verbs begin: abgestellt, but verrechnet.
var (
	separable   = [...]string{"ab", "an", "auf", "aus", "bei", "ein", "fest", "frei", "fort", "her", "hin", "los", "mit", "nach", "nieder", "still", "um", "vor", "weg", "weiter", "zu", "zuruck", "zusammen", "heraus", "durch", "bekannt", "fallig"}
	inseparable = [...]string{"be", "ver", "ent", "er", "zer", "uber", "unter", "miss", "wider"}
)

// tenseAround are the forms of the verbs of clause i, or where it has none those of what governs it: a clause before it in its
// sentence, or the line above its list. other reports that they are another's.
func (d *document) tenseAround(i int) (t tenses, other bool) {
	if t = d.tenseOf(&d.clauses[i]); t != 0 {
		return t, false
	}
	from, _ := d.sentence(i)
	if t = d.lastTense(from, i); t != 0 {
		return t, true
	}
	if head := d.listHead(from); head >= 0 {
		t = d.lastTense(d.sentence(head))
	}
	return t, t != 0
}

// lastTense are the forms of the verbs of the last of the clauses [from, to) that has any.
func (d *document) lastTense(from, to int) (t tenses) {
	for k := to - 1; k >= from && t == 0; k-- {
		t = d.tenseOf(&d.clauses[k])
	}
	return t
}
