# What a newcomer types: make demo, make test. What CI runs: .ci/run.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build demo test test-race test-score test-oracle test-proof mutants check fmt bench chaos screenshots clean redis chromium hledger node

GO ?= go
BIN := bin/owed
# One package at a time would leave the second core idle; more than two would starve the ones with time in them. Tests wait
# more than they compute, so four of a package run at once whatever the number of cores.
TESTFLAGS ?= -race -shuffle=on -p 2 -parallel 4 -timeout 10m

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

build: ## build bin/owed
	@mkdir -p bin
	$(GO) build -trimpath -o $(BIN) .

demo: build ## the bot, a Redis and a local Slack in one process, on the real case
	./$(BIN) demo

redis: ## install redis-server where it is missing
	@command -v redis-server >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server >/dev/null; \
	  else echo "redis-server is missing and can't be installed by this user: install it (Debian: apt-get install redis-server), then run make test again" >&2; exit 1; fi; }

chromium: ## install chromium for the browser tests where it is missing
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "chromium is missing: the browser tests are left out (Debian: apt-get install chromium)" >&2; fi; }

test: test-race test-score ## unit, property, story and conformance tests with the race detector, then how well notices are read

test-race: redis chromium
	OWED_REDIS_TESTS=1 $(GO) test $(TESTFLAGS) ./...

test-score:
	$(GO) test -run 'Score|Taught|Docs|Hostile' ./signals

hledger:
	@command -v hledger >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq hledger >/dev/null; \
	  else echo "hledger is missing and can't be installed by this user: install it (Debian: apt-get install hledger), then run make test-oracle again" >&2; exit 1; fi; }

test-oracle: hledger ## hledger adds up random histories of the ledger, and agrees to the last minor unit
	OWED_ORACLE_TESTS=1 $(GO) test -race -count=1 -run 'Hledger|Oracle|OthersAccept' ./ledger ./exchange

check: ## format, vet, lint, tidy, dead code
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run make fmt" >&2; exit 1; }
	$(GO) vet ./...
	$(GO) mod tidy -diff
	$(GO) mod verify >/dev/null

fmt: ## format everything
	gofmt -w $$(git ls-files '*.go')

mutants: ## put one deliberate fault after the other into owed: each must be caught by its test (45 minutes on two busy cores)
	$(GO) run ./tools/mutants $(ABOUT)

bench: build ## the figures in bench/, both sides in one run
	$(GO) run ./bench

chaos: ## three bots, a real Redis and a Slack in trouble: nothing lost, twice or late (about 10 minutes)
	$(GO) run ./bench/chaos

node:
	@command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || \
	  { echo "node 20 or newer is missing: the proof runs Slack's own SDKs, which need it" >&2; exit 1; }

# node_modules comes from the lock file alone; nothing else is installed.
test-proof: node build ## Slack's own SDKs drive devslack, Slack's own types judge it (needs node 20; about 2 minutes)
	npm ci --prefix devslack/proof/bolt --no-audit --no-fund --loglevel=error
	node devslack/proof/bolt/drive.mjs $(BIN) artefacts/proof
	node devslack/proof/types/generate.mjs artefacts/proof
	devslack/proof/bolt/node_modules/.bin/tsc -p devslack/proof/types
	$(GO) test -count=1 ./devslack/proof

screenshots: build chromium ## the pictures of the README and docs
	$(GO) run ./tools/screenshot

clean: ## remove what was built
	rm -rf bin artefacts
