# The two commands of the README, and those of contributors. Each makes what it needs first.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
HOST ?= 127.0.0.1
# What make test hands to pytest: make test PYTEST_ARGS="-k catalogue"
PYTEST_ARGS ?= -n auto

POSTGRESQL := $(findstring postgres,$(DATABASE_URL))
UNMARKED := not browser and not packaging$(if $(POSTGRESQL),, and not postgresql)

.PHONY: help demo test prove browser packaging hosts bench docs lint map theming messages clean
.DEFAULT_GOAL := help

help:
	@echo "make demo       the example site on http://localhost:$(PORT)/ (PORT=…, HOST=…)"
	@echo "make test       the tests (PYTEST_ARGS=…, DATABASE_URL=postgres://… for PostgreSQL)"
	@echo "make prove      properties and races, tried many times (minutes; better on PostgreSQL);"
	@echo "                CONSULTATION=…: a file of texts, each through form, store and page"
	@echo "make browser    the tests in a real browser (needs Chromium)"
	@echo "make packaging  build the distributions, follow the installation guide with them"
	@echo "make hosts      sites of other kinds, each built from nothing by the documentation (half an hour)"
	@echo "make bench      the benchmarks"
	@echo "make docs       the documentation, into docs/_build/html"
	@echo "make lint       ruff, import-linter, mypy on the public face, djlint on templates"
	@echo "make map        the list of all files in docs/architecture.md"
	@echo "make theming    the tables of tokens and templates in docs/theming.md"
	@echo "make messages   update and compile the catalogues (needs gettext)"
	@echo "make clean      remove the environment and everything that was built"

# One environment; a stamp for each set of extras, renewed when the requirements change.
$(BIN)/python:
	@python=$$(scripts/python) && echo "Making $(VENV) with $$python" && "$$python" -m venv $(VENV)

# What is never imported is never compiled, and the rest once: that is kept wherever it can be.
unexport PYTHONDONTWRITEBYTECODE
$(VENV)/%.stamp: setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing (once)…"
	@$(BIN)/python -m pip install -qq --no-compile --disable-pip-version-check --editable '.[$*]'
	@touch $@

demo: $(VENV)/demo.stamp
	@PORT=$(PORT) HOST=$(HOST) $(BIN)/python scripts/demo.py

test: $(VENV)/testing.stamp
	$(BIN)/python -m pytest -m "$(UNMARKED)" $(PYTEST_ARGS)

prove: $(VENV)/testing.stamp
	PROVE=1 $(BIN)/python -m pytest -m "prove$(if $(POSTGRESQL),, and not postgresql)" $(PYTEST_ARGS)

browser: $(VENV)/browser.stamp
	$(BIN)/python -m pytest tests/browser -m browser $(BROWSER_ARGS)

packaging: $(VENV)/testing.stamp
	$(BIN)/python -m pytest tests/packaging -m packaging

hosts: $(VENV)/testing.stamp
	.ci/postgresql $(BIN)/python -m pytest tests/hosts -s --override-ini=norecursedirs= $(HOSTS_ARGS)

bench: $(VENV)/testing.stamp
	$(BIN)/python -m pytest tests/benchmarks -s --override-ini=norecursedirs= --override-ini="python_files=bench_*.py test_*.py"

docs: $(VENV)/docs.stamp
	$(BIN)/python -m sphinx --fail-on-warning --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

lint: $(VENV)/lint.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m mypy
	$(BIN)/djhtml --check --tabwidth 2 wagtail_crowdsolving example_site
	$(BIN)/djlint --lint --quiet wagtail_crowdsolving example_site

map: $(VENV)/testing.stamp
	$(BIN)/python scripts/file_map.py

theming: $(VENV)/testing.stamp
	$(BIN)/python scripts/theming.py

messages: $(VENV)/testing.stamp
	$(BIN)/python scripts/messages.py

clean:
	rm -rf $(VENV) .cache .tox build dist docs/_build *.egg-info .pytest_cache .ruff_cache .mypy_cache .import_linter_cache
