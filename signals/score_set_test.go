package signals

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
)

// TestScoreSet scores a file of labelled notices that nobody tuned on, whole and by language:
// SIGNALS_SET=/path/set.jsonl go test -run TestScoreSet -v. With SIGNALS_WRONG=set it also prints what is wrong in each.
func TestScoreSet(t *testing.T) {
	t.Parallel()
	path := os.Getenv("SIGNALS_SET")
	if path == "" {
		t.Skip("set SIGNALS_SET to a file of labelled notices, in the form of testdata/notices.jsonl")
	}
	var whole report
	byLanguage := map[string]*report{}
	for _, n := range must(loadNotices(path)) {
		if byLanguage[n.Lang] == nil {
			byLanguage[n.Lang] = &report{}
		}
		whole.read(n, theModel())
		byLanguage[n.Lang].read(n, theModel())
	}
	rows := "\nset " + whole.String()
	for _, lang := range slices.Sorted(maps.Keys(byLanguage)) {
		rows += "\n" + lang + "  " + byLanguage[lang].String()
	}
	t.Log(rows)
	if os.Getenv("SIGNALS_WRONG") == "set" {
		for _, w := range whole.wrong {
			fmt.Println(w)
		}
	}
}
