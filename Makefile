PYTHON ?= python3

.PHONY: demo test check bench bench-reading lock
demo test check bench bench-reading lock:
	@$(PYTHON) dev.py $@
