package main

import (
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
	File     string `arg:"" optional:"" help:"A text or .eml file; standard input, either of them, where left out."`
	JSON     bool   `name:"json" help:"Read JSON lines with text and received, print one JSON line each."`
	Received string `help:"The day on which it was received (2023-03-03); today where left out."`
}

// Run is the command.
func (c signalsCmd) Run(ctx context.Context, std stdio) error {
	in := std.in
	if c.File != "" {
		f, err := os.Open(c.File)
		if err != nil {
			return usageError{err}
		}
		defer f.Close()
		in = f
	}
	if c.JSON {
		return signals.ServeJSONLines(ctx, in, std.out, nil)
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxNotice+1))
	if err != nil {
		return err
	}
	if len(raw) > maxNotice {
		return usageError{errors.New("the notice is larger than 25 MB")}
	}
	return c.read(raw, std)
}

func (c signalsCmd) read(raw []byte, std stdio) error {
	received := ledger.DateIn(time.Now(), time.Local)
	if c.Received != "" {
		var err error
		if received, err = ledger.ParseISO(c.Received); err != nil {
			return usageError{err}
		}
	}
	text := string(raw)
	var mail eml.Mail
	if strings.HasSuffix(strings.ToLower(c.File), ".eml") || eml.Is(raw) {
		var err error
		if mail, err = eml.Read(strings.NewReader(text)); err != nil {
			return fmt.Errorf("%s can't be read as an e-mail: %w", cmp.Or(c.File, "standard input"), err)
		}
		text = mail.Text
	}
	came := received
	if c.Received == "" {
		came = cmp.Or(signals.SentOn(text, 0, received), received)
	}
	found := signals.Read(text, came, nil)
	if c.Received == "" && found.IsSignal {
		if sent := signals.SentOn(text, found.Measures[0].Evidence.Start, received); sent != 0 {
			fmt.Fprintf(std.out, "It was sent on %s: days that it counts are counted from then.\n", sent)
		}
	}
	if err := signals.WriteText(std.out, found); err != nil {
		return err
	}
	for _, name := range mail.Attachments {
		fmt.Fprintf(std.out, "\nNot read: the attachment %q.", name)
	}
	if mail.Cut || len(text) > signals.MaxText {
		fmt.Fprintf(std.out, "\nNot read: what follows the first %d MiB, or lies deeper than mails are nested.", signals.MaxText>>20)
	}
	return nil
}
