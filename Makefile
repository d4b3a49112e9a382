# Everything a person does here by hand. `make` alone lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# --no-deps: the lock is complete, and leaves out opencv-python on purpose (requirements/overrides.txt).
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
UV_COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --override requirements/overrides.txt --quiet

# From the command line only: many shells and hosts set PORT and HOST for purposes of their own.
ifeq ($(origin PORT),command line)
SERVE += --port $(PORT)
endif
ifeq ($(origin HOST),command line)
SERVE += --host $(HOST)
endif

.DEFAULT_GOAL := help
.PHONY: help install install-dev run stop test coverage fuzz check lock clean

help:  ## List what can be done
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

install: $(VENV)/base.stamp  ## Make .venv and install what runs (once; needs Python 3.11 to 3.13)

install-dev: $(VENV)/dev.stamp  ## Install what tests and checks, too

run: install  ## Serve on http://127.0.0.1:8000 with embedded servers (PORT=8001 HOST=0.0.0.0)
	@exec $(BIN)/python manage.py serve $(SERVE)

stop: install  ## Stop what `make run` started, from another terminal
	@exec $(BIN)/python -m config.supervisor

test: install-dev  ## Run the tests (ARGS="tests/config -x"); their servers are not those of `make run`
	$(BIN)/python -m pytest -n auto $(ARGS)

coverage: install-dev  ## Run the tests, and tell what of the code they never reach (slower)
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered $(ARGS)

fuzz: install-dev  ## Send the API whatever its OpenAPI document allows, and more (EXAMPLES=200 an operation)
	FUZZ_EXAMPLES=$(or $(EXAMPLES),200) $(BIN)/python -m pytest -n auto --timeout=0 tests/fuzz

check: install-dev  ## Format, lint, types, imports, deployment settings, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	mkdir -p var && $(BIN)/python -c \
	'from pathlib import Path; from audit.signing import key_file_create as make; make(Path("var/check-trail.pem"))'
	DJANGO_SETTINGS_MODULE=config.settings.production \
	TRAIL_KEY_URI=file:$(CURDIR)/var/check-trail.pem \
	DATABASE_URL=postgresql://nobody@localhost/nothing REDIS_URL=redis://localhost/0 \
	DJANGO_ALLOWED_HOSTS=muniment.example VAULT_KEK_URI=aws-kms://arn:aws:kms:af-south-1:000000000000:key/none \
	PUBLIC_URL=https://muniment.example EMAIL_URL=smtp://mail.example:587?tls=1 MAIL_FROM=muniment@muniment.example \
	DJANGO_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

lock: install-dev  ## Compile requirements/*.in into requirements/*.txt
	$(UV_COMPILE) -o requirements/base.txt requirements/base.in
	$(UV_COMPILE) -o requirements/dev.txt requirements/dev.in

clean:  ## Remove what tools leave behind; .venv and var/ stay
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage .coverage.*
	find . -name __pycache__ -not -path './$(VENV)/*' -not -path './var/*' -prune -exec rm -rf {} +

# A virtual environment that works is left alone; half a one, or one whose Python has gone, is made anew.
$(VENV)/python.stamp:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) was not found. Install Python 3.11, 3.12 or 3.13, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; \
	  exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) --version 2>&1), but Muniment runs on Python 3.11, 3.12 and 3.13." \
	    "Name another: make $(MAKECMDGOALS) PYTHON=python3.12"; \
	  exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
	  echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; \
	  exit 1; }
	@touch $@

$(VENV)/base.stamp: requirements/base.txt | $(VENV)/python.stamp
	@echo "Installing what Muniment runs on into $(VENV) (a minute or two)"
	@$(PIP_INSTALL) -r requirements/base.txt
	@touch $@

# dev.txt contains base.txt: with it installed, both are.
$(VENV)/dev.stamp: requirements/dev.txt | $(VENV)/python.stamp
	@echo "Installing what Muniment is tested with into $(VENV) (a minute or two)"
	@$(PIP_INSTALL) -r requirements/dev.txt
	@touch $(VENV)/base.stamp $@
