// Package proof holds devslack against things that nobody here wrote, and against the documented rules written down as data.
//
//   - bolt/ is a Bolt app on Slack's own SDKs, unpatched; its driver moves people by the control calls and checks what they see.
//   - types/ turns what that run recorded into TypeScript and lets Slack's own types judge it.
//   - calls/ are calls of the Web API in order, in both encodings, with the name of the error of each.
//   - payloads/ is a list of accepted and refused Block Kit payloads, both sides of each boundary, with the error's name, its JSON
//     pointer and its words. The test of this package posts each of them.
//
// make test-proof runs them all. The lists run with go test, too, and need no node. Start reading at payloads_test.go and bolt/steps.mjs.
package proof
