// Command teach trains the model that signals embeds, from the sentences of tools/teach/corpus, the phrases of
// tools/teach/phrases, and the labelled notices but the unread ones. From the same input it writes the same bytes. Run it in the root of the repository:
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

	"github.com/shopspring/decimal"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
	"owed.dev/owed/signals/linear"
)

func main() {
	log.SetFlags(0)
	examples, days, parties, err := lessons(".")
	if err != nil {
		log.Fatal("teach: ", err)
	}
	target := filepath.Join("signals", "model.bin")
	raw := signals.Teach(examples, &days, &parties)
	if err := os.WriteFile(target, raw, 0o644); err != nil {
		log.Fatal("teach: ", err)
	}
	fmt.Printf("%s: %d bytes, from %d sentences\n", target, len(raw), len(examples))
}

// sets are the labelled notices that the model is taught with: all of signals/testdata but the unread ones.
var sets = []string{"notices.jsonl", "own.jsonl", "blind.jsonl", "services.jsonl", "goods.jsonl", "europe.jsonl"}

// lessons are the examples of the embedded model, root being the repository's: of sentences the corpus, the phrases and
// the notices; of days, sums and names the notices.
func lessons(root string) (out []linear.Example, days signals.Days, parties signals.Parties, err error) {
	lines, err := linear.ReadCorpus(filepath.Join(root, "tools", "teach", "corpus"))
	if err != nil {
		return nil, days, parties, err
	}
	phrases, err := linear.ReadPhrases(filepath.Join(root, "tools", "teach", "phrases"))
	if err != nil {
		return nil, days, parties, err
	}
	for _, l := range append(lines, phrases...) {
		out = append(out, signals.Lesson(l))
	}
	for _, name := range sets {
		list, err := notices(filepath.Join(root, "signals", "testdata", name))
		if err != nil {
			return nil, days, parties, err
		}
		for _, n := range list {
			out = append(out, signals.Lessons(n.Text, n.Received, n.Label.Measures)...)
			days.Learn(n.Text, n.Received, n.Label.Measures, n.Label.Deadline)
			var claimed ledger.Money
			if c := n.Label.Claimed; c != nil {
				claimed = ledger.Money{Amount: c.Amount, Currency: c.Currency}
			}
			parties.Learn(n.Text, n.Received, claimed, n.Label.Vendor)
		}
	}
	return out, days, parties, nil
}

// notice is a labelled notice, as far as the model is taught by it.
type notice struct {
	Received ledger.Date
	Text     string
	Label    struct {
		Measures []signals.Labelled
		Deadline ledger.Date
		Vendor   string
		Claimed  *struct {
			Amount   decimal.Decimal
			Currency ledger.Currency
		}
	}
}

// notices reads a file of labelled notices, one JSON object a line.
func notices(path string) ([]notice, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []notice
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for line := 1; in.Scan(); line++ {
		var n notice
		if err := json.Unmarshal(in.Bytes(), &n); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, line, err)
		}
		out = append(out, n)
	}
	return out, in.Err()
}
