# The two commands of the README, and what a contributor needs besides. Everything happens inside .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH := .venv-bench
BENCH_STAMP := $(BENCH)/.installed
INFRA := .venv-infra
INFRA_STAMP := $(INFRA)/.installed
DOCS := .venv-docs
DOCS_STAMP := $(DOCS)/.installed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run help screenshots test test-slow test-infra synth docs notebooks licences release check bench format lock clean

run: $(STAMP) ## ingest, forecast, price the ladder, write the report (ARCHIVE=DIR, WEEK=SUNDAY, AS_OF=INSTANT)
	@$(BIN)/paxline today $(if $(ARCHIVE),--archive "$(ARCHIVE)") $(if $(WEEK),--week $(WEEK)) $(if $(AS_OF),--as-of $(AS_OF))

help: ## what can be made
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

screenshots: $(STAMP) ## pictures of every page into docs/pictures, from collected data (ARCHIVE=DIR); needs Chromium
	@OPENBLAS_NUM_THREADS=1 PYTHONPATH=. $(BIN)/python -m tests.browser.pictures "$(ARCHIVE)" docs/pictures

check: $(STAMP) ## every gate, without a test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

test: check ## every gate, then every test but the longest
	$(BIN)/pytest -q -n auto --dist loadscope -m "not slow" --cov --cov-report=
	$(BIN)/coverage report --fail-under=95

test-slow: $(STAMP) ## the longest tests and simulations
	$(BIN)/pytest -q -n auto --dist loadscope --no-loadscope-reorder -m slow || test $$? -eq 5 # 5: there is none

test-infra: $(INFRA_STAMP) ## what runs on AWS: synthesis, assertions, cfn-lint, checkov; asks no account
	cd infra && ../$(INFRA)/bin/python -m pytest -q

synth: $(INFRA_STAMP) ## the template of what runs on AWS, into infra/cdk.out
	cd infra && ../$(INFRA)/bin/python app.py

docs: $(DOCS_STAMP) ## the documentation as a site, into out/site; a page or a link that is amiss fails
	@NO_MKDOCS_2_WARNING=1 OPENBLAS_NUM_THREADS=1 PYTHONPATH=src:. $(DOCS)/bin/mkdocs --quiet build --strict
	@echo "the documentation is in out/site/index.html"

notebooks: $(STAMP) ## the tutorial as Jupyter notebooks with what they show, beside their sources
	@OPENBLAS_NUM_THREADS=1 PYTHONPATH=src:. $(BIN)/python -m handbook.notebook tutorial/[0-9]_*.py

licences: $(STAMP) ## what every package that comes along says of its licence, into docs/licences.md
	PYTHONPATH=src:. $(BIN)/python -m handbook.licences > docs/licences.md

release: $(STAMP) ## wheel and sdist into dist/, and the wheel tried in an empty environment
	rm -rf dist
	$(BIN)/python -m hatchling build
	$(BIN)/pytest -q tests/promises/test_the_wheel_works_alone.py tests/promises/test_shipped_package_holds_no_data_of_others.py

bench: $(BENCH_STAMP) ## speed and skill beside other libraries, as ratios within one run
	@for b in benchmarks/*.py; do echo; echo "== $$b"; PYTHONPATH=src $(BENCH)/bin/python $$b || exit 1; done

format: $(STAMP) ## format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(STAMP) ## resolve the dependencies anew
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" --upgrade --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group bench --constraints requirements.lock --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" --upgrade --quiet -o requirements-bench.lock
	$(BIN)/uv pip compile pyproject.toml --group docs --constraints requirements.lock --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" --upgrade --quiet -o requirements-docs.lock
	$(BIN)/uv pip compile --group pyproject.toml:infra --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" --upgrade --quiet -o requirements-infra.lock
	$(BIN)/uv pip compile pyproject.toml --extra aws --constraints requirements.lock --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" --upgrade --quiet -o requirements-hosted.lock

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "paxline needs Python 3.11 or newer")'
	@echo "setting up $(VENV) (once)"
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/^    # via/p' requirements.lock > $(VENV)/uv.lock
	@$(PIP) --require-hashes -r $(VENV)/uv.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock \
		|| { echo "uv found no index; pip may know another" && $(PIP) --require-hashes -r requirements.lock; }
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-build-isolation --no-deps -e .
	@$(BIN)/python -m compileall -q src # for those whose environment forbids Python to keep what it compiled
	@touch $(STAMP)

# The libraries that benchmarks compare with are large and stay out of .venv.
$(BENCH_STAMP): requirements-bench.lock | $(STAMP)
	@echo "setting up $(BENCH) (once)"
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv --without-pip $(BENCH)
	@VIRTUAL_ENV=$(BENCH) $(BIN)/uv pip install --quiet --require-hashes -r requirements-bench.lock \
		|| { echo "uv found no index; pip may know another" && $(BIN)/python -m pip --python $(BENCH) install --quiet \
		--disable-pip-version-check --require-hashes -r requirements-bench.lock; }
	@touch $(BENCH_STAMP)

# So are those that describe what runs on AWS; they bring the node that they need.
$(INFRA_STAMP): requirements-infra.lock | $(STAMP)
	@echo "setting up $(INFRA) (once)"
	@test -x $(INFRA)/bin/python || $(PYTHON) -m venv --without-pip $(INFRA)
	@VIRTUAL_ENV=$(INFRA) $(BIN)/uv pip install --quiet --require-hashes -r requirements-infra.lock \
		|| { echo "uv found no index; pip may know another" && $(BIN)/python -m pip --python $(INFRA) install --quiet \
		--disable-pip-version-check --require-hashes -r requirements-infra.lock; }
	@touch $(INFRA_STAMP)

# And those that make the documentation's site.
$(DOCS_STAMP): requirements-docs.lock | $(STAMP)
	@echo "setting up $(DOCS) (once)"
	@test -x $(DOCS)/bin/python || $(PYTHON) -m venv --without-pip $(DOCS)
	@VIRTUAL_ENV=$(DOCS) $(BIN)/uv pip install --quiet --require-hashes -r requirements-docs.lock \
		|| { echo "uv found no index; pip may know another" && $(BIN)/python -m pip --python $(DOCS) install --quiet \
		--disable-pip-version-check --require-hashes -r requirements-docs.lock; }
	@touch $(DOCS_STAMP)

clean: ## remove everything that was made, the environments too
	rm -rf $(VENV) $(BENCH) $(INFRA) $(DOCS) infra/cdk.out out .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.* dist build
