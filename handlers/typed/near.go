package typed

import "unicode/utf8"

// mistakes is how many typing mistakes a word may have and still be recognised: none in short ones but a swap.
func mistakes(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n < 3:
		return 0
	case n < 7:
		return 1
	}
	return 2
}

// distance counts the typing mistakes between two words: a letter too many, missing, wrong, or two swapped.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > 2 || len(y)-len(x) > 2 {
		return 3
	}
	two, one, row := []int(nil), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range one {
		one[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(one[j+1]+1, row[j]+1, one[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], two[j-1]+1)
			}
		}
		two, one, row = one, row, make([]int, len(y)+1)
	}
	return one[len(y)]
}
