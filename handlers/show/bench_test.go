package show

import "testing"

// BenchmarkCard is a card as it is answered: rendered and written as JSON.
func BenchmarkCard(b *testing.B) {
	a, c := theCase(b).core(), ctxAt(noon)
	b.ReportAllocs()
	for b.Loop() {
		_ = Card(a, c).JSON()
	}
}

// BenchmarkRecorded is the answer to an invoice.
func BenchmarkRecorded(b *testing.B) {
	bk := theCase(b)
	c := ctxAt(noon)
	b.ReportAllocs()
	for b.Loop() {
		_ = Recorded(bk.last, c).JSON()
	}
}
