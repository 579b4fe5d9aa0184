package main

import (
	"context"

	"owed.dev/owed/bot"
)

// serveCmd runs the bot until it is told to stop.
type serveCmd struct{}

// Run is the command.
func (serveCmd) Run(ctx context.Context) error {
	env, err := bot.ReadEnv()
	if err != nil {
		return usageError{err}
	}
	config, err := env.Parse()
	if err != nil {
		return usageError{err}
	}
	logRedis(config.Log)
	return bot.Run(ctx, config)
}
