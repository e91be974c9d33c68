# "make site" builds the site, "make test" checks and tests the project.
# Needed beforehand: make and Python 3.11 or newer. All else goes into .venv.

VENV := .venv
PY := $(VENV)/bin/python
# Said twice, --quiet leaves errors only.
PIP := $(PY) -m pip --quiet --quiet --disable-pip-version-check --no-input
STAMPS := $(VENV)/stamps
COMPILED := .venv-compiled

# The first Python found that runs, is new enough and can make an environment; "make PYTHON=/some/python site" takes another.
# The system's own comes first: distributions build theirs for speed, a tenth of a build, which pyenv, say, does not.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
FIT := import ensurepip, venv; $(NEW_ENOUGH)
PYTHON ?= $(shell for python in /usr/bin/python3 python3.11 python3.12 python3.13 python3.14 python3 python; do \
	if "$$python" -c '$(FIT)' >/dev/null 2>&1; then echo "$$python"; exit; fi; done; echo python3)

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site test check serve bench compiled clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# Byte code is compiled beforehand, for Python may be told to leave none (PYTHONDONTWRITEBYTECODE), and then each start
# compiles anew, which takes longer than most builds.
site: $(STAMPS)/run ## build the site from seeds/ into output/
	@$(PY) -m compileall -q site_builder
	@$(PY) build.py

test: $(STAMPS)/dev $(STAMPS)/tools $(COMPILED)/stamp ## check style and types, then run every test
	@$(MAKE) check
	@echo "== pytest"
	@$(PY) -m pytest --numprocesses auto --dist worksteal

check: $(STAMPS)/dev ## check style (ruff) and types (mypy) only
	@echo "== ruff check"
	@$(PY) -m ruff check .
	@echo "== ruff format --check"
	@$(PY) -m ruff format --check .
	@echo "== mypy --strict"
	@$(PY) -m mypy

serve: $(STAMPS)/run ## build, show the site in a browser, and build again on every change
	@$(PY) build.py serve

bench: $(STAMPS)/dev $(COMPILED)/stamp ## measure how long builds take; ARGS="--against hugo" compares with Hugo
	@$(PY) -m bench $(ARGS)

compiled: $(COMPILED)/stamp ## build a wheel whose busiest modules are compiled, and install it into .venv-compiled

clean: ## remove .venv and every cache, but neither seeds/ nor output/
	@rm -rf $(VENV) $(COMPILED) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name .git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

# Set-up. Each step leaves a stamp in .venv, and runs again only when what it depends on has changed.

# A .venv whose Python is gone (the system's was upgraded, say) is set up anew, whatever its stamps say.
ifneq ($(shell test -x $(PY) && echo alive),alive)
.PHONY: $(STAMPS)/venv
endif

$(STAMPS)/venv:
	@if ! "$(PYTHON)" -c '' 2>/dev/null; then \
		echo "Python 3.11 or newer is needed, and '$(PYTHON)' does not run." \
			"Install it (Debian: python3 and python3-venv)," \
			"or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@if ! "$(PYTHON)" -c '$(NEW_ENOUGH)'; then \
		echo "Python 3.11 or newer is needed, and '$(PYTHON)' is $$("$(PYTHON)" --version 2>&1)." \
			"Name a newer one: make PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@if ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "'$(PYTHON)' cannot make virtual environments: it has no ensurepip." \
			"On Debian: apt-get install" \
			"$$("$(PYTHON)" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; exit 1; fi
	@if ! $(PY) -c '$(NEW_ENOUGH)' 2>/dev/null || ! $(PY) -m pip --version >/dev/null 2>&1; then \
		echo "making $(VENV) with $$("$(PYTHON)" --version)"; \
		"$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }; fi
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/run: pyproject.toml $(STAMPS)/venv
	@echo "installing the project"
	@$(PIP) install --editable '.[html]'
	@touch $@

# pip reads dependency groups from 25.1 on.
$(STAMPS)/dev: pyproject.toml $(STAMPS)/run
	@echo "installing what checks and tests need"
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --group dev
	@touch $@

$(STAMPS)/tools: tools/install-test-tools.sh $(STAMPS)/venv
	@bash tools/install-test-tools.sh
	@touch $@

# In an environment of its own, with the libraries of .venv: beside the sources, what is compiled would be taken for them
# after the next edit.
HEADERS := import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))
CC_OF := import os, sysconfig; print((os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0])
PIP_COMPILED := $(COMPILED)/bin/python -m pip --quiet --quiet --disable-pip-version-check --no-input

$(COMPILED)/stamp: hatch_build.py pyproject.toml $(shell find site_builder templates -type f -not -name '*.pyc') | $(STAMPS)/venv
	@if ! command -v "$$($(PY) -c '$(CC_OF)')" >/dev/null || ! $(PY) -c '$(HEADERS)'; then \
		echo "A C compiler and Python's headers are needed to compile." \
			"On Debian: apt-get install gcc" \
			"$$($(PY) -c 'import sys; print("python%d.%d-dev" % sys.version_info[:2])')" >&2; exit 1; fi
	@echo "compiling the project"
	@rm -f dist/site_builder-*.whl
	@HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 $(PIP) wheel --no-deps --wheel-dir dist .
	@$(COMPILED)/bin/python -c '' 2>/dev/null || $(PY) -m venv --clear $(COMPILED)
	@$(PIP) freeze --exclude-editable >$(COMPILED)/libraries.txt
	@$(PIP_COMPILED) install --constraint $(COMPILED)/libraries.txt "$$(echo dist/site_builder-*.whl)[html]"
	@$(PIP_COMPILED) install --no-deps --force-reinstall dist/site_builder-*.whl
	@touch $@
