# Two commands do everything on a fresh machine with Python 3.11+, git and make:
#   make run    set up, then start Mozart
#   make test   set up, then run every test
PYTHON ?= $(shell command -v python3.13 || command -v python3.12 || command -v python3.11 || command -v python3)
BIN := .venv/bin
ARGS ?=

.PHONY: help setup run test check bench lock clean

help:
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

setup: ## create .venv with all that Mozart needs, from the committed lock
	@$(PYTHON) tools/install.py run

run: setup ## start Mozart; without a Discord token it opens a loopback chat in your browser's reach
	@$(BIN)/mozart run $(ARGS)

.venv/dev:
	@$(PYTHON) tools/install.py dev

test: .venv/dev ## run every test (ARGS="-k word" for some)
	@$(BIN)/python -m pytest $(ARGS)

check: .venv/dev ## lint, formatting, types and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy bot inference prompts tests benchmarks tools
	@$(BIN)/lint-imports

bench: .venv/dev ## print every figure that Mozart claims about its speed
	@$(BIN)/python -m benchmarks $(ARGS)

lock: .venv/dev ## write the locks anew from pyproject.toml
	@$(BIN)/python tools/lock.py

clean: ## remove .venv and caches; data/ stays
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build *.egg-info

.PHONY: .venv/dev
