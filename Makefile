# Everything here works on a machine that has only Python 3.11 or newer, and make:
#
#   make demo    the sandbox and the bot, in a browser; needs no token and no account
#   make test    the whole test suite
#   make run     the bot, with the settings of .env
#   make check   format, lint, types, import contracts, catalogues, tests
#   make chaos   kills the bot, breaks its calls, feeds it rubbish; counts what was lost or doubled
#   make mutants takes each permission check away and looks whether a test notices
#   make bench   the goals of performance, each beside its anchor; ARGS="--full", ARGS="--only G1"
#
# Each installs what it needs into .venv first, once. `make demo ARGS="--port 9000"` passes options on.

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
CODE := bot handlers keyboards services db roadmap locales sandbox bench

# Stamps: what .venv holds. The packages of `dev` include those of `run`, so that a demo after the
# tests takes nothing away.
UV_STAMP := $(VENV)/.has-uv
RUN_STAMP := $(VENV)/.has-run
DEV_STAMP := $(VENV)/.has-dev
RUNTIME := $(if $(wildcard $(DEV_STAMP)),$(DEV_STAMP),$(RUN_STAMP))

# Bytecode is made here: the child that reads documents may write no file and would do without.
SYNC := $(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode --python $(BIN)/python
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url

# The interpreter is the machine's own: uv must not go looking for another.
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test run check chaos mutants bench setup lint texts lock clean

help:
	@sed -n '2,11s/^# \{0,1\}//p' Makefile

demo: $(RUNTIME)
	@$(BIN)/python -m sandbox $(ARGS)

run: $(RUNTIME)
	@$(BIN)/python -m bot $(ARGS)

test: $(DEV_STAMP)
	@$(BIN)/python -m pytest $(ARGS)

check: lint test

bench: $(DEV_STAMP)
	@$(BIN)/python -m bench.goals $(or $(ARGS),--quick)

chaos: $(DEV_STAMP)
	@$(BIN)/python -m tests.chaos $(ARGS)

mutants: $(DEV_STAMP)
	@$(BIN)/python -m tests.access.mutants $(ARGS)

setup: $(DEV_STAMP)

lint: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/python -m locales.catalogue --check

# Reads the sentences out of the code and makes room for new ones in the catalogues.
texts: $(DEV_STAMP)
	$(BIN)/python -m locales.catalogue
	$(BIN)/python -m tests.access.test_page

# The pinned packages anew, newest that pyproject.toml allows; the files name no registry.
lock: $(UV_STAMP)
	echo uv | $(LOCK) --upgrade --no-annotate - -o requirements/installer.txt
	$(LOCK) --upgrade --extra metrics --extra postgres --extra proxy --extra s3 pyproject.toml -o requirements/run.txt
	$(LOCK) --upgrade --constraint requirements/run.txt --all-extras --group dev pyproject.toml \
		-o requirements/dev.txt

clean:
	rm -rf $(VENV)

$(UV_STAMP): requirements/installer.txt
	@command -v $(PYTHON) >/dev/null || \
		{ echo "Python 3.11 or newer is needed: install it, or name it: make PYTHON=/path/to/python3 …" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, $(PYTHON) is older: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@echo "Installing packages into $(VENV)…"
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is needed (on Debian and Ubuntu: the package python3-venv)." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/installer.txt
	@touch $@

$(RUN_STAMP): requirements/run.txt $(UV_STAMP)
	@$(SYNC) requirements/run.txt
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(UV_STAMP)
	@$(SYNC) requirements/dev.txt
	@touch $@
