package bot

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kelseyhightower/envconfig"
)

// Secret is a token that can't be printed by accident: every way of formatting it gives dots.
type Secret struct{ value string }

// NewSecret wraps a token.
func NewSecret(s string) Secret { return Secret{s} }

// Reveal is the token itself.
func (s Secret) Reveal() string { return s.value }

// String gives dots, as do GoString and MarshalText.
func (s Secret) String() string { return "••••" }

// GoString gives dots.
func (s Secret) GoString() string { return "••••" }

// MarshalText gives dots.
func (s Secret) MarshalText() ([]byte, error) { return []byte("••••"), nil }

// Env is what the environment says, as text. Every variable stands in .env.example.
type Env struct {
	SlackAppToken     string `envconfig:"SLACK_APP_TOKEN"`
	SlackAppTokenFile string `envconfig:"SLACK_APP_TOKEN_FILE"`
	SlackBotToken     string `envconfig:"SLACK_BOT_TOKEN"`
	SlackBotTokenFile string `envconfig:"SLACK_BOT_TOKEN_FILE"`
	SlackAPIURL       string `envconfig:"SLACK_API_URL" default:"https://slack.com/api/"`
	RedisURL          string `envconfig:"REDIS_URL"`
	Durability        string `envconfig:"OWED_DURABILITY" default:"local"`
	Admins            string `envconfig:"OWED_ADMINS"`
	AlertChannel      string `envconfig:"OWED_ALERT_CHANNEL"`
	Timezone          string `envconfig:"OWED_TIMEZONE" default:"UTC"`
	Sockets           string `envconfig:"OWED_SOCKETS" default:"2"`
	HTTPAddr          string `envconfig:"OWED_HTTP_ADDR" default:"127.0.0.1:8080"`
	LogLevel          string `envconfig:"OWED_LOG_LEVEL" default:"info"`
	LogFormat         string `envconfig:"OWED_LOG_FORMAT" default:"text"`
	Key               string `envconfig:"OWED_KEY"`
	KeyFile           string `envconfig:"OWED_KEY_FILE"`
	Now               string `envconfig:"OWED_NOW"`
}

// Config is the environment, understood.
type Config struct {
	AppToken, BotToken Secret
	APIURL             string
	RedisURL           Secret // it may carry a password
	Replicas           int    // 0: acknowledged once it is in the primary's append-only file
	Admins             []string
	AlertChannel       string
	Zone               *time.Location
	Sockets            int
	HTTPAddr           string // "off": none
	Log                *slog.Logger
	Now                time.Time // zero: the machine's clock
}

// ReadEnv reads the process's environment.
func ReadEnv() (Env, error) {
	var e Env
	err := envconfig.Process("", &e)
	return e, err
}

// EnvNames are the variables that owed reads.
func EnvNames() []string {
	var names []string
	t := reflect.TypeFor[Env]()
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("envconfig"))
	}
	return names
}

// Unknown lists the OWED_… names among environ ("NAME=value") that owed doesn't read: most are spelt wrongly.
func Unknown(environ []string) []string {
	known := EnvNames()
	var out []string
	for _, kv := range environ {
		name, _, _ := strings.Cut(kv, "=")
		if strings.HasPrefix(name, "OWED_") && !slices.Contains(known, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// Parse understands the environment of a bot; err names every mistake at once.
func (e Env) Parse() (Config, error) {
	p := &parser{}
	c := e.parseStore(p)
	c.AppToken = p.secret("SLACK_APP_TOKEN", e.SlackAppToken, e.SlackAppTokenFile, "xapp-", "Basic Information → App-Level Tokens, with connections:write")
	c.BotToken = p.secret("SLACK_BOT_TOKEN", e.SlackBotToken, e.SlackBotTokenFile, "xoxb-", "OAuth & Permissions → Bot User OAuth Token")
	c.APIURL = p.apiURL(e.SlackAPIURL)
	c.Admins = p.admins(e.Admins)
	c.AlertChannel = strings.TrimSpace(e.AlertChannel)
	c.Sockets = p.number("OWED_SOCKETS", e.Sockets, 1, 10)
	c.HTTPAddr = p.addr(e.HTTPAddr)
	if c.Now = p.now(e.Now); !c.Now.IsZero() && !loopback(c.APIURL) {
		p.wrong("OWED_NOW moves the ledger's clock, so it is accepted only while SLACK_API_URL is on the loopback")
	}
	return c, errors.Join(p.errs...)
}

// ParseStore understands what a command of the operator needs: Redis, the zone and the log, no Slack.
func (e Env) ParseStore() (Config, error) {
	p := &parser{}
	c := e.parseStore(p)
	return c, errors.Join(p.errs...)
}

func (e Env) parseStore(p *parser) Config {
	c := Config{Log: p.log(e.LogLevel, e.LogFormat), Replicas: p.replicas(e.Durability)}
	if strings.TrimSpace(e.RedisURL) == "" {
		p.wrong("REDIS_URL is not set; expected one such as redis://localhost:6379/0")
	} else if u, err := url.Parse(strings.Split(e.RedisURL, ",")[0]); err != nil || !slices.Contains([]string{"redis", "rediss", "redis-sentinel"}, u.Scheme) {
		p.wrong("REDIS_URL can't be read; expected redis://, rediss:// or redis-sentinel://, such as redis://localhost:6379/0")
	}
	c.RedisURL = NewSecret(e.RedisURL)
	zone, err := time.LoadLocation(e.Timezone)
	if err != nil {
		p.wrong("OWED_TIMEZONE is %q; expected one such as UTC or Europe/Berlin", e.Timezone)
		zone = time.UTC
	}
	c.Zone = zone
	return c
}

// parser gathers every mistake.
type parser struct{ errs []error }

func (p *parser) wrong(format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf(format, args...))
}

func (p *parser) secret(name, value, file, prefix, where string) Secret {
	if file != "" {
		b, err := os.ReadFile(file) //nolint:gosec // the operator names the file
		if err != nil {
			p.wrong("%s_FILE can't be read: %v", name, err)
			return Secret{}
		}
		value = string(b)
	}
	value = strings.TrimSpace(value)
	switch {
	case value == "":
		p.wrong("%s is not set; it begins with %s and is found under %s", name, prefix, where)
	case !strings.HasPrefix(value, prefix):
		p.wrong("%s does not begin with %s; it is found under %s", name, prefix, where)
	}
	return Secret{value}
}

func (p *parser) apiURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		p.wrong("SLACK_API_URL is %q; expected one such as https://slack.com/api/", s)
		return s
	}
	if u.Scheme == "http" && !loopback(s) {
		p.wrong("SLACK_API_URL is plain http on another machine: the token could be read on the way; use https")
	}
	if !strings.HasSuffix(s, "/") {
		s += "/"
	}
	return s
}

func loopback(api string) bool {
	u, err := url.Parse(api)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

var slackID = regexp.MustCompile(`^[UWS][A-Z0-9]{2,31}$`)

func (p *parser) admins(s string) []string {
	var out []string
	for _, id := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' }) {
		if !slackID.MatchString(id) {
			p.wrong("OWED_ADMINS names %q; expected Slack user or user-group ids such as U012ABCDEF,S034GHIJKL", id)
		}
		out = append(out, id)
	}
	return out
}

func (p *parser) number(name, s string, low, high int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < low || n > high {
		p.wrong("%s is %q; expected a whole number from %d to %d", name, s, low, high)
	}
	return n
}

func (p *parser) addr(s string) string {
	if s == "off" {
		return s
	}
	if _, port, err := net.SplitHostPort(s); err != nil || port == "" {
		p.wrong("OWED_HTTP_ADDR is %q; expected HOST:PORT such as 127.0.0.1:8080, HOST:0 for any port, or off", s)
	}
	return s
}

func (p *parser) replicas(s string) int {
	if s == "local" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimPrefix(s, "replica:"))
	if err != nil || n < 1 || !strings.HasPrefix(s, "replica:") {
		p.wrong("OWED_DURABILITY is %q; expected local, or replica:N with N replicas to wait for", s)
	}
	return n
}

func (p *parser) now(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		p.wrong("OWED_NOW is %q; expected a moment such as 2023-03-03T12:00:00Z", s)
	}
	return t
}

func (p *parser) log(level, format string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		p.wrong("OWED_LOG_LEVEL is %q; expected debug, info, warn or error", level)
	}
	o := &slog.HandlerOptions{Level: l}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(os.Stderr, o))
	case "json":
		return slog.New(slog.NewJSONHandler(os.Stderr, o))
	}
	p.wrong("OWED_LOG_FORMAT is %q; expected text or json", format)
	return slog.New(slog.NewTextHandler(os.Stderr, o))
}
