package devslack

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// cantShow tells why blocks that are well formed can't be shown in this workspace all the same: it has no charts, or no such
// picture. nil: they can.
func (w *Workspace) cantShow(blocks json.RawMessage) *apiError {
	var list []any
	if decode(blocks, &list) != nil {
		return nil // said by the checker already
	}
	if w.noCharts.Load() {
		for i, b := range list {
			if kind := obj(b)["type"]; kind == "data_visualization" {
				return &apiError{Code: "invalid_blocks", Messages: []string{"unsupported type: data_visualization [json-pointer:/blocks/" + itoa(i) + "/type]"}, Ordinary: true}
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cantShowFiles(list, "/blocks")
}

// cantShowFiles looks for pictures by file, however deep. Needs w.mu.
func (w *Workspace) cantShowFiles(v any, at string) *apiError {
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			if bad := w.cantShowFiles(x, at+"/"+itoa(i)); bad != nil {
				return bad
			}
		}
	case object:
		if file := obj(v["slack_file"]); file != nil && v["type"] == "image" {
			return w.cantShowFile(file, at+"/slack_file")
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if bad := w.cantShowFiles(v[name], at+"/"+name); bad != nil {
				return bad
			}
		}
	}
	return nil
}

// cantShowFile tells why the app can't show a file in its blocks: it must be a picture that the app sent itself, or one in a
// channel that it is in. One that Slack has only just got is refused, too; that is no mistake of the app's. Needs w.mu.
func (w *Workspace) cantShowFile(asked object, at string) *apiError {
	bad := fail("invalid_blocks", "invalid slack file [json-pointer:"+at+"]")
	f := w.fileOf(asked)
	if f == nil || !f.Done || !f.Shared || !f.picture() {
		return bad
	}
	if f.User != w.app.BotUser && !slices.ContainsFunc(f.Channels, func(id string) bool { return w.channels[id].members[w.app.BotUser] }) {
		return bad
	}
	if machineNow().Before(f.Ready) {
		bad.Ordinary = true
		return bad
	}
	return nil
}

// fileOf finds a file by its ID, or by one of its addresses. Needs w.mu.
func (w *Workspace) fileOf(asked object) *file {
	if id := str(asked, "id"); id != "" {
		return w.files[id]
	}
	for _, f := range w.files {
		if shown := w.fileJSON(f); asked["url"] == shown["url_private"] || asked["url"] == shown["permalink"] {
			return f
		}
	}
	return nil
}

// picture reports whether blocks can show a file of this kind.
func (f *file) picture() bool {
	return slices.Contains([]string{"png", "jpg", "jpeg", "gif"}, strings.ToLower(kindOfFile(f.Name)))
}
