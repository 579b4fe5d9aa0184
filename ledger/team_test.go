package ledger

import (
	"fmt"
	"testing"
)

// A team remembers so many notices and no more, the newest, and changes no map that somebody else holds.
func TestJudgedIsBounded(t *testing.T) {
	t.Parallel()
	var team Team
	team.Apply(Meta{Seq: 1}, &NoticeJudged{Hash: "first", Answer: NoticeRefused})
	held := team.Judged
	for n := range mostJudged {
		team.Apply(Meta{Seq: int64(n) + 2}, &NoticeJudged{Hash: fmt.Sprint(n), Answer: NoticeProposed})
	}
	if len(held) != 1 {
		t.Error("a map that somebody holds was changed")
	}
	if _, ok := team.Judged["first"]; ok || len(team.Judged) != mostJudged {
		t.Errorf("%d notices are remembered, want %d without the oldest", len(team.Judged), mostJudged)
	}
	if got := team.Judged["0"]; got.Answer != NoticeProposed || got.Answer.Answered() {
		t.Errorf("the second is %+v", got)
	}
}
