# Everything a developer types. `make` alone lists it.

PYTHON ?= python3
# How many tests run at a time.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
CODE := src tests tools migrations bench

.DEFAULT_GOAL := help
.PHONY: help demo serve test check lint format openapi bench equality comparison lock clean ready-to-run ready-to-test

help: ## List these targets; ARGS="…" is handed on to the program behind one
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ready-to-run ## Start the service with a college, badges and learners to look at
	@$(BIN)/badgeservice demo $(ARGS)

serve: ready-to-run ## Start the service as configured by BADGESERVICE_… variables
	@$(BIN)/badgeservice serve $(ARGS)

test: check ## Run the checks, then every test; ARGS="-k revoke" picks some
	@$(PYTEST) --numprocesses $(JOBS) --dist loadfile $(ARGS)

check: ready-to-test ## Run what needs no service: format, lint, types, floors, house rules
	@$(BIN)/ruff format --check $(wildcard $(CODE))
	@$(BIN)/ruff check $(wildcard $(CODE))
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PYTEST) --quiet tests/house

lint: ready-to-test ## Lint alone, mending what can be mended
	@$(BIN)/ruff check --fix $(wildcard $(CODE)) $(ARGS)

format: ready-to-test ## Format the code
	@$(BIN)/ruff format $(wildcard $(CODE)) $(ARGS)

openapi: ready-to-run ## Write openapi.yaml anew from the code
	@$(BIN)/badgeservice openapi > openapi.yaml.new
	@mv openapi.yaml.new openapi.yaml

bench: ready-to-test ## Measure the service beside its peers; ARGS=--quick takes minutes
	@$(BIN)/python -m bench $(ARGS)

equality: ready-to-test ## Compare random credentials with PyLD and pyoxigraph; ARGS=100000
	@$(BIN)/python -m tests.credentials.walker.equality --cases $(or $(ARGS),100000)

comparison: ready-to-test ## Ask other verifiers about ten bad badges, and write docs/verification.md
	@$(BIN)/python -m tests.interop.ten_cases > docs/verification.md.new
	@mv docs/verification.md.new docs/verification.md

lock: ## Choose package versions anew (needs uv); ARGS="--upgrade" takes the newest
	@uv pip compile $(LOCK_OPTIONS) --extra build -o requirements/run.txt pyproject.toml $(ARGS)
	@uv pip compile $(LOCK_OPTIONS) --extra build --extra test -o requirements/test.txt \
		-c requirements/run.txt pyproject.toml $(ARGS)

# One lock for every system and every Python from 3.11 on, naming hashes but no registry.
LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url

clean: ## Remove all that these targets made, the environment included
	@rm -rf .venv tools/*/node_modules build dist htmlcov .coverage .hypothesis \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache openapi.yaml.new
	@find $(wildcard $(CODE)) -name __pycache__ -type d -prune -exec rm -rf {} +

ready-to-run:
	@$(PYTHON) tools/bootstrap.py demo

ready-to-test:
	@$(PYTHON) tools/bootstrap.py test
