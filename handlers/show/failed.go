package show

import (
	"context"
	"errors"
	"strconv"

	"owed.dev/owed/handlers/typed"
	"owed.dev/owed/ledger"
)

// Failed says why nothing was done: what was read, what was expected, one example that works. An error that nobody wrote
// a sentence for is not shown: its cause is for the log.
func Failed(err error, c Ctx) Message {
	s := write(c)
	say := failure(err, c)
	s.text(say)
	if g, ok := errors.AsType[*typed.Guess](err); ok {
		s.buttons(choices(g)...)
	}
	return s.done(say)
}

func failure(err error, c Ctx) string {
	if was, ok := errors.AsType[*ledger.Already](err); ok {
		return alreadyThere(was.Invoice, c)
	}
	if was, ok := errors.AsType[*ledger.Decided](err); ok {
		stands := either(was.Request.State == ledger.Requested, " is not approved yet: ", " is not open any more: ")
		return code(string(was.Request.ID)) + stands + requestState(was.Request, c) + ". Nothing changed."
	}
	if say := ledger.Say(err); say != "" {
		return sentences(say, 1500)
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return "This took too long, and owed can't say whether it was recorded. Look at " + code("history") + " before you try again."
	}
	return "Nothing was recorded: something went wrong inside owed, and whoever runs it can see what. Try again in a minute."
}

// alreadyThere says what is on record under an invoice's number: who, when, and whether it is the same sum.
func alreadyThere(i ledger.Invoice, c Ctx) string {
	return code(string(i.No)) + " is on record already (" + c.who(i.By) + ", " + ago(c.Now.Sub(i.At)) + "): " + i.Amount.String() +
		", issued " + day(i.Issued) + ", due " + day(i.Due) + ". Nothing changed."
}

// choices are the buttons for what may have been meant.
func choices(g *typed.Guess) []button {
	var out []button
	for n, ch := range g.Choices[:min(len(g.Choices), 5)] {
		action := ActType
		if n > 0 {
			action += ":" + strconv.Itoa(n)
		}
		out = append(out, button{label: plain(capital(ch.Label), maxButton), action: action, value: Value(ch.Vendor.Slug, "", ch.Words)})
	}
	return out
}

// AskedAgain asks whether something typed twice within minutes is meant twice.
func AskedAgain(again *ledger.Repeated, words string, c Ctx) Message {
	s := write(c)
	say := "Recorded " + ago(again.Ago) + asIDs(again.IDs) + ". Nothing was recorded now. Record it again?"
	s.text(say)
	s.text("You typed: " + code(clip(words, 300)))
	s.buttons(button{label: "Record it again", action: ActAgain, value: Value("", "", words)})
	if len(words) > maxValue-2 {
		s.note("It is too long for a button; change a word and type it again.")
	}
	return s.done(say)
}
