package eml

import (
	"strings"
	"testing"
)

// TestHidden finds: words that no reader of a page sees, or sees struck out, and that are read, and words that a reader sees and that are not.
func TestHidden(t *testing.T) {
	t.Parallel()
	tests := []struct {
		page string
		seen bool
	}{
		{`<p style="opacity:0">we will cut</p>`, false},
		{`<p style="opacity: 0.9">we will cut</p>`, true},
		{`<p style="color:#fff;background:#FFFFFF">we will cut</p>`, false},
		{`<p style="color: white">we will cut</p>`, false},
		{`<table bgcolor="#003366"><td style="color: white">we will cut</td></table>`, true},
		{`<p style="color:#333;background-color:#333">we will cut</p>`, false},
		{`<p style="position:absolute; left:-9999px">we will cut</p>`, false},
		{`<p style="position:absolute; left:-2px">we will cut</p>`, true},
		{`<p style="text-indent:-9999px">we will cut</p>`, false},
		{`<div style="max-height:0;overflow:hidden">we will cut</div>`, false},
		{`<div style="max-height:0px; overflow:hidden !important">we will cut</div>`, false},
		{`<div style="max-height:80px;overflow:hidden">we will cut</div>`, true},
		{`<style>p.h, .g { display:none }</style><p class="x h">we will cut</p>`, false},
		{`<style>@media (max-width:600px) { .h { display:none } }</style><p class="h">we will cut</p>`, true},
		{`<style>@media (max-width:600px) { .k { color:red } } .h{display:none}</style><p class="h">we will cut</p>`, false},
		{`<p style="display:none">we will cut</p>`, false},
		{`<p style="font-size:0px">we will cut</p>`, false},
		{`<p hidden>we will cut</p>`, false},
		{`<p><s>we will cut</s> We wait.</p>`, false},
		{`<p><del>we <b>will cut</b></del> We wait.</p>`, false},
		{`<p><strike>we will cut</strike></p>`, false},
		{`<p style="color:#333; text-decoration: line-through">we will cut</p>`, false},
		{`<p style="TEXT-DECORATION-LINE: underline line-through !important">we will cut</p>`, false},
		{`<style>.old { text-decoration: line-through red }</style><p class="old">we will cut</p>`, false},
		{`<p><s>On 20 March</s> on 27 March <ins>we will cut</ins></p>`, true},
		{`<p style="text-decoration: underline">we will cut</p>`, true},
		{`<p style="text-decoration:none"><strong>we will cut</strong></p>`, true},
		{`<p style="font-size:0.9em;color:#333">we will cut</p>`, true},
	}
	for _, tt := range tests {
		if seen := strings.Contains(htmlText(tt.page), "we will cut"); seen != tt.seen {
			t.Errorf("%s: seen %v", tt.page, seen)
		}
	}
}

// TestStruckOut finds: a day or a sum that is struck out and still read, or what stands in its place run together with its neighbours.
func TestStruckOut(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]string{
		`<p>Pay <s>$5,000.00</s> $4,000.00 by <del>20 March</del> 27 March.</p>`:                                   "Pay $4,000.00 by 27 March.",
		`<p>Zahlen Sie bis zum <span style="text-decoration:line-through">20.</span>&#32;27. März.</p>`:            "Zahlen Sie bis zum 27. März.",
		`<p>Payez <strike>5 000 €</strike> 4 000 € avant le<s> 20</s> 27 mars.</p>`:                                "Payez 4 000 € avant le 27 mars.",
		`<style>td.x{text-decoration:line-through}</style><table><tr><td class="x">4711</td><td>4712</td></table>`: "4712",
	} {
		if got := htmlText(page); got != want {
			t.Errorf("%s: %q, expected %q", page, got, want)
		}
	}
}
