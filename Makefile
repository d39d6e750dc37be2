# The everyday words; Meson does the building. `make` alone builds everything, `make help` lists the rest.
PORT ?= 7600
DATA ?= ./data
DEMO ?= 1
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
export PATH := $(CURDIR)/.cache/bin:$(PATH):/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin

.PHONY: all help setup web build run test test-full bench bench-plan bench-planner bench-tj3 fuzz format check install clean
.DEFAULT_GOAL := all

all: ## build the program with its web application
	@scripts/setup build
	@scripts/build $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

setup: ## install what is missing on Debian 12
	@scripts/setup test

web: ## build the web application alone (web/dist)
	@scripts/setup build
	@scripts/build $(BUILD) web

# One line, so that the shell is replaced by the server and signals reach it.
run: all ## build and start: PORT=7600 DATA=./data DEMO=1
	@exec scripts/run $(BUILD)/aplomb "$(DATA)" "$(PORT)" "$(DEMO)"

test: ## what every change must pass; ends with "N passed, N failed"
	@scripts/setup test
	@tests/run

test-full: ## everything on everything
	@scripts/setup test
	@tests/run --full

check: ## the quick checks of the source alone: layers, format, lengths
	@tests/run --only checks

bench: ## measure against the floor and against Redmine, into bench/results.md
	@scripts/setup bench
	@scripts/build $(BUILD)
	@test -f build-bench/build.ninja || meson setup build-bench -Dbench=true --buildtype=release >/dev/null
	@ninja -C build-bench --quiet
	@bench/run build-bench

bench-plan: ## scheduling quality and time: INSTANCES="dir …" of .sm or .rcmp files
	@scripts/setup build
	@test -f build-bench/build.ninja || meson setup build-bench -Dbench=true --buildtype=release >/dev/null
	@ninja -C build-bench --quiet bench/plan_classic
	@build-bench/bench/plan_classic $(INSTANCES)

bench-planner: ## the planner's goals in one table, into bench/planner.md; INSTANCES as above
	@scripts/setup bench
	@test -f build-bench/build.ninja || meson setup build-bench -Dbench=true --buildtype=release >/dev/null
	@ninja -C build-bench --quiet bench/plan_speed bench/plan_wire bench/plan_classic bench/plan_tj
	@bench/planner build-bench $(INSTANCES)

bench-tj3: ## the planner beside TaskJuggler on the same plans
	@scripts/setup bench
	@test -f build-bench/build.ninja || meson setup build-bench -Dbench=true --buildtype=release >/dev/null
	@ninja -C build-bench --quiet bench/plan_tj
	@bench/plan-tj3 build-bench

fuzz: ## FUZZ_SECONDS=60 a parser, with its corpus
	@scripts/setup test
	@tests/fuzz/run $${FUZZ_SECONDS:-60}

format: ## clang-format over the C and C++ files
	@scripts/setup test
	@git ls-files '*.c' '*.h' '*.cpp' | xargs clang-format -i

install: all ## into $(DESTDIR)$(PREFIX), with a systemd unit
	install -D -m 755 $(BUILD)/aplomb "$(DESTDIR)$(PREFIX)/bin/aplomb"
	install -d "$(DESTDIR)$(PREFIX)/lib/systemd/system"
	sed 's|@PREFIX@|$(PREFIX)|' scripts/aplomb.service >"$(DESTDIR)$(PREFIX)/lib/systemd/system/aplomb.service"

clean: ## remove what was built
	rm -rf $(BUILD) build-* web/dist
