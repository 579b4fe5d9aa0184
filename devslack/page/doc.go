// Package page is the browser page of the local Slack workspace: one HTML
// document, a handful of JavaScript modules and a style sheet, embedded in the
// binary. There is no build step and no framework: what is served is what is
// in the assets folder, and what a browser of today runs as it stands. A framework
// would save little here: the page redraws a message as a whole when it changes,
// and dialogs, popovers and date fields are the browser's own.
//
// The page knows nothing of any bot. It draws what the server's /ui calls say
// (boot, messages, view, home, dev), listens to /ui/events to learn that
// something changed, and moves people with the same /control calls that tests
// use. So whatever can be done by hand can be done by a program, and the other
// way round.
//
// Foreign strings (message texts, names, blocks) only ever become text nodes;
// the policy in [Handler] forbids inline script and style besides.
//
// Start reading at assets/app.js, which ties the parts together; dom.js is the
// dozen lines that stand in for a framework; blockkit.js is the list of all
// blocks, elements.js that of all things one can press or fill in.
package page
