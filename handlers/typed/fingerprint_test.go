package typed

import "testing"

// TestFingerprint holds that what means the same has one fingerprint, and what does not has another.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	groups := [][]string{
		{"aws pay $10m", "pay aws 10,000,000.00", "AWS pay 10 million dollars", "amazon web services pay USD 10m", "aws pay $10m share"},
		{"aws pay $10m for INV-7,INV-8", "aws pay for inv7 and INV-0008, $10m"},
		{"aws pay $10m for INV-7"},
		{"gcp pay $10m"},
		{"aws pay all"},
		{"aws paid $10m on 2023-02-20 ref W-1", "aws paid $10m ref w-1, on 20 feb"},
		{"aws paid $10m on 2023-02-21 ref W-1"},
		{"aws paid $10m"},
		{"aws paid PR-1"},
		{"aws credit $10m"},
		{"aws signal suspend notice, effective 2023-03-15, they said  so", "aws signal notice of suspension, they said so; effective 15 mar"},
		{"aws signal suspend threatened, effective 2023-03-15, they said so"},
		{"aws signal suspend, exposure $1m", "aws signal suspend exposure 1m"},
		{"aws signal suspend, exposure at least $1m"},
		{"aws dispute INV-7 reason billed twice", "aws dispute inv-07, reason Billed twice"},
		{"aws dispute INV-7 $5 reason billed twice"},
		{"add Acme Two as acme2", "add \"Acme Two\" as ACME2"},
		{"add Acme Two as acme3"},
		{"delegate @dan until 2023-03-17", "delegate <@U0DAN|daniel> until in 2 weeks"},
		{"aws edit critical"},
		{"aws edit not critical"},
		{"aws edit"},
		{""},
		{"aws"},
	}
	seen := map[string]string{}
	for _, g := range groups {
		var first string
		for _, text := range g {
			c, err := Parse(text, testEnv())
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			f := c.Fingerprint()
			if first == "" {
				first = f
				if other, ok := seen[f]; ok {
					t.Errorf("%q and %q have one fingerprint", text, other)
				}
				seen[f] = text
			}
			if f != first {
				t.Errorf("%q has another fingerprint than %q", text, g[0])
			}
		}
	}
}
