package show

import (
	"syscall"
	"testing"
	"time"
)

// measured runs f and reports its processor time: what counts where a core is shared.
func measured(b *testing.B, f func()) {
	b.Helper()
	b.ReportAllocs()
	start := processor()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64(processor()-start)/float64(b.N), "cpu-ns/op")
}

func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCard is a card as it is answered: rendered and written as JSON.
func BenchmarkCard(b *testing.B) {
	a, c := theCase(b).core(), ctxAt(noon)
	measured(b, func() { _ = Card(a, c).JSON() })
}

// BenchmarkRecorded is the answer to an incident.
func BenchmarkRecorded(b *testing.B) {
	bk, c := theCase(b), ctxAt(noon)
	measured(b, func() { _ = Recorded(bk.last, c).JSON() })
}

// BenchmarkBurn is the part of a card that is the arithmetic of its contract.
func BenchmarkBurn(b *testing.B) {
	a := theCase(b).core()
	k := a.Contracts["K-1"]
	today := on("2023-03-03")
	measured(b, func() { _ = a.BurnOf(k, today) })
}
