# Everything runs inside .venv, made from hashed locks with only Python and make:
# requirements.lock for the demonstration; beside it, for tests and checks, requirements-dev.lock and
# those of the extras `ocr`, `team` and `serve`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEV_LOCKS := requirements-dev.lock requirements-ocr.lock requirements-team.lock requirements-serve.lock
ARGS ?=
PREFIX ?= $(HOME)/.local
PYTEST := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: demo test sweep fuzz check format lint types imports dist install pictures clean

demo: $(VENV)/.ready
	$(BIN)/sixones demo $(ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(PYTEST) -m "not sweep" $(ARGS)

# What takes minutes by nature: kills and cuts, every place and command, other programs.
sweep: $(VENV)/.dev
	$(BIN)/python -m pytest $(PYTEST) -m sweep $(ARGS)

# Coverage-guided, for FUZZ_SECONDS each; atheris stands in an environment of its own (Linux).
FUZZ := .venv-fuzz
FUZZ_SECONDS ?= 300
FUZZ_TARGETS ?= mail imap smtp links dates

fuzz: $(FUZZ)/.ready
	set -e; for target in $(FUZZ_TARGETS); do $(FUZZ)/bin/python -m tests.fuzz.run $$target $(FUZZ_SECONDS); done

$(FUZZ)/.ready: requirements.lock requirements-fuzz.lock $(DEV_LOCKS)
	$(PYTHON) -m venv $(FUZZ)
	$(FUZZ)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock -r requirements-fuzz.lock
	$(FUZZ)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps $(addprefix -r ,$(DEV_LOCKS))
	touch $@

check: format lint types imports
	$(MAKE) test

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 store mailsync tui
	$(BIN)/mypy --platform darwin store mailsync tui

imports: $(VENV)/.dev
	$(BIN)/lint-imports

# --no-deps --no-build-isolation: the lock alone decides what is installed.
$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "sixones needs Python 3.11 to 3.13; try: make PYTHON=python3.12 " + "$(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.ready $(DEV_LOCKS)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps $(addprefix -r ,$(DEV_LOCKS))
	touch $@

# Wheel and source archive in dist/.
dist: $(VENV)/.ready
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist

# The program in an environment of its own below PREFIX, with manual pages and completions.
install: dist
	$(PYTHON) -m venv $(PREFIX)/lib/sixones
	$(PREFIX)/lib/sixones/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(PREFIX)/lib/sixones/bin/python -m pip install -qq --disable-pip-version-check --no-deps --force-reinstall dist/*.whl
	mkdir -p $(PREFIX)/bin
	ln -sf ../lib/sixones/bin/sixones $(PREFIX)/bin/sixones
	$(PREFIX)/lib/sixones/bin/python -m tui.commands.work.manual $(PREFIX)/share

# The pictures of README and docs, from the demonstration.
pictures: $(VENV)/.dev
	$(BIN)/python -m bench.pictures
	$(BIN)/python -m bench.papers

clean:
	rm -rf $(VENV) $(FUZZ) dist
