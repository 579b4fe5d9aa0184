package page_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// step is one thing done in the browser.
type step = chromedp.Action[chromedp.Void]

// browser starts a Chromium of its own, or skips where there is none and nobody
// insists (OWED_BROWSER_TESTS=1).
func browser(t *testing.T) context.Context {
	t.Helper()
	program := "chromium"
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if !filepath.IsAbs(program) && os.Getenv("OWED_BROWSER_TESTS") != "1" {
		t.Skip("no Chromium on this machine: install chromium to run the browser tests, or set OWED_BROWSER_TESTS=1 to fail without it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx = window(t, ctx)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) }) // waits until the browser has left its folder
	return ctx
}

// window opens a window; what the page reports as an error fails the test.
func window(t *testing.T, parent context.Context) context.Context {
	t.Helper()
	ctx, stop := chromedp.NewContext(parent)
	t.Cleanup(stop)
	err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*cdpruntime.EventExceptionThrown); ok {
			t.Errorf("the page threw: %+v", e.ExceptionDetails)
		}
	})
	if err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	run(t, ctx, desktop())
	return ctx
}

// failed keeps a picture of what the page looked like when a test gave up.
func failed(t *testing.T, ctx context.Context) {
	t.Helper()
	picture(t, ctx, "failed-"+strings.ReplaceAll(t.Name(), "/", "-"))
}

func run(t *testing.T, ctx context.Context, steps ...step) {
	t.Helper()
	short, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	if err := chromedp.Do(short, steps...); err != nil {
		failed(t, ctx)
		t.Fatalf("in the browser: %v", err)
	}
}

// sees waits until an expression of the page is true.
func sees(t *testing.T, ctx context.Context, what string) {
	t.Helper()
	wait, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	if _, err := chromedp.Run(wait, chromedp.Poll[bool]("Boolean("+what+")")); err != nil {
		failed(t, ctx)
		t.Fatalf("never true in the page: %s (%v)", what, err)
	}
}

// number gives what an expression of the page comes to.
func number(t *testing.T, ctx context.Context, expression string) int {
	t.Helper()
	n, err := chromedp.Run(ctx, chromedp.Evaluate[int](expression))
	if err != nil {
		t.Fatalf("in the page, %s: %v", expression, err)
	}
	return n
}

func count(t *testing.T, ctx context.Context, selector string) int {
	t.Helper()
	return number(t, ctx, "document.querySelectorAll(String.raw`"+selector+"`).length")
}

// picture keeps a screenshot among the artefacts, which git ignores.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	short, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	shot, err := chromedp.Run(short, chromedp.CaptureScreenshot())
	if err != nil {
		t.Logf("no picture %s: %v", name, err)
		return
	}
	dir := filepath.Join("..", "..", "artefacts", "page")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o644); err != nil {
		t.Fatal(err)
	}
}

// click presses the mouse on an element, once it stands still and nothing lies over it.
func click(selector string) step {
	return chromedp.Steps(still(selector), chromedp.Click(chromedp.CSS(selector)))
}

// still waits until an element is in view, keeps its place, and is what a mouse would hit there:
// a list that has just grown may still be scrolling to its end.
func still(selector string) step {
	return script("const at = () => { const el = document.querySelector(String.raw`" + selector + "`); if (!el) return null; el.scrollIntoView({block: 'nearest', behavior: 'instant'}); " +
		"const r = el.getBoundingClientRect(); const x = r.x + r.width / 2, y = r.y + r.height / 2; const hit = document.elementFromPoint(x, y); " +
		"return r.width && hit && (el.contains(hit) || hit.contains(el)) ? Math.round(x) + ',' + Math.round(y) : null }; " +
		"for (let last = null, same = 0; same < 3;) { const now = at(); same = now && now === last ? same + 1 : 0; last = now; await new Promise((then) => setTimeout(then, 20)) }")
}

func says(text string) step { return keys(composerBox, text+enter) }
func desktop() step         { return chromedp.EmulateViewport(1280, 900) }
func phone() step {
	return chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch)
}

// focus goes to an element, to the end of what is typed there. (chromedp's own
// SendKeys reads attributes that another of its goroutines writes.)
func focus(selector string) step {
	return script("const el = document.querySelector(String.raw`" + selector + "`); el.scrollIntoView({block: 'nearest'}); el.focus(); el.value && el.setSelectionRange?.(el.value.length, el.value.length)")
}

// retype replaces what is typed in an element.
func retype(selector, text string) step {
	return chromedp.Steps(focus(selector), script("document.querySelector(String.raw`"+selector+"`).select()"), chromedp.KeyEvent(text))
}

func keys(selector, text string) step {
	return chromedp.Steps(focus(selector), chromedp.KeyEvent(text))
}

// script runs an expression for what it does.
func script(expression string) step {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := chromedp.Evaluate[any]("(async () => { "+expression+" })().then(() => null)", chromedp.EvalAwaitPromise)(ctx, target)
		return err
	})
}

func theme(name string) step {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		return err
	})
}

// waitFor asks again and again, briefly, until something is so.
func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(10 * time.Second)
	defer limit.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("%s never happened", what)
		}
	}
}
