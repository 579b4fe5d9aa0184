package show

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"
	"owed.dev/owed/exchange"
	"owed.dev/owed/ledger"
)

// The form and button of files.
const (
	FormImport = "owed_import"
	FieldFile  = "file"        // file_input; at most one
	FieldDays  = "days"        // what the file may leave open: dmy or mdy,
	FieldComma = "comma"       // comma or point,
	FieldBelow = "below"       // negative
	FieldNames = "columns"     // fields and the columns that hold them: currency=Ccy key; amount=Gross
	ActRecord  = "record_file" // subject: the file's ID in Slack; extra: what was said of how to read it, in words
)

// maxColumnNames is how long such a text may be: it goes into a button.
const maxColumnNames = 300

// shownRefusals is how many refused rows a message names; the file that comes with it holds all.
const shownRefusals = 5

// ImportForm asks for a file. a is nil where no vendor was named: the file's rows may name theirs. was is the vendor merged into it whose
// name was typed, if one was.
func ImportForm(a *ledger.Account, was ledger.VendorID, c Ctx) slack.ModalViewRequest {
	f := &form{title: "Read a file", submit: "Check it", callback: FormImport, meta: Value(cmp.Or(was, vendorOf(a).Slug), "", "")}
	f.about(a, c)
	f.add(FieldFile, "File", "CSV, TSV, or AWS' list of invoices as JSON; up to 64 MB", must,
		&slack.FileInputBlockElement{Type: slack.METFileInput, ActionID: In, FileTypes: []string{"csv", "tsv", "txt", "json"}, MaxFiles: 1})
	if a == nil {
		f.vendor()
		f.optional("Of rows that name no vendor")
	}
	f.pick(FieldDays, "Days such as 03/04/2024", "Only where the file leaves it open", opt, choice{"dmy", "3 April: the day comes first"}, choice{"mdy", "March 4: the month comes first"})
	f.pick(FieldComma, "Amounts such as 1.250 and 1,250", "Only where the file leaves it open", opt, choice{"comma", "1.250,50: the comma is decimal"}, choice{"point", "1,250.50: the point is decimal"})
	f.pick(FieldBelow, "What is owed", "Only where the file leaves it open", opt, choice{"negative", "stands below 0 in the file"})
	f.text(FieldNames, "Columns", "currency=Ccy key; amount=Gross", "Only where owed asks: what a column holds, and its name", opt, maxColumnNames)
	f.say("Nothing is recorded yet: you are shown what would be, by DM.")
	return f.view()
}

// ImportByHand says how a file is read where owed may not read files in Slack.
func ImportByHand(v ledger.Vendor) Message {
	vendor := ""
	if v.Slug != "" {
		vendor = " --vendor " + string(v.Slug)
	}
	return Text("owed may not read files in this workspace, so a file is read on the command line: " + code("owed import"+vendor+" --dry-run FILE") +
		" says what would be recorded, and without " + code("--dry-run") + " it is.\nTo upload files here, an admin of the workspace adds the scope " + code("files:read") + " to the app and installs it again.")
}

// Exported says where an export is.
func Exported(file string) Message {
	return Text("*" + esc(clip(file, 80)) + "* is in your direct messages with owed, where only you see it.")
}

// FileComes takes the place of the form while the file is read.
func FileComes(file string) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: label("Read a file"), Close: label("Close"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{section("Reading *" + esc(clip(file, 80)) + "*. What it would record comes to you by DM; you can close this.")}},
	}
}

// FileRead says what a file would record, and offers to do it where no row is refused. id is the file's in Slack, how what was
// said of how to read it.
func FileRead(b *exchange.Batch, id string, v ledger.VendorID, how string, c Ctx) Message {
	s := write(c)
	sums := b.Sums()
	if sums != "" {
		sums = ": " + sums
	}
	if b.Fresh() == 0 && len(b.Refused) == 0 {
		s.text(fmt.Sprintf("*%s*: nothing in it is new.", esc(clip(b.File, 80))))
	} else {
		s.text(fmt.Sprintf("*%s*: %s can be recorded for %s%s; %d refused.", esc(clip(b.File, 80)), rowCount(b.Fresh()), esc(clip(b.Named(), 500)), clip(sums, 500), len(b.Refused)))
	}
	lines := slices.Clone(b.Columns)
	for n, l := range lines {
		lines[n] = strings.ReplaceAll(l, "`", "'")
	}
	if len(lines) > 0 {
		s.text("Columns found:\n```" + esc(clip(strings.Join(lines, "\n"), 1500)) + "```")
	}
	for _, note := range b.Notes() {
		s.note(note)
	}
	s.lines(remarks(b.Remarked())...)
	if len(b.Refused) > 0 {
		s.lines(refusals(b.Refused)...)
		s.note("One refused row, and nothing is recorded. The refused rows follow as a file, with the reasons: mend them there or in your file, and send it again with " + code("/owed import") + ".")
		return s.done(fmt.Sprintf("%s: %d rows are refused, so nothing was recorded", esc(clip(b.File, 80)), len(b.Refused)))
	}
	if b.Fresh() > 0 {
		s.note("Nothing is recorded yet.")
		s.buttons(button{label: "Record " + rowCount(b.Fresh()), action: ActRecord, value: Value(v, id, how), style: slack.StylePrimary})
	}
	return s.done(fmt.Sprintf("%s: %s can be recorded", esc(clip(b.File, 80)), rowCount(b.Fresh())))
}

func refusals(all []exchange.Refusal) []string {
	var lines []string
	for _, r := range all[:min(len(all), shownRefusals)] {
		lines = append(lines, "• "+esc(clip(r.Where()+": "+r.Reason, 300)))
	}
	if more := len(all) - len(lines); more > 0 {
		lines = append(lines, "• and "+thousands(more)+" more")
	}
	return lines
}

// FileRecorded says how far the recording of a file is, and at last what it brought.
func FileRecorded(o exchange.Outcome) Message {
	file := "*" + esc(clip(o.File, 80)) + "*"
	if !o.Done {
		return Text(file + ": " + o.Going() + " …")
	}
	text := file + " is on record: " + o.Said()
	if len(o.Late) > 0 {
		text += "\nThe record changed while the file was read, so these were left out; mend them and send them again:\n" + strings.Join(refusals(o.Late), "\n")
	}
	return Text(strings.Join(append([]string{text}, remarks(o.Remarks)...), "\n"))
}

func remarks(all []string) (lines []string) {
	for _, r := range all {
		lines = append(lines, "• "+esc(clip(r, 300)))
	}
	return lines
}

func rowCount(n int) string {
	if n == 1 {
		return "1 row"
	}
	return thousands(n) + " rows"
}
