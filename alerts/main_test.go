package alerts

import (
	"flag"
	"os"
	"testing"
)

// TestMain keeps the random histories few enough for every run; -rapid.checks=1000 makes them many.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f != nil && f.Value.String() == f.DefValue {
		_ = f.Value.Set("30")
	}
	os.Exit(m.Run())
}
