package devslack

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// args are the arguments of an API call, whichever of Slack's encodings they came in.
type args struct {
	form url.Values
	json map[string]json.RawMessage
}

// maxBody bounds what a call may send.
const maxBody = 4 << 20

// readArgs decodes the query, a form, a multipart form or a JSON object.
func readArgs(r *http.Request) (args, *apiError) {
	a := args{form: r.URL.Query()}
	if r.Method == http.MethodGet {
		return a, nil
	}
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if cs := strings.ToLower(params["charset"]); cs != "" && cs != "utf-8" && cs != "utf8" && cs != "iso-8859-1" {
		return a, fail("invalid_charset")
	}
	if kind == "multipart/form-data" {
		if err := r.ParseMultipartForm(maxBody); err != nil || params["boundary"] == "" {
			return a, fail("invalid_form_data")
		}
		return args{form: r.Form}, badName(r.Form)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return a, fail("request_timeout")
	}
	switch kind {
	case "application/json":
		return a, a.readJSON(body)
	case "application/x-www-form-urlencoded":
		f, err := url.ParseQuery(string(body))
		if err != nil {
			return a, fail("invalid_form_data")
		}
		for k, v := range f {
			a.form[k] = v
		}
		return a, badName(f)
	case "":
		if len(body) > 0 {
			return a, fail("missing_post_type")
		}
		return a, nil
	}
	return a, fail("invalid_post_type")
}

// argName is what an argument may be called.
var argName = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// badName tells what is wrong with the names of a form's arguments, nil where nothing is.
func badName(f url.Values) *apiError {
	for name := range f {
		switch {
		case argName.MatchString(name):
		case strings.HasSuffix(name, "]"):
			return fail("invalid_array_arg")
		default:
			return fail("invalid_arg_name")
		}
	}
	return nil
}

func (a *args) readJSON(body []byte) *apiError {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil // slack-go opens its sockets like this
	}
	if !json.Valid(body) {
		return fail("invalid_json")
	}
	if err := json.Unmarshal(body, &a.json); err != nil || a.json == nil {
		return fail("json_not_object")
	}
	return nil
}

// raw gives an argument as JSON: a JSON string is taken as JSON text, as Slack does for blocks. Null and "" are absent.
func (a args) raw(name string) json.RawMessage {
	b, ok := a.json[name]
	if !ok {
		b = json.RawMessage(a.form.Get(name))
	} else if s := unquote(b); s != "" {
		b = json.RawMessage(s)
	}
	b = bytes.TrimSpace(b)
	if len(b) == 0 || string(b) == "null" || string(b) == `""` {
		return nil
	}
	return b
}

// str gives an argument as text; "" is absent.
func (a args) str(name string) string {
	b, ok := a.json[name]
	if !ok {
		return a.form.Get(name)
	}
	if s := unquote(b); s != "" || bytes.HasPrefix(bytes.TrimSpace(b), []byte(`"`)) {
		return s
	}
	if string(b) == "null" {
		return ""
	}
	return string(b)
}

// list gives ids that came as a comma list or as a JSON array.
func (a args) list(name string) []string {
	var ids []string
	if b := a.raw(name); len(b) > 0 && b[0] == '[' && json.Unmarshal(b, &ids) == nil {
		return ids
	}
	for s := range strings.SplitSeq(a.str(name), ",") {
		if s = strings.TrimSpace(s); s != "" {
			ids = append(ids, s)
		}
	}
	return ids
}

func (a args) has(name string) bool {
	_, inJSON := a.json[name]
	return inJSON || a.form.Has(name)
}

// truth reads true, 1 and their like.
func (a args) truth(name string) bool {
	switch strings.ToLower(a.str(name)) {
	case "true", "1", "t", "yes":
		return true
	}
	return false
}

// number reads an integer, or gives other where there is none.
func (a args) number(name string, other int) (int, bool) {
	s := a.str(name)
	if s == "" {
		return other, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func unquote(b json.RawMessage) string {
	var s string
	if json.Unmarshal(b, &s) != nil {
		return ""
	}
	return s
}

// mustJSON encodes what devslack itself made.
func mustJSON(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("devslack made a value that JSON cannot hold: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

func joinComma(s []string) string { return strings.Join(s, ",") }
