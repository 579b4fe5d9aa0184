package main

type importCmd struct{}

func (importCmd) Run() error { return nil }

type signalsCmd struct{}

func (signalsCmd) Run() error { return nil }
