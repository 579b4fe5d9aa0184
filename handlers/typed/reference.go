package typed

import "strings"

// Reference is the page about all commands, in Markdown, made from the table of help.
func Reference() string {
	var b strings.Builder
	b.WriteString("# Commands\n\nOne slash command, `/owed`. AWS stands for any vendor: its slug, an alias or its name; what stands in [ ] may be left out.\n" +
		"Words are read in any case. A clause ends at a comma with a blank, at `;` or at a new line; `memo`, `reason` and the text of an incident run to the end.\n" +
		"Where something is missing, a form asks for it.\n")
	for _, e := range help {
		b.WriteString("\n## " + e.Words[0] + "\n\n" + e.Does + "\n")
		if len(e.Words) > 1 {
			b.WriteString("\nAlso: " + strings.Join(e.Words[1:], ", ") + ".\n")
		}
		b.WriteString("\n```\n" + strings.Join(e.Forms, "\n") + "\n```\n\nFor example:\n\n```\n" + strings.Join(e.Examples, "\n") + "\n```\n")
	}
	return b.String()
}
