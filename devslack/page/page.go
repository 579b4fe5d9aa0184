package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed assets
var embedded embed.FS

// policy is the page's Content-Security-Policy: its own scripts and styles and
// nothing inline. Images may come from any https address, because Block Kit
// messages carry such addresses; nothing else leaves the page's own origin.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; " +
	"img-src 'self' https: data:; connect-src 'self'; manifest-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// asset is one file as it is sent.
type asset struct {
	body   []byte
	packed []byte // the same, compressed: about a third of it
	kind   string
	etag   string
}

// Handler serves the page at "/" and its assets below "/page/". Everything
// else is not found, so it may be mounted as the fallback of a larger server.
func Handler() http.Handler {
	files := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "The page can only be read: use GET.", http.StatusMethodNotAllowed)
			return
		}
		file, ok := files[name(r.URL.Path)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		send(w, r, file)
	})
}

// name maps an address to the name of an asset; "" when it is none of ours.
func name(address string) string {
	if address == "/" {
		return "index.html"
	}
	rest, ok := strings.CutPrefix(address, "/page/")
	if !ok || rest == "index.html" {
		return ""
	}
	return rest
}

func send(w http.ResponseWriter, r *http.Request, file asset) {
	h := w.Header()
	h.Set("Content-Type", file.kind)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", file.etag)
	if r.Header.Get("If-None-Match") == file.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method == http.MethodHead {
		return
	}
	body := file.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = file.packed
	}
	_, _ = w.Write(body) // an error means that the reader has gone: nobody is left to tell
}

// pack compresses an asset once, so that the first paint waits for less.
func pack(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic("page: an asset cannot be compressed: " + err.Error())
	}
	if _, err = w.Write(body); err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("page: an asset cannot be compressed: " + err.Error())
	}
	return out.Bytes()
}

// load reads every embedded asset once; they are small and never change.
func load() map[string]asset {
	entries, err := fs.ReadDir(embedded, "assets")
	if err != nil {
		panic("page: the embedded assets cannot be read: " + err.Error())
	}
	files := make(map[string]asset, len(entries))
	for _, entry := range entries {
		body, err := fs.ReadFile(embedded, path.Join("assets", entry.Name()))
		if err != nil {
			panic("page: an embedded asset cannot be read: " + err.Error())
		}
		sum := sha256.Sum256(body)
		files[entry.Name()] = asset{
			body:   body,
			packed: pack(body),
			kind:   kind(entry.Name()),
			etag:   `"` + hex.EncodeToString(sum[:8]) + `"`,
		}
	}
	return files
}

// kind names an asset's media type. The ones that matter are fixed here, since
// the machine's own table may call JavaScript something a browser refuses.
func kind(file string) string {
	switch ext := path.Ext(file); ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}
