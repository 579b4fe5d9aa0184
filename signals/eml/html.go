package eml

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText is the words of an HTML page as a reader sees them: blocks on lines of their own, quotes marked by >, cells
// apart, links as <address|text> where the text is not the address, nothing that is hidden or struck out.
func htmlText(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(1 << 20)
	p := &printer{ground: hasGround(page), unseen: map[string]bool{}}
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p.String()
		case html.TextToken:
			text := string(z.Text())
			if len(p.skip) > 0 && p.skip[len(p.skip)-1] == atom.Style {
				p.styles(text)
			}
			p.text(text)
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			p.open(t)
		case html.EndTagToken:
			t := z.Token()
			p.close(t.DataAtom)
		}
		if p.out.Len() > MaxText {
			return p.String()
		}
	}
}

// printer writes words and breaks lines.
type printer struct {
	out    strings.Builder
	quote  int
	hidden int // how deep inside something that is not shown
	skip   []atom.Atom
	blank  bool // a blank is due before the next word
	lines  int  // line breaks at the end of what was written
	link   string
	said   int // where the text of the link begins
	begun  bool
	ground bool            // something on the page stands on a colour
	unseen map[string]bool // classes that its style does not show
}

func (p *printer) text(s string) {
	if p.hidden > 0 {
		return
	}
	for i, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }) {
		if (i > 0 || p.blank || s[0] == ' ' || s[0] == '\n') && p.lines == 0 && p.begun {
			p.out.WriteByte(' ')
		}
		p.word(w)
	}
	if s != "" {
		last := s[len(s)-1]
		p.blank = last == ' ' || last == '\n' || last == '\t'
	}
}

func (p *printer) word(w string) {
	if p.lines > 0 || !p.begun {
		p.out.WriteString(strings.Repeat("> ", min(p.quote, 8)))
	}
	p.out.WriteString(w)
	p.blank, p.lines, p.begun = false, 0, true
}

// br makes sure that n line breaks stand at the end.
func (p *printer) br(n int) {
	if p.hidden > 0 || !p.begun {
		return
	}
	for ; p.lines < n; p.lines++ {
		p.out.WriteByte('\n')
	}
	p.blank = false
}

func (p *printer) open(t html.Token) {
	if isVoid(t.DataAtom) {
		if t.DataAtom == atom.Br {
			p.lines = min(p.lines, 1)
			p.br(p.lines + 1)
		}
		return
	}
	if t.Type == html.StartTagToken && (p.hidden > 0 || p.isHidden(t)) {
		p.skip = append(p.skip, t.DataAtom)
		p.hidden++
		return
	}
	switch t.DataAtom {
	case atom.P, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.Ul, atom.Ol:
		p.br(2)
	case atom.Div, atom.Tr, atom.Section, atom.Article, atom.Header, atom.Footer:
		p.br(1)
	case atom.Td, atom.Th:
		if p.lines == 0 && p.begun {
			p.out.WriteString("  ")
		}
	case atom.Li:
		p.br(1)
		p.word("-")
		p.blank = true
	case atom.Blockquote:
		p.br(1)
		p.quote++
	case atom.A:
		p.link, p.said = attribute(t, "href"), p.out.Len()
	}
}

func (p *printer) close(a atom.Atom) {
	if p.hidden > 0 {
		for i := len(p.skip) - 1; i >= 0; i-- {
			if p.skip[i] == a {
				p.skip = p.skip[:i]
				p.hidden = len(p.skip)
				break
			}
		}
		return
	}
	switch a {
	case atom.P, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.Ul, atom.Ol:
		p.br(2)
	case atom.Div, atom.Tr, atom.Li, atom.Section, atom.Article, atom.Header, atom.Footer:
		p.br(1)
	case atom.Blockquote:
		p.br(1)
		p.quote = max(0, p.quote-1)
	case atom.A:
		p.endLink()
	}
}

// endLink writes where a link leads if its text shows an address, or asks to be clicked, and leads elsewhere.
func (p *printer) endLink() {
	if p.link == "" || p.said > p.out.Len() {
		return
	}
	said := strings.TrimSpace(p.out.String()[p.said:])
	if strings.HasPrefix(p.link, "http") && said != "" && said != p.link && len(p.link) < 400 {
		p.out.WriteString(" <" + p.link + "|" + strings.NewReplacer("|", " ", ">", " ", "\n", " ").Replace(said) + ">")
	}
	p.link = ""
}

func (p *printer) String() string { return strings.TrimSpace(p.out.String()) }

func isVoid(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.Img, atom.Hr, atom.Meta, atom.Link, atom.Input, atom.Col, atom.Area, atom.Base, atom.Embed, atom.Source, atom.Wbr:
		return true
	}
	return false
}

// isHidden reports whether a reader does not see what is inside the tag, or sees it struck out: it holds no more.
func (p *printer) isHidden(t html.Token) bool {
	switch t.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript, atom.Svg, atom.S, atom.Del, atom.Strike:
		return true
	}
	for _, a := range t.Attr {
		if a.Key == "hidden" {
			return true
		}
	}
	for _, class := range strings.Fields(attribute(t, "class")) {
		if p.unseen[class] {
			return true
		}
	}
	return p.hides(attribute(t, "style"))
}

// styles notes the classes that a style sheet hides, or strikes out, on every screen.
func (p *printer) styles(sheet string) {
	depth, media, from, selector := 0, 0, 0, ""
	for i := 0; i < len(sheet); i++ {
		switch sheet[i] {
		case '{':
			depth++
			selector, from = strings.TrimSpace(sheet[from:i]), i+1
			if strings.HasPrefix(selector, "@") && media == 0 {
				media = depth
			}
		case '}':
			if media == 0 && p.hides(sheet[from:i]) {
				for one := range strings.SplitSeq(selector, ",") {
					if tag, class, ok := strings.Cut(strings.TrimSpace(one), "."); ok && !strings.ContainsAny(tag+class, " .:>#[") {
						p.unseen[class] = true
					}
				}
			}
			if media == depth {
				media = 0
			}
			depth, from = max(0, depth-1), i+1
		}
	}
}

// hides reports whether a style shows nothing, or strikes it out: no size, no colour of its own, or a place beside the page.
func (p *printer) hides(style string) bool {
	if style == "" {
		return false
	}
	is := map[string]string{}
	for one := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(one, ":")
		is[strings.TrimSpace(name)] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
	}
	if strings.Contains(is["text-decoration"]+is["text-decoration-line"], "line-through") {
		return true
	}
	clipped := is["overflow"] == "hidden" && (isNone(is["max-height"]) || isNone(is["height"]) || isNone(is["max-width"]) || isNone(is["width"]))
	away := (is["position"] == "absolute" || is["position"] == "fixed") && (isFar(is["left"]) || isFar(is["top"]) || isFar(is["right"]))
	if is["display"] == "none" || is["visibility"] == "hidden" || isNone(is["font-size"]) || isNone(is["opacity"]) || clipped || away || isFar(is["text-indent"]) {
		return true
	}
	ink, ground := colour(is["color"]), colour(is["background-color"])
	if ground == "" {
		ground = colour(is["background"])
	}
	return ink != "" && (ink == ground || ink == "white" && ground == "" && !p.ground || ink == "transparent")
}

// isNone reports whether a size is nothing: 0, 0px, 0.0, 0%.
func isNone(size string) bool {
	n := strings.TrimRight(size, "abcdefghijklmnopqrstuvwxyz% ")
	return n != "" && strings.Trim(n, "0.") == ""
}

// isFar reports whether a place is far before the page's edge: -9999px.
func isFar(place string) bool {
	n := strings.TrimRight(place, "abcdefghijklmnopqrstuvwxyz% ")
	return strings.HasPrefix(n, "-") && len(n) > 3 && !strings.Contains(n, ".")
}

// colour is a colour, white always by its name.
func colour(c string) string {
	switch c = strings.ReplaceAll(c, " ", ""); c {
	case "#fff", "#ffffff", "rgb(255,255,255)":
		return "white"
	}
	return c
}

// hasGround reports whether something on a page may stand on a colour other than white.
func hasGround(page string) bool {
	page = strings.ToLower(page)
	for _, mark := range []string{"background", "bgcolor"} {
		for rest := page; ; {
			at := strings.Index(rest, mark)
			if at < 0 {
				break
			}
			rest = rest[at+len(mark):]
			value := strings.TrimLeft(strings.TrimPrefix(rest, "-color"), ": =\"'")
			if !strings.HasPrefix(value, "white") && !strings.HasPrefix(value, "#fff") {
				return true
			}
		}
	}
	return false
}

func attribute(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
