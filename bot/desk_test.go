package bot

import (
	"net/http"
	"testing"
)

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
