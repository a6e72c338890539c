# Needs Python 3.11 or later, make and git. Everything is installed into .venv, from requirements.lock.
#
#   make demo            sample data through Airflow, DuckDB and the reports
#   make test            the tests
#   make test-long       more of the same: every repair, answer and rule of settling, a hundred kills
#   make test-airflow    tests that run whole Airflows, on several workers too: a quarter of an hour
#   make check           formatting, lint, types, SQL style
#   make airflow         Airflow's page on this machine, with the DAGs
#   make real DATA=DIR   the real public data in DIR
#   make bench SCALE=1   the benchmarks
#   make lock            renew requirements.lock
#   make clean           remove what make installed; the data in var stays

PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(if $(shell $(p) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),$(p))))
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
UV := build/uv/bin/uv
DATA ?= ../shared/data/us_federal
SCALE ?= 1
WORKERS ?= 2

# Bytecode is worth keeping: Airflow starts twice as fast from it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test test-long test-airflow check airflow real bench lock clean

help:
	@sed -n 's/^#   //p' Makefile

install: $(INSTALLED)

# The lock is complete, so pip has nothing to resolve. Modules are compiled when first used, not all at once.
$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11 or later found. Give one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Installing into $(VENV) with $(PYTHON): about a minute, once."
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

demo: $(INSTALLED)
	$(BIN)/appraise demo

test: $(INSTALLED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope

test-long: $(INSTALLED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope -m long

# With whole Airflows as processes: a worker that dies, a scheduler that dies, PostgreSQL, Redis and Celery.
test-airflow: $(INSTALLED)
	$(BIN)/python -m pytest -m real_airflow tests/scheduler tests/deploy

# Every check runs; the target fails if one of them did.
check: $(INSTALLED)
	@failed=; \
	for check in "ruff check ." "ruff format --check ." "mypy" "sqlfluff lint sql"; do \
		echo "$$check"; $(BIN)/$$check || failed="$$failed\n  $$check"; \
	done; \
	if [ -n "$$failed" ]; then printf "failed:$$failed\n" >&2; exit 1; fi

airflow: $(INSTALLED)
	$(BIN)/appraise airflow

real: $(INSTALLED)
	$(BIN)/python examples/us_federal/run.py --data $(DATA) --home var/real

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks.run --scale $(SCALE)

# Versions within pyproject.toml's bounds, for every platform and Python from 3.11, with the hash of every file.
# setuptools is there to install this package itself without a build environment of its own.
lock: $(UV)
	echo "setuptools>=75" | $(UV) --no-config pip compile --universal --python-version 3.11 --upgrade --quiet \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--extra dev --extra cluster --output-file requirements.lock pyproject.toml -
	@grep -c == requirements.lock | sed 's/$$/ packages locked/'

$(UV):
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv

clean:
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache
