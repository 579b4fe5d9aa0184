package store

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// dial makes the client that an url asks for. It does not connect yet.
func dial(address string) (redis.UniversalClient, error) {
	if strings.HasPrefix(address, "redis-sentinel://") {
		return dialSentinel(address)
	}
	parts := strings.Split(address, ",")
	first, err := redis.ParseURL(strings.TrimSpace(parts[0]))
	if err != nil {
		return nil, badURL(err)
	}
	if len(parts) == 1 {
		tune(first)
		return redis.NewClient(first), nil
	}
	c := &redis.ClusterOptions{
		Addrs: []string{first.Addr}, Username: first.Username, Password: first.Password, TLSConfig: first.TLSConfig,
		DialTimeout: dialTimeout, ReadTimeout: answerTimeout, WriteTimeout: answerTimeout, PoolSize: poolSize, MaxRetries: tries, MaxRedirects: redirects, ContextTimeoutEnabled: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
	for _, p := range parts[1:] {
		addr, err := hostPort(strings.TrimSpace(p))
		if err != nil {
			return nil, badURL(err)
		}
		c.Addrs = append(c.Addrs, addr)
	}
	return redis.NewClusterClient(c), nil
}

const (
	dialTimeout   = 3 * time.Second
	answerTimeout = 5 * time.Second
	poolSize      = 64
	tries         = 3
	// redirects is how often a command follows a cluster that moves a slot or elects a primary.
	redirects = 16
)

// tune sets what all clients have in common: deadlines, those of the caller's context included, and no maintenance
// notifications, which resolve host names on their own account.
func tune(o *redis.Options) {
	o.ContextTimeoutEnabled = true
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.MaxRetries = dialTimeout, answerTimeout, answerTimeout, tries
	if o.PoolSize == 0 {
		o.PoolSize = poolSize
	}
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// dialSentinel reads redis-sentinel://[user:password@]host:port,host2:port/master?db=0. It takes the hosts apart before
// the url is parsed: several ports are more than a url may have.
func dialSentinel(address string) (redis.UniversalClient, error) {
	rest := strings.TrimPrefix(address, "redis-sentinel://")
	who, rest, ok := cutLast(rest, "@")
	if !ok {
		who, rest = "", who
	}
	hosts, path, _ := strings.Cut(rest, "/")
	u, err := url.Parse("redis-sentinel://" + who + "@host/" + path)
	if err != nil {
		return nil, badURL(err)
	}
	master := strings.Trim(u.Path, "/")
	if master == "" || hosts == "" {
		return nil, badURL(errors.New("the hosts or, after them, the name of the master are missing"))
	}
	o := &redis.FailoverOptions{
		MasterName: master, SentinelAddrs: strings.Split(hosts, ","), Username: u.User.Username(),
		DialTimeout: dialTimeout, ReadTimeout: answerTimeout, WriteTimeout: answerTimeout, PoolSize: poolSize, MaxRetries: tries, ContextTimeoutEnabled: true,
	}
	o.Password, _ = u.User.Password()
	if db := u.Query().Get("db"); db != "" {
		if o.DB, err = strconv.Atoi(db); err != nil {
			return nil, badURL(fmt.Errorf("db=%s is not a number", db))
		}
	}
	for n, host := range o.SentinelAddrs {
		if !strings.Contains(host, ":") {
			o.SentinelAddrs[n] = host + ":26379"
		}
	}
	return redis.NewFailoverClient(o), nil
}

func cutLast(s, sep string) (before, after string, ok bool) {
	if n := strings.LastIndex(s, sep); n >= 0 {
		return s[:n], s[n+len(sep):], true
	}
	return s, "", false
}

// hostPort is the address in a further part of a list: "host:port" or a whole url.
func hostPort(s string) (string, error) {
	if !strings.Contains(s, "://") {
		return s, nil
	}
	o, err := redis.ParseURL(s)
	if err != nil {
		return "", err
	}
	return o.Addr, nil
}

// badURL says what a Redis address looks like. The address itself may hold a password, so it is not shown.
func badURL(err error) error {
	return fmt.Errorf("the address of Redis can't be read: %s; expected redis://host:6379/0, rediss://user:password@host:6380, several separated by commas for a cluster, or redis-sentinel://host:26379,host2/master", withoutURL(err))
}

// withoutURL is an error's text without the address that url.Error repeats.
func withoutURL(err error) string {
	if e, ok := err.(*url.Error); ok {
		return e.Err.Error()
	}
	return err.Error()
}
