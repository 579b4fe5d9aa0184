package main

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a loaded machine may take to show what is waited for.
const patience = 30 * time.Second

// row is a row of the case: who looks where, what they type there, and what the page must then say.
type row struct {
	name, who, place, types string
	says                    []string
}

// caseRows are the case's, each seen by who needs it. What stands in the channel without being typed is an alert.
var caseRows = []row{
	{"1-unpaid-bill", "alice", "payables", "/owed aws", []string{"$70,000,000.00 owed", "$60,000,000.00 overdue", "31–60", "$30,000,000.00", "Next due Thu 30 Mar 2023", "154 days past due"}},
	{"1-invoices", "alice", "payables", "/owed aws invoices", []string{"INV-2", "INV-8", "154 days past due"}},
	{"1-late-payment", "alice", "payables", "/owed aws history INV-1", []string{"INV-1 settled on 20 Feb 2023"}},
	{"2-contract", "bob", "payables", "/owed aws contract", []string{"$510,000,000.00", "27 of 66 months", "$208,636,363.64", "at least $80,000,000.00", "at most $40,000,000.00"}},
	{"3-refusal", "carol", "payables", "/owed aws signals", []string{"No suspension notice on record", "refusal to renegotiate", "In effect"}},
	{"4-withheld-advertising", "carol", "payables", "", []string{"set-off or withholding, threatened", "at least $1,000,000.00 a quarter", "Amazon Studios"}},
	{"5-at-stake", "carol", "payables", "", []string{"critical to us"}},
	{"6-two-vendors", "bob", "payables", "/owed", []string{"2 vendors", "Google Cloud", "nothing recorded"}},
	{"6-google", "bob", "payables", "/owed gcp contract", []string{"$1,000,000,000.00", "$16,666,666.67"}},
	{"7-legal", "dan", "payables", "", []string{"legal action, possible"}},
	{"8-incident", "carol", "payables", "/owed aws timeline", []string{"One of three data centres closed; capacity cut"}},
	{"9-stranger", "gus", "general", "/owed aws", []string{"owed is for members of"}},
}

// TestTheCaseInThePage sees every row of the case in the page, as the people of the case, and keeps a picture of each among
// the artefacts. Deliberate fault it catches: an answer that is right in its blocks and not drawn.
func TestTheCaseInThePage(t *testing.T) {
	t.Parallel()
	tab := chromium(t)
	base := startDemo(t)
	for _, r := range caseRows {
		t.Run(r.name, func(t *testing.T) { r.see(t, tab, base) })
	}
}

func (r row) see(t *testing.T, tab context.Context, base string) {
	ctx, stop := context.WithTimeout(tab, patience)
	defer stop()
	p := &pane{t: t, ctx: ctx, base: base, dir: "case", step: r.name}
	p.opens(r.who, r.place)
	seen := "document.querySelector('#scroll')"
	if r.types != "" {
		p.says(r.types)
		seen = answer
	}
	p.sees(seen, r.says...)
	p.picture("")
}

// chromium opens a tab; without a browser the test is left out, unless somebody insists (OWED_BROWSER_TESTS=1).
func chromium(t *testing.T) context.Context {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("OWED_BROWSER_TESTS") != "1" {
		t.Skip("no Chromium on this machine: install chromium to see the case in the page")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, shut := chromedp.NewContext(ctx)
	t.Cleanup(shut)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) }) // waits until the browser has left its folder
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 1100)); err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	return ctx
}

// startDemo runs `owed demo` and gives its page's address.
func startDemo(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("owed", "demo", "--addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGINT)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the demo ended badly: %v", err)
		}
	})
	base := ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(lines.Text()); m != "" {
			base = m
		}
		if strings.HasPrefix(lines.Text(), "Ctrl-C") {
			return base
		}
	}
	t.Fatal("the demo did not start")
	return ""
}
