package handlers

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"owed.dev/owed/signals"
)

// wroteLine is what mail programs write above what they quote; it may go over two lines.
var (
	wroteLine   = regexp.MustCompile(`(?i)\b(?:wrote|schrieb|a écrit|escribió)\b.*:$`)
	wroteBegins = regexp.MustCompile(`(?i)^(?:on|am|le|el)\b`)
)

// mailPart is one of the mails that a text holds, the newest first: what was written above those that it passes on or quotes.
type mailPart struct {
	head         int    // where its head begins, or what stands in its place
	from         string // who sent it, as its head says; "" where it does not
	signals.Span        // its words
}

// partsOf takes a text apart, from own on.
func partsOf(text string, own int) []mailPart {
	parts := []mailPart{{head: own, Span: signals.Span{Start: own, End: len(text)}}}
	begin := func(head, words int, from string) {
		last := &parts[len(parts)-1]
		if from != "" || strings.Trim(text[last.Start:head], "> \t\r\n") != "" { // else the line above says already what begins here
			last.End = head
			parts = append(parts, mailPart{head, from, signals.Span{Start: words, End: len(text)}})
		}
	}
	quoted, heads, at, before := false, 0, own, own
	for line := range strings.Lines(text[own:]) {
		if len(parts) == mostHeads {
			break
		}
		here, end := at, at+len(line)
		words := strings.Trim(line, "> \t\r\n")
		isQuoted := strings.HasPrefix(strings.TrimLeft(line, " \t"), ">")
		switch {
		case here < parts[len(parts)-1].Start: // in a head
		case heads < mostHeads && senderLine.MatchString(line):
			heads++
			if length, from, ok := mailHead(text[here:]); ok {
				begin(here, here+length, from)
			}
		case passedOn.MatchString(line):
			begin(here, end, "")
		case wroteLine.MatchString(words):
			if !wroteBegins.MatchString(words) {
				words, here = strings.Trim(text[before:end], "> \t\r\n"), before
			}
			if here >= parts[len(parts)-1].Start && wroteBegins.MatchString(words) {
				begin(here, end, words)
			}
		case isQuoted && !quoted:
			begin(here, here, "")
		}
		if words != "" {
			quoted = isQuoted
		}
		before, at = at, end
	}
	return parts
}

// mailHead reads the head of a mail that begins with the line of its sender: how long it is, and who that is.
func mailHead(text string) (length int, from string, ok bool) {
	for line := range strings.Lines(text[:min(len(text), 2000)]) {
		subject := subjectHead.MatchString(line)
		if length > 0 && !subject && !addressLine.MatchString(line) {
			break
		}
		ok = ok || subject
		length += len(line)
	}
	line, _, _ := strings.Cut(text, "\n")
	_, from, _ = strings.Cut(line, ":")
	return length, strings.TrimSpace(from), ok
}

const (
	// fewWords is up to how many words somebody writes above a mail that say nothing but that it is passed on.
	fewWords = 11
	// leastWords is how many words a sender writes who has something new to say.
	leastWords = 3
)

// newer is what a vendor wrote above the mail in which all stands that was found, or above the oldest one where nothing was;
// zero where there is none. Whoever merely passes a mail on is not its vendor, and has nothing new to say unless
// it is found to be a notice by itself. Where nobody says who wrote it, more than a few words count, and those that name a
// number or a day.
func (p passage) newer(found signals.Findings) (newer signals.Span) {
	parts := partsOf(p.text, p.own)
	k := len(parts) - 1
	if at := foundAt(found); len(at) > 0 {
		first := slices.Min(at)
		for k > 0 && parts[k].head > first {
			k--
		}
	}
	for j := range parts[:k] {
		if parts[j].counts(p.text, parts[j+1:k+1]) {
			return parts[j].Span
		}
	}
	return newer
}

// newerWords is newer as it is shown, without its head and the lines that programs draw below it.
func (n *notice) newerWords() string {
	words := strings.TrimRight(withoutHead(n.text[n.newer.Start:n.newer.End]), " \t\r\n_-=>")
	return strings.Join(strings.Fields(words), " ")
}

// quote is a mail that a text quotes, as it may have come by itself, and where it stands in the text.
type quote struct {
	passage
	at int
}

// mostQuotes is how many mails below a newer one are looked at.
const mostQuotes = 4

// quotes are the mails below what a vendor wrote anew: each to its end, and with those that it quotes itself; and each with the
// subject of the newest, too, for what programs quote has none.
func (p passage) quotes(newer signals.Span) (all []quote) {
	subject := p.subject()
	parts := slices.DeleteFunc(partsOf(p.text, p.own), func(part mailPart) bool { return part.head < newer.End })
	for _, part := range parts[:min(len(parts), mostQuotes)] {
		begin := part.head
		if line, _, _ := strings.Cut(p.text[begin:], "\n"); !senderLine.MatchString(line) {
			begin = part.Start
		}
		for _, end := range slices.Compact([]int{part.End, len(p.text)}) {
			text := unquoted(p.text[begin:end])
			all = append(all, quote{passage{text: text}, part.Start})
			if subject != "" {
				all = append(all, quote{passage{text: withSubject(subject, text)}, part.Start})
			}
		}
	}
	return all
}

// quoteMarks are what stands before the lines of what is quoted.
var quoteMarks = regexp.MustCompile(`(?m)^[ \t]*>[> \t]*`)

func unquoted(text string) string { return quoteMarks.ReplaceAllString(text, "") }

func withoutHead(text string) string {
	return passedOn.ReplaceAllString(subjectLine.ReplaceAllString(addressLine.ReplaceAllString(text, ""), ""), "")
}

// passedOn are the mails below a few words of somebody who passes them on, the newest first, and what came beside words of any
// length.
func (p passage) passedOn() (all []passage) {
	add := func(begin int) {
		if begin > 0 {
			all = append(all, passage{p.text[begin:], 0, p.unread, p.shut})
		}
	}
	add(p.own)
	parts := partsOf(p.text, p.own)
	for k := 1; k < len(parts) && len(all) < mostQuotes && len(wordsIn(withoutHead(p.text[parts[k-1].Start:parts[k-1].End]))) <= fewWords; k++ {
		add(parts[k].head)
	}
	return all
}

// counts reports whether a part says something beside the older ones below it.
func (p mailPart) counts(text string, older []mailPart) bool {
	words := withoutHead(text[p.Start:p.End])
	n := len(wordsIn(words))
	if n == 0 {
		return false
	}
	others := false
	for _, o := range older {
		switch {
		case p.from == "" || o.from == "":
		case sameSender(p.from, o.from):
			return n >= leastWords
		default:
			others = true
		}
	}
	if !others && (n > fewWords || strings.ContainsFunc(words, unicode.IsDigit)) {
		return true
	}
	f := signals.Read(words, 0, nil)
	return f.IsSignal || f.Suspicious
}

// domainOf is the domain in the address of a sender, if there is one.
var domainOf = regexp.MustCompile(`@([\pL\d-]+(?:\.[\pL\d-]+)+)`)

// sameSender reports whether two lines name people of one house: addresses of one domain, or else one name.
func sameSender(x, y string) bool {
	if dx, dy := domainOf.FindStringSubmatch(x), domainOf.FindStringSubmatch(y); dx != nil && dy != nil {
		return house(dx[1]) == house(dy[1])
	}
	nx, ny := senderName(x), senderName(y)
	return nx != "  " && ny != "  " && (strings.Contains(nx, ny) || strings.Contains(ny, nx))
}

// house is the part of a domain that its owner registered: "amazon.com", "kestrel.co.uk".
func house(domain string) string {
	labels := strings.Split(strings.ToLower(domain), ".")
	n := 2
	if len(labels) > 2 && len(labels[len(labels)-1]) == 2 && len(labels[len(labels)-2]) <= 3 {
		n = 3
	}
	return strings.Join(labels[max(0, len(labels)-n):], ".")
}

// senderName are the words of who sent a mail without the address, between blanks.
func senderName(from string) string {
	name, _, _ := strings.Cut(from, "<")
	return " " + strings.Join(wordsIn(strings.ToLower(name)), " ") + " "
}

func wordsIn(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
