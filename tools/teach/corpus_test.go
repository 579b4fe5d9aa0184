// Package main_test checks the sentences from which signals learns its words: a slip in the corpus is a slip
// in every rule trained on it.
package main_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	kinds = []string{
		"service_suspension", "service_termination", "data_deletion", "late_fee", "interest", "acceleration",
		"credit_hold", "set_off_or_withhold", "collections", "legal_action", "refusal_to_renegotiate",
		"price_increase", "audit", "lien_or_repossession", "public_disclosure", "other",
	}
	states = []string{"possible", "threatened", "notice_given", "in_effect", "suspended", "withdrawn"}

	digits = regexp.MustCompile(`\d+`)
)

// least is how many sentences a language must keep: of every kind, and of none.
var least = map[string]struct{ perKind, none int }{
	"en": {perKind: 130, none: 2480},
	"de": {perKind: 36, none: 780},
	"fr": {perKind: 33, none: 600},
	"es": {perKind: 37, none: 680},
}

// line is one labelled sentence and the place where it stands.
type line struct {
	at              string // file:number, for messages
	labels          []string
	state, sentence string
}

// fold makes sentences equal that differ only in case, white space or figures.
func fold(s string) string {
	return digits.ReplaceAllString(strings.Join(strings.Fields(strings.ToLower(s)), " "), "0")
}

func TestEveryLineIsWellLabelled(t *testing.T) {
	t.Parallel()
	for lang := range least {
		for _, l := range readCorpus(t, lang) {
			if l.labels[0] == "none" {
				if l.state != "" || len(l.labels) > 1 {
					t.Errorf("%s: none stands alone and has no state", l.at)
				}
				continue
			}
			if !slices.Contains(states, l.state) {
				t.Errorf("%s: state %q is none of %v", l.at, l.state, states)
			}
			for _, kind := range l.labels {
				if !slices.Contains(kinds, kind) {
					t.Errorf("%s: label %q is none of %v", l.at, kind, kinds)
				}
			}
		}
	}
}

func TestNoSentenceStandsTwice(t *testing.T) {
	t.Parallel()
	first := map[string]string{}
	for lang := range least {
		for _, l := range readCorpus(t, lang) {
			key := fold(l.sentence)
			if at, twice := first[key]; twice {
				t.Errorf("%s: %q stands at %s already", l.at, l.sentence, at)
			}
			first[key] = l.at
		}
	}
}

// The notices measure what was learnt: a sentence taken from them would measure memory. A short sentence
// ("Best regards") is nobody's.
func TestNoSentenceIsTakenFromTheNotices(t *testing.T) {
	t.Parallel()
	const shortest = 32 // bytes after folding
	texts := noticeTexts(t, "notices.jsonl", "own.jsonl", "blind.jsonl", "services.jsonl", "goods.jsonl", "europe.jsonl", "unread.jsonl")
	for lang := range least {
		for _, l := range readCorpus(t, lang) {
			key := strings.TrimRight(fold(l.sentence), ".!?")
			if len(key) < shortest {
				continue
			}
			if i := slices.IndexFunc(texts, func(text string) bool { return strings.Contains(text, key) }); i >= 0 {
				t.Errorf("%s: %q stands in a labelled notice", l.at, l.sentence)
			}
		}
	}
}

func TestEveryKindKeepsItsSentences(t *testing.T) {
	t.Parallel()
	for lang, want := range least {
		count := map[string]int{}
		for _, l := range readCorpus(t, lang) {
			for _, label := range l.labels {
				count[label]++
			}
		}
		for _, kind := range kinds {
			if count[kind] < want.perKind {
				t.Errorf("%s: %d sentences of %s, want %d or more", lang, count[kind], kind, want.perKind)
			}
		}
		if count["none"] < want.none {
			t.Errorf("%s: %d sentences of none, want %d or more", lang, count["none"], want.none)
		}
	}
}

// readCorpus gives the labelled sentences of one language; comments are left out.
func readCorpus(t *testing.T, lang string) []line {
	t.Helper()
	path := filepath.Join("corpus", lang+".tsv")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("reading the corpus: %v", err)
	}
	var lines []line
	for i, text := range strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n") {
		if strings.HasPrefix(text, "#") {
			continue
		}
		fields := strings.Split(text, "\t")
		if len(fields) != 3 || fields[2] == "" || strings.TrimSpace(fields[2]) != fields[2] {
			t.Fatalf("%s:%d: %q: want label, state and sentence with one tab between, for example %q",
				path, i+1, text, "audit\tthreatened\tWe may send an auditor.")
		}
		lines = append(lines, line{
			at: path + ":" + strconv.Itoa(i+1), labels: strings.Split(fields[0], "+"), state: fields[1], sentence: fields[2],
		})
	}
	return lines
}

// noticeTexts gives the folded texts of the labelled notices in signals/testdata.
func noticeTexts(t *testing.T, names ...string) []string {
	t.Helper()
	var texts []string
	for _, name := range names {
		file, err := os.Open(filepath.Join("..", "..", "signals", "testdata", name))
		if err != nil {
			t.Fatalf("opening the notices: %v", err)
		}
		defer file.Close()
		scan := bufio.NewScanner(file)
		scan.Buffer(nil, 1<<20)
		for scan.Scan() {
			var notice struct{ Text string }
			if err := json.Unmarshal(scan.Bytes(), &notice); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			texts = append(texts, fold(notice.Text))
		}
		if err := scan.Err(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return texts
}
