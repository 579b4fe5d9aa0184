package devslack

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// apiError is an answer with ok:false.
type apiError struct {
	Code     string
	Messages []string       // details with JSON pointers
	Extra    map[string]any // further fields of the answer
	Retry    int            // seconds; with it the status is 429
	Ordinary bool           // no finding: such answers are part of normal life
}

func fail(code string, messages ...string) *apiError {
	return &apiError{Code: code, Messages: messages}
}

// reply is an answer with ok:true.
type reply map[string]any

// call is one call of a method.
type call struct {
	w        *Workspace
	name     string
	args     args
	r        *http.Request
	warnings []string
	messages []string
}

// tier is how often a method may be called.
type tier int

const (
	unlimited tier = iota
	tier1
	tier2
	tier3
	tier4
	postTier // one a second and channel, and a cap for the workspace
)

// method is one row of the table below.
type method struct {
	scope string // the bot scope; "" none, "app" an app-level token, "none" no token at all, "kind" depends on the channel
	tier  tier
	run   func(*call) (reply, *apiError)
}

// methods is the whole Web API that devslack knows.
func methods() map[string]method {
	return map[string]method{
		"api.test":              {"none", unlimited, (*call).apiTest},
		"auth.test":             {"", unlimited, (*call).authTest},
		"apps.connections.open": {"app", tier3, (*call).connectionsOpen},
		"team.info":             {"team:read", tier3, (*call).teamInfo},
		"bots.info":             {"users:read", tier3, (*call).botsInfo},
		"blocks.validate":       {"none", unlimited, (*call).blocksValidate},

		"chat.postMessage":            {"chat:write", postTier, (*call).postMessage},
		"chat.postEphemeral":          {"chat:write", tier4, (*call).postEphemeral},
		"chat.update":                 {"chat:write", tier3, (*call).updateMessage},
		"chat.delete":                 {"chat:write", tier3, (*call).deleteMessage},
		"chat.scheduleMessage":        {"chat:write", tier3, (*call).scheduleMessage},
		"chat.deleteScheduledMessage": {"chat:write", tier3, (*call).unschedule},
		"chat.scheduledMessages.list": {"", tier3, (*call).listScheduled},
		"chat.getPermalink":           {"", unlimited, (*call).getPermalink},

		"views.open":    {"", tier4, (*call).viewsOpen},
		"views.push":    {"", tier4, (*call).viewsPush},
		"views.update":  {"", tier4, (*call).viewsUpdate},
		"views.publish": {"", tier4, (*call).viewsPublish},

		"conversations.info":            {"kind", tier3, (*call).convInfo},
		"conversations.list":            {"kind", tier2, (*call).convList},
		"conversations.members":         {"kind", tier4, (*call).convMembers},
		"conversations.open":            {"im:write", tier3, (*call).convOpen},
		"conversations.join":            {"channels:join", tier3, (*call).convJoin},
		"conversations.history":         {"kind", tier3, (*call).convHistory},
		"conversations.replies":         {"kind", tier3, (*call).convReplies},
		"conversations.canvases.create": {"canvases:write", tier2, (*call).canvasCreate},

		"users.info":            {"users:read", tier4, (*call).usersInfo},
		"users.list":            {"users:read", tier2, (*call).usersList},
		"users.conversations":   {"kind", tier3, (*call).usersConversations},
		"users.lookupByEmail":   {"users:read.email", tier3, (*call).usersByEmail},
		"usergroups.list":       {"usergroups:read", tier2, (*call).groupsList},
		"usergroups.users.list": {"usergroups:read", tier2, (*call).groupUsers},

		"reactions.add":    {"reactions:write", tier3, (*call).reactionsAdd},
		"reactions.remove": {"reactions:write", tier2, (*call).reactionsRemove},
		"reactions.get":    {"reactions:read", tier3, (*call).reactionsGet},
		"pins.add":         {"pins:write", tier2, (*call).pinsAdd},
		"pins.remove":      {"pins:write", tier2, (*call).pinsRemove},
		"pins.list":        {"pins:read", tier2, (*call).pinsList},
		"bookmarks.add":    {"bookmarks:write", tier2, (*call).bookmarksAdd},

		"files.getUploadURLExternal":   {"files:write", tier4, (*call).filesGetURL},
		"files.completeUploadExternal": {"files:write", tier4, (*call).filesComplete},
		"files.info":                   {"files:read", tier4, (*call).filesInfo},
	}
}

// serveAPI answers one API call.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	began := machineNow()
	c := &call{w: w, name: r.PathValue("method"), r: r}
	f, injected := w.faults.forCall(c.name)
	if injected && !f.before(rw, r, w) {
		w.recordCall(c, began, nil, f.Kind)
		return
	}
	var answer reply
	a, bad := readArgs(r)
	c.args = a
	if bad == nil {
		answer, bad = c.answer(f)
	}
	if injected && f.Kind == "lose_response" {
		w.recordCall(c, began, c.body(answer, bad), f.Kind)
		hangUp(rw)
		return
	}
	if bad != nil && !injected && !bad.Ordinary {
		w.findings.add(bad.Code, c.name, pointerIn(bad.Messages), "%s", c.sentence(bad))
	}
	body := c.body(answer, bad)
	w.recordCall(c, began, body, errorCode(bad))
	h := rw.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-OAuth-Scopes", w.grantedCSV)
	status := http.StatusOK
	if bad != nil && bad.Retry > 0 {
		h.Set("Retry-After", strconv.Itoa(bad.Retry))
		status = http.StatusTooManyRequests
	}
	rw.WriteHeader(status)
	rw.Write(body) //nolint:errcheck // the client is gone
}

func errorCode(e *apiError) string {
	if e == nil {
		return ""
	}
	return e.Code
}

// answer checks the token, the scope, the limits, and runs the method.
func (c *call) answer(f Fault) (reply, *apiError) {
	m, known := c.w.table[c.name]
	if !known {
		return nil, &apiError{Code: "unknown_method", Extra: map[string]any{"req_method": c.name}}
	}
	if bad := c.authorize(m); bad != nil {
		return nil, bad
	}
	if f.Kind == "fail" {
		return nil, f.apiError()
	}
	if wait := c.w.limiter.method(c.name, m.tier); wait > 0 {
		return nil, &apiError{Code: "ratelimited", Retry: wait}
	}
	c.warnOfCharset()
	return m.run(c)
}

// warnOfCharset: JSON should name its charset, a form should not.
func (c *call) warnOfCharset() {
	kind := strings.ToLower(c.r.Header.Get("Content-Type"))
	named := strings.Contains(kind, "charset")
	switch {
	case len(c.args.json) > 0 && !named:
		c.warnings = append(c.warnings, "missing_charset")
	case named && strings.Contains(kind, "form"):
		c.warnings = append(c.warnings, "superfluous_charset")
	}
}

// token finds the token where Slack looks for it.
func (c *call) token() string {
	if h := c.r.Header.Get("Authorization"); h != "" {
		kind, token, _ := strings.Cut(h, " ")
		if strings.EqualFold(kind, "bearer") {
			return strings.TrimSpace(token)
		}
		return ""
	}
	if c.r.URL.Query().Has("token") {
		return "" // not taken from the address any more
	}
	return c.args.form.Get("token")
}

func (c *call) authorize(m method) *apiError {
	if m.scope == "none" {
		return nil
	}
	token := c.token()
	if m.scope == "app" {
		return c.authorizeApp(token)
	}
	switch token {
	case "":
		return fail("not_authed")
	case c.w.botToken:
	case c.w.appToken:
		return fail("not_allowed_token_type")
	default:
		return fail("invalid_auth")
	}
	if m.scope == "" || m.scope == "kind" {
		return nil
	}
	return c.need(m.scope)
}

func (c *call) authorizeApp(token string) *apiError {
	if c.r.Method != http.MethodPost {
		return fail("insecure_request")
	}
	if c.r.Header.Get("Authorization") == "" {
		return fail("missing_args")
	}
	switch token {
	case c.w.appToken:
		return nil
	case c.w.botToken:
		return fail("not_allowed_token_type")
	}
	return fail("invalid_auth")
}

// need checks that the manifest grants one of the scopes.
func (c *call) need(scopes ...string) *apiError {
	if slices.ContainsFunc(scopes, c.w.man.has) {
		return nil
	}
	return &apiError{Code: "missing_scope", Extra: map[string]any{"needed": joinComma(scopes), "provided": c.w.grantedCSV}}
}

// needKind checks the scope that a channel's kind asks for, such as groups:read.
func (c *call) needKind(ch *channel, right string) *apiError { return c.need(ch.kind() + ":" + right) }

// body writes the answer as Slack does.
func (c *call) body(answer reply, bad *apiError) json.RawMessage {
	out := map[string]any{"ok": bad == nil}
	meta := map[string]any{}
	if bad != nil {
		out["error"] = bad.Code
		for k, v := range bad.Extra {
			out[k] = v
		}
		if len(bad.Messages) > 0 {
			meta["messages"] = errorLines(bad.Messages)
			if !strings.HasPrefix(c.name, "views.") {
				out["errors"] = bad.Messages
			}
		}
	}
	for k, v := range answer {
		out[k] = v
	}
	if m, ok := out["response_metadata"].(map[string]any); ok {
		meta = m
	}
	if len(c.messages) > 0 {
		meta["messages"] = c.messages
	}
	if len(c.warnings) > 0 {
		out["warning"], meta["warnings"] = joinComma(c.warnings), c.warnings
	}
	if len(meta) > 0 {
		out["response_metadata"] = meta
	}
	return mustJSON(out)
}

func errorLines(messages []string) []string {
	lines := make([]string, len(messages))
	for i, m := range messages {
		lines[i] = "[ERROR] " + m
	}
	return lines
}

// sentence says in words what was refused.
func (c *call) sentence(bad *apiError) string {
	s := "Slack refuses this call of " + c.name + " with " + bad.Code
	if n, ok := bad.Extra["needed"]; ok {
		s += ": the manifest does not grant " + n.(string)
	}
	if len(bad.Messages) > 0 {
		s += ": " + strings.Join(bad.Messages, "; ")
	}
	return s + "."
}

func pointerIn(messages []string) string {
	for _, m := range messages {
		if _, p, ok := strings.Cut(m, "[json-pointer:"); ok {
			return strings.TrimSuffix(p, "]")
		}
	}
	return ""
}

// recordCall keeps the call for the developer drawer.
func (w *Workspace) recordCall(c *call, began time.Time, body json.RawMessage, fault string) {
	w.dev.add(devCall{
		At: began, Kind: "api", Name: c.name, Request: c.shown(), Answer: body, Error: fault,
		Millis: float64(machineNow().Sub(began).Microseconds()) / 1000,
	})
	w.hub.send(change{Kind: "call"})
}

// shown is the call's arguments without the token.
func (c *call) shown() json.RawMessage {
	out := map[string]any{}
	for k, v := range c.args.json {
		out[k] = v
	}
	for k, v := range c.args.form {
		if len(v) == 0 {
			continue
		}
		if raw := json.RawMessage(v[0]); len(raw) > 0 && (raw[0] == '{' || raw[0] == '[') && json.Valid(raw) {
			out[k] = raw
		} else {
			out[k] = v[0]
		}
	}
	delete(out, "token")
	return mustJSON(out)
}

// hangUp ends the connection without an answer.
func hangUp(rw http.ResponseWriter) {
	if hj, ok := rw.(http.Hijacker); ok {
		if conn, _, err := hj.Hijack(); err == nil {
			conn.Close() //nolint:errcheck // it is over either way
			return
		}
	}
	panic(http.ErrAbortHandler)
}
