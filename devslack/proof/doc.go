// Package proof holds devslack against things that nobody here wrote, and against the documented rules written down as data.
//
//   - bolt/ is a Bolt app on Slack's own SDKs, unpatched; its driver moves people by the control calls and checks what they see.
//   - types/ turns what that run recorded into TypeScript and lets Slack's own types judge it.
//   - payloads/ is a list of accepted and refused Block Kit payloads, both sides of each boundary, with the error's name, its JSON
//     pointer and its words. The test of this package posts each of them.
//
// make test-proof runs all three. Only the third runs with go test; it needs no node. Start reading at payloads_test.go and bolt/steps.mjs.
package proof
