PYTHON ?= python3

.PHONY: demo test check bench lock
demo test check bench lock:
	@$(PYTHON) dev.py $@
