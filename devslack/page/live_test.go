package page_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestUpdateKeepsWhatWasTyped: a view that the app updates keeps the words, the
// choices and the place of the cursor; a pushed one does not lose those below.
func TestUpdateKeepsWhatWasTyped(t *testing.T) {
	f, url := serve(t)
	ctx := browser(t)
	f.open(f.modal)
	run(t, ctx, chromedp.Navigate(url+"/#/alice/payables"))
	sees(t, ctx, `document.querySelector('dialog[open]')`)
	memo := `.input[data-block="memo"] textarea`
	run(t, ctx, keys(memo, "half a sen"), click(`.input[data-block="how"] input[value=card]`), focus(memo))

	f.open(with(f.modal, "hash", "2.b", "title", object{"type": "plain_text", "text": "Pay, again"}))
	sees(t, ctx, `document.querySelector('dialog[open] h2')?.textContent === 'Pay, again'`)
	sees(t, ctx, `document.activeElement === document.querySelector('`+memo+`')`)
	run(t, ctx, keys(memo, "tence"))
	sees(t, ctx, `document.querySelector('`+memo+`').value === 'half a sentence'`)
	sees(t, ctx, `document.querySelector('.input[data-block="how"] input[value=card]').checked`)

	f.open(object{"id": "V2", "hash": "3", "type": "modal", "previous_view_id": "V1", "title": object{"type": "plain_text", "text": "On top"}, "blocks": []object{}})
	sees(t, ctx, `document.querySelector('dialog[open] h2')?.textContent === 'On top' && document.querySelector('dialog[open] [aria-label=Back]')`)
	f.open(f.modal)
	sees(t, ctx, `document.querySelector('`+memo+`')?.value === 'half a sentence'`)
	if n := count(t, ctx, "dialog"); n != 1 {
		t.Errorf("%d dialogs in the page, want 1", n)
	}
}

// open shows a view as if the app had opened or updated it.
func (f *fake) open(view object) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.view = view
	f.tell("view", "")
}

// with is a view with some fields replaced.
func with(view object, pairs ...any) object {
	out := maps.Clone(view)
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1]
	}
	return out
}

// TestScrollSticks: new messages scroll into sight, unless the reader went up.
func TestScrollSticks(t *testing.T) {
	f, url := serve(t)
	ctx := browser(t)
	run(t, ctx, chromedp.Navigate(url+"/#/alice/payables"))
	sees(t, ctx, `document.body.classList.contains('ready')`)
	bottom := `(() => { const s = document.getElementById('scroll'); return s.scrollHeight - s.scrollTop - s.clientHeight < 4 })()`
	sees(t, ctx, bottom)
	f.say("one more")
	sees(t, ctx, `document.querySelector('.messages').lastChild.textContent.includes('one more') && `+bottom)
	run(t, ctx, script(`document.getElementById('scroll').scrollTop = 100`))
	f.say("unseen")
	sees(t, ctx, `document.querySelector('.messages').lastChild.textContent.includes('unseen') && document.getElementById('scroll').scrollTop < 900`)
	sees(t, ctx, `document.getElementById('live').textContent.includes('unseen')`)
}

func (f *fake) say(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.post("CPAY", object{"user": "UBOB", "text": text, "plain": text})
}

// TestSpeed reports the first paint and the way of a message to the page; its
// bounds are wide, since tests share their machine.
func TestSpeed(t *testing.T) {
	f, url := serve(t)
	ctx := browser(t)
	run(t, ctx, chromedp.Navigate(url+"/#/alice/payables"))
	sees(t, ctx, `document.body.classList.contains('ready') && performance.getEntriesByName('first-contentful-paint').length`)
	paint := number(t, ctx, `Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)`)

	run(t, ctx, script(`window.shown = new Promise(done => new MutationObserver((_, o) => { if (document.querySelector('.messages').lastChild.textContent.includes('quick')) { o.disconnect(); done() } }).observe(document.querySelector('.messages'), {childList: true}))`))
	start := time.Now()
	f.say("quick")
	run(t, ctx, script(`await window.shown`))
	shown := time.Since(start)

	f.mu.Lock()
	for range 2000 {
		f.next++
		f.messages["CEMPTY"] = append(f.messages["CEMPTY"], object{"ts": fmt.Sprintf("%d.000100", 1677844800+f.next*400), "user": "UBOB", "text": "line"})
	}
	f.mu.Unlock()
	start = time.Now()
	run(t, ctx, script(`location.hash = '#/alice/empty'`))
	sees(t, ctx, `document.querySelectorAll('.message').length === 150`)
	t.Logf("first contentful paint %d ms; from a message to its sight %v; a channel of 2,000 messages %v", paint, shown.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
	if paint > 3000 || shown > 3*time.Second {
		t.Errorf("first paint %d ms, message %v: at most 3 s each are tolerable", paint, shown)
	}
}
