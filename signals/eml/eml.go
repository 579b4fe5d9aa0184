package eml

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding/htmlindex"

	"owed.dev/owed/ledger"
)

// The bounds of one mail.
const (
	MaxSize  = 25 << 20 // of the file
	MaxText  = 1 << 20  // of the text that comes out
	maxDepth = 12
	maxParts = 400
)

// Mail is what Read makes of one e-mail.
type Mail struct {
	Text        string    // headers that matter, words, forwarded mails, calendar entries
	Subject     string    // of the outermost mail, decoded
	From        string    // the same
	Date        time.Time // the zero Time if the mail names none that can be read
	Attachments []string  // names of what was not read
	Cut         bool      // something was left out because of the bounds
	Said        bool      // it has words beside its headers
}

// Read takes an e-mail apart. It reads at most MaxSize bytes, refuses what is no e-mail, and forgives all that real
// mail programs get wrong.
func Read(r io.Reader) (Mail, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return Mail{}, err
	}
	if len(raw) > MaxSize {
		return Mail{}, &ledger.Error{Kind: ledger.Invalid, Say: fmt.Sprintf("The e-mail is larger than %d MB. Save it without its attachments and try again", MaxSize>>20)}
	}
	w := &walker{}
	if err := w.message(raw, 0); err != nil {
		if kind := kindOf(raw); kind != "" { // whatever its name says
			return Mail{}, unreadable(kind)
		}
		return Mail{}, &ledger.Error{Kind: ledger.Invalid, // err itself quotes the file, which is not to be logged
			Say: "This can't be read as an e-mail: it has no header. Expected a saved e-mail that begins with lines such as From: and Subject:, e.g. notice.eml"}
	}
	w.mail.Text = strings.ToValidUTF8(strings.TrimSpace(w.out.String()), "\uFFFD")
	return w.mail, nil
}

// walker goes through the parts of a mail and gathers their words.
type walker struct {
	mail  Mail
	out   strings.Builder
	parts int
}

var shownHeaders = []string{"From", "To", "Cc", "Date", "Subject"}

// message reads one mail, the outermost or one within.
func (w *walker) message(raw []byte, depth int) error {
	m, err := mail.ReadMessage(bytes.NewReader(trimEnvelope(raw)))
	if err != nil {
		return err
	}
	if depth == 0 {
		w.mail.Subject, w.mail.From = decodeHeader(m.Header.Get("Subject")), decodeHeader(m.Header.Get("From"))
		if t, err := m.Header.Date(); err == nil {
			w.mail.Date = t
		}
		if len(m.Header) == 0 {
			return errors.New("no header line was found")
		}
	} else {
		w.put("\n---------- Forwarded message ----------\n")
	}
	for _, name := range shownHeaders {
		if v := decodeHeader(m.Header.Get(name)); v != "" {
			w.put(name + ": " + v + "\n")
		}
	}
	w.put("\n")
	w.part(partHeader{m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Header.Get("Content-Disposition")}, m.Body, depth)
	return nil
}

// Is reports whether raw is an e-mail as programs save it, and not a text that begins like one because somebody copied
// what a mail program shows: its header has lines that are never shown.
func Is(raw []byte) bool {
	m, err := mail.ReadMessage(bytes.NewReader(trimEnvelope(raw[:min(len(raw), 1<<16)])))
	if err != nil {
		return false
	}
	for _, name := range []string{"Message-Id", "Mime-Version", "Received", "Return-Path", "Content-Type"} {
		if m.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

// trimEnvelope drops what mailboxes put before a mail: blank lines, a byte order mark, "From someone …" of mbox.
func trimEnvelope(raw []byte) []byte {
	raw = bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")), "\r\n \t")
	if bytes.HasPrefix(raw, []byte("From ")) {
		if end := bytes.IndexByte(raw, '\n'); end >= 0 {
			raw = raw[end+1:]
		}
	}
	return raw
}

type partHeader struct{ contentType, encoding, disposition string }

// part reads one part by its type. What it can't read it names as an attachment.
func (w *walker) part(h partHeader, body io.Reader, depth int) {
	w.parts++
	if w.parts > maxParts || depth > maxDepth || w.out.Len() >= MaxText {
		w.mail.Cut = true
		return
	}
	kind, params, err := mime.ParseMediaType(h.contentType)
	if err != nil || kind == "" {
		kind, params = looseType(h.contentType), nil
	}
	disposition, dparams, _ := mime.ParseMediaType(h.disposition)
	body = decodeTransfer(h.encoding, body)
	name := fileName(dparams["filename"], params["name"])
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		w.multipart(kind, params["boundary"], body, depth)
	case kind == "message/rfc822" || kind == "message/global" || strings.HasSuffix(strings.ToLower(name), ".eml"):
		raw, _ := io.ReadAll(io.LimitReader(body, MaxSize))
		if w.message(raw, depth+1) != nil {
			w.attachment(name)
		}
	case disposition == "attachment" && kind != "text/calendar" && !isLetter(kind, name):
		w.attachment(name)
	case kind == "text/calendar":
		w.write(calendarText(w.text(body, params["charset"])))
	case kind == "text/html":
		w.write(htmlText(w.text(body, params["charset"])) + "\n")
	case strings.HasPrefix(kind, "text/"):
		text := w.text(body, params["charset"])
		if kind == "text/plain" && strings.EqualFold(params["format"], "flowed") {
			text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
		}
		w.write(text + "\n")
	default:
		w.attachment(name)
	}
}

// unflow joins the lines that a mail program broke for its own sake: those that end with a blank, which is part of the words
// unless joined says that it is not (RFC 3676).
func unflow(text string, joined bool) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		bare, ends := strings.CutSuffix(line, "\n")
		if rest, stuffed := strings.CutPrefix(bare, " "); stuffed && (strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "From ")) {
			bare = rest
		}
		if ends && strings.HasSuffix(bare, " ") && bare != "-- " && !strings.HasPrefix(bare, ">") { // what is quoted keeps its lines, whose marks say how deep it is
			if joined {
				bare = strings.TrimSuffix(bare, " ")
			}
			ends = false
		}
		b.WriteString(bare)
		if ends {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// isLetter reports whether an attachment is words for people, and no table or log.
func isLetter(kind, name string) bool {
	return (path.Ext(name) == "" || IsLetter(name)) && (kind == "text/plain" || kind == "text/html")
}

// multipart reads the parts of a part. Of alternatives it takes the plain text, unless that is empty or only stands in for
// the HTML.
func (w *walker) multipart(kind, boundary string, body io.Reader, depth int) {
	if boundary == "" {
		w.write(w.text(body, "") + "\n")
		return
	}
	unparted := &beginning{}
	reader := multipart.NewReader(io.TeeReader(body, unparted), boundary)
	before, chosen, calendar := w.out.Len(), "", ""
	for {
		p, err := reader.NextRawPart()
		if err != nil || w.parts > maxParts {
			break
		}
		unparted.over = true
		h := partHeader{p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition")}
		if kind != "multipart/alternative" {
			w.part(h, p, depth+1)
			continue
		}
		text := w.aside(h, p, depth+1)
		switch {
		case strings.Contains(strings.ToLower(h.contentType), "text/calendar"):
			calendar = text
		case chosen == "" || isStub(chosen, text):
			chosen = text
		}
	}
	if w.out.Len() == before {
		w.write(chosen + calendar)
	}
	if !unparted.over { // what parts it is not what its header says
		w.write(w.text(&unparted.Buffer, "") + "\n")
	}
}

// isStub reports whether a plain text only stands in for the page beside it: it says next to nothing, or it speaks of how pages
// are seen and either says less than the page or something else.
func isStub(text, page string) bool {
	said, shown := strings.Fields(text), strings.Fields(page)
	if len(said) < 12 && len(shown) > 3*len(said) {
		return true
	}
	if len(shown) < fewWords || !slices.ContainsFunc(said, ofPages) {
		return false
	}
	there, alike := map[string]bool{}, 0
	for _, w := range shown {
		there[w] = true
	}
	for _, w := range said {
		if there[w] {
			alike++
		}
	}
	return len(said) < len(shown) || 2*alike < len(said)
}

// fewWords is how many words a page has at least that is worth a look.
const fewWords = 5

// ofPages reports whether a word of a text is about how a page is seen, and no address of one.
func ofPages(w string) bool {
	if w = strings.ToLower(w); strings.ContainsAny(w, "/@") {
		return false
	}
	for _, about := range [...]string{"html", "browser", "navigateur", "navegador", "webansicht", "webversion", "online-version", "onlineversion"} {
		if strings.Contains(w, about) {
			return true
		}
	}
	return false
}

// beginning keeps what is read through it until it is over, as far as it is worth reading.
type beginning struct {
	bytes.Buffer
	over bool
}

// Write never fails.
func (b *beginning) Write(p []byte) (int, error) {
	if !b.over && b.Len() < MaxText {
		b.Buffer.Write(p)
	}
	return len(p), nil
}

// aside reads a part without writing its words.
func (w *walker) aside(h partHeader, body io.Reader, depth int) string {
	sub := &walker{parts: w.parts}
	sub.part(h, body, depth)
	w.parts = sub.parts
	w.mail.Attachments = append(w.mail.Attachments, sub.mail.Attachments...)
	w.mail.Cut, w.mail.Said = w.mail.Cut || sub.mail.Cut, w.mail.Said || sub.mail.Said
	return sub.out.String()
}

func (w *walker) attachment(name string) {
	if name == "" {
		name = "unnamed"
	}
	if len(w.mail.Attachments) < maxParts {
		w.mail.Attachments = append(w.mail.Attachments, name)
	}
}

// write adds what the mail says.
func (w *walker) write(s string) {
	w.mail.Said = w.mail.Said || strings.TrimSpace(s) != ""
	w.put(s)
}

func (w *walker) put(s string) {
	if room := MaxText - w.out.Len(); len(s) > room {
		w.mail.Cut = true
		s = strings.ToValidUTF8(s[:max(room, 0)], "")
	}
	w.out.WriteString(s)
}

// text reads the words of a part in its charset; an unknown one is taken for UTF-8, or Windows-1252 if it isn't.
func (w *walker) text(body io.Reader, charset string) string {
	raw, _ := io.ReadAll(io.LimitReader(body, 4*MaxText+1)) // what could be read before an error is worth reading
	if len(raw) > 4*MaxText {
		w.mail.Cut = true
	}
	return strings.ReplaceAll(decodeCharset(raw, charset), "\r\n", "\n")
}

func decodeCharset(raw []byte, charset string) string {
	charset = strings.ToLower(strings.Trim(charset, "\"' "))
	if charset == "" || charset == "us-ascii" || charset == "utf-8" || charset == "ascii" {
		if s := string(raw); strings.ToValidUTF8(s, "") == s {
			return s
		}
		charset = "windows-1252"
	}
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return strings.ToValidUTF8(string(raw), "\uFFFD")
	}
	s, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return strings.ToValidUTF8(string(raw), "\uFFFD")
	}
	return string(s)
}

func decodeTransfer(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, &base64Cleaner{r: body})
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// base64Cleaner lets through only what belongs to base64, for mails whose lines were broken on the way.
type base64Cleaner struct{ r io.Reader }

func (c *base64Cleaner) Read(p []byte) (int, error) {
	for {
		n, err := c.r.Read(p)
		k := 0
		for _, b := range p[:n] {
			if b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '=' {
				p[k] = b
				k++
			}
		}
		if k > 0 || err != nil || len(p) == 0 {
			return k, err
		}
	}
}

var wordDecoder = mime.WordDecoder{CharsetReader: func(charset string, input io.Reader) (io.Reader, error) {
	raw, err := io.ReadAll(io.LimitReader(input, 1<<16))
	return strings.NewReader(decodeCharset(raw, charset)), err
}}

// decodeHeader undoes =?utf-8?q?…?= and folds the value to one line.
func decodeHeader(s string) string {
	if len(s) > 1<<12 {
		s = s[:1<<12]
	}
	d, err := wordDecoder.DecodeHeader(s)
	if err != nil {
		d = s
	}
	return strings.Join(strings.Fields(strings.ToValidUTF8(d, "\uFFFD")), " ")
}

// looseType reads the type of a Content-Type that breaks the rules.
func looseType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	if s = strings.ToLower(strings.TrimSpace(s)); strings.Contains(s, "/") {
		return s
	}
	return "text/plain"
}

func fileName(names ...string) string {
	for _, n := range names {
		if n = decodeHeader(n); n != "" {
			return path.Base(strings.ReplaceAll(n, "\\", "/"))
		}
	}
	return ""
}
