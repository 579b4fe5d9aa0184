package handlers

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
)

// The head of an e-mail: who sent it to whom and when differs each time it is passed on, and so does what stands before
// its subject.
var (
	addressLine = regexp.MustCompile(`(?im)^[> \t]*(?:from|to|cc|bcc|date|sent|reply-to|von|an|gesendet|datum|de|à|envoyé|para|enviado)\s?:.*$`)
	subjectHead = regexp.MustCompile(`(?im)^[> \t]*(?:subject|betreff|objet|asunto)\s?:(?:\s*(?:re|fwd?|aw|wg|tr|rv)\s?:)*`)
	subjectLine = regexp.MustCompile(`(?im)^[> \t]*(?:subject|betreff|objet|asunto)\s?:.*$`)
)

// The line of a mail program above what it passes on, and the first of that mail's head.
var (
	passedOn   = regexp.MustCompile(`(?im)^[> \t]*(?:-{2,}\s*|begin |anfang der |début du )?(?:forwarded message|original message|weitergeleiteten? nachricht|ursprüngliche nachricht|message (?:transféré|d[’'](?:origine|origen))|mensaje (?:reenviado|original))\b.*$`)
	senderLine = regexp.MustCompile(`(?im)^[> \t]*(?:from|von|de)\s?:`)
)

// isLetter reports whether a text has the head of an e-mail.
func isLetter(text string) bool {
	return addressLine.MatchString(text) && subjectHead.MatchString(text)
}

// sameFor is for how many days the same words are the same mail, sent once and passed on later; afterwards they are another
// mail that a program wrote in the same words.
const sameFor = 6

// hashesOf are the hashes under which a notice may be known, its own first.
//
// A notice that names its own days is its words alone, whenever it comes. The days of any other hang on the day on which it
// was sent, and so does its hash; the same words are looked for under the days around it, and under their hash alone, as it
// was kept before days counted. What an answer quotes has lost its subject, and is looked for with that of the answer, too.
func hashesOf(p passage, found signals.Findings, newer signals.Span, received ledger.Date) []string {
	text, sent := p.ownWords(found, newer), p.sentOn(found, newer, received)
	all := hashesAround(hashOf(text), sent)
	if namesItsDays(text, found, sent) {
		all[0], all[1] = all[1], all[0]
	}
	if subject := p.subject(); subject != "" && len(text) < len(p.text)-p.own {
		all = append(all, hashesAround(hashOf(withSubject(subject, text)), sent)...)
	}
	return all
}

// hashesAround are the hash of words on a day, alone, and on the days around it.
func hashesAround(words string, sent ledger.Date) []string {
	all := []string{hashOn(words, sent), words}
	for n := 1; n <= sameFor; n++ {
		all = append(all, hashOn(words, sent.AddDays(-n)), hashOn(words, sent.AddDays(n)))
	}
	return all
}

// subject is the line of the subject of a notice's newest mail; "" where it has none.
func (p passage) subject() string { return strings.TrimSpace(subjectLine.FindString(p.text[p.own:])) }

// withSubject is what a mail quotes as it may have come by itself, for what programs quote has no subject.
func withSubject(subject, text string) string { return subject + "\n\n" + text }

func hashOn(words string, sent ledger.Date) string {
	sum := sha256.Sum256([]byte(words + " " + sent.String()))
	return hex.EncodeToString(sum[:])
}

// sentOn is the day on which the newest mail was sent of those that a notice is.
func (p passage) sentOn(found signals.Findings, newer signals.Span, received ledger.Date) ledger.Date {
	at := newer.Start
	if all := foundAt(found); newer.End == 0 && len(all) > 0 {
		at = slices.Min(all)
	}
	return cmp.Or(signals.SentOn(p.text, at, received), received)
}

// mostReread is how long a notice is, at most, that is read as of another day as well.
const mostReread = 64 << 10

// monthLater is a month that is no number of weeks.
const monthLater = 31

// namesItsDays reports whether a notice says itself which days it speaks of: sent a month later, it would speak of the same ones.
func namesItsDays(text string, found signals.Findings, sent ledger.Date) bool {
	if len(daysOf(found)) == 0 || len(text) > mostReread {
		return false
	}
	text = addressLine.ReplaceAllString(text, "")
	now, later := daysOf(signals.Read(text, sent, nil)), daysOf(signals.Read(text, sent.AddDays(monthLater), nil))
	return len(now) > 0 && slices.EqualFunc(now, later, func(x, y ledger.Date) bool {
		return x.String()[len("2006"):] == y.String()[len("2006"):] // "on 20 March", of whatever year
	})
}

// daysOf are the days that a notice speaks of.
func daysOf(found signals.Findings) []ledger.Date {
	all := []ledger.Date{found.Deadline}
	for _, m := range found.Measures {
		all = append(all, m.Effective, m.CureUntil)
	}
	return slices.DeleteFunc(all, ledger.Date.IsZero)
}

// hashOf is the SHA-256 of a notice's words alone: the same mail forwarded again differs in its head, in case, blanks and
// marks of quotation, and in what was written above it, as long as nothing of that counts.
func hashOf(text string) string {
	body := subjectHead.ReplaceAllString(addressLine.ReplaceAllString(text, ""), "")
	sum, n := sha256.New(), 0
	for w := range strings.FieldsFuncSeq(strings.ToLower(body), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		sum.Write([]byte(w))
		sum.Write([]byte{' '})
		n++
	}
	if n == 0 {
		sum.Write([]byte(text)) // nothing but a head
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// ownWords is the part of a text in which all stands that was found, and what its sender has written above it since: the mail
// that was passed on, without what others wrote above it, or what was quoted. A text in which nothing was found is its own part.
func (p passage) ownWords(found signals.Findings, newer signals.Span) string {
	text, at := p.text, foundAt(found)
	if newer.End > 0 {
		return text[newer.Start:]
	}
	if len(at) == 0 {
		return text
	}
	begin := headBefore(text[:slices.Min(at)])
	text = text[begin:]
	for _, p := range at {
		line := strings.LastIndexByte(text[:p-begin], '\n') + 1
		if !strings.HasPrefix(strings.TrimLeft(text[line:], " \t"), ">") {
			return text
		}
	}
	var quoted strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
			quoted.WriteString(line)
		}
	}
	return quoted.String()
}

// foundAt is where measures, and what is suspicious, were found.
func foundAt(found signals.Findings) []int {
	var at []int
	for _, m := range found.Measures {
		at = append(at, m.Evidence.Start)
	}
	for _, e := range found.SuspiciousWhy {
		at = append(at, e.Start)
	}
	return at
}

// mostHeads bounds how many lines that look like a sender's are looked at, from the last one back.
const mostHeads = 50

// headBefore is where the last mail that was passed on begins; 0 where none was.
func headBefore(text string) int {
	begin := 0
	if all := passedOn.FindAllStringIndex(text, -1); len(all) > 0 {
		begin = all[len(all)-1][1]
	}
	senders := senderLine.FindAllStringIndex(text, -1)
	for n := len(senders) - 1; n >= max(0, len(senders)-mostHeads) && senders[n][0] > begin; n-- {
		head, _, _ := strings.Cut(text[senders[n][0]:], "\n\n")
		if subjectHead.MatchString(head[:min(len(head), 2000)]) {
			return senders[n][0]
		}
	}
	return begin
}
