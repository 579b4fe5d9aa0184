// Package eml makes plain text out of an e-mail as people forward it: nested parts, HTML, old charsets, mails within
// mails, calendar entries. Read is the way in. What comes out has the headers that matter on top, then the words, then
// whatever is forwarded below, so that package signals reads it like any pasted mail.
//
// Everything is bounded: the size of the file, the depth of nesting, the number of parts, and the length of the text.
// Nothing is fetched, opened or run.
package eml
