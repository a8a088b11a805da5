# Everything here works on a fresh clone with git, make and Python 3.11 or newer. Plain `make` says what there is.

PYTHON ?= python3
BIN := .venv/bin
EXPORT := uv export --quiet --frozen --no-emit-project --no-header --no-annotate --format requirements-txt

.DEFAULT_GOAL := help
.PHONY: help demo test screenshots check lint types contracts bench schema wordings domains lock locks-fresh runtime dev browser

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: runtime ## Rehearse the week of 2021 against stand-in networks: no account, no key, nothing posted
	@mkdir -p demo
	@$(BIN)/promoter rehearse schedules/smarter-state-2021 --html demo/week.html

test: dev browser ## Run the tests, on all cores; ARGS goes to pytest, as in make test ARGS="tests/posts -x"
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

screenshots: dev browser ## Draw the main pages anew into docs/images
	@$(BIN)/python -m pytest tests/web/test_screenshots.py --screenshots docs/images

check: lint types contracts ## Check style, types and which module may import which

lint: dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: dev
	$(BIN)/mypy

contracts: dev
	$(BIN)/lint-imports

bench: dev ## Measure what is claimed to be fast
	@set -e; for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python "$$file"; done

schema: dev ## Rewrite schedules/campaign.schema.json from the campaign's model
	@$(BIN)/python tools/campaign_schema.py

wordings: dev ## Rewrite the built-in wordings as Python
	@$(BIN)/python tools/wordings.py

domains: dev ## Rewrite the list of top-level domains
	@$(BIN)/python tools/top_level_domains.py

lock: needs-uv ## Rewrite the locks from pyproject.toml (needs uv); add UPGRADE=--upgrade for newer versions
	uv lock $(UPGRADE)
	$(EXPORT) --output-file requirements.lock
	$(EXPORT) --extra dev --output-file requirements-dev.lock

locks-fresh: needs-uv ## Say whether the locks are what make lock would write (needs uv)
	uv lock --check
	$(EXPORT) | diff - requirements.lock
	$(EXPORT) --extra dev | diff - requirements-dev.lock

browser: dev
	@$(BIN)/python tools/browser.py

runtime dev:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) on PATH: install Python 3.11 or newer and run make again." >&2; exit 1; }
	@$(PYTHON) tools/setup.py $@

.PHONY: needs-uv
needs-uv:
	@command -v uv >/dev/null || { echo "This needs uv: install it (https://docs.astral.sh/uv/) and run make again." >&2; exit 1; }
