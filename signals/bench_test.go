package signals

import (
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// sized is a text of about n bytes, made of notices.
func sized(b *testing.B, n int) []string {
	b.Helper()
	var out []string
	var text strings.Builder
	for _, notice := range must(loadNotices("testdata/notices.jsonl")) {
		text.WriteString(notice.Text)
		text.WriteString("\n\n")
		for text.Len() >= n {
			s := text.String()
			out = append(out, cutRunes(s, n))
			text.Reset()
		}
	}
	if len(out) == 0 {
		out = append(out, cutRunes(strings.Repeat(text.String(), n/text.Len()+1), n))
	}
	return out
}

func benchmark(b *testing.B, n int) {
	texts := sized(b, n)
	Read(texts[0], someDay, nil)
	b.ReportAllocs()
	cpu := cpuTime()
	times := make([]time.Duration, 0, 1<<16)
	i := 0
	for b.Loop() {
		start := time.Now()
		Read(texts[i%len(texts)], someDay, nil)
		if len(times) < cap(times) {
			times = append(times, time.Since(start))
		}
		i++
	}
	cpu = cpuTime() - cpu
	slices.Sort(times)
	b.ReportMetric(float64(b.N)/cpu.Seconds(), "notices/cpu-s")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "notices/s")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
}

// cpuTime is what this process has used of the processor, whoever else uses it at the same time.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkRead2KB(b *testing.B)   { benchmark(b, 2<<10) }
func BenchmarkRead100KB(b *testing.B) { benchmark(b, 100<<10) }
