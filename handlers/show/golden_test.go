package show

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/slack-go/slack"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares a message with its two files: the JSON that Slack gets, and what people read.
func golden(t *testing.T, name string, m Message) {
	t.Helper()
	if err := Fits(m); err != nil {
		t.Errorf("%s does not fit: %v", name, err)
	}
	for _, s := range formatted(m) {
		if mixed.MatchString(s) {
			t.Errorf("%s has code inside bold, italic or struck text, which Slack may show raw:\n%s", name, s)
		}
	}
	compare(t, name+".json", pretty(t, m.JSON()))
	compare(t, name+".txt", []byte(readable(m)))
}

// mixed is emphasis with code in it.
var mixed = regexp.MustCompile("(?m)(^|[ (])[*~_][^*~_\n` ][^*~_\n`]*`[^`\n]*`[^*~_\n]*[*~_]($|[ .,:;)])")

func goldenModal(t *testing.T, name string, v slack.ModalViewRequest) {
	t.Helper()
	if err := FitsModal(v); err != nil {
		t.Errorf("%s does not fit: %v", name, err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	submit := ""
	if v.Submit != nil {
		submit = v.Submit.Text
	}
	compare(t, name+".json", pretty(t, b))
	compare(t, name+".txt", []byte(readableView(v.Title.Text, submit, v.PrivateMetadata, v.Blocks.BlockSet)))
}

func pretty(t *testing.T, b []byte) []byte {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, b)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", file)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./handlers/show -update", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at it with: go test ./handlers/show -update && git diff\ngot:\n%s", file, got)
	}
}
