// Command teach trains the model that signals embeds, from the sentences of tools/teach/corpus, the phrases of
// tools/teach/phrases, and the labelled notices that signals/testdata/taught.txt names. From the same input it writes the same bytes. Run it in the root of the repository:
//
//	go run ./tools/teach
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"owed.dev/owed/signals"
	"owed.dev/owed/signals/linear"
)

func main() {
	log.SetFlags(0)
	course, err := lessons(".")
	if err != nil {
		log.Fatal("teach: ", err)
	}
	target := filepath.Join("signals", "model.bin")
	raw := course.Teach(signals.Orders)
	if err := os.WriteFile(target, raw, 0o644); err != nil {
		log.Fatal("teach: ", err)
	}
	fmt.Printf("%s: %d bytes\n", target, len(raw))
}

// lessons are what the embedded model is taught, root being the repository's: the corpus, the phrases and the notices.
func lessons(root string) (*signals.Course, error) {
	lines, err := linear.ReadCorpus(filepath.Join(root, "tools", "teach", "corpus"))
	if err != nil {
		return nil, err
	}
	phrases, err := linear.ReadPhrases(filepath.Join(root, "tools", "teach", "phrases"))
	if err != nil {
		return nil, err
	}
	course := &signals.Course{}
	for _, l := range append(lines, phrases...) {
		course.Sentence(l)
	}
	sets, err := os.ReadFile(filepath.Join(root, "signals", "testdata", "taught.txt"))
	if err != nil {
		return nil, err
	}
	for name := range strings.FieldsSeq(string(sets)) {
		list, err := notices(filepath.Join(root, "signals", "testdata", name))
		if err != nil {
			return nil, err
		}
		for _, n := range list {
			course.Text(n)
		}
	}
	return course, nil
}

// notices reads a file of labelled notices, one JSON object a line.
func notices(path string) ([]signals.Taught, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []signals.Taught
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for line := 1; in.Scan(); line++ {
		var n signals.Taught
		if err := json.Unmarshal(in.Bytes(), &n); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, line, err)
		}
		out = append(out, n)
	}
	return out, in.Err()
}
