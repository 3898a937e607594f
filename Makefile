# The commands of this project, for GNU make 3.81 or newer. `make` lists them.
#
#   PYTHON=python3.12      the Python that .venv is made with
#   TORCH=cuda             PyTorch's build with CUDA, which formulafit has no use for, in place of cpu
#   PIP_EXTRA="..."        further words for `pip install`
#   CONFIG=path.yaml       another config for `make report`
#   SUITE=nguyen           what `make benchmark` measures: default, nguyen, feynman, surrogate, noise, spread,
#                          frequencies, edges, orders, ablation, steps, size
#   ARGS="..."             further words for snakemake (report, cluster-recover), pytest (test), benchmark

PYTHON ?= python3
CONFIG ?= config/config.yaml
SUITE ?= default
QUOTED_CONFIG := '$(subst ','\'',$(CONFIG))'
OTHER := $(if $(filter-out config/config.yaml,$(CONFIG)),$(QUOTED_CONFIG))
TORCH ?= $(if $(wildcard .venv/.made-cuda),cuda,cpu)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

PINS := $(firstword $(shell cat constraints.txt pyproject.toml | cksum))
MADE := .venv/.made-$(TORCH)
MOVED := $(shell test ! -e $(MADE) || test "$$(cat $(MADE))" = "$$(pwd)" || echo moved)
INSTALLED := .venv/.installed-$(PINS)
with = .venv/.installed-$(1)-$(PINS)
ifeq ($(filter cpu cuda,$(TORCH)),)
  $(error TORCH is $(TORCH); write cpu or cuda)
endif

export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help setup quarto report test lint format lock docs benchmark benchmark-docs pictures cluster-recover clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "make %-15s %s\n", $$1, $$2 }'

setup: $(INSTALLED) .venv/.quarto ## make .venv with everything that is pinned (minutes, once)
	@echo "All is set up in .venv; to use it in this shell: . .venv/bin/activate"

report: $(INSTALLED) .venv/.quarto ## set up, run the workflow on config/config.yaml, say where the paper lies
	@$(BIN)/python -m snakemake --cores all $(if $(OTHER),--configfile $(OTHER)) $(ARGS)
	@$(BIN)/python tools/where.py $(QUOTED_CONFIG)

test: $(call with,test) ## run the tests
	@$(BIN)/python -m pytest $(ARGS)

lint: $(call with,lint) ## check form, types and the workflow
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile cluster workflow
	$(BIN)/mypy
	$(BIN)/snakemake --lint
	@$(TSC)

format: $(call with,lint) ## bring the code into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile cluster workflow

lock: $(call with,lock) ## pin the newest dependencies anew: constraints.txt, workflow/envs/
	$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --all-extras \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file constraints.txt
	$(BIN)/python tools/environment.py

docs: $(INSTALLED) ## rewrite config/README.md's table of keys and the editor schema
	$(BIN)/python -m formulafit.config

benchmark: $(call with,benchmark) ## measure SUITE beside other methods, as far as it is not measured yet
	@$(BIN)/python -m $(if $(filter ablation size steps,$(SUITE)),benchmarks.$(SUITE),benchmarks $(SUITE)) $(ARGS)

benchmark-docs: $(call with,benchmark) ## write docs/benchmarks.md from what was measured
	@$(BIN)/python -m benchmarks.document

pictures: report ## renew README's pictures and docs/paper*.pdf from the default papers (needs pdftoppm)
	@mkdir -p docs/images
	pdftoppm -png -singlefile -r 75 results/report/paper.pdf docs/images/paper
	cp results/formulas/damped_wave/fit.svg docs/images/fit.svg
	cp results/report/paper.pdf results/report/paper.zh.pdf docs/

cluster-recover: ## take up a cluster run whose Snakemake was killed (ARGS: the words of that run)
	@sh cluster/recover.sh $(ARGS)

clean: ## remove everything that was made: .venv, results, caches
	rm -rf .venv .snakemake results build workflow/*.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

quarto: $(INSTALLED) ## try once more to install Quarto
	@rm -f .venv/.quarto
	@$(MAKE) --no-print-directory .venv/.quarto

# The types of the page's scripts, where node is; of TypeScript's package nothing is kept here.
TYPESCRIPT := typescript@5.9.3
define TSC
if command -v npx > /dev/null; then \
  echo "npx $(TYPESCRIPT) tsc --project report/live" && npx --yes --package $(TYPESCRIPT) tsc --project report/live; \
elif [ -n "$$CI" ]; then echo "There is no npx here, and .ci/run should have installed it." >&2; exit 1; \
else echo "There is no npx here: the types of report/live/*.js are not checked."; fi
endef

# ------------------------------------------------------------------------------- what is installed
# A stamp a set of packages, named by a checksum of the pins: nothing is installed twice, and all of
# it again after an edit of pins. No stamp counts by its time, which is another one in a copy.

$(MADE):
	@case "$$(pwd)" in *[{}:]*) echo "The path of this folder, $$(pwd), has a brace or a colon in it, which Snakemake or Python's venv cannot bear. Rename or move the folder." >&2; exit 1;; esac
	@command -v $(PYTHON) > /dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is $$($(PYTHON) --version 2>&1); Python 3.11 or newer is needed. If you have one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@rm -rf .venv
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv
	@pwd > $@

.PHONY: moved
moved: | $(MADE) # or copied, with the .venv in it
	@$(BIN)/python tools/moved.py "$$(cat $(MADE))" "$$(pwd)"
	@pwd > $(MADE)

$(INSTALLED): | $(MADE) $(MOVED)
	@echo "Installing the pinned packages into .venv; the first time this takes some minutes"
	@$(PIP) install -c constraints.txt $$($(BIN)/python tools/torch_index.py $(TORCH)) $(PIP_EXTRA) -e .
	@touch $@

.venv/.installed-%-$(PINS): | $(INSTALLED)
	@echo "Installing what 'make $*' needs into .venv"
	@$(PIP) install -c constraints.txt $(PIP_EXTRA) -e '.[$*]'
	@touch $@

# Tried once: where it cannot be had, the paper is rendered without it.
.venv/.quarto: | $(INSTALLED)
	@$(BIN)/python tools/try_quarto.py
	@touch $@
