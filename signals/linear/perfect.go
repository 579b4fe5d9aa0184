package linear

import "slices"

// perfect gives each of some keys a slot of its own, so that a key is looked for in one place: there are few more slots than
// keys, and no search that the processor would have to guess the end of. Any other key gets the slot of one of them, or an empty one.
type perfect struct {
	moves []uint16 // of each group of keys: what moves them to slots that are free
	slots uint32
}

// groupKeys is how many keys move together, on average.
const groupKeys = 4

// newPerfect finds slots for keys, of which no two are the same.
func newPerfect(keys []uint32) perfect {
	p := perfect{moves: make([]uint16, len(keys)/groupKeys+1)}
	for more := uint32(9); ; more = max(more-1, 1) { // a tenth of the slots is empty, or more if that is too tight
		p.slots = uint32(len(keys)) + uint32(len(keys))/more + 1
		if p.place(keys) {
			return p
		}
	}
}

// place moves each group of keys, the largest first, to slots that are free; false if there are none for one.
func (p *perfect) place(keys []uint32) bool {
	ends := make([]uint32, len(p.moves)+1) // of the groups, in order
	for _, key := range keys {
		ends[p.group(key)+1]++
	}
	largest := slices.Max(ends)
	for g := range p.moves {
		ends[g+1] += ends[g]
	}
	order, at := make([]uint32, len(keys)), slices.Clone(ends)
	for _, key := range keys {
		g := p.group(key)
		order[at[g]] = key
		at[g]++
	}
	taken := make([]bool, p.slots)
	for size := largest; size > 0; size-- {
		for g := range p.moves {
			if ends[g+1]-ends[g] == size && !p.move(order[ends[g]:ends[g+1]], taken) {
				return false
			}
		}
	}
	return true
}

// move moves a group to the first slots that are free.
func (p *perfect) move(group []uint32, taken []bool) bool {
	for move := range 1 << 16 {
		p.moves[p.group(group[0])] = uint16(move)
		n := 0
		for n < len(group) && !taken[p.slot(group[n])] {
			taken[p.slot(group[n])] = true
			n++
		}
		if n == len(group) {
			return true
		}
		for _, key := range group[:n] {
			taken[p.slot(key)] = false
		}
	}
	return false
}

// group is the group that a key moves with.
func (p perfect) group(key uint32) uint32 {
	return uint32(uint64(key*0x9E3779B1) * uint64(len(p.moves)) >> 32)
}

// slot is the slot of a key.
func (p perfect) slot(key uint32) uint32 {
	return uint32(uint64((key^uint32(p.moves[p.group(key)])*0x85EBCA6B)*0xC2B2AE35) * uint64(p.slots) >> 32)
}
