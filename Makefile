.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

# A machine that forbids bytecode would compile the provider's SDK anew at every start.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
STACKS ?=
DAYS ?= 30
ARGS ?=
SOURCES := __main__.py serving.py wiring.py exports.py bootstrap components settings simulated_azure preflight \
	policy_packs tools tests

.PHONY: help setup setup-dev lock plan diff test test-all check lint-workflows format docs schema mutate bench \
	new-stack pr-report look-ahead check-manifests pulumi-cli deploy-preview deploy-apply clean

help: ## show this list
	@$(PYTHON) -c 'import re,sys; [print("  make %-15s %s" % m) for m in re.findall(r"(?m)^([a-z-]+):.*?## (.+)$$", open("Makefile").read())]'

setup: $(VENV)/.runtime ## install what a plan and a deployment need, into .venv

setup-dev: $(VENV)/.dev ## install what tests and checks need too

$(UV): tools/requirements-uv.txt
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The development set holds the runtime set, so where it is installed nothing is taken away.
$(VENV)/.runtime: requirements.txt requirements-dev.txt $(UV)
	@if [ -e $(VENV)/.dev ]; then lock=requirements-dev.txt; else lock=$<; fi; \
	echo "installing $$lock into $(VENV)" >&2; \
	$(UV) pip sync --quiet --python $(PY) --require-hashes $$lock
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(UV)
	@echo "installing $< into $(VENV)" >&2
	@$(UV) pip sync --quiet --python $(PY) --require-hashes $<
	@touch $@ $(VENV)/.runtime

lock: $(UV) ## write the lock files anew from pyproject.toml
	$(UV) pip compile --quiet --universal --generate-hashes --no-header pyproject.toml -o requirements.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --extra dev pyproject.toml -o requirements-dev.txt

plan: setup ## show what each stack would create and what the rules say, without Azure (STACKS="dev prod")
	@$(PY) -m preflight plan $(STACKS) $(ARGS)

diff: setup ## show what a change would do (A=dev B=prod, or BASE=origin/main)
	@$(PY) -m preflight diff $(if $(BASE),--base $(BASE) $(STACKS),$(A) $(B)) $(ARGS)

test: setup-dev ## run the fast tests
	@$(PY) -m pytest -n 2 --dist loadfile -m "not slow" $(ARGS)

test-all: setup-dev ## run every test, and hold the coverage to its floor
	@$(PY) -m pytest -n 2 --dist loadfile --cov --cov-report=term $(ARGS)

check: setup-dev ## check format, lint, types, security, links, and that generated files are current
	@$(PY) -m ruff format --check --quiet $(SOURCES)
	@$(PY) -m ruff check --quiet $(SOURCES)
	@$(PY) -m ty check --quiet
	@$(PY) -m bandit --quiet --recursive --configfile pyproject.toml $(filter-out tests,$(SOURCES))
	@$(PY) -m tools.schema --check
	@$(PY) -m tools.pack_data --check
	@$(PY) -m tools.docs --check
	@$(PY) -m tools.check_links
	@$(PY) -m tools.ci.lint
	@echo "all checks passed"

lint-workflows: setup-dev ## check the pipelines of GitHub and Azure, offline
	@$(PY) -m tools.ci.lint

format: setup-dev ## format the code and mend what the linter can
	@$(PY) -m ruff check --quiet --fix $(SOURCES)
	@$(PY) -m ruff format --quiet $(SOURCES)

docs: setup-dev ## write the generated tables and pages anew
	@$(PY) -m tools.docs

schema: setup-dev ## write the JSON schema of stack files, and the policy pack's data
	@$(PY) -m tools.schema
	@$(PY) -m tools.pack_data

mutate: setup-dev ## break every guarantee once and see a test notice
	@$(PY) -m tools.mutate $(ARGS)

bench: setup-dev ## measure speed, as ratios in one run
	@$(PY) -m tools.bench $(ARGS)

new-stack: setup ## make the files a new environment needs (NAME=staging)
	@$(PY) -m tools.new_stack "$(NAME)"

pr-report: setup ## write what a reviewer reads of a change into build/report (BASE=origin/main)
	@$(PY) -m tools.ci.report --base "$(BASE)" $(ARGS)

look-ahead: setup ## plan every stack as of a later day, such as of exemptions that end (DAYS=30)
	@$(PY) -m preflight plan $(STACKS) $(ARGS) \
	  --today "$$($(PY) -c 'import datetime as d; print(d.date.today() + d.timedelta($(DAYS)))')"

check-manifests: setup ## check what the cluster of a stack pulls (STACK=prod FOLDER=../models/clusters/prod)
	@$(PY) -m preflight manifests "$(STACK)" --out "$(FOLDER)" --check

pulumi-cli: setup ## install the Pulumi CLI of the SDK's version (FOLDER=~/.pulumi/bin)
	@$(PY) -m tools.ci.pulumi_cli "$(FOLDER)"

deploy-preview: setup ## preview a stack on Azure and digest the changes (STACK=dev)
	@$(PY) -m tools.ci.deploy preview "$(STACK)"

deploy-apply: setup ## deploy a stack if its changes are those that were approved (STACK=dev DIGEST=...)
	@$(PY) -m tools.ci.deploy start-cluster "$(STACK)"
	@$(PY) -m tools.ci.deploy apply "$(STACK)" --approved "$(DIGEST)" $(ARGS)

clean: ## remove everything that is installed or generated locally
	rm -rf $(VENV) tools/ci/node_modules .cache .pytest_cache .ruff_cache .hypothesis .coverage build
