package devslack

import (
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

const (
	// maxUpload bounds one uploaded file.
	maxUpload = 32 << 20
	// readyAfter is how long after an upload is complete blocks can't show the file yet: Slack works on it meanwhile.
	readyAfter = time.Second
)

func mimeOf(name string) string {
	if strings.HasSuffix(strings.ToLower(name), ".eml") {
		return "message/rfc822" // not every machine knows it
	}
	return orElse(mime.TypeByExtension(filepath.Ext(name)), "application/octet-stream")
}

func (c *call) filesGetURL() (reply, *apiError) {
	name := c.args.str("filename")
	n, ok := c.args.number("length", 0)
	switch {
	case name == "":
		return nil, invalid("missing required field: filename")
	case !ok || n < 1:
		return nil, invalid("must be a number of bytes, at least 1 [json-pointer:/length]")
	case n > maxUpload:
		return nil, fail("file_upload_size_exceeded")
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	f := c.w.newFile(name, c.w.app.BotUser)
	f.Size = n
	s := secret(16)
	c.w.uploads[s] = f
	return reply{"upload_url": c.w.URL() + "/upload/" + s, "file_id": f.ID}, nil
}

// newFile makes a file without content. Needs w.mu.
func (w *Workspace) newFile(name, user string) *file {
	f := &file{ID: w.nextID("F"), Name: name, User: user, URLSecret: secret(8), Created: w.o.Clock().Unix()}
	w.files[f.ID] = f
	return f
}

// serveUpload takes the bytes, raw or as the multipart field "file".
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	body, err := readUpload(r)
	if err != nil {
		http.Error(rw, "the bytes could not be read", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	f := w.uploads[r.PathValue("secret")]
	if f != nil {
		f.Content, f.Done = body, true
		delete(w.uploads, r.PathValue("secret"))
	}
	w.mu.Unlock()
	if f == nil {
		http.Error(rw, "no such upload", http.StatusNotFound)
		return
	}
	if len(body) != f.Size {
		w.findings.add("upload_length", "files.getUploadURLExternal", "/length", "The upload of %s was announced with %d bytes and has %d.", f.Name, f.Size, len(body))
	}
	f.Size = len(body)
	io.WriteString(rw, "OK - "+itoa(len(body))) //nolint:errcheck // the client is gone
}

func readUpload(r *http.Request) ([]byte, error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return io.ReadAll(io.LimitReader(r.Body, maxUpload))
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		p, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if p.FileName() != "" || p.FormName() == "file" {
			return io.ReadAll(io.LimitReader(p, maxUpload))
		}
	}
}

// downloads is what a fault calls the fetching of a file's bytes.
const downloads = "download"

// serveFile gives out a file's bytes, unless a fault is in the way.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	if f, ok := w.faults.forCall(downloads); ok {
		switch {
		case !f.before(rw, r, w):
			return
		case f.Kind == "lose_response":
			hangUp(rw)
			return
		case f.Kind == "fail":
			f.refuse(rw)
			return
		}
	}
	w.mu.Lock()
	f := w.files[r.PathValue("id")]
	w.mu.Unlock()
	if f == nil || f.URLSecret != r.PathValue("secret") || !f.Done {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	f.serve(rw)
}

// refuse answers as Slack's files do where something is wrong with them: with a status alone.
func (f Fault) refuse(rw http.ResponseWriter) {
	if bad := f.apiError(); bad.Retry > 0 {
		rw.Header().Set("Retry-After", itoa(bad.Retry))
		rw.WriteHeader(http.StatusTooManyRequests)
		return
	}
	rw.WriteHeader(http.StatusInternalServerError)
}

func (f *file) serve(rw http.ResponseWriter) {
	rw.Header().Set("Content-Type", mimeOf(f.Name))
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Write(f.Content) //nolint:errcheck // the client is gone
}

// servePicture is for the page: what an image block shows by a file's ID.
func (w *Workspace) servePicture(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	f := w.files[r.PathValue("id")]
	w.mu.Unlock()
	if f == nil || !f.Done || !f.picture() {
		http.NotFound(rw, r)
		return
	}
	f.serve(rw)
}

func (c *call) filesComplete() (reply, *apiError) {
	var asked []struct{ ID, Title string }
	if raw := c.args.raw("files"); raw == nil || decode(raw, &asked) != nil || len(asked) == 0 {
		return nil, invalid("must be an array of at least one {\"id\":…} [json-pointer:/files]")
	}
	said := content{Text: c.args.str("initial_comment")}
	if c.args.raw("blocks") != nil {
		var bad *apiError
		if said, bad = c.w.readContent(c.args, c.name); bad != nil {
			return nil, bad
		}
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	chans, bad := c.shareTargets()
	if bad != nil {
		return nil, bad
	}
	files, list := []*file{}, []any{}
	for _, a := range asked {
		f := c.w.files[a.ID]
		if f == nil || !f.Done || f.Shared || f.User != c.w.app.BotUser {
			return nil, fail("file_not_found")
		}
		f.Title = orElse(a.Title, f.Name)
		files = append(files, f)
	}
	for _, f := range files {
		f.Shared, f.Ready = true, machineNow().Add(readyAfter)
		for _, ch := range chans {
			f.Channels = append(f.Channels, ch.ID)
		}
		list = append(list, c.w.fileJSON(f))
	}
	for _, ch := range chans {
		c.w.shareFiles(ch, c.w.botMessage(said), files, c.args.str("thread_ts"))
	}
	return reply{"files": list}, nil
}

func (c *call) shareTargets() ([]*channel, *apiError) {
	ids := c.args.list("channels")
	if id := c.args.str("channel_id"); id != "" {
		ids = []string{id}
	}
	var out []*channel
	for _, id := range ids {
		ch, bad := c.entered(id)
		if bad != nil {
			return nil, bad
		}
		if bad := c.w.mayPost(ch); bad != nil {
			return nil, bad
		}
		out = append(out, ch)
	}
	return out, nil
}

// shareFiles posts the message that carries files. Needs w.mu.
func (w *Workspace) shareFiles(ch *channel, m *message, files []*file, thread string) {
	m.Files, m.ThreadTS = files, thread
	if m.Subtype == "" && m.User != w.app.BotUser {
		m.Subtype = "file_share"
	}
	w.post(ch, m)
	for _, f := range files {
		w.emit("file_shared", map[string]any{"file_id": f.ID, "user_id": f.User, "file": map[string]any{"id": f.ID}, "channel_id": ch.ID})
	}
}

func (c *call) filesInfo() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	f := c.w.files[c.args.str("file")]
	if f == nil || !f.Done {
		return nil, ordinary("file_not_found")
	}
	return reply{"file": c.w.fileJSON(f), "content": strings.ToValidUTF8(string(f.Content[:min(len(f.Content), 4000)]), "?")}, nil
}
