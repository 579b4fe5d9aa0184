package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/transform"
)

// source is a file whose beginning has been looked at.
type source struct {
	r        io.Reader
	seeker   io.Seeker // nil where it can't go back
	start    int64     // where the text begins, behind a byte order mark
	sample   []byte    // its first bytes
	whole    bool      // and that is all
	encoding string
	head     []byte // the sample as UTF-8, or as it is in Windows-1252
}

func (s *source) open() error {
	s.seeker, _ = s.r.(io.Seeker)
	if s.seeker != nil {
		var err error
		if s.start, err = s.seeker.Seek(0, io.SeekCurrent); err != nil {
			s.seeker = nil // a pipe
		}
	}
	buf := make([]byte, sampleSize)
	n, err := io.ReadFull(s.r, buf)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read the file: %w", err)
	}
	s.whole = err != nil
	encoding, bom := sniffEncoding(buf[:n])
	if err := foreign(buf[bom:n]); err != nil {
		return err
	}
	s.encoding, s.sample, s.start = encoding, buf[bom:n], s.start+int64(bom)
	if s.head, err = io.ReadAll(s.decoded(bytes.NewReader(s.sample))); err != nil {
		return fmt.Errorf("decode the file: %w", err)
	}
	return nil
}

// rows is the whole text, for reading once.
func (s *source) rows() io.Reader {
	return s.decoded(io.MultiReader(bytes.NewReader(s.sample), s.r))
}

func (s *source) decoded(r io.Reader) io.Reader {
	if s.encoding == utf16LE || s.encoding == utf16BE {
		return &utf16Reader{r: r, big: s.encoding == utf16BE}
	}
	if s.encoding == shiftJIS {
		return transform.NewReader(r, japanese.ShiftJIS.NewDecoder())
	}
	return r
}

// twice lets look through the whole text and goes back, where the file can.
func (s *source) twice(look func(io.Reader)) error {
	if s.seeker == nil {
		return nil
	}
	if _, err := s.seeker.Seek(s.start, io.SeekStart); err != nil {
		return fmt.Errorf("go back to the file's beginning: %w", err)
	}
	look(s.decoded(s.r))
	if _, err := s.seeker.Seek(s.start+int64(len(s.sample)), io.SeekStart); err != nil {
		return fmt.Errorf("go back to the file's beginning: %w", err)
	}
	return nil
}

// foreign refuses files that are no text, by their first bytes.
func foreign(sample []byte) error {
	for _, f := range []struct{ start, is string }{
		{"PK\x03\x04", "an Excel workbook or another archive; save it as CSV"}, {"\xd0\xcf\x11\xe0", "an old Excel workbook; save it as CSV"},
		{"%PDF", "a PDF; export the list as CSV"}, {"\x1f\x8b", "compressed; unpack it"}, {"<", "HTML or XML; export the list as CSV"},
	} {
		if bytes.HasPrefix(bytes.TrimLeft(sample, " \r\n\t"), []byte(f.start)) {
			return refuse("The file is %s and send it again.", f.is)
		}
	}
	if len(bytes.TrimSpace(sample)) == 0 {
		return refuse("The file is empty; expected a header such as Vendor, Invoice Number, Invoice Date, Due Date, Amount and rows below it.")
	}
	return nil
}
