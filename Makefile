# Two commands are enough: `make run` and `make test`. Both set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet

.PHONY: run test test-lowest quality lock clean

run: $(VENV)/.ready-to-run
	$(BIN)/miaozhao import --built-in --if-empty --words
	$(BIN)/miaozhao serve

test: $(VENV)/.ready-to-test
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses 2

# Run the tests with the lowest version of every direct dependency that pyproject.toml allows.
LOWEST := .venv-lowest
test-lowest: $(VENV)/.ready-to-test
	$(INSTALL) uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct \
		--compile-bytecode --requirement pyproject.toml --extra semantic --group build --group dev
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --no-deps \
		--no-build-isolation --editable .
	$(LOWEST)/bin/pytest --numprocesses 2 --ignore tests/quality

# Measure how well cases are found, and write the tables of docs/quality.md.
quality: $(VENV)/.ready-to-test
	$(BIN)/python -m tests.quality.report

# The environment: pinned by hash, then the project itself, editable. The lock files are complete;
# pip, left to resolve them, takes a newer release for coverage[toml] than the one pinned.
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Miaozhao needs Python 3.11 or newer, not %d.%d" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-to-run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what is pinned in requirements.lock (once, about a minute) ..."
	$(INSTALL) --no-deps --require-hashes --requirement requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-to-test: requirements-dev.lock tests/node/package-lock.json $(VENV)/.ready-to-run
	@echo "Installing what the tests need (once) ..."
	$(INSTALL) --no-deps --require-hashes --requirement requirements-dev.lock
	@if command -v npm >/dev/null; then \
		npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund --silent; \
	else \
		echo "npm is not found: tests with clients for Node.js are skipped."; \
	fi
	@touch $@

# Pin anew; the larger set first, so that both files agree.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group build \
	--extra semantic
lock: | $(VENV)/bin/python
	$(INSTALL) uv
	$(COMPILE) --upgrade --group dev --output-file requirements-dev.lock
	$(COMPILE) --constraint requirements-dev.lock --output-file requirements.lock

clean:
	rm -rf $(VENV) $(LOWEST) tests/node/node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
