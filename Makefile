# Everything runs inside .venv, made from hashed locks with only Python and make:
# requirements.lock for the demonstration, requirements-dev.lock beside it for tests and checks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
PYTEST := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: demo test sweep check format lint types imports clean

demo: $(VENV)/.ready
	$(BIN)/sixones demo $(ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(PYTEST) -m "not sweep" $(ARGS)

# What takes minutes by nature: kills and cuts, every place and command, other programs.
sweep: $(VENV)/.dev
	$(BIN)/python -m pytest $(PYTEST) -m sweep $(ARGS)

check: format lint types imports
	$(MAKE) test

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

# --no-deps --no-build-isolation: the lock alone decides what is installed.
$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "sixones needs Python 3.11 to 3.13; try: make PYTHON=python3.12 " + "$(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	touch $@

clean:
	rm -rf $(VENV)
