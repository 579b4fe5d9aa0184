package eml

import (
	"strings"
	"testing"
)

// TestHidden finds: words that no reader of a page sees and that are read, and words that a reader sees and that are not.
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
		{`<p style="font-size:0.9em;color:#333">we will cut</p>`, true},
	}
	for _, tt := range tests {
		if seen := strings.Contains(htmlText(tt.page), "we will cut"); seen != tt.seen {
			t.Errorf("%s: seen %v", tt.page, seen)
		}
	}
}
