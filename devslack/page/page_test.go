package page_test

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"owed.dev/owed/devslack/page"
)

func fetch(t *testing.T, method, path string, header http.Header) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for k, v := range header {
		r.Header[k] = v
	}
	w := httptest.NewRecorder()
	page.Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestHandlerServes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path string
		status       int
		kind         string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8"},
		{"HEAD", "/", 200, "text/html; charset=utf-8"},
		{"GET", "/page/app.js", 200, "text/javascript; charset=utf-8"},
		{"GET", "/page/style.css", 200, "text/css; charset=utf-8"},
		{"GET", "/page/icon.svg", 200, "image/svg+xml"},
		{"GET", "/page/index.html", 404, ""},
		{"GET", "/page/", 404, ""},
		{"GET", "/page/../page.go", 404, ""},
		{"GET", "/page/nothing.js", 404, ""},
		{"GET", "/elsewhere", 404, ""},
		{"POST", "/", 405, ""},
	} {
		r := fetch(t, c.method, c.path, nil)
		if r.StatusCode != c.status {
			t.Errorf("%s %s: status %d, want %d", c.method, c.path, r.StatusCode, c.status)
		}
		if c.kind != "" && r.Header.Get("Content-Type") != c.kind {
			t.Errorf("%s %s: type %q, want %q", c.method, c.path, r.Header.Get("Content-Type"), c.kind)
		}
		if c.method == "HEAD" && body(t, r) != "" {
			t.Errorf("HEAD %s has a body", c.path)
		}
	}
}

func TestPolicyForbidsInlineAndForeignScripts(t *testing.T) {
	t.Parallel()
	policy := fetch(t, "GET", "/", nil).Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %q", policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q allows something unsafe", policy)
	}
}

func TestSameAssetIsNotSentTwice(t *testing.T) {
	t.Parallel()
	tag := fetch(t, "GET", "/page/app.js", nil).Header.Get("ETag")
	r := fetch(t, "GET", "/page/app.js", http.Header{"If-None-Match": {tag}})
	if r.StatusCode != http.StatusNotModified || body(t, r) != "" {
		t.Errorf("with its own ETag: status %d, want 304 and no body", r.StatusCode)
	}
}

func TestCompressedIsTheSame(t *testing.T) {
	t.Parallel()
	plain := body(t, fetch(t, "GET", "/page/style.css", nil))
	r := fetch(t, "GET", "/page/style.css", http.Header{"Accept-Encoding": {"gzip, br"}})
	if r.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("encoding %q, want gzip", r.Header.Get("Content-Encoding"))
	}
	unpacked, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(unpacked)
	if err != nil || string(got) != plain {
		t.Fatalf("compressed and plain differ (%v)", err)
	}
}

// assets reads the assets from the source tree.
func assets(t *testing.T) map[string]string {
	t.Helper()
	dir := os.DirFS("assets")
	names, err := fs.Glob(dir, "*")
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]string, len(names))
	for _, name := range names {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(b)
	}
	return out
}

// What crosses the wire decides the first paint.
func TestAssetsStaySmall(t *testing.T) {
	t.Parallel()
	const most = 120 << 10
	sent := 0
	for name := range assets(t) {
		path := "/page/" + name
		if name == "index.html" {
			path = "/"
		}
		sent += len(body(t, fetch(t, "GET", path, http.Header{"Accept-Encoding": {"gzip"}})))
	}
	t.Logf("all assets: %d bytes on the wire", sent)
	if sent > most {
		t.Errorf("all assets together send %d bytes, at most %d are wanted", sent, most)
	}
}

// Foreign strings become text nodes: nothing in the page may parse markup or
// run strings, and nothing may be fetched from elsewhere.
func TestAssetsNeverParseStrings(t *testing.T) {
	t.Parallel()
	bad := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML|\beval\(|new Function|javascript:`)
	far := regexp.MustCompile(`(?:src|href)="https?:|@import|url\(\s*['"]?https?:|from 'https?:`)
	for name, text := range assets(t) {
		if hit := bad.FindString(text); hit != "" {
			t.Errorf("%s uses %s", name, hit)
		}
		if hit := far.FindString(text); hit != "" {
			t.Errorf("%s fetches from elsewhere: %s", name, hit)
		}
	}
}

// Every import names a file that exists, and every preload, too.
func TestModulesExist(t *testing.T) {
	t.Parallel()
	files := assets(t)
	refs := regexp.MustCompile(`(?:from '\./|"/page/)([\w.]+)['"]`)
	for name, text := range files {
		for _, m := range refs.FindAllStringSubmatch(text, -1) {
			if _, ok := files[m[1]]; !ok {
				t.Errorf("%s refers to %s, which is not there", name, m[1])
			}
		}
	}
}
