# Every target that a person types. `make help` lists them.

PREFIX ?= /usr/local
DESTDIR ?=
# `make build TRAITS=HDF5` reads HDF5 files as well.
TRAITS ?=
export TRAITS

# One configuration serves sim and install. On Linux the binary contains the Swift runtime, so it runs without the toolchain;
# lld is the linker that comes with the toolchain.
ifeq ($(shell uname -s),Linux)
  LINK := --static-swift-stdlib -Xswiftc -use-ld=lld
endif
OPTIONS := $(if $(TRAITS),--traits $(TRAITS))
BUILD := swift build -c release --product lnq $(LINK) $(OPTIONS)
LNQ := .build/release/lnq

.PHONY: help setup build sim test lint format golden check-documents docs bench bench-training bench-hardware bench-board bench-encoding bench-emulator bench-tables bench-interchange bench-weightless bench-front install uninstall clean

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## install what is missing (apt), or say what to install
	@scripts/setup

build: setup  ## build the program: .build/release/lnq
	$(BUILD)

sim: build  ## train jsc-tiny, make its tables and its Verilog, simulate them over the whole test set
	$(LNQ) train jsc-tiny --max-epochs 20 --learning-rate 1e-3 --batch-size 128 --seed 1
	$(LNQ) simulate jsc-tiny

test: setup  ## run the tests: failures, skipped ones, a summary; the rest is in .build/tests.log
	scripts/test

lint:  ## check formatting, the walls between the modules, the hand-written Verilog, the scripts and the documents
	scripts/lint

format:  ## format the Swift sources in place
	swift format -i --parallel -r Sources Tests Package.swift

golden: setup  ## record the golden files again; the tests that record fail, so read the difference and run `make test`
	LNQ_RECORD=1 scripts/test; git status --short Tests

check-documents: build  ## run every command line of README.md, docs/ and examples/, with few rows, and say which end badly
	scripts/run-docs --quick $(LNQ) README.md docs/*.md examples/README.md examples/*/README.md

docs: build  ## write the reference of docs/command-line.md anew and check the documents
	scripts/write-command-reference $(LNQ)
	scripts/check-docs

bench: build  ## run every script in Benchmarks/
	@for script in Benchmarks/*.sh; do \
	  [ -e "$$script" ] || { echo "there is no script in Benchmarks/"; exit 0; }; \
	  echo "== $$script"; LNQ=$(LNQ) "$$script" || exit 1; \
	done

bench-training: setup  ## training steps a second, beside PyTorch's loops when LNQ_PYTHON (.venv/bin/python) has torch
	Benchmarks/training.sh

bench-hardware: build  ## LUTs, depth and proof of mapped networks, seconds, a clock; Benchmarks/mapping.sh says what can be added
	LNQ=$(LNQ) Benchmarks/mapping.sh

bench-board: build  ## AXI4-Stream with a million samples, jsc-s as the bitstream of an iCEstick, host programs; then every wrapper and spelling
	LNQ=$(LNQ) Benchmarks/board.sh
	LNQ=$(LNQ) Benchmarks/wrappers.sh

bench-encoding: build  ## raw values to codes by lnq, NumPy, C and in hardware, code by code, and the LUTs of encoders
	LNQ=$(LNQ) Benchmarks/encoding.sh

bench-emulator: build  ## samples a second of compiled networks, Verilator and, with LNQ_PYTHON, NumPy and onnxruntime beside them
	LNQ=$(LNQ) Benchmarks/emulator.sh

bench-weightless: build  ## weightless networks: accuracy and LUTs, and their kernels beside PyTorch; Benchmarks/weightless.sh says what can be chosen
	LNQ=$(LNQ) Benchmarks/weightless.sh
	Benchmarks/weightless-kernels.sh

bench-front: build  ## the smallest networks: trained, simulated, proved, given to Yosys; LNQ_MNIST (the folder of its files) adds those of MNIST
	LNQ=$(LNQ) Benchmarks/front.sh

bench-tables: setup  ## truth tables of jsc-l and PolyLUT's jsc-xl: rows, seconds, peak memory, against the goals
	Benchmarks/tables.sh

bench-interchange: build  ## exports computed by torch, onnxruntime, qonnx, NumPy and cc; LNQ_PYTHON (.venv/bin/python) has them
	LNQ=$(LNQ) Benchmarks/interchange.sh

install: build  ## put program, completions, man page and liblnq under PREFIX (/usr/local)
	scripts/install $(LNQ) "$(DESTDIR)$(PREFIX)"

uninstall:  ## remove what install put there
	scripts/install --remove "$(DESTDIR)$(PREFIX)"

clean:  ## remove what builds made (runs in lnq_output/ stay)
	rm -rf .build
