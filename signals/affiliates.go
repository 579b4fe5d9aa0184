package signals

import "slices"

// affiliates are the other companies of the vendor that take part in a measure: those that its sentence, or the next
// one, calls its affiliate, subsidiary or sister, or names beside the vendor.
func (d *document) affiliates(c candidate) (names []string, from []Evidence) {
	first, to := d.sentence(c.clause)
	if to < len(d.clauses) {
		_, to = d.sentence(to)
	}
	begin, end := d.clauses[first].from, d.clauses[to-1].to
	for i := begin; i < end && len(names) < 8; i++ {
		k := d.affiliateWord(i)
		if k == 0 {
			continue
		}
		for _, n := range d.namesIn(k, min(k+5, end)) {
			e := d.evidenceOf(d.nameSpan(n), 0.7)
			if !slices.Contains(names, e.Text) {
				names, from = append(names, e.Text), append(from, e)
			}
			break
		}
	}
	return names, from
}

// affiliateWord reports where the name may begin if token i announces an affiliate, or 0.
func (d *document) affiliateWord(i int) int {
	switch d.tokens[i].norm {
	case "affiliate", "affiliates", "subsidiary", "subsidiaries", "sister", "tochter", "tochtergesellschaft", "schwester", "schwestergesellschaft", "filiale", "filial", "konzernschwester", "parent", "mutter":
		return i + 1
	case "with":
		if i+1 < len(d.tokens) && (d.tokens[i+1].norm == "it" || d.tokens[i-min(i, 1)].norm == "together") {
			return i + 1
		}
	case "once":
		if i > 0 && d.tokens[i-1].norm == "higher" {
			return i + 1
		}
	}
	return 0
}

// namesIn are the names that begin between two tokens.
func (d *document) namesIn(from, to int) []name {
	var out []name
	for _, n := range d.names() {
		if n.from >= from && n.from < to && !d.tokens[n.from].set.hasAny(cMonth, cWeekday) {
			out = append(out, n)
		}
	}
	return out
}
