package bot

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"owed.dev/owed/store"
)

// The doctor says where Redis may throw the record away, and where a journal takes more room than it need. Deliberate faults it
// catches: a policy that is not looked at, advice to who has followed it.
func TestDoctorLooksAtMemory(t *testing.T) {
	t.Parallel()
	addr, _ := realRedis(t)
	c := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { _ = c.Close() })
	s := store.New(c, store.Options{})
	for settings, want := range map[string]string{
		"noeviction 4096":   "true nothing is thrown away|true stream-node-max-bytes is 4096: an entry of a journal takes about 400 to 420 bytes, 380 with 8192",
		"noeviction 8192":   "true nothing is thrown away",
		"noeviction 0":      "true nothing is thrown away",
		"volatile-lru 8192": "false maxmemory-policy is volatile-lru: set it to noeviction",
	} {
		policy, node, _ := strings.Cut(settings, " ")
		for name, value := range map[string]string{"maxmemory-policy": policy, "stream-node-max-bytes": node} {
			if err := c.ConfigSet(t.Context(), name, value).Err(); err != nil {
				t.Fatal(err)
			}
		}
		d := &doctor{}
		d.memory(t.Context(), s)
		var got []string
		for _, f := range d.found {
			got = append(got, map[bool]string{true: "true ", false: "false "}[f.OK]+f.Say)
		}
		for n, part := range strings.Split(want, "|") {
			if len(got) != len(strings.Split(want, "|")) || !strings.HasPrefix(got[n], part) {
				t.Errorf("with %s: %q, want %q", settings, got, want)
			}
		}
	}
}
