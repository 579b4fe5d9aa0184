package devslack

import "strings"

func (c *call) usersInfo() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	p := c.w.people[c.args.str("user")]
	if p == nil {
		return nil, ordinary("user_not_found")
	}
	return reply{"user": c.w.userJSON(p, c.args.truth("include_locale"))}, nil
}

func (c *call) usersList() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	all := []any{}
	for _, p := range c.w.peopleOrder {
		if p.Team == c.w.team.ID || c.w.shares(p.ID) {
			all = append(all, c.w.userJSON(p, c.args.truth("include_locale")))
		}
	}
	r, bad := page(c, "members", all)
	if bad == nil {
		r["cache_ts"] = c.w.o.Clock().Unix()
	}
	return r, bad
}

func (c *call) usersByEmail() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	for _, p := range c.w.peopleOrder {
		if strings.EqualFold(p.Email, c.args.str("email")) && p.Team == c.w.team.ID && !p.Deleted {
			return reply{"user": c.w.userJSON(p, false)}, nil
		}
	}
	return nil, ordinary("users_not_found")
}

func (c *call) groupsList() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	all := []any{}
	for _, g := range c.w.groups {
		if g.Disabled && !c.args.truth("include_disabled") {
			continue
		}
		all = append(all, c.w.groupJSON(g, c.args.truth("include_users")))
	}
	return reply{"usergroups": all}, nil
}

func (w *Workspace) groupJSON(g *group, users bool) map[string]any {
	out := map[string]any{
		"id": g.ID, "team_id": w.team.ID, "is_usergroup": true, "is_subteam": true, "name": g.Name, "description": "", "handle": g.Handle,
		"is_external": false, "date_create": 1_600_000_000, "date_update": 1_600_000_000, "date_delete": 0, "auto_type": nil, "auto_provision": false,
		"created_by": w.peopleOrder[0].ID, "updated_by": w.peopleOrder[0].ID, "deleted_by": nil, "user_count": len(g.Members),
		"prefs": map[string]any{"channels": []string{}, "groups": []string{}},
	}
	if g.Disabled {
		out["date_delete"] = 1_600_000_001
	}
	if users {
		out["users"] = orEmpty(g.Members)
	}
	return out
}

func (c *call) groupUsers() (reply, *apiError) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	for _, g := range c.w.groups {
		if g.ID != c.args.str("usergroup") {
			continue
		}
		ids := []string{}
		for _, id := range g.Members {
			if !c.w.people[id].Deleted || c.args.truth("include_disabled") {
				ids = append(ids, id)
			}
		}
		return reply{"users": ids}, nil
	}
	return nil, ordinary("no_such_subteam")
}
