package bot

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"owed.dev/owed/ledger"
)

// endless is a file without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// A download that is sent on stays within Slack: owed's token goes along.
func TestADownloadStaysWithinSlack(t *testing.T) {
	t.Parallel()
	for url, may := range map[string]bool{
		"https://files.slack.com/files-pri/T1-F1/a.eml": true, "https://slack-files.com/x": true, "https://files.slack-gov.com/x": true,
		"http://files.slack.com/x": false, "https://slack.com.evil.example/x": false, "https://evilslack.com/x": false, "https://evil.example/?slack.com": false,
		"http://127.0.0.1:99/x": false,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if err := sameSlack("https://slack.com/api/")(req, nil); (err == nil) != may {
			t.Errorf("%s: %v, want it followed: %v", url, err, may)
		}
		if err := sameSlack("https://slack.com/api/")(req, make([]*http.Request, mostRedirects+1)); err == nil {
			t.Errorf("%s is followed without end", url)
		}
	}
}

// The faults that this catches: a file is taken for as long as Slack says it is; the bound is not looked at before the
// download, or is off by one.
func TestAFileIsFetchedWithinItsBound(t *testing.T) {
	t.Parallel()
	const most = 1 << 20
	for name, c := range map[string]struct {
		said, sent int64
		whole      bool
	}{
		"as large as may be": {most, most, true}, "larger": {most + 1, most + 1, false}, "longer than Slack says": {10, most + 1, false}, "much longer": {10, 8 * most, false},
	} {
		var sent atomic.Int64
		var srv *httptest.Server
		srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "files.info") {
				_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "file": map[string]any{"id": "F1", "name": "a.csv", "size": c.said, "url_private_download": srv.URL + "/download"}})
				return
			}
			n, _ := io.Copy(w, io.LimitReader(endless{}, c.sent))
			sent.Add(n)
		}))
		d := newDesk(Config{APIURL: srv.URL + "/"})
		var got bytes.Buffer
		file, err := d.Fetch(t.Context(), "F1", most, &got)
		srv.Close()
		if c.whole && (err != nil || int64(got.Len()) != c.sent || file != "a.csv") {
			t.Errorf("%s: %d bytes of %q, %v", name, got.Len(), file, err)
		}
		if !c.whole && (ledger.KindOf(err) != ledger.Invalid || !strings.Contains(ledger.Say(err), "larger than 1 MB") || got.Len() > most) {
			t.Errorf("%s: %d bytes, %v", name, got.Len(), err)
		}
		if c.said > most && sent.Load() > 0 {
			t.Errorf("%s: %d bytes were sent of a file that Slack said is too large", name, sent.Load())
		}
	}
}
