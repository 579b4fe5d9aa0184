package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"owed.dev/owed/signals"
)

// The head of an e-mail: who sent it to whom and when differs each time it is passed on, and so does what stands before
// its subject.
var (
	addressLine = regexp.MustCompile(`(?im)^[> \t]*(?:from|to|cc|bcc|date|sent|reply-to|von|an|gesendet|datum|de|à|envoyé|para|enviado)\s?:.*$`)
	subjectHead = regexp.MustCompile(`(?im)^[> \t]*(?:subject|betreff|objet|asunto)\s?:(?:\s*(?:re|fwd?|aw|wg|tr|rv)\s?:)*`)
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

// hashOf is the SHA-256 of a notice's words alone: the same mail forwarded again differs in its head, in case, blanks and
// marks of quotation, and in what was written above it, as long as nothing of that was found to count.
func hashOf(text string, found signals.Findings) string {
	body := subjectHead.ReplaceAllString(addressLine.ReplaceAllString(ownWords(text, found), ""), "")
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

// ownWords is the part of a text in which all stands that was found: the mail that was passed on, without what was written
// above it, or what was quoted. A text in which nothing was found is its own part.
func ownWords(text string, found signals.Findings) string {
	at := foundAt(found)
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
