package signals

// facts are what many questions ask of the whole text, found once.
type facts struct {
	body, own int   // tokens of running text in the newest part; without headers
	ourWords  bool  // what is quoted was written by us
	passedOn  bool  // a mail program says that it passes on another text
	overdue   bool  // something of ours is late
	others    bool  // news about others
	link      int   // the token of a link that lies, or -1
	notices   []int // titles that call the text a notice
	lastLine  int   // the last line of the newest part with a word on it
	all       set   // every concept in the text
}

func (d *document) takeStock() {
	f := &d.facts
	for i := range d.clauses {
		c := &d.clauses[i]
		f.all = f.all.or(c.set)
		if c.part > 0 {
			continue
		}
		if !c.header {
			f.own += c.to - c.from
			if !c.heading {
				f.body += c.to - c.from
			}
		}
		f.ourWords = f.ourWords || c.set.has(cOurWords)
		if c.heading && c.set.has(cNotice) {
			f.notices = append(f.notices, i)
		}
	}
	f.lastLine = len(d.lines) - 1
	for f.lastLine > 0 && (d.lines[f.lastLine].part > 0 || d.lines[f.lastLine].first == d.lines[f.lastLine].last) {
		f.lastLine--
	}
	f.passedOn = d.passedOn()
	f.overdue, f.others, f.link = d.findOverdue(), d.findOthers(), d.findLyingLink()
}
