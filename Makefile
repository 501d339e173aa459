# Plain `make` says what there is to do.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
CHECKS := lint-style lint-types lint-imports lint-django lint-templates lint-security
SUITES := test-sqlite test-postgresql test-browser test-schema
.PHONY: help run env requirements bench fuzz lint $(CHECKS) test $(SUITES)

PYTHON ?= python3
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never

# uv where it can be installed, pip where not; both refuse a file whose hash differs.
install = if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1); \
	else false; fi || $(BIN)/python -m pip install --quiet --require-hashes -r $(1)

# For every platform and Python from 3.11 on, and without the address of any package index.
compile = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url $(2) --output-file requirements/$(1).txt

help: ## say what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run ## start Clockstop with its demo portfolio on this machine
	@$(BIN)/python manage.py prepare
	@exec $(BIN)/python manage.py serve

env: .venv/.test ## make the environment (.venv) with all that tests and checks need

.venv/.run: requirements/uv.txt requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Clockstop needs Python 3.11 or newer; name one: make PYTHON=python3.13 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Making the environment in .venv"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt \
		|| echo "uv cannot be installed here; pip does it, more slowly"
	@$(call install,requirements/run.txt)
	@touch $@

.venv/.test: requirements/test.txt .venv/.run
	@$(call install,requirements/test.txt)
	@touch $@

lint: .venv/.test ## run every static check
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)

lint-style: .venv/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check

lint-types: .venv/.test
	$(BIN)/mypy

lint-imports: .venv/.test
	$(BIN)/lint-imports --no-logo

lint-django: export SECRET_KEY = $(shell head -c 64 /dev/urandom | base64 -w 0)
lint-django: export PUBLIC_URL = https://clockstop.example.org
lint-django: .venv/.test
	$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

lint-templates: .venv/.test
	$(BIN)/djlint --quiet --lint tracker

lint-security: .venv/.test
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive scrapers tracker

# Groups, as the plugins of a browser or a schema would slow every other test's start; two at a time, each printing when
# it has ended.
test: .venv/.test ## run every test: on SQLite, on PostgreSQL, in a browser, against the API's schema
	@echo "Running two groups of tests at a time: $(SUITES)"
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target $(SUITES)

test-sqlite: .venv/.test ## run all tests but those of browser and schema, on SQLite
	$(BIN)/python -m pytest

test-postgresql: .venv/.test ## run the tests that touch the database, on PostgreSQL
	$(BIN)/python -m pytest -p tests.postgresql

test-browser: .venv/.test ## run the tests in a browser
	$(BIN)/python -m pytest -p playwright tests/browser

test-schema: .venv/.test ## run the tests that are made from the API's schema
	$(BIN)/python -m pytest -p schemathesis tests/schema

bench: .venv/.test ## measure what the product costs, as ratios to plain baselines; NAMES="checks table" for some
	$(BIN)/python -m tests.bench $(NAMES)

fuzz: .venv/.test ## read thousands of mutated copies of the corpus files; COUNT=, SEED=, FILES= for others
	$(BIN)/python -m tests.fuzz $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED)) $(FILES)

requirements: .venv/.test ## compile requirements/ anew from pyproject.toml
	@$(call compile,uv,--group tools)
	@$(call compile,run,pyproject.toml)
	@$(call compile,test,pyproject.toml --group dev --group browser)
