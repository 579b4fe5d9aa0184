package proof

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"owed.dev/owed/devslack"
)

// step is one line of calls/*.json: a call, the name of its error, and what later steps of the file need of its answer.
type step struct {
	Name   string            `json:"name"`
	Method string            `json:"method"`
	Args   map[string]any    `json:"args"`
	Error  string            `json:"error"` // "" is accepted
	Keep   map[string]string `json:"keep"`  // name: field of the answer, such as view.id
}

// scenario is a file on its way: what was kept, and who may be asked for a trigger.
type scenario struct {
	t    *testing.T
	w    *devslack.Workspace
	app  *client
	kept map[string]string
	json bool // the calls are JSON with a header; else forms with the token among them
}

// TestCalls makes every call of every file, in both encodings, and compares the error's name.
func TestCalls(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("calls/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("found no files of calls (%v)", err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var steps []step
		if err := json.Unmarshal(b, &steps); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for encoding, asJSON := range map[string]bool{"form": false, "JSON": true} {
			t.Run(filepath.Base(file)+" as "+encoding, func(t *testing.T) {
				t.Parallel()
				w := open(t)
				s := &scenario{t: t, w: w, app: connect(t, w), kept: map[string]string{}, json: asJSON}
				for _, st := range steps {
					s.take(st)
				}
			})
		}
	}
}

// take makes one call and judges its answer.
func (s *scenario) take(st step) {
	s.t.Helper()
	args := map[string]any{}
	for k, v := range st.Args {
		args[k] = s.fill(expand(v, ""))
	}
	out := s.call(st.Method, args)
	if got, _ := out["error"].(string); got != st.Error || out["ok"] != (st.Error == "") {
		s.t.Errorf("%s: %s answers %q %v, expected %q", st.Name, st.Method, got, out["response_metadata"], st.Error)
	}
	for name, field := range st.Keep {
		var v any = out
		for part := range strings.SplitSeq(field, ".") {
			o, _ := v.(map[string]any)
			v = o[part]
		}
		s.kept[name], _ = v.(string)
		if s.kept[name] == "" {
			s.t.Errorf("%s: the answer of %s has no %s: %v", st.Name, st.Method, field, out)
		}
	}
}

// wanted is a name that a step needs: {$ts} was kept, {$trigger} is a fresh one, {$used} the last one, {$now+60} a time.
var wanted = regexp.MustCompile(`\{\$(\w+)([+-]\d+)?\}`)

func (s *scenario) fill(v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	return wanted.ReplaceAllStringFunc(text, func(m string) string {
		parts := wanted.FindStringSubmatch(m)
		switch parts[1] {
		case "now":
			n, _ := strconv.Atoi(parts[2]) // the expression lets digits through only
			return strconv.FormatInt(time.Now().Unix()+int64(n), 10)
		case "trigger":
			s.kept["used"] = s.app.trigger(s.t, s.w)
			return s.kept["used"]
		}
		return s.kept[parts[1]]
	})
}

func (s *scenario) call(method string, args map[string]any) map[string]any {
	s.t.Helper()
	body, kind := text(s.t, args), "application/json; charset=utf-8"
	if !s.json {
		f := url.Values{"token": {s.w.BotToken()}}
		for k, v := range args {
			f.Set(k, formValue(s.t, v))
		}
		body, kind = f.Encode(), "application/x-www-form-urlencoded"
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.w.APIURL()+method, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	if s.json {
		req.Header.Set("Authorization", "Bearer "+s.w.BotToken())
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close() //nolint:errcheck // it has been read
	var out map[string]any
	if err := json.NewDecoder(r.Body).Decode(&out); err != nil {
		s.t.Fatalf("%s: %v", method, err)
	}
	return out
}

// formValue is a value as forms carry it: texts as they are, the rest as JSON.
func formValue(t *testing.T, v any) string {
	t.Helper()
	if s, ok := v.(string); ok {
		return s
	}
	return text(t, v)
}
