package exchange

import (
	"bytes"
	"errors"
	"io"
)

// The bounds of a file's shape. What is beyond them is refused, and never held in memory.
const (
	maxRecord  = 1 << 20 // bytes of one row
	maxColumns = 1024
	firstBuf   = 64 << 10
)

var (
	errMore      = errors.New("the row goes on")
	errTooLong   = errors.New("the row is longer than 1 MiB")
	errOpenQuote = errors.New("a quote is opened and never closed")
)

// scanner cuts a stream into rows and cells. Cells point into its buffers and hold until the next row.
type scanner struct {
	r       io.Reader
	sep     byte
	newline byte
	buf     []byte
	pos     int
	end     int
	err     error // what the stream ended with
	line    int   // of the row that record gave last
	next    int   // of the row after it
	cells   [][]byte
	scratch []byte
}

func newScanner(r io.Reader, sep, newline byte) *scanner {
	return &scanner{r: r, sep: sep, newline: newline, buf: make([]byte, firstBuf), next: 1}
}

// record gives the next row's cells; io.EOF after the last. A row that is too long is skipped and reported by
// errTooLong; errOpenQuote and errors of the stream end the reading.
func (s *scanner) record() ([][]byte, error) {
	for {
		if s.pos < s.end {
			cells, err := s.parse()
			if !errors.Is(err, errMore) {
				return cells, err
			}
			if s.end-s.pos >= maxRecord {
				return nil, s.skip()
			}
		}
		if s.err != nil {
			return s.last()
		}
		// Twice as much before the next look, so that a long row is not looked at over and over.
		for want := min(2*(s.end-s.pos), maxRecord); s.err == nil; {
			if s.fill(); s.end-s.pos >= want {
				break
			}
		}
	}
}

// last is the row that ends with the stream instead of a newline.
func (s *scanner) last() ([][]byte, error) {
	if s.pos >= s.end || !errors.Is(s.err, io.EOF) {
		return nil, s.err
	}
	rest := append(s.buf[s.pos:s.end:s.end], s.newline)
	s.buf, s.pos, s.end = rest, 0, len(rest)
	cells, err := s.parse()
	if errors.Is(err, errMore) {
		s.line = s.next
		return nil, errOpenQuote
	}
	return cells, err
}

// fill reads more, making room as far as a row may go.
func (s *scanner) fill() {
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.err = err
		if n > 0 || err != nil {
			return
		}
	}
	s.err = io.ErrNoProgress
}

// parse cuts the row at pos; errMore where its end is not in the buffer yet.
func (s *scanner) parse() ([][]byte, error) {
	rest := s.buf[s.pos:s.end]
	stop := bytes.IndexByte(rest, s.newline)
	if stop >= 0 && bytes.IndexByte(rest[:stop], '"') < 0 {
		s.took(stop+1, 1)
		return s.plain(trimCR(rest[:stop])), nil
	}
	if stop < 0 && bytes.IndexByte(rest, '"') < 0 {
		return nil, errMore
	}
	return s.quoted(rest)
}

func (s *scanner) took(bytes, lines int) {
	s.pos += bytes
	s.line = s.next
	s.next += lines
}

func trimCR(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\r' {
		return b[:n-1]
	}
	return b
}

// plain cuts a row without quotes.
func (s *scanner) plain(row []byte) [][]byte {
	s.cells = s.cells[:0]
	for {
		i := bytes.IndexByte(row, s.sep)
		if i < 0 || len(s.cells) > maxColumns {
			s.cells = append(s.cells, row)
			return s.cells
		}
		s.cells = append(s.cells, row[:i])
		row = row[i+1:]
	}
}

// quoted cuts a row in which cells may be quoted; a quote inside an unquoted cell is itself.
func (s *scanner) quoted(rest []byte) ([][]byte, error) {
	s.cells, s.scratch = s.cells[:0], s.scratch[:0]
	lines, i := 0, 0
	for {
		var cell []byte
		var err error
		if i < len(rest) && rest[i] == '"' {
			if cell, i, err = s.quotedCell(rest, i+1, &lines); err != nil {
				return nil, err
			}
		} else {
			start := i
			for i < len(rest) && rest[i] != s.sep && rest[i] != s.newline {
				i++
			}
			cell = rest[start:i]
		}
		if i >= len(rest) {
			return nil, errMore
		}
		done := rest[i] == s.newline
		if done {
			cell = trimCR(cell)
		}
		if len(s.cells) <= maxColumns {
			s.cells = append(s.cells, cell)
		}
		i++
		if done {
			s.took(i, lines+1)
			return s.cells, nil
		}
	}
}

// quotedCell reads from behind an opening quote to the separator or newline that follows the closing one.
func (s *scanner) quotedCell(rest []byte, i int, lines *int) (cell []byte, next int, err error) {
	start := len(s.scratch)
	for {
		stop := bytes.IndexByte(rest[i:], '"')
		if stop < 0 || i+stop+1 >= len(rest) {
			return nil, 0, errMore
		}
		*lines += bytes.Count(rest[i:i+stop], []byte{s.newline})
		s.scratch = append(s.scratch, rest[i:i+stop]...)
		i += stop + 1
		if rest[i] != '"' {
			break
		}
		s.scratch = append(s.scratch, '"')
		i++
	}
	for i < len(rest) && rest[i] != s.sep && rest[i] != s.newline { // what stands behind a closing quote belongs to the cell
		s.scratch = append(s.scratch, rest[i])
		i++
	}
	return s.scratch[start:len(s.scratch):len(s.scratch)], i, nil
}

// skip passes over a row that is too long, holding none of it. Where a quote is open nobody can tell where the row
// ends, so the reading ends.
func (s *scanner) skip() error {
	if stop := bytes.IndexByte(s.buf[s.pos:s.end], s.newline); stop >= 0 {
		s.line = s.next
		return errOpenQuote
	}
	for s.err == nil {
		s.pos, s.end = 0, 0
		s.fill()
		if stop := bytes.IndexByte(s.buf[:s.end], s.newline); stop >= 0 {
			s.took(stop+1, 1)
			return errTooLong
		}
	}
	s.pos, s.end = 0, 0
	s.took(0, 1)
	if !errors.Is(s.err, io.EOF) {
		return s.err
	}
	return errTooLong
}
