# One command for each habit. `make help` lists them; ARGS= is passed on.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format docs requirements changelog clean

BIN := .venv/bin
ARGS ?=
COMPILE := --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements"

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv with Levee and what it needs
	@tools/launch runtime

demo: setup ## one partner ticket from intake to certified fix, then the pages (ARGS=--no-serve)
	@$(BIN)/levee demo $(ARGS)

test: ## every tier on SQLite, then those that touch the database on PostgreSQL (ARGS="-k word")
	@tools/launch dev
	@$(BIN)/python tools/run_tests.py $(ARGS)

check: ## format, lint, types, import walls, changelog fragment
	@tools/launch dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tools tests
	$(BIN)/lint-imports
	$(BIN)/python tools/check_fragment.py

format: ## let ruff put the code in form
	@tools/launch dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: ## build the documentation into docs/_build/html; a warning is an error
	@tools/launch docs
	$(BIN)/python -m sphinx -W -n --keep-going -q -b html docs docs/_build/html $(ARGS)
	@echo "docs/_build/html/index.html"

requirements: ## compile requirements/*.txt from pyproject.toml (ARGS=--upgrade)
	@tools/launch runtime
	$(BIN)/uv pip compile $(COMPILE) $(ARGS) pyproject.toml requirements/build.in \
		-o requirements/runtime.txt
	$(BIN)/uv pip compile $(COMPILE) $(ARGS) pyproject.toml requirements/build.in requirements/dev.in \
		--group dev -c requirements/runtime.txt -o requirements/dev.txt
	$(BIN)/uv pip compile $(COMPILE) $(ARGS) pyproject.toml requirements/build.in \
		--group docs -c requirements/dev.txt -o requirements/docs.txt
	$(BIN)/uv pip compile $(COMPILE) $(ARGS) requirements/bootstrap.in \
		-c requirements/runtime.txt -o requirements/bootstrap.txt

changelog: ## move the fragments of changes/ into CHANGELOG.md (ARGS="--version 0.2.0")
	@tools/launch dev
	$(BIN)/towncrier build --yes $(ARGS)

clean: ## remove .venv, caches and built pages; never data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache docs/_build
