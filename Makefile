# Every target is what a person would type. 'make demo' and 'make test' set up all they need.

LLVM_PREFIX ?= /usr/lib/llvm-22
export LLVM_PREFIX

# Swift's libraries within the program: 'devirt run' starts in four fifths of the time.
RELEASE = -c release --static-swift-stdlib

.PHONY: setup build demo test lint bench bench-jit clean

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
	swift build --build-tests
	swift test --skip-build

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests samples Benchmarks

bench: build
	Benchmarks/skewed.sh
	Benchmarks/programs/tinyxml2.sh
	Benchmarks/programs/lua.sh

bench-jit: build
	swift run $(RELEASE) stub-benchmark
	Benchmarks/jit.sh

clean:
	rm -rf .build
