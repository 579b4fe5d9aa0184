package signals

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// sized is a text of about n bytes, made of notices.
func sized(b *testing.B, n int) []string {
	b.Helper()
	var out []string
	var text strings.Builder
	for _, notice := range loadNotices(b, "testdata/notices.jsonl") {
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
	slices.Sort(times)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "notices/s")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
}

func BenchmarkRead2KB(b *testing.B)   { benchmark(b, 2<<10) }
func BenchmarkRead100KB(b *testing.B) { benchmark(b, 100<<10) }
