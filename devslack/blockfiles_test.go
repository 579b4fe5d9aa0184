package devslack

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"
)

// sent uploads a file as the app does, and gives its ID and the answer's file.
func (w *Workspace) sent(t *testing.T, name string) (id string) {
	t.Helper()
	got := w.api(t, "files.getUploadURLExternal", "filename", name, "length", "3")
	address, _ := got["upload_url"].(string)
	id, _ = got["file_id"].(string)
	res, err := http.Post(address, "application/octet-stream", bytes.NewReader([]byte("png")))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close() //nolint:errcheck // read by nobody
	if out := w.api(t, "files.completeUploadExternal", "files", `[{"id":"`+id+`"}]`); out["ok"] != true {
		t.Fatalf("complete: %v", out)
	}
	return id
}

// A message may show a picture that the app has sent, once Slack has it ready, and nothing else. Deliberate faults: any ID is
// taken; a file is ready at once.
func TestPicturesByFile(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	shows := func(file string) map[string]any {
		return w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "x", "blocks", `[{"type":"context","elements":[{"type":"image","alt_text":"a","slack_file":`+file+`}]}]`)
	}
	for what, file := range map[string]string{
		"no such file":    `{"id":"F0NOWHERE1"}`,
		"no picture":      `{"id":"` + w.sent(t, "a.csv") + `"}`,
		"no such address": `{"url":"https://files.slack.com/a.png"}`,
	} {
		if out := shows(file); out["error"] != "invalid_blocks" || !strings.Contains(string(mustJSON(out)), "invalid slack file [json-pointer:/blocks/0/elements/0/slack_file]") {
			t.Errorf("%s: %v", what, out)
		}
	}
	before := len(w.Findings())
	id := w.sent(t, "a.png")
	if out := shows(`{"id":"` + id + `"}`); out["error"] != "invalid_blocks" {
		t.Errorf("a file is shown before it is ready: %v", out)
	}
	if len(w.Findings()) > before {
		t.Error("that a file takes its time is a finding against the app")
	}
	time.Sleep(readyAfter)
	if out := shows(`{"id":"` + id + `"}`); out["ok"] != true {
		t.Errorf("the file is not ready: %v", out)
	}
	w.mu.Lock()
	address, _ := w.fileJSON(w.files[id])["url_private"].(string)
	w.mu.Unlock()
	if out := shows(`{"url":"` + address + `"}`); out["ok"] != true {
		t.Errorf("by its address: %v", out)
	}
	res, err := http.Get(w.URL() + "/ui/picture/" + id)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read by nobody
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the page gets %s, %s", res.Status, res.Header.Get("Content-Type"))
	}
}

// Where a workspace has no charts, a message with one is refused until the fault is off, and that is no finding.
func TestNoCharts(t *testing.T) {
	t.Parallel()
	w := open(t, Options{})
	post := func() map[string]any {
		return w.api(t, "chat.postMessage", "channel", "C0GENERAL1", "text", "x", "blocks", "["+pie(1)+"]")
	}
	for _, want := range []struct {
		kind string
		err  any
	}{{"off", nil}, {"no_charts", "invalid_blocks"}, {"off", nil}} {
		if err := w.Inject(Fault{Kind: want.kind}); err != nil {
			t.Fatal(err)
		}
		if out := post(); out["error"] != want.err {
			t.Errorf("%s: %v", want.kind, out)
		}
	}
	if fs := w.Findings(); len(fs) > 0 {
		t.Errorf("findings: %v", fs)
	}
}
