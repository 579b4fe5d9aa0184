package show

import (
	"owed.dev/owed/ledger"
)

// Undeliverable is a matter that could not be told for long, and why.
type Undeliverable struct {
	Vendor      ledger.VendorID
	Matter, Why string
}

// Undelivered tells an admin what owed can't post. It has no figures: where it can be read is not known to be safe.
func Undelivered(all []Undeliverable) Message {
	s := write(Ctx{})
	title := plural(len(all), "message", "messages") + " of owed's can't be delivered"
	s.text("*Critical* · *" + title + "*")
	lines := make([]string, 0, len(all))
	for _, u := range all {
		words, ok := AlertWords(u.Matter)
		if !ok {
			words = u.Matter
		}
		lines = append(lines, "• "+esc(clip(string(u.Vendor), 40))+", "+words+": "+esc(clip(u.Why, 200)))
	}
	s.lines(upTo(lines, 10)...)
	s.text("owed goes on trying. *Next*: see that owed is in its channels and that they are not archived, and look at " + code("owed doctor") + ".")
	return s.done("Critical: " + title + ".")
}

// Delivered takes the place of Undelivered once all is told.
func Delivered() Message {
	return Text("~Messages of owed's can't be delivered~\n*Over*: all that waited is delivered, or no longer so.")
}

// RecordBroken tells who sees to it that vendors' records can't be read. It has no figures.
func RecordBroken(vendors []string) Message {
	s := write(Ctx{})
	words := make([]string, 0, len(vendors))
	for _, v := range vendors[:min(len(vendors), 10)] {
		words = append(words, code(v))
	}
	words = withRest(words, len(vendors))
	title := "the record of " + list(words) + " can't be read"
	s.text("*Critical* · *" + title + "*")
	s.text("What is in Redis is not what owed put there: nothing of it is answered, and nothing is recorded for it. *Next*: " + code("owed verify") + " names what is wrong; " + code("owed rebuild") + " mends all but the journal itself.")
	return s.done("Critical: " + title + ".")
}

// RecordWhole takes the place of RecordBroken once it is over.
func RecordWhole() Message {
	return Text("~The record of a vendor can't be read~\n*Over*: it is read again.")
}
