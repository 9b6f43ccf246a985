# Every target is what a person would type. 'make demo' and 'make test' set up all they need.

LLVM_PREFIX ?= /usr/lib/llvm-22
export LLVM_PREFIX

.PHONY: setup build demo test lint bench clean

setup:
	Scripts/bootstrap

build: setup
	swift build -c release

demo: build
	samples/demo

test: setup
	swift build --build-tests
	$(LLVM_PREFIX)/bin/lit -v Tests/IR Tests/Runtime
	swift test

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests samples

bench: build
	Benchmarks/skewed.sh

clean:
	rm -rf .build
