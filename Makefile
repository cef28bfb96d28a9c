# Jorge. `make run` is the product, `make test` its proof; both need Python 3.11+ and a package index, nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/bash
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for found in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  $$found -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$found && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.PHONY: help install run check test coverage chaos pictures bench lock wheel clean

help: ## Say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: .venv/runtime ## Start Jorge: the town, the Slack desk, the bot
	@$(BIN)/jorge run $(ARGS)

install: .venv/workshop ## Everything for working on Jorge, into .venv

check: .venv/workshop ## Lint, types, architecture, dependencies
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }
	@$(BIN)/deptry . > .venv/deptry.txt 2>&1 || { cat .venv/deptry.txt; exit 1; }

test: .venv/workshop ## All tests: SQLite, PostgreSQL, the desk page in Chromium, the built wheel
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

coverage: .venv/workshop ## All tests again, counting which lines and branches they reach (a third slower)
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered $(ARGS)

pictures: .venv/workshop ## The README's screenshots of the desk, made by the tests
	@JORGE_PICTURES=1 $(BIN)/python -m pytest tests/e2e

chaos: .venv/workshop ## kill -9 at random on both databases while events flow in
	@$(BIN)/python -m tests.chaos $(ARGS)

bench: .venv/workshop ## Measure
	@$(BIN)/jorge bench $(ARGS)

lock: .venv/workshop ## Compile the locks again from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --only-binary :all: --no-header --quiet -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --only-binary :all: --no-header --quiet -c requirements.lock -o requirements-dev.lock

wheel: .venv/workshop ## Build the wheel into dist/
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist . > .venv/wheel.txt || { cat .venv/wheel.txt; exit 1; }

clean: ## Remove .venv and what was built
	@rm -rf .venv dist build .coverage .mypy_cache .ruff_cache .pytest_cache

.venv/python:
	@[ -n "$(PYTHON)" ] && $(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null || { \
	  echo "jorge needs Python 3.11 or newer; found: $$(python3 --version 2>&1 || echo none)."; \
	  echo "Name another one: make run PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "python cannot make a virtual environment; on Debian: apt install python3-venv"; exit 1; }
	@touch $@

.venv/runtime: requirements.lock pyproject.toml | .venv/python
	@echo "Installing Jorge into .venv (about a minute, once) ..."
	@[ -e .venv/workshop ] || $(PIP) install --require-hashes --only-binary :all: --no-deps -r requirements.lock
	@[ ! -e .venv/workshop ] || $(PIP) install --require-hashes --only-binary :all: --no-deps -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/workshop: requirements-dev.lock pyproject.toml | .venv/python
	@echo "Installing the workshop into .venv (about two minutes, once) ..."
	@$(PIP) install --require-hashes --only-binary :all: --no-deps -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ .venv/runtime
