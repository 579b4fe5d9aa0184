package devslack

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// manifest is the part of an app manifest that changes what the app may do.
type manifest struct {
	DisplayInformation struct {
		Name            string `yaml:"name"`
		Description     string `yaml:"description"`
		BackgroundColor string `yaml:"background_color"`
	} `yaml:"display_information"`
	Features struct {
		AppHome struct {
			Home     bool  `yaml:"home_tab_enabled"`
			Messages *bool `yaml:"messages_tab_enabled"`
			ReadOnly bool  `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		BotUser struct {
			DisplayName string `yaml:"display_name"`
		} `yaml:"bot_user"`
		Commands  []command  `yaml:"slash_commands"`
		Shortcuts []shortcut `yaml:"shortcuts"`
		Unfurl    []string   `yaml:"unfurl_domains"`
	} `yaml:"features"`
	OAuth struct {
		Scopes struct {
			Bot words `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			Bot words `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			Enabled *bool `yaml:"is_enabled"`
		} `yaml:"interactivity"`
		SocketMode bool `yaml:"socket_mode_enabled"`
		OrgDeploy  bool `yaml:"org_deploy_enabled"`
		Rotation   bool `yaml:"token_rotation_enabled"`
	} `yaml:"settings"`
}

// words is a list of plain words. The YAML library takes chat:write for a mapping where the list stands in braces; it is a word.
type words []string

// UnmarshalYAML reads the list.
func (w *words) UnmarshalYAML(decode func(any) error) error {
	var list []any
	if err := decode(&list); err != nil {
		return err
	}
	for _, x := range list {
		m, isMap := x.(map[string]any)
		if !isMap {
			*w = append(*w, fmt.Sprint(x))
			continue
		}
		for k, v := range m {
			*w = append(*w, fmt.Sprint(k, ":", v))
		}
	}
	return nil
}

type command struct {
	Command     string `yaml:"command" json:"command"`
	Description string `yaml:"description" json:"description"`
	UsageHint   string `yaml:"usage_hint" json:"usage_hint"`
	Escape      bool   `yaml:"should_escape" json:"-"`
	URL         string `yaml:"url" json:"-"`
}

type shortcut struct {
	Name        string `yaml:"name" json:"name"`
	Type        string `yaml:"type" json:"type"`
	CallbackID  string `yaml:"callback_id" json:"callback_id"`
	Description string `yaml:"description" json:"-"`
}

// defaultManifest lets an app without a manifest do everything that needs no declaration of its own.
const defaultManifest = `
display_information: {name: app}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: app}
oauth_config: {scopes: {bot: [app_mentions:read, bookmarks:write, canvases:write, "channels:history", "channels:join", "channels:read", "chat:write", commands, "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "links.embed:write", "metadata.message:read", "mpim:history", "mpim:read", "mpim:write", "pins:read", "pins:write", "reactions:read", "reactions:write", "team:read", "usergroups:read", "users:read", "users:read.email", "chat:write.public", "chat:write.customize"]}}
settings:
  event_subscriptions: {bot_events: [app_home_opened, app_mention, message.im, user_change]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
`

func parseManifest(b []byte) (manifest, error) {
	if len(b) == 0 {
		b = []byte(defaultManifest)
	}
	var m manifest
	if err := yaml.Unmarshal(b, &m); err != nil { // JSON is YAML, too
		return manifest{}, fmt.Errorf("the manifest is neither YAML nor JSON of an app manifest: %w", err)
	}
	if faults := m.faults(); len(faults) > 0 {
		return manifest{}, fmt.Errorf("Slack would refuse this manifest: %s", strings.Join(faults, "; ")) //nolint:staticcheck // a name begins the sentence
	}
	return m, nil
}

// faults names everything in the manifest that Slack refuses.
func (m manifest) faults() []string {
	var out []string
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	name := m.DisplayInformation.Name
	refuse(name == "" || utf8.RuneCountInString(name) > 35, "display_information.name has %d characters, expected 1 to 35", utf8.RuneCountInString(name))
	refuse(utf8.RuneCountInString(m.DisplayInformation.Description) > 140, "display_information.description is longer than 140 characters")
	bot := m.Features.BotUser.DisplayName
	refuse(len(bot) > 80 || strings.Trim(bot, "abcdefghijklmnopqrstuvwxyz0123456789-_.ABCDEFGHIJKLMNOPQRSTUVWXYZ ") != "", "features.bot_user.display_name %q may hold letters, digits, - _ and . and at most 80 of them", bot)
	refuse(len(m.Features.Commands) > 50, "more than 50 slash commands")
	for _, c := range m.Features.Commands {
		refuse(!strings.HasPrefix(c.Command, "/") || len(c.Command) > 32 || len(c.Command) < 2, "the command %q must begin with / and have at most 32 characters", c.Command)
		refuse(c.Description == "", "the command %s has no description", c.Command)
		refuse(m.Settings.SocketMode && c.URL != "", "the command %s has a url, which Socket Mode does not use", c.Command)
	}
	refuse(len(m.Features.Commands) > 0 && !m.has("commands"), "slash commands need the bot scope commands")
	refuse(len(m.Features.Shortcuts) > 10, "more than 10 shortcuts")
	for _, s := range m.Features.Shortcuts {
		refuse(s.Type != "message" && s.Type != "global", "the shortcut %q is of type %q, expected message or global", s.Name, s.Type)
		refuse(s.CallbackID == "" || len(s.CallbackID) > 255, "the shortcut %q needs a callback_id of at most 255 characters", s.Name)
		refuse(utf8.RuneCountInString(s.Description) > 150, "the description of the shortcut %q is longer than 150 characters", s.Name)
	}
	for _, e := range m.Settings.Events.Bot {
		if scopes := eventScopes[e]; len(scopes) > 0 {
			refuse(!slices.ContainsFunc(scopes, m.has), "the event %s needs the bot scope %s", e, strings.Join(scopes, " or "))
		}
	}
	return out
}

// eventScopes are the scopes of which an event needs one; an event that needs none is left out.
var eventScopes = map[string][]string{
	"message.channels": {"channels:history"}, "message.groups": {"groups:history"}, "message.im": {"im:history"}, "message.mpim": {"mpim:history"},
	"app_mention": {"app_mentions:read"}, "user_change": {"users:read"}, "team_join": {"users:read"},
	"member_joined_channel": {"channels:read", "groups:read"}, "member_left_channel": {"channels:read", "groups:read"},
	"reaction_added": {"reactions:read"}, "reaction_removed": {"reactions:read"}, "pin_added": {"pins:read"}, "pin_removed": {"pins:read"},
	"subteam_members_changed": {"usergroups:read"}, "subteam_updated": {"usergroups:read"}, "subteam_created": {"usergroups:read"},
	"channel_archive": {"channels:read"}, "channel_rename": {"channels:read"}, "channel_unarchive": {"channels:read"}, "channel_created": {"channels:read"}, "channel_left": {"channels:read"},
	"group_archive": {"groups:read"}, "group_rename": {"groups:read"}, "group_unarchive": {"groups:read"}, "group_left": {"groups:read"},
	"channel_shared": {"channels:read", "groups:read"}, "channel_unshared": {"channels:read", "groups:read"}, "channel_id_changed": {"channels:read", "groups:read"},
	"file_shared": {"files:read"}, "file_created": {"files:read"},
}

// has tells whether the manifest grants a bot scope.
func (m manifest) has(scope string) bool { return slices.Contains(m.OAuth.Scopes.Bot, scope) }

// subscribed tells whether the app wants an event.
func (m manifest) subscribed(event string) bool {
	return slices.Contains(m.Settings.Events.Bot, event)
}

// interactive tells whether buttons and modals may reach the app.
func (m manifest) interactive() bool {
	return m.Settings.Interactivity.Enabled != nil && *m.Settings.Interactivity.Enabled
}

func (m manifest) command(name string) (command, bool) {
	i := slices.IndexFunc(m.Features.Commands, func(c command) bool { return c.Command == name })
	if i < 0 {
		return command{}, false
	}
	return m.Features.Commands[i], true
}
