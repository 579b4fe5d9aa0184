// Package slacktest lets a test of a bot talk to it the way people do, on a devslack workspace:
//
//	w := slacktest.Test(t, devslack.Options{Manifest: manifest})
//	startBot(t, w.APIURL(), w.AppToken(), w.BotToken())
//	alice := w.Person("alice")
//	alice.Types("#payables", "/owed aws")
//	w.Channel("payables").Waits("Approve", 5*time.Second)
//	w.Person("bob").Presses("#payables", "Approve")
//
// Whatever Slack would refuse, truncate or time out fails the test at its end, unless the test announced it with Expect.
// Start reading at Test.
package slacktest
