package handlers

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// documents are the names among these of what people write letters in and owed can't read.
func documents(names ...string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		switch strings.ToLower(path.Ext(name)) {
		case ".pdf", ".doc", ".docx", ".odt", ".rtf", ".msg", ".pages", ".tif", ".tiff", ".xps", ".dat":
			return false
		case ".png", ".jpg", ".jpeg", ".heic":
			return !letterWord.MatchString(name) // a letter that was scanned or photographed
		}
		return true
	})
}

// What a text says of a letter that is attached, in the languages that are read; what letters are called; and what comes with
// mail every day.
var (
	seeAttached = regexp.MustCompile(`(?i)\b(?:attach(?:ed|ment|ments)|enclos(?:ed|ure|ures)|anbei|anhang|angehängt\pL*|beigefügt\pL*|beiliegend\pL*|in der anlage|ci-joint\pL*|pièces? jointes?|en annexe|adjunt\pL+|anex[oa]s?)\b`)
	letterWord  = regexp.MustCompile(`(?i)notice|letter|reminder|demand|default|suspen|terminat|legal|final|mahn|schreiben|brief|kündig|lettre|courrier|mise en demeure|relance|carta|aviso|requerimiento`)
	routineWord = regexp.MustCompile(`(?i)invoice|receipt|statement|\binv\b|order|quot(?:e|ation)|offer|delivery|price ?list|rechnung|beleg|quittung|auszug|bestellung|angebot|lieferschein|facture|reçu|relevé|devis|commande|factura|recibo|extracto|pedido|presupuesto`)
)

// aroundAttached is how many bytes around what says that something is attached say what that is.
const aroundAttached = 60

// asksToSee reports whether a text sends its reader to something attached that is no daily paper.
func asksToSee(text string) bool {
	return slices.ContainsFunc(seeAttached.FindAllStringIndex(text, mostHeads), func(at []int) bool {
		return !isRoutine(text[max(0, at[0]-aroundAttached):min(len(text), at[1]+aroundAttached)])
	})
}

// isRoutine reports whether words speak of daily papers, and of no letter.
func isRoutine(words string) bool {
	return routineWord.MatchString(words) && !letterWord.MatchString(words)
}

// toOpen is what came with a text in which nothing was found, and has to be opened by somebody: the text sends its reader there, or
// says next to nothing itself.
func (p passage) toOpen() []string {
	if len(wordsIn(withoutHead(p.text))) > fewWords && !asksToSee(p.text) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.shut), isRoutine)
}
