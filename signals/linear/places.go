package linear

// appendPlaces writes numbers place by place: the lowest byte of each, then the next ones, four in all. So what is alike,
// the high places of small numbers above all, stands together and compresses well.
func appendPlaces(out []byte, numbers []uint32) []byte {
	for place := 0; place < 32; place += 8 {
		for _, n := range numbers {
			out = append(out, byte(n>>place))
		}
	}
	return out
}

// readPlaces reads n numbers that appendPlaces wrote, and gives what stands behind them.
func readPlaces(raw []byte, n int) (numbers []uint32, rest []byte) {
	numbers = make([]uint32, n)
	for i := range numbers {
		numbers[i] = uint32(raw[i]) | uint32(raw[n+i])<<8 | uint32(raw[2*n+i])<<16 | uint32(raw[3*n+i])<<24
	}
	return numbers, raw[4*n:]
}

// appendRising writes numbers that rise, each as what it is more than the one before.
func appendRising(out []byte, numbers []uint32) []byte {
	steps := make([]uint32, len(numbers))
	last := uint32(0)
	for i, n := range numbers {
		steps[i], last = n-last, n
	}
	return appendPlaces(out, steps)
}

// readRising reads n numbers that appendRising wrote, and gives what stands behind them.
func readRising(raw []byte, n int) (numbers []uint32, rest []byte) {
	numbers, rest = readPlaces(raw, n)
	last := uint32(0)
	for i, step := range numbers {
		last += step
		numbers[i] = last
	}
	return numbers, rest
}
