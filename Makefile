# Plain `make` says what there is to do.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run env lint test test-sqlite test-postgresql test-browser test-schema requirements

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

requirements: .venv/.test ## compile requirements/ anew from pyproject.toml
	@$(call compile,uv,--group tools)
	@$(call compile,run,pyproject.toml)
	@$(call compile,test,pyproject.toml --group dev --group browser)
