# What people type. Each target's plain commands are in the README.

PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= auto

.PHONY: help demo test lint format types unit catalogue bench chaos

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/runtime.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/development.stamp: requirements-dev.txt .venv/runtime.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: .venv/runtime.stamp ## A demonstration company on http://127.0.0.1:8000 (ARGS="--no-serve" passes options on)
	$(BIN)/flask demo $(ARGS)

test: .venv/development.stamp lint types unit ## Everything the gate checks

unit: .venv/development.stamp
	TEST_DATABASE_URL= DRILLHUB_SQLITE_PART=1 $(BIN)/python -m pytest -n $(WORKERS)
	@if [ -n "$$TEST_DATABASE_URL" ] || [ "$$CI" = true ]; then \
		echo $(BIN)/python -m pytest -n $(WORKERS) '# on PostgreSQL'; \
		$(BIN)/python -m pytest -n $(WORKERS); \
	else \
		echo "TEST_DATABASE_URL is not set: the tests on PostgreSQL were left out."; \
	fi

lint: .venv/development.stamp ## Style, mistakes, direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format: .venv/development.stamp ## Bring the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: .venv/development.stamp ## Types, strict below the pages
	$(BIN)/mypy

catalogue: .venv/development.stamp ## Bring the English catalogue in line with the program
	$(BIN)/python -m tools.catalogue

bench: .venv/development.stamp ## Speed as ratios within one run; by hand
	$(BIN)/python -m tools.bench

chaos: .venv/development.stamp ## Kills and load for minutes; by hand
	$(BIN)/python -m pytest -m processes -p no:xdist
