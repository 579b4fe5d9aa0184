// Command screenshot takes the picture of the README: it runs the demo, types what a newcomer would, and photographs the
// page in headless Chromium. `make screenshots` runs it.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"time"

	"github.com/chromedp/chromedp"
)

func main() {
	ctx, stop := context.WithTimeout(context.Background(), 90*time.Second)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "screenshot:", err)
		os.Exit(1)
	}
}

// shot is one picture: who looks at what, in which window.
type shot struct {
	file, hash    string
	width, height int64
	dark          bool
}

var shots = []shot{
	{file: "docs/page.png", hash: "#/alice/payables", width: 1280, height: 960},
	{file: "artefacts/page-bob-dark.png", hash: "#/bob/payables", width: 1280, height: 960, dark: true},
	{file: "artefacts/page-phone.png", hash: "#/carol/payables", width: 390, height: 844},
	{file: "artefacts/home.png", hash: "#/bob/@owed/home", width: 1280, height: 960},
}

func run(ctx context.Context) error {
	base, end, err := startDemo(ctx)
	if err != nil {
		return err
	}
	defer end()
	if err := types(ctx, base, "/owed aws pay $10m"); err != nil {
		return err
	}
	time.Sleep(5 * time.Second) // lapsed payments gather for two seconds before they are told as one
	if err := types(ctx, base, "/owed aws"); err != nil {
		return err
	}
	if err := os.MkdirAll("artefacts", 0o755); err != nil {
		return err
	}
	for _, s := range shots {
		if err := take(ctx, base, s); err != nil {
			return fmt.Errorf("%s: %w", s.file, err)
		}
		fmt.Println(s.file)
	}
	return nil
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

func startDemo(ctx context.Context) (base string, end func(), err error) {
	cmd := exec.CommandContext(ctx, "bin/owed", "demo", "--addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	end = func() { _ = cmd.Process.Signal(syscall.SIGINT); _ = cmd.Wait() }
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := address.FindString(lines.Text()); m != "" {
			base = m
		}
		if lines.Text() == "Ctrl-C ends it." {
			return base, end, nil
		}
	}
	end()
	return "", nil, fmt.Errorf("the demo did not start")
}

func types(ctx context.Context, base, line string) error {
	b, err := json.Marshal(map[string]string{"user": "alice", "channel": "payables", "text": line})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/control/type", bytes.NewReader(b))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

func take(ctx context.Context, base string, s shot) error {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("no-first-run", true), chromedp.WindowSize(int(s.width), int(s.height)))
	if s.dark {
		options = append(options, chromedp.Flag("force-dark-mode", true), chromedp.Flag("blink-settings", "preferredColorScheme=0"))
	}
	actx, cancel := chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	bctx, cancelTab := chromedp.NewContext(actx)
	defer cancelTab()
	if err := chromedp.Do(bctx, chromedp.EmulateViewport(s.width, s.height), chromedp.Navigate(base+"/"+s.hash), chromedp.Sleep(1500*time.Millisecond)); err != nil {
		return err
	}
	png, err := chromedp.Run(bctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return os.WriteFile(s.file, png, 0o644) //nolint:gosec // a picture for everybody
}
