package linear

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"owed.dev/owed/ledger"
)

// Line is one labelled sentence of a corpus.
type Line struct {
	Kinds []ledger.MeasureKind // none: it is no measure against us
	State ledger.MeasureState
	Text  string

	Lang   string // en, de, fr or es
	Phrase bool   // only words that a kind is known by
}

// ReadCorpus reads every *.tsv of a folder, in the order of their names: lines "kind+kind<TAB>state<TAB>sentence", with
// "none" for no measure and # before remarks. Its errors name the file and the line.
func ReadCorpus(dir string) ([]Line, error) {
	var out []Line
	err := eachLine(dir, ".tsv", func(lang, s string) error {
		if s = strings.TrimRight(s, "\r\n"); s == "" || s[0] == '#' {
			return nil
		}
		l, err := parseLine(s)
		l.Lang = lang
		out = append(out, l)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// eachLine reads the files of a folder with an ending, in the order of their names, line by line. A file is named for the
// language of what it holds.
func eachLine(dir, ending string, read func(lang, line string) error) error {
	files, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil {
		return err
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		n := 0
		for s := range strings.Lines(string(raw)) {
			n++
			if err := read(strings.TrimSuffix(filepath.Base(name), ending), s); err != nil {
				return fmt.Errorf("%s:%d: %w", name, n, err)
			}
		}
	}
	return nil
}

func parseLine(s string) (Line, error) {
	parts := strings.Split(s, "\t")
	if len(parts) != 3 {
		return Line{}, fmt.Errorf("expected three fields such as \"audit<TAB>threatened<TAB>We may look at your books.\", read %q", s)
	}
	l := Line{State: ledger.MeasureState(parts[1]), Text: parts[2]}
	for kind := range strings.SplitSeq(parts[0], "+") {
		switch {
		case kind == "none":
		case !slices.Contains(Kinds[:], ledger.MeasureKind(kind)):
			return l, fmt.Errorf("%q is no kind of measure; expected one such as %q", kind, Kinds[0])
		default:
			l.Kinds = append(l.Kinds, ledger.MeasureKind(kind))
		}
	}
	return l, nil
}

// ReadPhrases reads every *.txt of a folder, in the order of their names: lines "kind: phrase; phrase", with "none" for
// what belongs to no measure. Its errors name the file and the line.
func ReadPhrases(dir string) ([]Line, error) {
	var out []Line
	err := eachLine(dir, ".txt", func(lang, s string) error {
		head, rest, ok := strings.Cut(s, ":")
		kind := ledger.MeasureKind(head)
		if !ok || kind != "none" && !slices.Contains(Kinds[:], kind) {
			return fmt.Errorf("expected a kind and its phrases such as \"audit: count the seats; check your books\", read %q", s)
		}
		for phrase := range strings.SplitSeq(rest, ";") {
			l := Line{Text: strings.TrimSpace(phrase), Lang: lang, Phrase: true}
			if kind != "none" {
				l.Kinds = []ledger.MeasureKind{kind}
			}
			out = append(out, l)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
