# `make help` lists what there is. Python >= 3.11 and make are all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
SRC := governance sidecar platform_api product_templates catalog_ui
UV_VERSION := 0.13.8

.DEFAULT_GOAL := help

.PHONY: help
help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Trellis needs Python 3.11 or newer; name one with: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# Bytecode is compiled at install time: the first `trellis --help` is then as fast as the tenth.
$(VENV)/.demo: pyproject.toml uv.lock $(UV)
	@$(UV) sync --quiet --frozen --no-dev --extra demo --compile-bytecode --inexact
	@touch $@

# Other people's tools bring pandas, which pyarrow would import into every process of ours: they have a place of their own.
$(VENV)/.dev: pyproject.toml uv.lock $(UV)
	@$(UV) sync --quiet --frozen --extra demo --extra opa --compile-bytecode --inexact
	@UV_PROJECT_ENVIRONMENT=$(VENV)/tools $(UV) sync --quiet --frozen --no-dev --no-install-project --extra datacontract --extra great-expectations
	@touch $@ $(VENV)/.demo

.PHONY: install
install: $(VENV)/.dev ## Install everything that developing needs

.PHONY: demo
demo: $(VENV)/.demo ## Build and run the example mesh, and print what happened
	@$(BIN)/trellis demo

.PHONY: check
check: $(VENV)/.dev ## Lint, types, import arrows, budgets
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/pytest -q tests/style

.PHONY: test
test: check ## All tests that Python and make can run
	@$(BIN)/pytest -q -n auto --dist loadfile -m "not services" --ignore tests/style

.PHONY: test-services
test-services: $(VENV)/.dev ## The tests that need real servers, which it installs and starts
	@$(BIN)/python tests/services/install.py
	@$(BIN)/pytest -q -m services

.PHONY: opa-wasi
opa-wasi: $(VENV)/.dev ## Build OPA into the package as WebAssembly; needs Go (https://go.dev/dl)
	@$(BIN)/python -m governance.opa.build

.PHONY: bench
bench: $(VENV)/.dev ## Measure, as ratios in one run, and write tests/benchmarks/results.json
	@$(BIN)/python -m tests.benchmarks
