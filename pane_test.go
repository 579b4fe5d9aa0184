package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Where people look, as the page finds it.
const (
	answer = "[...document.querySelectorAll('#scroll .message.ephemeral')].at(-1)"
	reply  = "[...document.querySelectorAll('#thread .message')].at(-1)"
	form   = "document.querySelector('dialog[open]')"
)

// messageSaying is the newest message that says words.
func messageSaying(words string) string { return one("#scroll .message", words) }

// one is the last of what a selector finds that says words.
func one(selector, words string) string {
	return "[...document.querySelectorAll(" + quoted(selector) + ")].findLast((el) => " + hasWords("el", words) + ")"
}

// in is what a selector finds in a place.
func in(place, selector string) string {
	return "(" + place + ")?.querySelector(" + quoted(selector) + ")"
}

// button is the button of a place that has these words.
func button(place, words string) string {
	return "[...((" + place + ")?.querySelectorAll('button') ?? [])].find((b) => b.innerText.trim() === " + quoted(words) + ")"
}

// hasWords is true in the page when a place says words, blanks aside.
func hasWords(place, words string) string {
	return "((" + place + ")?.innerText ?? '').replace(/\\s+/g, ' ').includes(" + quoted(strings.Join(strings.Fields(words), " ")) + ")"
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has JSON
	}
	return string(b)
}

// pane is a window in which people look at the workspace, one after the other.
type pane struct {
	t         *testing.T
	ctx       context.Context
	base      string
	dir, step string // where its pictures go
}

// opens makes somebody look at a place.
func (p *pane) opens(who, place string) {
	p.t.Helper()
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(p.base+"/#/"+who+"/"+place))
	p.until("document.body.classList.contains('ready')")
}

// says types a message or a command, and sends it.
func (p *pane) says(text string) {
	p.t.Helper()
	p.script("document.querySelector('#composer textarea').focus(); document.execCommand('insertText', false, " + quoted(text) + ")")
	p.do(chromedp.KeyEvent(kb.Enter))
	if !strings.HasPrefix(text, "/") {
		p.until(messageSaying(text))
	}
}

// sees waits until a place says all the words.
func (p *pane) sees(place string, words ...string) {
	p.t.Helper()
	for _, w := range words {
		p.until(hasWords(place, w))
	}
}

// clicks presses something, once it stands still and a mouse would hit it.
func (p *pane) clicks(what string) {
	p.t.Helper()
	p.until(`(() => { const el = ` + what + `; if (!el || el.disabled) return false; el.scrollIntoView({block: 'nearest', behavior: 'instant'})
		const r = el.getBoundingClientRect(), at = [r.x, r.y].join(), still = window.stood === at; window.stood = at
		const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2); return still && r.width > 0 && hit !== null && (el.contains(hit) || hit.contains(el)) })()`)
	p.script("(" + what + ").click()")
}

// fills replaces what stands in a field of the open form, as pasting does.
func (p *pane) fills(label, text string) {
	p.t.Helper()
	field := in(one("dialog[open] .input", label), "input, textarea")
	p.until(field)
	p.script("const el = " + field + "; el.focus(); el.select(); document.execCommand('insertText', false, " + quoted(text) + ")")
}

func (p *pane) submits() { p.t.Helper(); p.clicks(in(form, ".submit")) }

// drops drops a file into the channel.
func (p *pane) drops(name, content string) {
	p.t.Helper()
	p.script("const all = new DataTransfer(); all.items.add(new File([" + quoted(content) + "], " + quoted(name) + ")); const el = document.querySelector('#composer input[type=file]'); " +
		"el.files = all.files; el.dispatchEvent(new Event('change'))")
}

func (p *pane) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatalf("in the browser: %v", err)
	}
}

// eval gives what an expression of the page comes to, a string.
func (p *pane) eval(expression string) string {
	p.t.Helper()
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		p.t.Fatalf("in the page, %s: %v", expression, err)
	}
	return got
}

// script runs statements for what they do.
func (p *pane) script(statements string) {
	p.t.Helper()
	p.eval("(() => { " + statements + "; return '' })()")
}

// until waits until an expression of the page is true, and else shows what the page says.
func (p *pane) until(expression string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("Boolean("+expression+")")); err != nil {
		said := p.eval("[...document.querySelectorAll('#scroll, #thread, dialog[open]')].map((el) => el.innerText).join('\\n———\\n')")
		p.t.Fatalf("never true in the page: %s (%v); it says:\n%s", expression, err, said)
	}
}

// picture keeps what the page shows among the artefacts.
func (p *pane) picture(name string) {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("take a picture: %v", err)
	}
	dir := filepath.Join("artefacts", p.dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, strings.Trim(p.step+"-"+name, "-")+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// pictures takes a picture of each part of the open form that is seen at once.
func (p *pane) pictures(name string) {
	p.t.Helper()
	body := in(form, ".body")
	for n := 1; ; n++ {
		p.picture(fmt.Sprintf("%s-%d", name, n))
		if p.eval("(() => { const el = "+body+", was = el.scrollTop; el.scrollTop += el.clientHeight - 40; return String(el.scrollTop > was) })()") != "true" {
			break
		}
	}
	p.script("const el = " + body + "; el.scrollTop = 0")
}
