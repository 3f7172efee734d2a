# Two commands for a newcomer: `make inspect` and `make test`. Everything else is for developers.
.PHONY: inspect test drill demo-contract setup test-machine check bench judges lock clean
.DEFAULT_GOAL := help

help:
	@echo 'make inspect   inspect the embedded lab and write a record'
	@echo 'make test      run all tests'
	@echo 'make demo-contract   play a simulated contract, from rounds to settlement'
	@echo 'make drill     failures under load and lock-outs, as root; DRILL_LONG=1: long cuts'
	@echo 'make test-machine   audit, modules and kernel settings on an emulated server, as root'
	@echo 'make setup     set up only'
	@echo 'make check     ruff, mypy, ansible-lint, import-linter'
	@echo 'make bench     benchmarks, one JSON line each'
	@echo 'make judges    what OpenSCAP, Lynis and others say of a hardened server, as root'

setup:
	@scripts/setup.sh runtime

inspect: setup
	@scripts/inspect.sh

demo-contract: setup
	@.venv/bin/hfcheck demo

test:
	@scripts/setup.sh develop
	@scripts/test.sh

drill:
	@scripts/setup.sh develop
	@PATH=$$PATH:/usr/sbin:/sbin .venv/bin/python -m drills

test-machine:
	@scripts/setup.sh develop
	@scripts/test.sh tests/machine

check:
	@scripts/setup.sh develop
	@scripts/check.sh

bench:
	@scripts/setup.sh bench
	@.venv/bin/python -m bench

# DEBIAN_CIS and KERNEL_CHECKER are paths to clones, KEEP is where what the judges said is kept.
judges:
	@scripts/setup.sh bench
	@PATH=$$PATH:/usr/sbin:/sbin .venv/bin/python -m bench.judges run $(if $(DEBIAN_CIS),--debian-cis $(DEBIAN_CIS)) \
	  $(if $(KERNEL_CHECKER),--kernel-checker $(KERNEL_CHECKER)) $(if $(KEEP),--keep $(KEEP))

lock:
	@scripts/lock.sh
