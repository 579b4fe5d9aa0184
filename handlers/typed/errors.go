package typed

import (
	"fmt"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// Guess is the cause of an error where a typing mistake is likely: what may have been meant, for buttons to offer.
type Guess struct{ Choices []Choice }

// Choice is one thing that may have been meant. It fits into a button.
type Choice struct {
	Vendor ledger.Vendor // set where a vendor is guessed
	Label  string        // what the button says
	Words  string        // the text corrected, to be parsed again; mentions are kept as Slack wrote them
	verb   Verb          // set where a verb is guessed
}

// Error is for the log; it holds no words of the user's.
func (g *Guess) Error() string { return fmt.Sprintf("typing mistake, %d choices", len(g.Choices)) }

func invalid(format string, args ...any) error {
	return &ledger.Error{Kind: ledger.Invalid, Say: fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &ledger.Error{Kind: ledger.NotFound, Say: fmt.Sprintf(format, args...)}
}

// guess is an error that says what was read and asks whether one of the choices was meant.
func (p *parser) guess(choices []Choice, read string) error {
	const button = 1900 // a button of Slack's holds 2,000 characters; some are left for its own
	kind := ledger.Invalid
	var labels []string
	var fit []Choice
	for _, c := range choices {
		label := "`" + c.Label + "`?"
		if c.Vendor.Slug != "" {
			kind, label = ledger.NotFound, c.Label+"?"
		}
		if !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
		if len(c.Words) <= button {
			fit = append(fit, c)
		}
	}
	return &ledger.Error{
		Kind: kind, Err: &Guess{fit},
		Say: fmt.Sprintf("%s %s Example: `%s`", stop(read), strings.Join(labels, " "), p.exampleOf(choices[0])),
	}
}

// exampleOf shows the first choice at work: an example of the verb, else the text corrected, if it can be read now.
func (p *parser) exampleOf(c Choice) string {
	switch {
	case c.verb != "":
		return p.with(entryOf(c.verb).Examples[0])
	case p.works(c.Words):
		return "/owed " + c.Words
	case c.Vendor.Slug != "":
		return "/owed " + string(c.Vendor.Slug)
	}
	return p.example("")
}

// works reports whether a text can be read to its end and shown as an example.
func (p *parser) works(text string) bool {
	const short = 80
	return p.try != nil && len(text) <= short && !strings.ContainsAny(text, "<>&`\n") && p.try(text)
}

// usage is an error that ends with an example of the verb being read.
func (p *parser) usage(format string, args ...any) error {
	return invalid("%s Example: `%s`", stop(fmt.Sprintf(format, args...)), p.example(""))
}

// stop ends a sentence that has no end yet.
func stop(s string) string {
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// expected is an error that says what was read here, what was expected, and gives an example that shows it.
func (p *parser) expected(what, clause string) error {
	read := "nothing"
	if w := p.peek(); !p.done() {
		read = quote(w.text)
	}
	if clause != "" {
		read += " behind `" + clause + "`"
	}
	return invalid("I read %s; expected %s. Example: `%s`", read, what, p.example(clause))
}

// unplaced is the refusal of a word that no rule of the verb takes.
func (p *parser) unplaced() error {
	w := p.peek()
	read := fmt.Sprintf("I read %s and can't place %s", p.soFar(), quote(w.text))
	if choices := p.nearClauses(w); len(choices) > 0 {
		return p.guess(choices, read)
	}
	return invalid("%s. Expected: `%s`. Example: `%s`", read, p.with(strings.Join(p.entry.Forms, "` or `")), p.example(""))
}

// soFar names the vendor and the verb that were understood.
func (p *parser) soFar() string {
	verb := "`" + string(p.entry.Verb) + "`"
	if p.vendor.Name == "" {
		return verb
	}
	return p.vendor.Name + ", " + verb
}

// nearClauses are the clauses that a word may mean, mistyped.
func (p *parser) nearClauses(w word) []Choice {
	if w.quoted || hasDigit(w.low) || w.mention.ID != "" {
		return nil
	}
	words := p.alone
	for _, f := range p.fields {
		words = append(words[:len(words):len(words)], f.words...)
	}
	var out []Choice
	best := mistakes(w.low) + 1
	for _, phrase := range words {
		d := distance(w.low, phrase)
		if d > best || d > mistakes(phrase) {
			continue
		}
		if d < best {
			out, best = nil, d
		}
		out = append(out, Choice{Label: phrase, Words: p.src.replaced(w.from, w.to, phrase)})
	}
	return out
}

// example is one of the verb's examples, the first that shows the clause, for the vendor in question.
func (p *parser) example(clause string) string {
	for _, ex := range p.entry.Examples {
		if clause != "" && strings.Contains(ex, " "+clause+" ") {
			return p.with(ex)
		}
	}
	if len(p.entry.Examples) == 0 {
		return "/owed help"
	}
	return p.with(p.entry.Examples[0])
}

// with puts the vendor's own slug into an example, which is written for aws.
func (p *parser) with(example string) string {
	if p.vendor.Slug == "" {
		return example
	}
	own := "/owed " + string(p.vendor.Slug)
	return strings.NewReplacer("/owed aws", own, "/owed AWS", own, "/owed [AWS]", own).Replace(example)
}

// quote shows what was typed, shortened, in backticks.
func quote(s string) string { return "`" + plain(s) + "`" }

// plain keeps what was typed from acting where it is shown: no backticks, no new lines, not too long.
func plain(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(tidy(s), "`", "'")), " ")
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}
