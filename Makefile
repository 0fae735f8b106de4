# One verb per target; CI runs `make test`. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The first Python that is new enough; override with `make run PYTHON=...`.
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 /usr/bin/python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
NPM := npm --prefix web_viewer
CONTRACT_TYPES := web_viewer/node_modules/.bin/openapi-typescript

# A stamp carries the checksum of what it stands for: nothing changed, nothing to do.
checksum = $(shell cat $(1) 2>/dev/null | sha256sum | cut -c1-16)
PYTHON_SUM := $(call checksum,pyproject.toml constraints.txt)
DEV_STAMP := $(VENV)/.dev-$(PYTHON_SUM)
# Whoever has the developer's environment has the appliance's too.
RUN_STAMP := $(firstword $(wildcard $(DEV_STAMP)) $(VENV)/.appliance-$(PYTHON_SUM))
NODE_STAMP := web_viewer/node_modules/.installed-$(call checksum,web_viewer/package-lock.json)

TRACKED := git ls-files --cached --others --exclude-standard
# pytest's exit status for "nothing was selected".
NO_TESTS := 5
NOT_LONG := not bench and not torture

## run: start the box with its defaults (data in var/); ARGS="--http 0.0.0.0:8080" passes options on
.PHONY: run
run: $(RUN_STAMP)
	exec $(BIN)/airclass-appliance serve --data-dir var $(ARGS)

## test: install what the tests need and run everything but the long runs; TESTS=tests/unit narrows it
.PHONY: test
test: packages dev style types-of-python viewer words shell
	$(BIN)/python -m pytest -m "$(NOT_LONG)" $(or $(TESTS),tests)

## check: style, types, architecture laws, spelling, shell scripts: what must hold before a commit
.PHONY: check
check: dev style types-of-python viewer laws words shell

## bench: measure; NAME=fanout_450 measures one thing; figures go to var/bench
.PHONY: bench
bench: packages dev
	$(BIN)/python -m tests.benchmarks $(NAME)

## bench-table: write the README's table anew from the results kept in docs/bench
.PHONY: bench-table
bench-table: dev
	$(BIN)/python -m tests.benchmarks.table

## torture: the long form of the stress tests, then FUZZ_SECONDS=60 of fuzzing for each group of parsers
.PHONY: torture
torture: packages dev
	$(BIN)/python -m pytest -m torture $(or $(TESTS),tests) || test $$? -eq $(NO_TESTS)
	for group in h264 rtp sdp trickle; do \
		$(BIN)/python -m tests.torture.fuzz_media $$group -max_total_time=$(or $(FUZZ_SECONDS),60); done

## desktop: start the teacher's app; ARGS="--connect http://localhost:8000" passes options on
.PHONY: desktop
desktop: dev
	exec $(BIN)/airclass-desktop $(ARGS)

## desktop-bundle: the teacher's app as a folder that runs without Python, in dist/airclass-desktop
.PHONY: desktop-bundle
desktop-bundle: packages dev
	$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build/desktop \
		installer/desktop/airclass-desktop.spec

## translations: read the app's texts anew into its .ts files, and make the .qm files that it loads
.PHONY: translations
translations: dev
	$(BIN)/python -m desktop.resources.translate

## screenshots: take the pictures of docs/ anew
.PHONY: screenshots
screenshots: packages dev
	$(BIN)/python -m tests.end_to_end.screenshots
	QT_QPA_PLATFORM=offscreen $(BIN)/airclass-desktop --self-test --screenshots docs/desktop

## types: write the viewer's types anew from the contract
.PHONY: types
types: dev $(NODE_STAMP)
	$(BIN)/python -m tests.web.contract_schema | $(CONTRACT_TYPES) --output web_viewer/src/contract.d.ts

## clean: remove everything that make made, except the data of the box in var/
.PHONY: clean
clean:
	rm -rf $(VENV) web_viewer/node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

## help: say what there is
.PHONY: help
help:
	@sed -n 's/^## \([a-z-]*\): \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

# The parts of check and test.
.PHONY: packages dev style types-of-python viewer laws words shell
packages:
	@.ci/install-packages

dev: $(DEV_STAMP)

style: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types-of-python: $(DEV_STAMP)
	$(BIN)/mypy

viewer: $(NODE_STAMP)
	$(NPM) run --silent check

laws: $(DEV_STAMP)
	$(BIN)/python -m tests.architecture.budgets
	$(BIN)/python -m pytest -q tests/architecture --ignore tests/architecture/test_guards.py

words: $(DEV_STAMP)
	$(TRACKED) -z | xargs -0 ls -d 2>/dev/null | xargs -d '\n' $(BIN)/codespell

shell:
	$(TRACKED) -z | { xargs -0 grep -lIE '^#!/(usr/)?bin/(env )?(ba|da)?sh' 2>/dev/null || true; } | xargs -r shellcheck

$(BIN)/python:
	.ci/create-venv "$(PYTHON)"

# An install that ends half-way leaves no stamp; an old stamp would lie once the files changed.
$(DEV_STAMP): | $(BIN)/python
	@echo "Installing the developer's environment into $(VENV)"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@rm -f $(VENV)/.dev-* $(VENV)/.appliance-*
	@touch $@

$(VENV)/.appliance-$(PYTHON_SUM): | $(BIN)/python
	@echo "Installing the box into $(VENV)"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[appliance]'
	@rm -f $(VENV)/.dev-* $(VENV)/.appliance-*
	@touch $@

$(NODE_STAMP):
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
