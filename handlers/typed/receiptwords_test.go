package typed

import "testing"

// When a notice counts as received is read in the wordings in which contracts and people say it. Deliberate fault it catches: days
// without the moment from which they run.
func TestWhenANoticeCounts(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"notice counts when received":                            "received",
		"notice counts on receipt":                               "received",
		"notice counts as received when sent":                    "sent",
		"notice counts as received on sending":                   "sent",
		"notice counts as received when it is sent":              "sent",
		"notice counts as received":                              "received",
		"notice received when delivered":                         "delivered",
		"notice is received upon delivery":                       "delivered",
		"notice received 2 business days after sending":          "2 business days have passed since it was sent",
		"notice counts 2 business days after sending":            "2 business days have passed since it was sent",
		"notice counts as received 5 days from dispatch":         "5 days have passed since it was sent",
		"notice deemed received after 3 days":                    "3 days have passed since it was sent",
		"notice is deemed received one day after it is posted":   "one day has passed since it was posted",
		"deemed received 24 hours after the e-mail is sent":      "24 hours have passed since it was sent",
		"notices count when delivered":                           "delivered",
		"notice effective on receipt":                            "received",
		"received when sent":                                     "sent",
		"receipt on delivery":                                    "delivered",
		"notice counts when the registered letter is signed for": "the registered letter is signed for",
	} {
		c, err := Parse("aws contract K-1 "+words+", notice 90 days", testEnv())
		if err != nil {
			t.Errorf("%s: %v", words, err)
			continue
		}
		f := c.Do.(EditContract).Fields
		if f.ReceivedWhen == nil || f.NoticeDays == nil || *f.NoticeDays != 90 {
			t.Errorf("%s is read as %+v", words, f)
		} else if *f.ReceivedWhen != want {
			t.Errorf("%s is read as %q, want %q", words, *f.ReceivedWhen, want)
		}
	}
	if _, err := Parse("aws contract K-1 notice counts", testEnv()); err == nil {
		t.Error("a clause that says nothing is taken")
	}
}
