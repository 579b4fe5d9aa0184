package bot

import (
	"encoding/json"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"owed.dev/owed/deploy"
	"owed.dev/owed/devslack"
)

// digestOf waits for the morning's digest of a vendor with an invoice, and gives it as it stands in the channel; it must be
// there once.
func (s *scene) digestOf(slug string, meanwhile func()) devslack.Message {
	s.t.Helper()
	s.vendor(slug, payables)
	s.due(slug)
	s.settled()
	s.later(11*time.Hour + time.Minute)
	meanwhile()
	digests := func() (out []devslack.Message) {
		for _, m := range s.said("alice", "payables") {
			if strings.Contains(string(m.Metadata), "digest:2023-03-07") {
				out = append(out, m)
			}
		}
		return out
	}
	s.until("the digest stands", func() bool { return len(digests()) > 0 })
	s.settled()
	all := digests()
	if len(all) != 1 {
		s.t.Fatalf("%d digests, want 1", len(all))
	}
	return all[0]
}

// pictured are the pictures by file that a message shows, and what is read in their place.
func pictured(t *testing.T, m devslack.Message) (files, words []string) {
	t.Helper()
	var blocks []struct {
		Type string `json:"type"`
		Alt  string `json:"alt_text"`
		File struct {
			ID string `json:"id"`
		} `json:"slack_file"`
	}
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		if b.Type == "image" {
			files, words = append(files, b.File.ID), append(words, b.Alt)
		}
	}
	return files, words
}

// Where Slack shows no charts, the digest stands once, with a picture in their place that Slack has, with its figures for
// who can't see it; whatever answers of Slack's are lost, and however long Slack takes to get the picture ready. Deliberate
// faults it catches: the picture is dropped with the charts; it is posted before Slack can show it, and given up at once; a
// picture that has to be sent again makes a second digest.
func TestDigestWithPicture(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]devslack.Fault{
		"calm":                  nil,
		"answers lost":          {{Kind: "lose_response", Method: "chat.postMessage", Times: 3}},
		"picture's answer lost": {{Kind: "lose_response", Method: "files.completeUploadExternal"}},
		"picture refused once":  {{Kind: "fail", Method: "files.getUploadURLExternal", RetryAfter: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, true, fast)
			s.inject(devslack.Fault{Kind: "no_charts"})
			m := s.digestOf("acme", func() {
				for _, f := range faults {
					s.inject(f)
				}
			})
			files, words := pictured(t, m)
			if len(files) != 1 || !strings.Contains(words[0], "1–30 $100.00") {
				t.Fatalf("pictures %v with %q", files, words)
			}
			res, err := http.Get(s.slack.URL() + "/ui/picture/" + files[0])
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if img, err := png.Decode(res.Body); err != nil || img.Bounds().Dx() < 500 {
				t.Errorf("what was sent is no picture: %v", err)
			}
		})
	}
}

// A bot that may send no files posts the digest without the picture, and says in the log what it lacks; the doctor says so,
// too.
func TestDigestWithoutTheRightToSendFiles(t *testing.T) {
	t.Parallel()
	s := &scene{t: t, redis: miniredis.RunT(t)}
	s.addr = s.redis.Addr()
	s.open([]byte(strings.Replace(string(deploy.Manifest(true)), "      - files:write", "      # ", 1)), fast)
	s.inject(devslack.Fault{Kind: "no_charts"})
	m := s.digestOf("acme", func() {})
	if files, _ := pictured(t, m); len(files) > 0 || !strings.Contains(m.Plain, "[All vendors]") {
		t.Errorf("pictures %v in\n%s", files, m.Plain)
	}
	if !strings.Contains(s.log.String(), "files:write") {
		t.Error("the log does not say that files:write is missing")
	}
	said := ""
	for _, f := range Diagnose(t.Context(), s.bot.config) {
		if f.What == "scope files:write" && f.Warn {
			said = f.Say
		}
	}
	if !strings.Contains(said, "picture") {
		t.Errorf("the doctor says %q", said)
	}
}
