package store

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/reference/keys.md")

// The reference of keys is written from code; with -update it is rewritten.
func TestReferenceOfKeys(t *testing.T) {
	t.Parallel()
	const file = "../docs/reference/keys.md"
	var b strings.Builder
	b.WriteString("# Keys in Redis\n\nWritten by `go test ./store -run ReferenceOfKeys -update`; don't edit.\n\n" +
		"All keys but `owed:teams` begin with `owed:{TEAM}:`, so a team is in one slot of a cluster. `journal:`, `head:`, `delivery:` and\n" +
		"`owed:teams` can be relied on; the others may change. What is rebuilt is computed from the journals by `owed rebuild`.\n\n" +
		"| key | type | holds | rebuilt |\n|---|---|---|---|\n")
	for _, r := range keyRows {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.name, r.kind, r.holds, r.rebuilt)
	}
	if *update {
		if err := os.MkdirAll("../docs/reference", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is not what the code says; run: go test ./store -run ReferenceOfKeys -update", file)
	}
}

// Every key that is made stands in the reference.
func TestEveryKeyIsInTheReference(t *testing.T) {
	t.Parallel()
	k := keysOf("T")
	for _, key := range []string{
		k.journal("v"), k.head("v"), k.delivery("v"), k.items("v"), k.open("v"), k.list("v", "inv"), k.vendors(), k.rank(), k.sums(), k.due(),
		k.dueSums(), k.counters(), k.timers(), k.outbox(), k.causes(), k.claims(), k.clock(), k.app(), k.idem("x"), k.repeat("x"), k.find("n:1"),
	} {
		name, _, _ := strings.Cut(strings.TrimPrefix(key, k.prefix), ":")
		found := false
		for _, r := range keyRows {
			row, _, _ := strings.Cut(r.name, ":")
			found = found || row == name
		}
		if !found {
			t.Errorf("%s is not in the reference", key)
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for address, kind := range map[string]string{
		"redis://localhost:6379/0":                       "*redis.Client",
		"rediss://user:pass@host:6380":                   "*redis.Client",
		"redis://a:1,b:2,c:3":                            "*redis.ClusterClient",
		"redis://a:1,redis://b:2":                        "*redis.ClusterClient",
		"redis-sentinel://a:26379,b/mymaster?db=2":       "*redis.Client",
		"redis-sentinel://user:pass@a:1,b:2/mymaster":    "*redis.Client",
		"http://localhost":                               "",
		"redis-sentinel://a:26379":                       "",
		"redis-sentinel://a:26379/mymaster?db=x":         "",
		"redis://a:1,http://b:2":                         "",
		"redis://user:secret-word@host:notaport/x/y/z":   "",
		"redis-sentinel://user:secret-word@host:x/m y %": "",
	} {
		c, err := dial(address)
		if kind == "" {
			if err == nil {
				t.Errorf("%s was accepted", address)
			} else if strings.Contains(err.Error(), "secret-word") {
				t.Errorf("the password stands in the error: %v", err)
			}
			continue
		}
		if err != nil || fmt.Sprintf("%T", c) != kind {
			t.Errorf("%s is a %T, want %s (%v)", address, c, kind, err)
			continue
		}
		_ = c.Close()
	}
}
