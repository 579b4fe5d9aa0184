package devslack

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options say what to open. The zero value opens the embedded workspace on any free port of the loopback.
type Options struct {
	Addr      string           // host:port to listen on; "" is 127.0.0.1:0
	Workspace []byte           // the people and channels, as YAML; nil: the embedded ones
	Manifest  []byte           // the app's manifest, YAML or JSON; nil: an app that may do everything and has no command
	Clock     func() time.Time // gives messages their ts; nil: the real time
	// PostLimits are the limits on posting; the zero value holds Slack's own.
	PostLimits Limits
	Log        *slog.Logger
	Page       http.Handler // served at / and /page/; nil: none
	// Advance moves the clock of what runs beside the workspace, for POST /control/clock; nil: there is none.
	Advance func(time.Duration) error
	// EscapeEntities makes slash commands with should_escape carry &amp; &lt; &gt;. Both were seen on Slack; raw is the default.
	EscapeEntities bool
	// AckTimeout is the time an app has to acknowledge; 0 is Slack's 3 s. Anything longer is a debugging aid, not a proof.
	AckTimeout time.Duration
}

// app is the installed app as the manifest describes it.
type app struct {
	ID, BotUser, BotID, Name string
}

// Workspace is a running local Slack. Make one with New, and Close it.
type Workspace struct {
	o          Options
	log        *slog.Logger
	ln         net.Listener
	srv        *http.Server
	ctx        context.Context // ends with Close
	cancel     context.CancelFunc
	work       sync.WaitGroup
	starting   sync.Mutex // guards closed, so that nothing starts while Close waits
	closed     bool
	served     chan error
	team       team
	teams      map[string]team
	app        app
	man        manifest
	appToken   string
	botToken   string
	ids        atomic.Int64
	socks      *sockets
	limiter    *limiter
	findings   *findings
	faults     *faults
	noCharts   atomic.Bool // charts are refused, as by a Slack that has none
	dev        *devLog
	hub        *hub
	startedAt  time.Time
	grantedCSV string
	table      map[string]method

	mu           sync.Mutex // guards everything below
	people       map[string]*person
	byName       map[string]*person
	peopleOrder  []*person
	groups       []*group
	channels     map[string]*channel
	channelOrder []*channel
	ims          map[string]*channel // by person
	stacks       map[string][]*view  // open modals, by person, the top one last
	homes        map[string]*view
	homeOpen     map[string]bool
	triggers     map[string]*trigger
	triggerQueue []string // oldest first
	hooks        map[string]*hook
	hookQueue    []string
	files        map[string]*file
	uploads      map[string]*file // by secret of the upload URL
	scheduled    map[string]*scheduledMessage
	lastTS       int64
}

// New opens a workspace and listens. The first request is served at once; Run only waits for the end.
func New(o Options) (*Workspace, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.AckTimeout == 0 {
		o.AckTimeout = ackLimit
	}
	w := &Workspace{o: o, log: o.Log, served: make(chan error, 1), startedAt: machineNow()}
	w.makeEmpty()
	var err error
	if w.man, err = parseManifest(o.Manifest); err != nil {
		return nil, err
	}
	s, err := parseSeed(o.Workspace)
	if err != nil {
		return nil, err
	}
	w.install()
	if err := w.populate(s); err != nil {
		return nil, err
	}
	return w, w.listen()
}

func (w *Workspace) makeEmpty() {
	w.people, w.byName = map[string]*person{}, map[string]*person{}
	w.channels, w.ims = map[string]*channel{}, map[string]*channel{}
	w.stacks, w.homes, w.homeOpen = map[string][]*view{}, map[string]*view{}, map[string]bool{}
	w.triggers, w.hooks = map[string]*trigger{}, map[string]*hook{}
	w.files, w.uploads, w.scheduled = map[string]*file{}, map[string]*file{}, map[string]*scheduledMessage{}
	w.hub, w.dev, w.faults = newHub(), newDevLog(), &faults{}
	w.findings = &findings{notify: func() { w.hub.send(change{Kind: "finding"}) }}
	w.limiter = newLimiter(w.o.PostLimits)
	w.table = methods()
	w.socks = newSockets(w)
	w.ctx, w.cancel = context.WithCancel(context.Background())
}

// install gives the app of the manifest its ids and tokens.
func (w *Workspace) install() {
	name := orElse(w.man.Features.BotUser.DisplayName, w.man.DisplayInformation.Name)
	w.app = app{ID: "A0LOCALAPP", BotUser: "U0LOCALBOT", BotID: "B0LOCALBOT", Name: name}
	w.appToken = "xapp-1-" + w.app.ID + "-1-" + secret(16)
	w.botToken = "xoxb-1-" + secret(16)
	w.grantedCSV = joinComma(w.man.OAuth.Scopes.Bot)
}

func (w *Workspace) listen() error {
	ln, err := net.Listen("tcp", orElse(w.o.Addr, "127.0.0.1:0"))
	if err != nil {
		return fmt.Errorf("devslack cannot listen on %s: %w", w.o.Addr, err)
	}
	w.ln = ln
	w.srv = &http.Server{Handler: sameOrigin(w.routes()), ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return w.ctx }}
	go func() { w.served <- w.srv.Serve(ln) }()
	return nil
}

func (w *Workspace) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("GET /link/", w.socks.serve)
	mux.HandleFunc("POST /hooks/{kind}/{team}/{n}/{secret}", w.serveHook)
	mux.HandleFunc("POST /upload/{secret}", w.serveUpload)
	mux.HandleFunc("GET /files/{id}/{secret}/{name}", w.serveFile)
	mux.HandleFunc("GET /ui/picture/{id}", w.servePicture)
	w.routeControl(mux)
	w.routeUI(mux)
	mux.HandleFunc("/control/{call...}", func(rw http.ResponseWriter, r *http.Request) {
		send(rw, Outcome{Error: "There is no control call " + r.Method + " " + r.URL.Path + "; what there is stands in docs/devslack.md."})
	})
	if w.o.Page != nil {
		mux.Handle("/page/", w.o.Page)
		mux.Handle("/", w.o.Page)
	}
	return mux
}

// sameOrigin keeps pages of other sites from moving people: a browser names where it comes from.
func sameOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		from, err := url.Parse(r.Header.Get("Origin"))
		inside := strings.HasPrefix(r.URL.Path, "/control/") || strings.HasPrefix(r.URL.Path, "/ui/")
		if inside && r.Header.Get("Origin") != "" && (err != nil || from.Host != r.Host) {
			http.Error(rw, "people of this workspace are not moved by pages of another site", http.StatusForbidden)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// URL is where the workspace listens, such as http://127.0.0.1:40123.
func (w *Workspace) URL() string { return "http://" + w.ln.Addr().String() }

// APIURL is what a bot takes for https://slack.com/api/.
func (w *Workspace) APIURL() string { return w.URL() + "/api/" }

// AppToken is the xapp- token, for Socket Mode only.
func (w *Workspace) AppToken() string { return w.appToken }

// BotToken is the xoxb- token of the installed app.
func (w *Workspace) BotToken() string { return w.botToken }

// Run waits until ctx ends or serving fails, and closes the workspace.
func (w *Workspace) Run(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return w.Close()
	case err := <-w.served:
		w.served <- err
		return errors.Join(err, w.Close())
	}
}

// Close ends all connections and waits for what runs. It may be called more than once.
func (w *Workspace) Close() error {
	w.starting.Lock()
	w.closed = true
	w.starting.Unlock()
	w.cancel()
	w.socks.closeAll()
	err := w.srv.Close()
	w.work.Wait()
	return err
}

// spawn runs f until its end, for which Close waits; after Close it does nothing.
func (w *Workspace) spawn(f func()) {
	w.starting.Lock()
	defer w.starting.Unlock()
	if !w.closed {
		w.work.Go(f)
	}
}

// secret makes n random bytes in hex. The generator is ChaCha8, seeded by the system: it costs no system call.
func secret(n int) string {
	b := make([]byte, 0, n+8)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, rand.Uint64())
	}
	return hex.EncodeToString(b[:n])
}
