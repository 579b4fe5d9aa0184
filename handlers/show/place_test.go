package show

import (
	"strings"
	"testing"
)

// From each page of a list there is a way on and a way back, however many there are. Deliberate faults it catches: the way
// back leads two pages back, and a value that has grown too long leaves the button out.
func TestPlace(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("2023-03-30|x", 5)
	at, cursor := PlaceOf("")
	for n := 1; n < 200; n++ {
		if at.number() != n {
			t.Fatalf("page %d says that it is %d", n, at.number())
		}
		was := cursor
		at, cursor = PlaceOf(at.next(long + string(rune('a'+n%26))))
		if cursor != long+string(rune('a'+n%26)) || len(at.extra()) > maxTrail {
			t.Fatalf("page %d begins at %q, with %d characters of a button", n+1, cursor, len(at.extra()))
		}
		if back, begins := PlaceOf(at.back()); back.number() != n || begins != was {
			t.Fatalf("back from page %d is page %d at %q, want %q", n+1, back.number(), begins, was)
		}
	}
	at = Place{cursors: []string{"x"}, dropped: 7}
	if back, begins := PlaceOf(at.back()); back.number() != 1 || begins != "" {
		t.Errorf("where the way back was given up it leads to page %d", back.number())
	}
}
