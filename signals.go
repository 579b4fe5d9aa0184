package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"owed.dev/owed/ledger"
	"owed.dev/owed/signals"
	"owed.dev/owed/signals/eml"
)

// maxNotice is the largest notice that is read from a file or standard input.
const maxNotice = 25 << 20

// signalsCmd reads a notice and says what it found in it. Nothing is recorded, no network is used.
type signalsCmd struct {
	File     string `arg:"" optional:"" help:"A text (.txt, .html) or an e-mail (.eml); standard input, any of them, where left out."`
	JSON     bool   `name:"json" help:"Read JSON lines with text and received, print one JSON line each."`
	Received string `help:"The day on which it was received (2023-03-03, 3 Mar 2023, 3.3.2023); today where left out. With --json: of lines that name none."`
}

// Run is the command.
func (c signalsCmd) Run(ctx context.Context, std stdio) error {
	in := std.in
	received, err := c.received()
	if err != nil {
		return err
	}
	if c.File != "" {
		f, err := os.Open(c.File)
		if err != nil {
			return usageError{err}
		}
		defer f.Close()
		in = f
	}
	if c.JSON {
		return signals.ServeJSONLines(ctx, in, std.data, nil, received)
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxNotice+1))
	if err != nil {
		return err
	}
	if len(raw) > maxNotice {
		return usageError{errors.New("the notice is larger than 25 MB")}
	}
	return c.read(raw, received, std)
}

// received is the day that was given, as people type days; one without a year has gone by. It is zero where none was given.
func (c signalsCmd) received() (ledger.Date, error) {
	if c.Received == "" {
		return 0, nil
	}
	if day, err := ledger.ParseISO(c.Received); err == nil {
		return day, nil
	}
	day, err := ledger.ParseDate(c.Received, ledger.DateHint{Today: ledger.DateIn(time.Now(), time.Local), Past: true})
	if err != nil {
		return 0, usageError{fmt.Errorf("“%s” can't be read as one day. Example: --received 2023-03-03", c.Received)}
	}
	return day, nil
}

// text is what a file says, as a mail where it is one.
func (c signalsCmd) text(raw []byte) (mail eml.Mail, err error) {
	if strings.HasSuffix(strings.ToLower(c.File), ".eml") || eml.Is(raw) {
		mail, err = eml.Read(bytes.NewReader(raw))
	} else {
		mail.Text, err = eml.Letter(raw, c.File)
		mail.Said = mail.Text != ""
	}
	if err == nil && !mail.Said && len(mail.Attachments) == 0 {
		err = &ledger.Error{Kind: ledger.Invalid, Say: "There are no words in it"}
	}
	if err == nil && !mail.Said {
		err = &ledger.Error{Kind: ledger.Invalid, Say: fmt.Sprintf("It says nothing beside what is attached, and that can't be read: %q", mail.Attachments)}
	}
	if err != nil { // its cause quotes the file, and tells nobody what to do
		return mail, fmt.Errorf("%s can't be read: %s", cmp.Or(c.File, "standard input"), ledger.Say(err))
	}
	return mail, nil
}

func (c signalsCmd) read(raw []byte, received ledger.Date, std stdio) error {
	mail, err := c.text(raw)
	if err != nil {
		return err
	}
	text := mail.Text
	if received == 0 {
		received = ledger.DateIn(time.Now(), time.Local)
	}
	came := received
	if c.Received == "" {
		came = cmp.Or(signals.SentOn(text, 0, received), received)
	}
	found := signals.Read(text, came, nil)
	if c.Received == "" && found.IsSignal && found.Sent != 0 && found.Sent < received {
		fmt.Fprintf(std.out, "It was sent on %s: days that it counts are counted from then.\n", found.Sent)
	}
	if err := signals.WriteText(std.out, found); err != nil {
		return err
	}
	notRead(mail, text, std)
	return nil
}

// notRead says what of a notice was not read.
func notRead(mail eml.Mail, text string, std stdio) {
	for _, name := range mail.Attachments {
		fmt.Fprintf(std.out, "\nNot read: the attachment %q.\n", name)
	}
	if mail.Cut || len(text) > signals.MaxText {
		fmt.Fprintf(std.out, "\nNot read: what follows the first %d MiB, or lies deeper than mails are nested.\n", signals.MaxText>>20)
	}
}
