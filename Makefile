# Needs Python 3.11 or newer, make and a package index. No Pulumi, no Docker, no cloud account.

# The first interpreter that is new enough, runs, and can make a virtual environment (Debian splits that off).
# The SDKs are large: compiled once they load in a third of the time.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if $$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; \
	done)
VENV := .venv
BIN := $(VENV)/bin
UV := env UV_PROJECT_ENVIRONMENT=$(VENV) UV_PYTHON_DOWNLOADS=never $(BIN)/uv

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-lifecycle bench golden lint style types contracts format lock clean record

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.ready ## check, plan and report an example system on all clouds into build/demo
	@$(BIN)/govcloud demo projects/digital-agency/vrs --out build/demo

test: $(VENV)/.ready ## every test, on all cores; says what was skipped and why
	@$(BIN)/pytest -n auto -q -rs

test-lifecycle: $(VENV)/.ready ## whole lives of a system under Pulumi's own engine, on simulated clouds; needs pulumi
	@$(BIN)/pytest tests/lifecycle -m "" -n auto --dist worksteal -q -rs

bench: $(VENV)/.ready ## every benchmark of bench/README.md, half an hour on a quiet machine
	@for one in start judging controls render; do echo "== bench/$$one.py"; $(BIN)/python bench/$$one.py || exit 1; done
	@if command -v pulumi >/dev/null; then $(BIN)/python bench/preview.py; else echo "bench/preview.py needs pulumi on PATH: left out"; fi

record: $(VENV)/.ready ## what Pulumi's own engine says of the fixtures, recorded anew (needs pulumi; ONLY="get hooks")
	@$(BIN)/python -m tests.engine.record $(ONLY)

golden: $(VENV)/.ready ## keep the states that this version deploys VRS with, to upgrade from later (needs pulumi)
	@$(BIN)/python -m tests.golden.record

lint: style types contracts ## style, types and import contracts

style: $(VENV)/.ready ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.ready ## pyrefly over everything, mypy --strict over the pure layers
	@$(BIN)/pyrefly check
	@$(BIN)/mypy --strict

contracts: $(VENV)/.ready ## import-linter: which room may import which
	@$(BIN)/lint-imports

format: $(VENV)/.ready ## let ruff format and mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(VENV)/.uv ## resolve uv.lock anew from pyproject.toml, against the public index only
	@env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(UV) lock --default-index https://pypi.org/simple

clean: ## remove everything that make made, .venv included
	rm -rf build dist $(VENV) .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.uv: requirements-uv.txt
	@test -n "$(PYTHON)" || { echo "No usable Python found: install Python 3.11 or newer with its venv module" \
		"(Debian and Ubuntu: apt install python3-venv), or say which: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "[1/3] $(VENV): a virtual environment of $$($(PYTHON) --version)"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@echo "[2/3] uv, by its hashes"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-uv.txt
	@touch $@

$(VENV)/.ready: $(VENV)/.uv pyproject.toml uv.lock
	@echo "[3/3] the packages of uv.lock (three cloud SDKs: some 120 MB to fetch the first time)"
	@$(UV) sync --frozen --all-extras --group dev --python $(BIN)/python
	@touch $@
