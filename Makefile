# Every target is what a person would type. 'make demo' and 'make test' set up all they need.

LLVM_PREFIX ?= /usr/lib/llvm-22
export LLVM_PREFIX

# Swift's libraries within the program: 'devirt run' starts in four fifths of the time.
RELEASE = -c release --static-swift-stdlib

.PHONY: setup build demo test lint bench bench-full bench-check bench-jit clean

setup:
	Scripts/bootstrap

build: setup
	swift build $(RELEASE)

demo: build
	samples/demo

# The IR tests run the release build, the Swift tests the debug build: lifetimes differ.
test: build
	DEVIRT=$(CURDIR)/.build/release/devirt DEVIRT_LIT_OUTPUT=$(CURDIR)/.build/lit \
		$(LLVM_PREFIX)/bin/lit -v Tests/IR Tests/Runtime
	DEVIRT=$(CURDIR)/.build/release/devirt python3 -B -m unittest discover -s Benchmarks/tests
	swift build --build-tests
	swift test --skip-build

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests samples Benchmarks

# In twenty minutes; 'make bench BENCH=--resume' goes on where one ended.
bench: build
	Benchmarks/bench --budget 20 $(BENCH)

bench-full: build
	Benchmarks/bench --full --rounds 15 $(BENCH)

# Exit code 2 if something got slower than Benchmarks/baseline.json says.
bench-check: build
	Benchmarks/bench --budget 20 --check $(BENCH)

bench-jit: build
	swift run $(RELEASE) stub-benchmark
	Benchmarks/jit.sh

clean:
	rm -rf .build
