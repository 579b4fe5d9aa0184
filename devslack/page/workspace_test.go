package page_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

const newest = `[...document.querySelectorAll('.message')].at(-1)`

// TestWithWorkspace is the whole way: two people in two windows, the real
// workspace, a real bot on Slack's own protocol.
func TestWithWorkspace(t *testing.T) {
	alice := browser(t)
	w, url := withBot(t)
	bob := window(t, alice)
	run(t, alice, chromedp.Navigate(url+"/#/alice/payables"))
	run(t, bob, chromedp.Navigate(url+"/#/bob/payables"))
	sees(t, alice, `document.body.classList.contains('ready')`)
	sees(t, bob, `document.body.classList.contains('ready')`)

	run(t, alice, says("/tally ask"))
	sees(t, bob, newest+`?.textContent.includes('asks to pay $10,000,000.00')`)
	picture(t, bob, "workspace-asked")
	run(t, bob, click(`.message .button.primary`))
	sees(t, alice, newest+`?.textContent.includes('Approved by')`)
	sees(t, bob, newest+`?.textContent.includes('Approved by')`)

	run(t, alice, says("/tally hello"))
	sees(t, alice, newest+`.matches('.ephemeral') && `+newest+`.textContent.includes('You said: hello')`)
	run(t, alice, says("a message for @bob"))
	sees(t, bob, newest+`.textContent.includes('a message for') && `+newest+`.querySelector('.mention.me')`)
	sees(t, bob, `!document.body.textContent.includes('You said: hello')`)
	picture(t, alice, "workspace-alice")

	for _, f := range w.Findings() {
		t.Errorf("finding: %s: %s", f.Kind, f.Say)
	}
}

// TestFormOfWorkspace: a wrong value, the app's error under the field, a right one.
func TestFormOfWorkspace(t *testing.T) {
	ctx := browser(t)
	w, url := withBot(t)
	run(t, ctx, chromedp.Navigate(url+"/#/alice/payables"))
	sees(t, ctx, `document.body.classList.contains('ready')`)
	run(t, ctx, says("/tally form"))
	sees(t, ctx, `document.querySelector('dialog[open] h2')?.textContent === 'Pay'`)
	field := `.input[data-block="amount"]`
	run(t, ctx, click(`dialog .submit`))
	sees(t, ctx, `!document.querySelector('`+field+` .field-error').hidden`)
	run(t, ctx, keys(field+` input`, "ten"+enter))
	sees(t, ctx, `document.querySelector('`+field+` .field-error').textContent.includes('ten is no amount')`)
	picture(t, ctx, "workspace-form")
	run(t, ctx, script("document.querySelector(`"+field+" input`).select()"), keys(field+` input`, "$10m"+enter))
	sees(t, ctx, `!document.querySelector('dialog[open]')`)

	run(t, ctx, script(`document.querySelector('[aria-label=Shortcuts]').click()`))
	sees(t, ctx, `document.activeElement?.textContent.includes('New payment')`)
	run(t, ctx, chromedp.KeyEvent(enter))
	sees(t, ctx, `document.querySelector('dialog[open] h2')?.textContent === 'Pay'`)
	run(t, ctx, chromedp.KeyEvent(escape))
	sees(t, ctx, `!document.querySelector('dialog[open]')`)

	run(t, ctx, script(`location.hash = '#/alice/@tally/home'`))
	sees(t, ctx, `document.querySelector('.home')?.textContent.includes('Payments of today')`)
	for _, f := range w.Findings() {
		t.Errorf("finding: %s: %s", f.Kind, f.Say)
	}
}

// TestTimeoutOfWorkspace: an app that never answers, as Slack says it.
func TestTimeoutOfWorkspace(t *testing.T) {
	ctx := browser(t)
	_, url := withBot(t)
	run(t, ctx, chromedp.Navigate(url+"/#/alice/payables"))
	sees(t, ctx, `document.body.classList.contains('ready')`)
	run(t, ctx, says("/tally quiet"))
	sees(t, ctx, `document.querySelector('.composer-error').textContent.includes('operation_timeout')`)
	sees(t, ctx, `Number(document.querySelector('.count').textContent) > 0`)
	run(t, ctx, click(`.dev`))
	sees(t, ctx, `document.querySelectorAll('#dev .entry .slow').length === 1`)
	picture(t, ctx, "workspace-timeout")
	run(t, ctx, script(`document.querySelectorAll('#dev [role=tab]')[2].click()`))
	picture(t, ctx, "workspace-findings")
}
