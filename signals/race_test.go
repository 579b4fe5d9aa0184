//go:build race

package signals

// raced says that the race detector watches: teaching five models would then take ten times as long, and gigabytes.
const raced = true
