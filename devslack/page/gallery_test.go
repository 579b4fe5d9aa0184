package page_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	composerBox = `#composer textarea`
	enter       = kb.Enter
	tab         = kb.Tab
	escape      = kb.Escape
	arrowUp     = kb.ArrowUp
	arrowDown   = kb.ArrowDown
)

func serve(t *testing.T) (*fake, string) {
	t.Helper()
	f := newFake(t)
	server := httptest.NewServer(f.handler())
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return f, server.URL
}

// TestGallery draws every block there is and looks at what came of it.
func TestGallery(t *testing.T) {
	_, url := serve(t)
	ctx := browser(t)
	run(t, ctx, theme("light"), chromedp.Navigate(url+"/#/alice/payables"))
	sees(t, ctx, `document.querySelectorAll('.message').length >= 8`)

	if n := count(t, ctx, ".message .unknown"); n != 1 {
		t.Errorf("%d blocks could not be drawn, want 1 (the one nobody knows)", n)
	}
	for selector, want := range map[string]int{
		"script:not([src])": 0, ".message img[onerror]": 0, `a[href^="javascript"]`: 0, "figure.chart svg": 4, "#m-main-1677701200\\.000100 .button.primary": 1,
		"#m-main-1677700800\\.000100 strong": 2, "#m-main-1677700800\\.000100 em": 1, "#m-main-1677700800\\.000100 s": 1, "#m-main-1677700800\\.000100 blockquote": 1, "#m-main-1677700800\\.000100 pre": 1,
		".data-table tbody tr": 3, ".message.ephemeral": 1, ".day": 2, ".thread-line": 1, ".edited": 1, ".markdown table tbody tr": 2, ".markdown ul li": 2, ".card": 4, ".task": 4,
	} {
		if n := count(t, ctx, selector); n != want {
			t.Errorf("%s: %d in the page, want %d", selector, n, want)
		}
	}
	shots(t, ctx)
	unnamed := number(t, ctx, `[...document.querySelectorAll('button,a[href],input:not([type=hidden]),textarea,select')].filter(e => e.checkVisibility() && !(e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent.trim() || e.title)).length`)
	if unnamed > 0 {
		t.Errorf("%d controls have no name", unnamed)
	}
}

// shots takes pictures of the whole gallery: light, dark and on a phone.
func shots(t *testing.T, ctx context.Context) {
	t.Helper()
	scroll := func(id string) step {
		return script(`document.getElementById('m-main-` + id + `').scrollIntoView({block:'start'})`)
	}
	ids := map[string]string{"1-mrkdwn": "1677700800.000100", "2-blocks": "1677701200.000100", "3-rich": "1677701300.000100", "4-tables": "1677701400.000100", "5-charts": "1677701500.000100", "6-newer": "1677787300.000100"}
	for _, name := range []string{"light", "dark"} {
		run(t, ctx, theme(name))
		for part, id := range ids {
			run(t, ctx, scroll(id))
			picture(t, ctx, name+"-"+part)
		}
	}
	run(t, ctx, theme("light"), phone(), chromedp.Reload())
	sees(t, ctx, `document.querySelectorAll('.message').length >= 8`)
	for part, id := range ids {
		run(t, ctx, scroll(id))
		picture(t, ctx, "phone-"+part)
	}
	wide := number(t, ctx, `document.documentElement.scrollWidth - innerWidth + Math.max(0, document.getElementById('scroll').scrollWidth - document.getElementById('scroll').clientWidth)`)
	if wide > 0 {
		t.Errorf("at 360 px the page is %d px too wide", wide)
	}
	run(t, ctx, click(".burger"))
	sees(t, ctx, `document.body.classList.contains('side-open')`)
	run(t, ctx, chromedp.Sleep(300*time.Millisecond)) // only for the picture: the drawer slides in
	picture(t, ctx, "phone-side")
	run(t, ctx, chromedp.KeyEvent(escape), desktop())
}

// TestModal opens a modal, submits what is wrong, reads why, and submits again.
func TestModal(t *testing.T) {
	f, url := serve(t)
	ctx := browser(t)
	run(t, ctx, chromedp.Navigate(url+"/#/alice/payables"))
	sees(t, ctx, `document.body.classList.contains('ready')`)
	run(t, ctx, says("/owed modal"))
	sees(t, ctx, `document.querySelector('dialog[open] h2')?.textContent === 'Pay AWS'`)
	amount := `.input[data-block="amount"] input`
	sees(t, ctx, `document.activeElement === document.querySelector('`+amount+`')`)
	run(t, ctx, keys(amount, "$1.005"), keys(`.input[data-block="vendor"] input`, "am"))
	sees(t, ctx, `document.querySelector('dialog .listbox .option')?.textContent.includes('Amazon')`)
	picture(t, ctx, "modal-suggest")
	run(t, ctx, chromedp.KeyEvent(escape)) // closes the list, not the form
	sees(t, ctx, `document.querySelector('dialog[open]') && !document.querySelector('.listbox:popover-open')`)
	run(t, ctx, keys(`.input[data-block="vendor"] input`, "am"))
	sees(t, ctx, `document.querySelector('dialog .listbox .option')?.textContent.includes('Amazon')`)
	run(t, ctx, keys(`.input[data-block="vendor"] input`, enter), click(`dialog .submit`))
	sees(t, ctx, `document.querySelector('.input[data-block="amount"] .field-error')?.textContent.includes('finer than a cent')`)
	sees(t, ctx, `document.querySelector('`+amount+`').getAttribute('aria-invalid') === 'true'`)
	f.open(f.modal) // a change elsewhere does not take the error away
	sees(t, ctx, `document.querySelector('.input[data-block="amount"] .field-error')?.textContent.includes('finer than a cent')`)
	picture(t, ctx, "modal-error-light")
	run(t, ctx, theme("dark"))
	picture(t, ctx, "modal-error-dark")
	run(t, ctx, theme("light"), phone(), chromedp.Reload())
	sees(t, ctx, `document.querySelectorAll('.message').length >= 8`)
	picture(t, ctx, "modal-error-phone")
	run(t, ctx, desktop(), retype(amount, "$10m"), click(`dialog .submit`))
	sees(t, ctx, `!document.querySelector('dialog[open]')`)

	sent := f.heard("submit")
	if len(sent) != 2 {
		t.Fatalf("%d submissions arrived, want 2", len(sent))
	}
	noted := map[any]any{}
	for _, p := range f.heard("press") {
		noted[p["block_id"]] = p["value"]
	}
	if noted["vendor"] != "Amazon Web Services" {
		t.Errorf("the vendor was noted as %v, want its words, which the app can look up", noted["vendor"])
	}
	got := sent[1]["values"].(object)
	for id, want := range map[string]any{"amount": "$10m", "due": "2023-03-31", "how": "wire", "approver": "UBOB", "memo": ""} {
		if got[id] != want {
			t.Errorf("submitted %s = %v, want %v", id, got[id], want)
		}
	}
}

// TestTwoWindows: what one person does, the other sees.
func TestTwoWindows(t *testing.T) {
	f, url := serve(t)
	alice := browser(t)
	bob := window(t, alice)
	run(t, alice, chromedp.Navigate(url+"/#/alice/payables"))
	run(t, bob, chromedp.Navigate(url+"/#/bob/payables"))
	sees(t, bob, `document.body.classList.contains('ready')`)
	sees(t, alice, `document.body.classList.contains('ready')`)
	run(t, alice, says("hello bob"))
	sees(t, bob, `[...document.querySelectorAll('.message')].at(-1).textContent.includes('hello bob')`)
	run(t, bob, click(`#m-main-1677701200\.000100 .button.primary`))
	waitFor(t, "Bob's press", func() bool { return len(f.heard("press")) == 1 })
	sees(t, alice, `document.getElementById('m-main-1677701200.000100').textContent.includes('Approved by')`)
	sees(t, bob, `document.getElementById('m-main-1677701200.000100').textContent.includes('Approved by')`)
	press := f.heard("press")[0]
	for key, want := range map[string]any{"user": "UBOB", "channel": "CPAY", "ts": "1677701200.000100", "block_id": "b5", "action_id": "approve", "value": "PR-1"} {
		if press[key] != want {
			t.Errorf("pressed with %s = %v, want %v", key, press[key], want)
		}
	}
}

// TestByKeyboard walks the page without a mouse.
func TestByKeyboard(t *testing.T) {
	f, url := serve(t)
	ctx := browser(t)
	run(t, ctx, chromedp.Navigate(url+"/#/alice/empty"))
	sees(t, ctx, `document.body.classList.contains('ready')`)

	run(t, ctx, keys(composerBox, "/ow"))
	sees(t, ctx, `document.querySelector('.completions .option')?.textContent.includes('/owed')`)
	run(t, ctx, keys(composerBox, tab+"slow"))
	sees(t, ctx, `document.querySelector('.composer-hint').textContent.includes('aws')`)
	picture(t, ctx, "composer-command")
	run(t, ctx, keys(composerBox, enter))
	sees(t, ctx, `document.querySelector('.composer-error').textContent.includes('operation_timeout')`)
	picture(t, ctx, "composer-timeout")
	run(t, ctx, focus(composerBox), chromedp.KeyEvent(arrowUp))
	sees(t, ctx, `document.querySelector('`+composerBox+`').value === '/owed slow'`)

	run(t, ctx, chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	sees(t, ctx, `document.activeElement?.getAttribute('aria-label') === 'Jump to'`)
	run(t, ctx, chromedp.KeyEvent("pay"))
	sees(t, ctx, `document.querySelectorAll('.jump .option').length === 1`)
	picture(t, ctx, "jump")
	run(t, ctx, chromedp.KeyEvent(enter))
	sees(t, ctx, `location.hash === '#/alice/payables' && document.querySelectorAll('.message').length > 5`)

	run(t, ctx, focus(`#m-main-1677701200\.000100`), chromedp.KeyEvent("."))
	sees(t, ctx, `document.activeElement?.matches('[role=menuitem]') && document.activeElement.textContent.includes('counter-measure')`)
	picture(t, ctx, "message-menu")
	run(t, ctx, chromedp.KeyEvent(enter))
	sees(t, ctx, `!document.querySelector('.menu')`)
	waitFor(t, "the shortcut", func() bool { return len(f.heard("shortcut")) == 1 })

	run(t, ctx, script(`location.hash = '#/alice/payables/thread/1677701000.000100'`))
	sees(t, ctx, `document.querySelectorAll('#thread .message').length === 3`)
	picture(t, ctx, "thread")
	run(t, ctx, keys(`#thread textarea`, "third"+enter))
	sees(t, ctx, `document.querySelectorAll('#thread .message').length === 4`)
	run(t, ctx, chromedp.KeyEvent(escape))
	sees(t, ctx, `document.getElementById('thread').hidden`)
}

// TestPlaces: Home, the developer drawer, another person, a confirm, a time-out.
func TestPlaces(t *testing.T) {
	f, url := serve(t)
	ctx := browser(t)
	run(t, ctx, chromedp.Navigate(url+"/#/alice/@owed/home"))
	sees(t, ctx, `document.querySelector('.home')?.textContent.includes('What we owe')`)
	run(t, ctx, click(`.home .button`))
	waitFor(t, "the press at Home", func() bool { return len(f.heard("press")) == 1 && f.heard("press")[0]["action_id"] == "pay" })
	picture(t, ctx, "home")

	run(t, ctx, click(`.dev`))
	sees(t, ctx, `document.querySelectorAll('#dev .entry').length === 2 && document.querySelector('.count').textContent === '1'`)
	run(t, ctx, click(`#dev .entry:last-child summary`))
	picture(t, ctx, "developer")
	run(t, ctx, click(`#dev header .quiet`))

	run(t, ctx, click(`#side .who`))
	sees(t, ctx, `document.querySelector('.menu')?.textContent.includes('guest')`)
	picture(t, ctx, "who-am-i")
	run(t, ctx, chromedp.KeyEvent(escape), script(`location.hash = '#/bob/payables'`))
	sees(t, ctx, `document.querySelector('#side .who').textContent.includes('Bob')`)
	reject := `#m-main-1677701200\.000100 .button.danger`
	run(t, ctx, click(reject))
	sees(t, ctx, `document.querySelector('dialog[open] h2')?.textContent === 'Reject PR-1?'`)
	picture(t, ctx, "confirm")
	run(t, ctx, chromedp.KeyEvent(escape))
	sees(t, ctx, `!document.querySelector('dialog[open]')`)
	if n := len(f.heard("press")); n != 1 {
		t.Errorf("a dismissed confirm sent something: %d presses, want 1", n)
	}
	run(t, ctx, script(`[...document.querySelectorAll('.button')].find(b => b.textContent === 'Times out').click()`))
	sees(t, ctx, `document.querySelector('.press-error')?.textContent === 'Operation timed out'`)
}
