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
	if err := takeAll(ctx, base, shots); err != nil {
		return err
	}
	return notices(ctx, base)
}

func takeAll(ctx context.Context, base string, shots []shot) error {
	for _, s := range shots {
		if err := take(ctx, base, s); err != nil {
			return fmt.Errorf("%s: %w", s.file, err)
		}
		fmt.Println(s.file)
	}
	return nil
}

// notices are the pictures of what becomes of a vendor's words: the proposal in their thread, its form, and a fraud.
func notices(ctx context.Context, base string) error {
	const threat = "AWS writes: $71,000,000.00 is overdue, among it invoice INV-777. We will suspend access to all workloads on 20 March 2023 unless it is paid by 15 March 2023. " +
		"Amazon will also not pay for the advertising that it runs on your platform: at least $1 million per quarter."
	const fraud = "FINAL NOTICE from Amazon Web Services: your account will be suspended within 24 hours. Our bank details have changed. Pay immediately by this link: http://arnazon-billing.example.com/pay"
	if _, err := control(ctx, base, "type", map[string]string{"user": "bob", "channel": "vendor-mail", "text": "/owed settings watch #vendor-mail"}); err != nil {
		return err
	}
	var threads []string
	for _, text := range []string{threat, fraud} {
		ts, err := control(ctx, base, "type", map[string]string{"user": "dan", "channel": "vendor-mail", "text": text})
		if err != nil {
			return err
		}
		threads = append(threads, ts)
	}
	time.Sleep(3 * time.Second)
	err := takeAll(ctx, base, []shot{
		{file: "docs/notice.png", hash: "#/dan/vendor-mail/thread/" + threads[0], width: 1280, height: 1100},
		{file: "artefacts/notice-phone.png", hash: "#/dan/vendor-mail/thread/" + threads[0], width: 390, height: 844},
		{file: "artefacts/notice-fraud.png", hash: "#/dan/vendor-mail/thread/" + threads[1], width: 1280, height: 960, dark: true},
	})
	if err != nil {
		return err
	}
	if _, err := control(ctx, base, "shortcut", map[string]string{"user": "alice", "channel": "vendor-mail", "name": "This is a counter-measure", "ts": threads[0]}); err != nil {
		return err
	}
	return takeAll(ctx, base, []shot{{file: "artefacts/notice-form.png", hash: "#/alice/vendor-mail", width: 1280, height: 2600}})
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
	_, err := control(ctx, base, "type", map[string]string{"user": "alice", "channel": "payables", "text": line})
	return err
}

// control moves a person of the workspace, and gives the ts of what they wrote.
func control(ctx context.Context, base, call string, body map[string]string) (ts string, err error) {
	b, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/control/"+call, bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var got struct {
		OK    bool   `json:"ok"`
		TS    string `json:"ts"`
		Error string `json:"error"`
	}
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		return "", err
	}
	if !got.OK {
		return "", fmt.Errorf("%s: %s", call, got.Error)
	}
	return got.TS, nil
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
