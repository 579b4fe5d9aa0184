package page_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/slack-go/slack"
)

const newest = `[...document.querySelectorAll('.message')].at(-1)`

// TestWithWorkspace is the whole way: two people in two windows, the real
// workspace, a real bot on Slack's own protocol.
func TestWithWorkspace(t *testing.T) {
	alice := browser(t)
	w, _ := withBot(t)
	bob := window(t, alice)
	run(t, alice, chromedp.Navigate(w.URL()+"/#/alice/payables"))
	run(t, bob, chromedp.Navigate(w.URL()+"/#/bob/payables"))
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
	w, _ := withBot(t)
	run(t, ctx, chromedp.Navigate(w.URL()+"/#/alice/payables"))
	sees(t, ctx, `document.body.classList.contains('ready')`)
	run(t, ctx, says("/tally form"))
	sees(t, ctx, `document.querySelector('dialog[open] h2')?.textContent === 'Pay'`)
	field := `.input[data-block="amount"]`
	run(t, ctx, click(`dialog .submit`))
	sees(t, ctx, `!document.querySelector('`+field+` .field-error').hidden`)
	run(t, ctx, keys(field+` input`, "ten"+enter))
	sees(t, ctx, `document.querySelector('`+field+` .field-error').textContent.includes('ten is no amount')`)
	picture(t, ctx, "workspace-form")
	run(t, ctx, retype(field+` input`, "$10m"+enter))
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
	w, _ := withBot(t)
	run(t, ctx, chromedp.Navigate(w.URL()+"/#/alice/payables"))
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

// TestElementsOfWorkspace picks in each kind of element by keyboard and mouse, and
// looks at what the bot hears.
func TestElementsOfWorkspace(t *testing.T) {
	ctx := browser(t)
	w, b := withBot(t)
	run(t, ctx, chromedp.Navigate(w.URL()+"/#/alice/payables"))
	sees(t, ctx, `document.body.classList.contains('ready')`)
	run(t, ctx, says("/tally all"))
	sees(t, ctx, `document.querySelectorAll('.message .picker').length === 5`)

	hears := func(id string, is func(*slack.BlockAction) string, want string) {
		t.Helper()
		select {
		case a := <-b.heard:
			if a.ActionID != id || is(a) != want {
				t.Errorf("the bot heard %s %q, want %s %q", a.ActionID, is(a), id, want)
			}
		case <-time.After(10 * time.Second):
			failed(t, ctx)
			t.Fatalf("the bot never heard of %s", id)
		}
	}
	pick := func(n, typed string) {
		t.Helper()
		field := `.message .picker:nth-of-type(` + n + `) input`
		run(t, ctx, keys(field, typed))
		sees(t, ctx, `document.querySelector('.message .picker:nth-of-type(`+n+`) .option.active')`)
		run(t, ctx, keys(field, enter))
	}
	pick("1", "goog")
	hears("static", func(a *slack.BlockAction) string { return a.SelectedOption.Value }, "gcp")
	pick("2", "ama")
	hears("multi", func(a *slack.BlockAction) string { return a.SelectedOptions[0].Value }, "aws")
	pick("3", "bob")
	hears("user", func(a *slack.BlockAction) string { return a.SelectedUser }, "U0BOB00001")
	pick("4", "gene")
	hears("conversation", func(a *slack.BlockAction) string { return a.SelectedConversation }, "C0GENERAL1")
	pick("5", "am")
	hears("external", func(a *slack.BlockAction) string { return a.SelectedOption.Value }, "aws")
	run(t, ctx, script(`const d = document.querySelector('.message input[type=date]'); d.value = '2023-03-31'; d.dispatchEvent(new Event('change'))`))
	hears("date", func(a *slack.BlockAction) string { return a.SelectedDate }, "2023-03-31")
	run(t, ctx, click(`.message input[value=that]`))
	hears("radio", func(a *slack.BlockAction) string { return a.SelectedOption.Value }, "that")
	run(t, ctx, click(`.message input[value=legal]`))
	hears("check", func(a *slack.BlockAction) string { return a.SelectedOptions[0].Value }, "legal")
	run(t, ctx, click(`.message .square`))
	sees(t, ctx, `document.activeElement?.matches('[role=menuitem]')`)
	run(t, ctx, chromedp.KeyEvent(arrowDown), chromedp.KeyEvent(enter))
	hears("more", func(a *slack.BlockAction) string { return a.SelectedOption.Value }, "forget")
	picture(t, ctx, "workspace-elements")

	run(t, ctx, chromedp.Reload()) // what was picked is still there
	sees(t, ctx, `document.querySelector('.message .picker input')?.value === 'Google Cloud' && document.querySelector('.message input[value=that]').checked`)
	sees(t, ctx, `document.querySelector('.message .chips .chip')?.textContent.includes('Amazon') && document.querySelector('.message input[type=date]').value === '2023-03-31'`)
	for _, f := range w.Findings() {
		t.Errorf("finding: %s: %s", f.Kind, f.Say)
	}
}
