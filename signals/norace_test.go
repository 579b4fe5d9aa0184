//go:build !race

package signals

const raced = false
