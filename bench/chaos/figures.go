package main

import (
	"context"
	"io"
)

func figures(context.Context, io.Writer) error { return nil }
