package devslack

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	angled = regexp.MustCompile(`<([^<>\n]+)>`)
	marks  = regexp.MustCompile("(^|[\\s(>])([*_~`]+)([^*_~`\\n](?:[^*~`\\n]*[^*_~`\\s\\n])?)([*_~`]+)")
)

// mrkdwn gives the words of a text without its marks.
func (r reader) mrkdwn(s string) string {
	s = angled.ReplaceAllStringFunc(s, func(m string) string { return r.angle(m[1 : len(m)-1]) })
	s = strings.ReplaceAll(s, "```", "")
	for range 2 {
		s = marks.ReplaceAllStringFunc(s, unmark)
	}
	return html.UnescapeString(s)
}

// unmark takes away the marks around a word where they are a pair.
func unmark(m string) string {
	p := marks.FindStringSubmatch(m)
	open, closing := p[2], p[4]
	if len(open) == 0 || reverse(open) != closing {
		return m
	}
	return p[1] + p[3]
}

func reverse(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// angle gives the words of what stands between < and >.
func (r reader) angle(s string) string {
	body, shown, _ := strings.Cut(s, "|")
	switch {
	case strings.HasPrefix(body, "@"):
		return r.name('@', body[1:])
	case strings.HasPrefix(body, "#"):
		return r.name('#', body[1:])
	case strings.HasPrefix(body, "!subteam^"):
		return orElse(shown, r.name('&', strings.TrimPrefix(body, "!subteam^")))
	case strings.HasPrefix(body, "!date^"):
		return r.dateToken(body, shown)
	case strings.HasPrefix(body, "!"):
		return "@" + body[1:]
	}
	return orElse(shown, strings.TrimPrefix(body, "mailto:"))
}

// dateToken reads !date^UNIX^FORMAT^LINK.
func (r reader) dateToken(body, fallback string) string {
	parts := strings.Split(body, "^")
	if len(parts) < 3 {
		return fallback
	}
	unix, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return fallback
	}
	return r.date(unix, parts[2], fallback)
}

var dateTokens = regexp.MustCompile(`\{[a-z_]+\}`)

// date shows a moment in the reader's zone.
func (r reader) date(unix int64, format, fallback string) string {
	t := time.Unix(unix, 0).In(r.zone)
	known := true
	s := dateTokens.ReplaceAllStringFunc(format, func(token string) string {
		shown := r.dateWord(t, strings.Trim(token, "{}"))
		known = known && shown != ""
		return shown
	})
	if !known {
		return fallback
	}
	return s
}

var dateLayouts = map[string]string{
	"date_num": "2006-01-02", "date_slash": "01/02/2006", "date": "January 2, 2006", "date_short": "Jan 2, 2006", "date_long": "Monday, January 2, 2006",
	"date_long_full": "Monday, January 2, 2006", "date_pretty": "January 2, 2006", "date_short_pretty": "Jan 2, 2006", "date_long_pretty": "Monday, January 2, 2006",
	"day_divider_pretty": "Monday, January 2", "time": "15:04", "time_secs": "15:04:05",
}

func (r reader) dateWord(t time.Time, token string) string {
	if token == "ago" {
		if r.now.IsZero() {
			return t.Format("2006-01-02 15:04")
		}
		return fmt.Sprintf("%s ago", r.now.Sub(t).Round(time.Minute))
	}
	if strings.HasSuffix(token, "_pretty") && !r.now.IsZero() {
		day, today := t.Format(time.DateOnly), r.now.In(r.zone)
		for word, d := range map[string]int{"today": 0, "yesterday": -1, "tomorrow": 1} {
			if day == today.AddDate(0, 0, d).Format(time.DateOnly) {
				return word
			}
		}
	}
	layout, ok := dateLayouts[token]
	if !ok {
		return ""
	}
	return t.Format(layout)
}
