package handlers

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"owed.dev/owed/handlers/show"
	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
)

const (
	// maxPasted is how much of a notice goes into a form's text field; Slack takes 3,000 characters.
	maxPasted = 2900
	// shortNotice is how long a notice is that shows its threat without a search.
	shortNotice = 300
	// sureContact is how sure the reading of a contact must be for it to be shown: an address or a number is, a mere name
	// is not.
	sureContact = 0.7
	// mailFor is how long an e-mail may take to be fetched and read, once its form stands there.
	mailFor = time.Minute
)

// notice is a text that was read, and what the ledger says to it.
type notice struct {
	show.Notice
	found signals.Findings
	a     *ledger.Account // the vendor that it is about; nil: not recognised
	passage
	received ledger.Date
	newer    signals.Span // what its vendor wrote above the mail in which all was found
	hashes   []string     // those under which it may be known, its own first
	of       int          // how many counter-measures it speaks of that can be recorded, those included that were
}

// shortcut answers "This is a counter-measure" on a message: the form opens, filled with what was read from it.
func (h *Handler) shortcut(ctx context.Context, q asked, cb slack.InteractionCallback) Answer {
	if cb.CallbackID != show.FormSignal {
		return Answer{}
	}
	ts := cmp.Or(cb.MessageTs, cb.Message.Timestamp)
	said, r := SaidIn(cb.Message.Msg), noticeRef{channel: cb.Channel.ID, ts: ts, thread: ThreadOf(cb.Message.Msg)}
	return h.filledLater(ctx, q, cb.TriggerID, func(ctx context.Context) (slack.ModalViewRequest, func(context.Context), error) {
		return h.saidForm(ctx, q, said, nil, r)
	})
}

// filledLater opens a form at once, for its trigger lives three seconds, and fills it when what is in it was read.
func (h *Handler) filledLater(ctx context.Context, q asked, trigger string, fill func(context.Context) (slack.ModalViewRequest, func(context.Context), error)) Answer {
	open, err := h.Slack.OpenViewContext(ctx, trigger, show.Loading("Read a notice"))
	if err != nil {
		err = &ledger.Error{Kind: ledger.Unavailable, Say: "The form could not be opened in time. Try again.", Err: err}
		return h.private(h.failed(ctx, err, q.who.Zone), false)
	}
	return Answer{After: func(ctx context.Context) { h.refill(ctx, q, placed{id: open.ID}, fill) }}
}

// placed is a form in Slack, by its id, or by a name of ours: that of a form which Slack is to show in answer to another, and perhaps
// does not show yet.
type placed struct{ id, name string }

// putInto puts a form into the place of another, as soon as Slack shows that.
func (h *Handler) putInto(ctx context.Context, p placed, view slack.ModalViewRequest) error {
	for wait := 20 * time.Millisecond; ; wait *= 2 {
		_, err := h.Slack.UpdateViewContext(ctx, view, p.name, "", p.id)
		if err == nil || p.name == "" || err.Error() != "not_found" || wait > 2*time.Second {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// refill puts what was read into the place of a form that says to wait.
func (h *Handler) refill(ctx context.Context, q asked, in placed, fill func(context.Context) (slack.ModalViewRequest, func(context.Context), error)) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), mailFor)
	defer done()
	view, after, err := fill(ctx)
	if err != nil {
		h.failed(ctx, err, q.who.Zone)
		view = show.Problem("Read a notice", err, h.ctx(q.who.Zone))
	}
	if err := h.putInto(ctx, in, view); err != nil {
		h.Log.WarnContext(ctx, "a form could not be filled; whoever opened it may have closed it", "err", err)
	}
	if after != nil {
		after(ctx)
	}
}

// saidForm is noticeForm for a message with e-mails. One that can't be read is said, where nothing else was.
func (h *Handler) saidForm(ctx context.Context, q asked, s Said, a *ledger.Account, r noticeRef) (view slack.ModalViewRequest, after func(context.Context), err error) {
	p, err := h.words(ctx, s, false)
	if err == nil && len(p.unread) > 0 && p.text == "" {
		err = &ledger.Error{Kind: ledger.Invalid, Say: strings.Join(p.unread, "\n")}
	}
	if err != nil {
		return view, nil, err
	}
	return h.noticeForm(ctx, q, p, a, r)
}

// pasted reads a notice that was pasted into the box, or given as a file, and shows the form filled with what was found. That form may be
// larger than an acknowledgement, so it takes the place of one that says to wait.
func (h *Handler) pasted(f *filled) (outcome, error) {
	var parts []string
	for n := range show.PasteBoxes {
		parts = append(parts, f.text(show.FieldOf(show.FieldPasted, n)))
	}
	text, given := strings.TrimSpace(strings.Join(parts, "\n")), f.value(show.FieldFile).Files
	switch {
	case text == "" && len(given) == 0:
		f.wrong(show.FieldPasted, "Paste what the vendor wrote, or choose its e-mail as a file")
		return outcome{}, nil
	case len(given) > 0 && !isLetterFile(given[0]):
		f.wrong(show.FieldFile, "owed can't read this kind of file. Save it as .eml, .txt or .html, or paste its words")
		return outcome{}, nil
	}
	return h.waits(f, 0, func(ctx context.Context) (slack.ModalViewRequest, func(context.Context), error) {
		return h.saidForm(ctx, f.asked, Said{Text: text, Files: given}, f.a, noticeRef{})
	}), nil
}

// waits puts a form that says to wait in the place of the one that was sent, the n-th with its name there, and fills it once Slack shows it.
func (h *Handler) waits(f *filled, n int, fill func(context.Context) (slack.ModalViewRequest, func(context.Context), error)) outcome {
	wait := show.Loading("Read a notice")
	wait.ExternalID = f.view + ":" + f.form + ":" + strconv.Itoa(n)
	return outcome{view: &wait, after: func(ctx context.Context) { h.refill(ctx, f.asked, placed{name: wait.ExternalID}, fill) }}
}

// noticeForm reads a text and fills in the form of its counter-measures. Nothing is recorded by it; after tells finance
// where the text looks like fraud.
func (h *Handler) noticeForm(ctx context.Context, q asked, p passage, a *ledger.Account, r noticeRef) (view slack.ModalViewRequest, after func(context.Context), err error) {
	n, err := h.read(ctx, p, r, q.who.Zone, a)
	if err == nil {
		r.hash, _, err = h.known(ctx, n)
	}
	if err != nil {
		return view, nil, err
	}
	if err := h.resume(ctx, n, &r); err != nil {
		return view, nil, err
	}
	view = h.formOfNotice(q, n, r)
	return view, func(ctx context.Context) {
		if err := h.warnFinance(ctx, n, r, q.who.ID); err != nil {
			h.Log.WarnContext(ctx, "finance could not be told of what looks like fraud", "err", err)
		}
	}, nil
}

// formOfNotice is the form of a notice that was read, with a group of fields for each counter-measure.
func (h *Handler) formOfNotice(q asked, n *notice, r noticeRef) slack.ModalViewRequest {
	var fills []show.Fill
	for _, s := range n.New() {
		fills = append(fills, signalFill(s))
	}
	if len(fills) == 0 {
		fills = append(fills, show.Fill{})
	}
	fills[0][show.FieldText] = inTheirWords(n, r)
	r.suspicious = r.suspicious || n.found.Suspicious
	r.of, r.here = r.first+len(n.Signals), n.inOneForm()
	extra := r.String()
	if r.here < len(n.Signals) {
		extra += show.RestMark + show.Pack(n.Signals[r.here:], roomOfRest)
	}
	view := show.NoticeForm(n.a, n.Notice, fills, h.ctx(q.who.Zone))
	view.PrivateMetadata = show.Value("", "", extra) // the vendor is one of the fields
	return view
}

// inOneForm is how many of a notice's counter-measures, from the first on, one form deals with: it asks for those that are new.
func (n *notice) inOneForm() int {
	room := show.MostMeasures
	for i, s := range n.Signals {
		switch {
		case s.ID != "":
		case room == 0:
			return i
		default:
			room--
		}
	}
	return len(n.Signals)
}

// inTheirWords is what goes on record of a notice's words beside its first counter-measure: the sentence that says it, and where
// no message keeps the rest of them, the rest after it.
func inTheirWords(n *notice, r noticeRef) string {
	fresh := n.New()
	switch {
	case len(n.Signals) > 0 && len(fresh) == 0:
		return "" // they are on record
	case len(fresh) == 0 || fresh[0].Text == "":
		return shortened(n.text)
	}
	sentence := fresh[0].Text
	switch {
	case r.ts != "":
		return sentence
	case len(n.text) <= shortNotice:
		return n.text
	}
	return shortened(sentence + show.OlderWords + n.text)
}

func shortened(text string) string {
	if len(text) > maxPasted {
		return strings.ToValidUTF8(text[:maxPasted], "") + " …"
	}
	return text
}

// dayOf is the day in a zone on which a notice came: that on which its message was heard, else today.
func (h *Handler) dayOf(r noticeRef, zone *time.Location) ledger.Date {
	if at, err := time.Parse(time.RFC3339, r.came); err == nil {
		return ledger.DateIn(at, zone)
	}
	if d, err := ledger.ParseISO(r.came); err == nil { // as it was kept once
		return d
	}
	return ledger.DateIn(h.Now(), zone)
}

// read reads a text, and loads what the ledger says to it. The day on which it came is that in its vendor's zone, or in zone where
// the vendor is not known. a is the vendor where somebody named it.
func (h *Handler) read(ctx context.Context, p passage, r noticeRef, zone *time.Location, a *ledger.Account) (*notice, error) {
	if a != nil {
		zone = a.Vendor.Location()
	}
	n, err := h.readOn(ctx, p, h.dayOf(r, zone), a)
	if err != nil || n.a == nil {
		return n, err
	}
	if there := h.dayOf(r, n.a.Vendor.Location()); there != n.received {
		return h.readOn(ctx, p, there, a)
	}
	return n, nil
}

// readOn reads a text that came on a day: as a whole, or where nothing is found so, what was merely passed on in it by itself.
func (h *Handler) readOn(ctx context.Context, p passage, received ledger.Date, a *ledger.Account) (*notice, error) {
	n, err := h.readAsOne(ctx, p, received, a)
	if err != nil || n.isOne() || n.newer.End > 0 {
		return n, err
	}
	for _, inner := range p.passedOn() {
		if alone, err := h.readAsOne(ctx, inner, received, a); err != nil || alone.isOne() {
			return alone, err
		}
	}
	return n, nil
}

// isOne reports whether a text reads like a notice.
func (n *notice) isOne() bool { return n.found.IsSignal || n.found.Suspicious }

// moved reports whether the newest words of a notice move a day of one that it quotes; a mail that it quotes may have moved one before.
func (n *notice) moved() bool {
	return slices.ContainsFunc(n.found.Measures, func(m signals.Measure) bool {
		return m.Moved.Text != "" && m.Moved.Start >= n.newer.Start && m.Moved.Start < n.newer.End
	})
}

func (h *Handler) readAsOne(ctx context.Context, p passage, received ledger.Date, a *ledger.Account) (*notice, error) {
	text := p.text
	found, err := h.findings(ctx, text, received, a)
	if err != nil {
		return nil, err
	}
	if sent := signals.SentOn(text, 0, received); sent != 0 { // it was uploaded later
		if found, err = h.findings(ctx, text, sent, a); err != nil {
			return nil, err
		}
	}
	n := &notice{Notice: noticeOf(found, isLetter(text)), found: found, passage: p, received: received}
	n.of = len(n.Signals)
	if found.Sent < received { // perhaps in a mail that was passed on
		n.Sent = found.Sent
	}
	n.Unread, n.Shut, n.newer = p.unread, p.shut, p.newer(found)
	n.hashes = hashesOf(p, found, n.newer, received)
	slug := ledger.VendorID(found.Slug)
	n.Whose = found.SlugFrom.Words()
	switch {
	case a != nil:
		slug = a.Vendor.Slug
		n.Unlike = found.SlugDoubt || found.Slug == "" && found.VendorFrom.Confidence >= signals.SureOfName
		if n.Other, err = h.otherNamed(ctx, text, received, slug); err != nil {
			return nil, err
		}
	case found.SlugDoubt:
		if n.Mentioned, err = h.vendorNamed(ctx, slug); err != nil {
			return nil, err
		}
		slug, n.Whose = "", ""
	}
	if slug != "" {
		if n.a, err = h.Cards.Load(ctx, slug, invoices(n.Invoices...)); err != nil {
			return nil, unavailable(err)
		}
	}
	n.match()
	return n, nil
}

// match notes under which numbers a notice's counter-measures are on record already; what was recorded from itself does not count.
func (n *notice) match(itself ...ledger.ID) {
	on := make([]ledger.ID, len(n.Signals))
	if n.a != nil {
		on = n.a.OnRecord(n.Signals, itself...)
	}
	for i, id := range on {
		n.Signals[i].ID = id
	}
}

// noticeOf is what was found, as it is shown and proposed, the gravest first.
func noticeOf(f signals.Findings, letter bool) show.Notice {
	n := show.Notice{Vendor: f.Vendor, Claimed: f.Claimed, Deadline: f.Deadline}
	if f.ContactFrom.Confidence >= sureContact {
		n.Contact = f.Contact
	}
	slices.SortStableFunc(f.Measures, func(x, y signals.Measure) int { return y.State.Gravity() - x.State.Gravity() })
	for _, m := range f.Measures {
		s := ledger.Signal{Kind: m.Kind, State: m.State, Effective: m.Effective, CureUntil: m.CureUntil, Exposure: m.Exposure, Affiliates: m.Affiliates, Text: shortened(sentenceOf(m)), Suspicious: f.Suspicious}
		switch m.State {
		case ledger.Suspended, ledger.Withdrawn, ledger.Lapsed:
			n.Others = append(n.Others, s)
			continue
		case ledger.NoticeGiven:
			s.Source = "notice"
		default:
			if letter {
				s.Source = "mail"
			}
		}
		n.Signals, n.Evidence = append(n.Signals, s), append(n.Evidence, evidenceOf(m))
	}
	n.TwoWays = twoWays(f)
	for _, no := range f.Invoices[:min(len(f.Invoices), firstOpen)] {
		n.Invoices = append(n.Invoices, ledger.InvoiceNo(no))
	}
	if f.Suspicious {
		for _, why := range f.SuspiciousWhy {
			n.Suspicious = append(n.Suspicious, why.Words())
		}
		if len(n.Suspicious) == 0 {
			n.Suspicious = []string{askedAs}
		}
	}
	return n
}

// sentenceOf is what says a measure, below the words that moved its day since.
func sentenceOf(m signals.Measure) string {
	if m.Moved.Text == "" {
		return m.Evidence.Words()
	}
	return m.Moved.Words() + show.OlderWords + m.Evidence.Words()
}

// twoWays are the words of the days that can be read in two ways, each once.
func twoWays(f signals.Findings) (out []string) {
	add := func(e signals.Evidence) {
		if e.TwoWays && !slices.Contains(out, e.Words()) {
			out = append(out, e.Words())
		}
	}
	for _, m := range f.Measures {
		add(m.EffectiveFrom)
		add(m.CureFrom)
	}
	add(f.DeadlineFrom)
	return out
}

// askedAs is why a notice looks like fraud where no words of it are to be shown for that.
const askedAs = "the way it asks for money"

// evidenceOf is the sentence that each field of a measure was read from.
func evidenceOf(m signals.Measure) show.Fill {
	var affiliates []string
	for _, from := range m.AffiliatesFrom {
		affiliates = append(affiliates, from.Words())
	}
	return show.Fill{
		show.FieldKind: m.Evidence.Words(), show.FieldEffective: m.EffectiveFrom.Words(), show.FieldCure: m.CureFrom.Words(),
		show.FieldExposure: m.ExposureFrom.Words(), show.FieldAffiliates: strings.Join(affiliates, "; "),
	}
}

// roomOfRest is how many bytes a notice's form holds, behind the reference, of the counter-measures for which it has no room.
const roomOfRest = 2700

// noticeRef names the message that a notice stands in, its words, when it was heard, and whether it looks like fraud. Of the
// counter-measures that it speaks of, a button or a form holds those behind the first so many; a form deals with so many here. thread is
// the message that it answers, edit the moment at which it was given these words; both are "" of most.
type noticeRef struct {
	channel, ts, hash, came string
	suspicious              bool
	first, of               int
	thread, edit            string
	here                    int
}

// doubted is what ends the reference of a notice that looks like fraud.
const doubted = "doubted"

// refOf reads what String wrote.
func refOf(s string) noticeRef {
	parts := append(strings.SplitN(s, "/", 10), "", "", "", "", "", "", "", "", "", "") // an earlier owed did not write all of them
	first, _ := strconv.Atoi(parts[5])
	of, _ := strconv.Atoi(parts[6])
	here, err := strconv.Atoi(parts[9])
	if err != nil {
		here = min(show.MostMeasures, of-first)
	}
	return noticeRef{parts[0], parts[1], parts[2], parts[3], parts[4] == doubted, first, of, parts[7], parts[8], here}
}

// String is the reference as buttons and forms hold it.
func (r noticeRef) String() string {
	doubt := ""
	if r.suspicious {
		doubt = doubted
	}
	return strings.Join([]string{r.channel, r.ts, r.hash, r.came, doubt, strconv.Itoa(r.first), strconv.Itoa(r.of), r.thread, r.edit, strconv.Itoa(r.here)}, "/")
}

// where names the message, and which of its words where it was edited; "" of what was pasted.
func (r noticeRef) where() string {
	if r.ts == "" {
		return ""
	}
	return strings.TrimRight(strings.Join([]string{r.channel, r.ts, r.thread, r.edit}, "/"), "/")
}

// placed is the reference with the message that where names.
func (r noticeRef) placed(where string) noticeRef {
	parts := append(strings.SplitN(where, "/", 4), "", "", "")
	r.channel, r.ts, r.thread, r.edit = parts[0], parts[1], parts[2], parts[3]
	return r
}

// link is the message's address, or its channel and time where Slack gives none.
func (h *Handler) link(ctx context.Context, r noticeRef) string {
	if r.ts == "" || h.Board == nil {
		return r.where()
	}
	if link := h.Board.Link(ctx, r.channel, r.ts); link != "" {
		return link
	}
	return r.where()
}

// errJudged is the cause where a notice was proposed or answered before.
var errJudged = errors.New("these words were judged before")
