# Thumbprint. `make demo` and `make test` do everything a fresh Debian or Ubuntu machine with a Swift toolchain needs.

SHELL := /bin/bash
SWIFT ?= swift
BUILD_PACKAGES := libelf-dev libdw-dev pkg-config
# Opens the HTML report in tests. Ubuntu has it as a snap only; those tests are then skipped.
BROWSER_PACKAGES := chromium
TEST_PACKAGES := libunicorn-dev qemu-system-arm valgrind lcov protobuf-compiler cmark-gfm
BENCH_PACKAGES := libunicorn-dev qemu-system-arm gcc libc6-dev python3
COMMAND := .build/release/thumbprint

.PHONY: build demo test bench format format-check clean setup setup-test setup-bench

build: setup
	$(SWIFT) build -c release --product thumbprint

demo: build
	$(COMMAND) run Fixtures/images/demo-stm32f746.elf --target stm32f746

test: setup-test build
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

bench: setup-bench build
	python3 Tests/Benchmarks/bench.py

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

format-check:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

clean:
	rm -rf .build

setup:
	@Tests/install-packages $(BUILD_PACKAGES)

setup-test:
	@Tests/install-packages $(BUILD_PACKAGES) $(TEST_PACKAGES)
	@Tests/install-packages $(BROWSER_PACKAGES) || echo "No $(BROWSER_PACKAGES): the HTML report is not opened in tests."

setup-bench:
	@Tests/install-packages $(BUILD_PACKAGES) $(BENCH_PACKAGES)
