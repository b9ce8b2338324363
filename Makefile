# Two commands do everything on a fresh machine with Python 3.11+, git and make:
#   make run    set up, then start Mozart
#   make test   set up, then run every test
# Everything they install goes into .venv; `make help` lists the rest.

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && exit; done; echo python3)
TORCH ?= auto
ARGS ?=
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check bench lock clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	|| sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1  \2/p' $(MAKEFILE_LIST)

setup: ## create .venv with all that Mozart needs (TORCH=cpu, cuda, cu126, ... to choose its build)
	@$(PYTHON) tools/install.py run --torch $(TORCH)

setup-dev:
	@$(PYTHON) tools/install.py dev --torch $(TORCH)

run: setup ## start Mozart (ARGS="--loopback" for the chat on this machine, even with a token)
	@$(BIN)/mozart run $(ARGS)

test: setup-dev ## run every test (ARGS="-k word" for some)
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

check: setup-dev ## lint, formatting, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: setup-dev ## measure every figure that Mozart claims (ARGS="queue painter" for some)
	@$(BIN)/python -m benchmarks $(ARGS)

lock: setup-dev ## write the locks anew from pyproject.toml
	@$(BIN)/python -m tools.lock

clean: ## remove .venv and caches; data/ stays
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build *.egg-info
