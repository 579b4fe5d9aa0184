package store_test

import "testing"

func BenchmarkStats(b *testing.B) {
	f := benchRedis(b, "everysec")
	slug := f.newVendor(b)
	run := f.command(b, slug)
	for range 200 {
		_ = run()
	}
	f.raw.ConfigResetStat(b.Context())
	for b.Loop() {
		if err := run(); err != nil {
			b.Fatal(err)
		}
	}
	s, _ := f.raw.Info(b.Context(), "commandstats").Result()
	b.Log(s)
}
