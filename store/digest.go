package store

import (
	"hash/maphash"
	"strconv"

	"owed.dev/owed/ledger"
)

// digest stands for a set of members whatever their order. Members can be added and taken away, so that a set of millions
// is compared in the memory of two numbers. The seed is made anew for each check: nobody can forge a set to a digest.
type digest struct {
	n   int64
	sum uint64
}

// digester makes digests that can be compared with each other. It is used by one goroutine.
type digester struct {
	seed maphash.Seed
	text []byte // room to put a member together in
}

func newDigester() *digester {
	return &digester{seed: maphash.MakeSeed()}
}

// add adds a member so many times: -1 takes it away. The member is given in parts, so that it need not be put together.
func (d *digester) add(g *digest, times, score int64, member ...string) {
	d.text = d.text[:0]
	for _, part := range member {
		d.text = append(d.text, part...)
	}
	d.put(g, times, score)
}

// addRead adds a member as it was read.
func (d *digester) addRead(g *digest, score int64, member []byte) {
	d.text = append(d.text[:0], member...)
	d.put(g, 1, score)
}

// addItem adds an item by its name and its text.
func (d *digester) addItem(g *digest, item string, text []byte) {
	d.text = append(append(append(d.text[:0], item...), ' '), text...)
	d.put(g, 1, 0)
}

func (d *digester) put(g *digest, times, score int64) {
	g.n += times
	if score != 0 {
		d.text = strconv.AppendInt(append(d.text, 0), score, 10)
	}
	g.sum += uint64(times) * maphash.Bytes(d.seed, d.text)
}

// idCount counts the IDs given out in one series: without gaps and twins, count, sum and largest fit together.
type idCount struct{ n, sum, max int64 }

func (c *idCount) add(id ledger.ID) {
	n := id.Number()
	c.n++
	c.sum += n
	c.max = max(c.max, n)
}

// whole reports whether the numbers are 1, 2, …, max.
func (c idCount) whole() bool { return c.n == c.max && c.sum == c.max*(c.max+1)/2 }

// addLost counts those that were lost, and whose loss was accepted: they are given out, if no entry has them.
func (c *idCount) addLost(l ledger.LostIDs) {
	from, to := l.From.Number(), l.To.Number()
	c.n += to - from + 1
	c.sum += (from + to) * (to - from + 1) / 2
	c.max = max(c.max, to)
}

// idsIn counts the IDs that events give out.
func idsIn(events []ledger.Event, counts map[ledger.Series]*idCount) {
	for _, e := range events {
		if gone, ok := e.(*ledger.LossAccepted); ok {
			for _, l := range gone.IDs {
				if counts[l.To.Series()] == nil {
					counts[l.To.Series()] = &idCount{}
				}
				counts[l.To.Series()].addLost(l)
			}
			continue
		}
		id, ok := idOf(e)
		if !ok {
			continue
		}
		s := id.Series()
		if counts[s] == nil {
			counts[s] = &idCount{}
		}
		counts[s].add(id)
	}
}

// idOf is the ID that an event gives out.
func idOf(e ledger.Event) (ledger.ID, bool) {
	switch e := e.(type) {
	case *ledger.PaymentRecorded:
		return e.Movement.ID, true
	case *ledger.CreditRecorded:
		return e.Movement.ID, true
	case *ledger.WrittenOff:
		return e.Movement.ID, true
	case *ledger.DebitNoteRecorded:
		return e.Movement.ID, true
	case *ledger.RefundRecorded:
		return e.ID, true
	case *ledger.PaymentRequested:
		return e.Request.ID, true
	case *ledger.DisputeOpened:
		return e.Dispute.ID, true
	case *ledger.SignalRecorded:
		return e.Signal.ID, true
	case *ledger.IncidentNoted:
		return e.ID, true
	case *ledger.ContractRecorded:
		return e.Contract.ID, true
	}
	return "", false
}
