# `make run` starts Rujuk, `make test` checks it; each sets up first whatever it needs.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := install --constraint requirements.lock
SOURCES := pyproject.toml requirements.lock

# The first interpreter that is new enough; `make PYTHON=python3.12 …` chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help run test setup setup-test lint format bench translations lock wheel clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: setup ## start it on http://127.0.0.1:8000 (HOST, PORT, DATABASE_URL are honoured)
	@$(BIN)/python -m referral.catalogues compile
	@$(BIN)/referral db upgrade
	@$(BIN)/referral seed
	@exec $(BIN)/referral serve

test: setup-test ## run every test (REQUIRE_ALL=1: a skipped test is a failure)
	@$(BIN)/python -m referral.catalogues compile
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

setup: $(VENV)/installed ## create .venv and install the pinned packages

setup-test: $(VENV)/installed-test ## the same with what the tests need

lint: setup-test ## ruff and mypy --strict, the tests too
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup-test ## mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup-test ## measure plans and searches; prints milliseconds
	@$(BIN)/python -m referral.catalogues compile
	@$(BIN)/python tests/bench/run.py

translations: setup-test ## bring translations/ up to date with the source
	@$(BIN)/python -m referral.catalogues update

wheel: setup-test ## build dist/*.whl
	@$(BIN)/python -m build --no-isolation --wheel

lock: ## choose package versions anew (needs uv)
	@uv pip compile --universal --python-version 3.11 --all-extras --upgrade --no-annotate --strip-extras \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--output-file requirements.lock pyproject.toml

clean: ## remove what was built, never instance/
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (Debian: apt install python3 python3-venv; macOS: brew install python)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }

$(VENV)/installed: $(SOURCES) | $(BIN)/python
	@echo "Installing the pinned packages into $(VENV)/ …"
	@$(PIP) $(LOCKED) hatchling babel setuptools wheel
	@$(PIP) $(LOCKED) --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-test: $(SOURCES) $(VENV)/installed
	@echo "Installing what the tests need …"
	@$(PIP) $(LOCKED) --no-build-isolation --editable '.[test]'
	@touch $@
