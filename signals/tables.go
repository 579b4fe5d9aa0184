package signals

import "sync"

// tables tell which of the small tables hold a word, a bit each, so that most words need no look-up in any.
type tables uint16

const (
	inFunctions  tables = 1<<len(languages) - 1 // functionWords, a bit for each language
	inCurrencies tables = 1 << (len(languages) + iota - 1)
	inNumerals          // sumNumerals
	inDays              // what may begin the name of a day though no concept says so
	inThat              // what may mean the day named before
	inForms             // companyForms
	inOthers            // customers of theirs, in general
	inOne               // a customer of theirs
	inMoves             // what may move a day to another one
	inFrauds            // what paidAside, hurried and toReader look for
	inNames             // what names are asked for: numbersOf, inflected, salutations, agents and firstNames
	inKnown             // wellKnown
	inAffiliates        // what may announce affiliates
)

// tablesOf are the tables of all words that stand in one, made once.
var tablesOf = sync.OnceValue(func() map[string]tables {
	all := map[string]tables{}
	mark := func(in tables, words ...string) {
		for _, w := range words {
			all[w] |= in
		}
	}
	for w, languages := range functionWords {
		mark(tables(languages), w)
	}
	for w := range currencyWords {
		mark(inCurrencies, w)
	}
	for w := range dollars {
		mark(inCurrencies, w)
	}
	for w := range countries {
		mark(inCurrencies, w)
	}
	for w := range letterSigns {
		mark(inCurrencies, w)
	}
	for w := range inFrench {
		mark(inCurrencies, w)
	}
	mark(inCurrencies, "t", "k", "m", "u", "gh", "teur", "keur", "meur")
	for w := range sumNumerals {
		mark(inNumerals|inDays, w) // thirteen days
	}
	mark(inThat, "that", "this", "esa", "dicha", "cette", "diesem", "diesen", "dieses", "said", "such", "then", "dahin", "ese", "dicho", "mismo", "meme", "ce", "selben", "gleichen", "jenem", "demselben", "same")
	for w := range ordinals {
		mark(inDays, w)
	}
	for w := range nextDays {
		mark(inDays, w)
	}
	for w := range places {
		mark(inDays, w)
	}
	mark(inDays, "end", "ende", "fin", "final", "finales", "t", "d", "j", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "day", "tag", "ubermorgen", "vorgestern", "apres", "avant", "pasado", "anteayer", "anoche", "huitaine", "quinzaine", "wochenfrist", "monatsfrist", "start", "beginning", "anfang", "beginn", "debut", "principios", "comienzos", "comienzo", "inicio", "kw", "cw", "kalenderwoche", "calendar", "receipt", "erhalt", "reception", "fortnight")
	for w := range hours {
		mark(inDays, w)
	}
	for _, list := range spansByWord() {
		for _, s := range list {
			mark(inDays, s.words[0])
		}
	}
	mark(inOthers, "customers", "kunden", "clients", "clientes", "tenants", "mieter", "airlines", "companies", "firms", "unternehmen", "entreprises", "empresas")
	mark(inOne, "platform", "publisher", "group", "company", "customer", "tenant", "retailer", "broadcaster", "client", "kunde", "verlag", "plattform", "plateforme", "groupe", "cliente", "plataforma", "its")
	for w := range moving {
		mark(inMoves, w)
	}
	for w := range movingParts {
		mark(inMoves, w)
	}
	for _, list := range []map[string]bool{anAffiliate, theAffiliates} {
		for w := range list {
			mark(inAffiliates, w)
		}
	}
	mark(inAffiliates, "once")
	for _, list := range [...]*spellings{doTheSame, doLikewise, withIt} {
		for _, forms := range list.forms {
			for _, words := range forms {
				mark(inAffiliates, words[0])
			}
		}
	}
	for w := range companyForms {
		mark(inForms, w)
	}
	mark(inFrauds, "ai", "llm", "chatgpt", "gpt", "assistant", "assistants", "suspicious", "minutes", "minuten", "minutos", "mins", "card", "bc")
	for w := range coins {
		mark(inFrauds, w)
	}
	for w := range wellKnown {
		mark(inKnown, w)
	}
	for _, list := range [...]map[string]bool{numbersOf, inflected, salutations, agents, firstNames} {
		for w := range list {
			mark(inNames, w)
		}
	}
	return all
})
