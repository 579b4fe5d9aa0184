package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"owed.dev/owed/bot"
)

// doctorCmd checks all that a bot needs.
type doctorCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run is the command.
func (c doctorCmd) Run(ctx context.Context, std stdio) error {
	env, err := bot.ReadEnv()
	if err != nil {
		return usageError{err}
	}
	config, err := env.Parse()
	if err != nil {
		return usageError{err}
	}
	found := bot.Diagnose(ctx, config)
	if c.JSON {
		err = json.NewEncoder(std.data).Encode(found)
	} else {
		for _, f := range found {
			fmt.Fprintf(std.out, "%s %s: %s\n", mark(f), f.What, f.Say)
		}
	}
	if err != nil {
		return err
	}
	for _, f := range found {
		if !f.OK {
			return errors.New("something must be mended before owed can run; see ✗ above")
		}
	}
	return nil
}

func mark(f bot.Finding) string {
	switch {
	case !f.OK:
		return "✗"
	case f.Warn:
		return "!"
	}
	return "✓"
}
