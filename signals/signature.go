package signals

// ofTeam is the name of the firm in that of its team: The Larkspur billing team, Ihr Team Larkspur, L'équipe Larkspur.
func (d *document) ofTeam(n name) name {
	if n.form {
		return n
	}
	first, last := n.from, n.to
	if isTeam(d.tokens[last-1].norm) {
		for last-1 > first && (isTeam(d.tokens[last-1].norm) || deskWord(d.tokens[last-1].norm)) {
			last--
		}
	}
	for k := first; k < last-1; k++ {
		w := d.tokens[k].norm
		if !isTeam(w) && !(leads(w) && (last < n.to || isTeam(d.tokens[k+1].norm))) && !(k > n.from && (isSmallJoin(w) || w == "at")) && w != "l" {
			break
		}
		first = k + 1
	}
	n.from, n.to = first, last
	return n
}

func isTeam(w string) bool { return w == "team" || w == "equipe" || w == "equipo" || w == "crew" }

// isSigner reports whether a name is that of a person who alone signs a letter: one line below its end that begins with a
// first name or an initial, and that nothing else in the text bears out as a firm.
func (n *namer) isSigner(c *name) bool {
	d := n.document
	line := int(d.tokens[c.from].line)
	l := &d.lines[line]
	if c.form || n.closing < 0 || line < n.closing || line > n.closing+3 || c.to != l.last || c.to-c.from > 3 || n.mentions[d.tokens[c.to-1].word] > 1 {
		return false
	}
	if line > n.closing && c.from != l.first {
		return false
	}
	if line == n.closing && (c.from == 0 || !closes(d.tokens[c.from-1].norm)) {
		return false
	}
	if n.holds(c)>>3&1 != 0 { // the address of the sender speaks for it
		return false
	}
	first := &d.tokens[c.from]
	if len(first.norm) == 1 {
		return c.to-c.from > 1 && d.text[first.end] == '.'
	}
	return firstNames[first.norm]
}

// firstNames are common ones, by which a person is told from a firm that signs with two words.
var firstNames = wordSet("aaron adam adrian agnes ahmed aileen alan albert alex alexander alexandra ali alice alison amanda amelia amy ana andre andrea andreas andres andrew angela anja ann anna anne annette anthony antje antoine anton antonio arthur astrid aurelie barbara beate beatriz ben benjamin bernard bernd bettina bill birgit bob brian bruno camille carl carla carlos carmen carol caroline carsten catherine cecile charles charlotte chloe chris christian christina christine christoph christopher claire clara claude claudia colin cristina dagmar daniel daniela david deborah denis diana diane didier diego dieter dirk dominik dominique donna doris dorothea duncan edith eduardo edward elena elisabeth elizabeth elke ella ellen elsa emily emma emmanuel enrique eric erik erika ernst esther eva evelyn fabian fabio felix fernando fiona florence florian fran frances francesca francisco francois frank franz fred frederic friedrich gabriel gabriele gareth gary geoff george gerald gerard gerd gerhard gilles giovanni gisela gonzalo graham greg guillaume gunter gustavo hanna hannah hans harry heather heidi heike heinz helen helena helene helga helmut henri henry herbert hilary holger horst hugh hugo ian ignacio ilse ines ingo ingrid irene iris isabel isabelle ivan jack jacques jaime james jan jana jane janet javier jean jeff jennifer jens jeremy jessica jim jo joachim joan joanna joao jochen joe johan johann john jonas jonathan jorge jose joseph josephine juan judith jules julia julian julie juliette julio jurgen justin kai karen karin karl kate katharina katherine kathrin katja keith kelly kenneth kerstin kevin kirsten klaus lars laura laurent lena leo leon leonie linda lisa lorenzo louis louise luc lucas lucia lucie lucy luis luisa lukas lutz lydia madeleine magdalena magnus manfred manuel manuela marc marcel marco marcus margaret maria marianne marie mario marion mark markus marta martha martin martina mary mathieu matthew matthias maureen max maximilian melanie michael michaela michel michele miguel mike monica monika monique nadine nancy natalia nathalie neil nicholas nick nicola nicolas nicole niels nigel nils nina noah nora norbert olaf oliver olivia olivier oscar pablo pamela pascal patricia patrick paul paula pedro peter petra philip philipp philippe phil pierre pilar priya rachel rafael rainer ralf raquel raul raymond rebecca regina reinhard renate ricardo richard rita robert roberto robin rodrigo roger roland rolf romain rosa rosemary rudolf ruth sabine sabrina sally sam samuel sandra sanjay sara sarah sebastian sergio sharon sheila silke silvia simon simone sofia sonia sophie stefan stefanie stephan stephane stephanie stephen steve steven stuart sue susan susanne sven sylvie tania tanja teresa theo theresa thierry thomas tilman tim timothy tina tobias tom tony torsten ulrich ulrike ursula uta ute uwe valerie vanessa vera veronica veronique victor victoria vincent virginie walter wendy werner wilhelm william wolfgang xavier yvonne yves zoe")
