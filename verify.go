package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"owed.dev/owed/alerts"
	"owed.dev/owed/bot"
	"owed.dev/owed/ledger"
	"owed.dev/owed/store"
)

// operator is what the commands of the operator have in common: Redis, and a team where there are several.
type operator struct {
	Team string `help:"Slack team, where Redis holds more than one." placeholder:"T…"`
}

// open connects to Redis.
func (operator) open(ctx context.Context) (*store.Store, bot.Config, error) {
	env, err := bot.ReadEnv()
	if err != nil {
		return nil, bot.Config{}, usageError{err}
	}
	c, err := env.ParseStore()
	if err != nil {
		return nil, c, usageError{err}
	}
	s, err := store.Open(ctx, c.RedisURL.Reveal(), store.Options{Plan: alerts.Plan, Log: c.Log})
	return s, c, err
}

// teams are the teams meant: the one named, else all.
func (o operator) teams(ctx context.Context, s *store.Store) ([]string, error) {
	teams, err := s.Teams(ctx)
	switch {
	case err != nil:
		return nil, err
	case len(teams) == 0:
		return nil, errors.New("nothing is recorded in this Redis yet")
	case o.Team == "":
		return teams, nil
	case !slices.Contains(teams, o.Team):
		return nil, usageError{fmt.Errorf("this Redis holds nothing of team %s; it has --team %s", o.Team, strings.Join(teams, ", --team "))}
	}
	return []string{o.Team}, nil
}

// one is the only team, or an error that names them.
func (o operator) one(ctx context.Context, s *store.Store) (*store.Team, error) {
	teams, err := o.teams(ctx, s)
	if err != nil {
		return nil, err
	}
	if len(teams) > 1 {
		return nil, usageError{fmt.Errorf("this Redis holds %d teams; name one: --team %s", len(teams), strings.Join(teams, " or --team "))}
	}
	return s.Team(teams[0]), nil
}

// verifyCmd checks the journal and everything computed from it.
type verifyCmd struct {
	operator
	File string   `arg:"" optional:"" help:"A proof written by owed export --proof: checked without Redis."`
	Head []string `help:"A head kept outside (aws:417:9f3c…, or a file of such lines): the chain must have passed through it." placeholder:"HEAD"`
}

// Run is the command.
func (c verifyCmd) Run(ctx context.Context, std stdio) error {
	heads, err := readHeads(c.Head)
	if err != nil {
		return usageError{err}
	}
	if c.File != "" {
		return verifyFile(c.File, heads, std)
	}
	s, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	teams, err := c.teams(ctx, s)
	if err != nil {
		return err
	}
	first, wrong := "", 0
	for _, id := range teams {
		report, err := s.Team(id).Verify(ctx, store.VerifyOptions{Heads: heads})
		if err != nil {
			return err
		}
		fmt.Fprintln(std.out, report)
		if wrong += len(report.Findings) + report.More; first == "" && !report.OK() {
			first = report.Findings[0].String()
		}
	}
	if wrong > 0 {
		return fmt.Errorf("the record is not right: %s, the first of them: %s", store.Counted(wrong, "thing is wrong", "things are wrong"), first)
	}
	return nil
}

// rebuildCmd computes all figures anew.
type rebuildCmd struct {
	operator
	AcceptLoss bool `help:"Go on without entries that are gone from a journal for good, and put that on record. Without it such a journal is refused."`
}

// Run is the command.
func (c rebuildCmd) Run(ctx context.Context, std stdio) error {
	s, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	teams, err := c.teams(ctx, s)
	if err != nil {
		return err
	}
	var accepts *ledger.By
	if c.AcceptLoss {
		b := by(time.Now(), "loss:"+rand.Text())
		b.Cmd = "rebuild"
		accepts = &b
	}
	for _, id := range teams {
		report, err := s.Team(id).Rebuild(ctx, accepts)
		if err != nil {
			return err
		}
		fmt.Fprintln(std.out, report)
	}
	return nil
}
