# Every target is what a person would type. 'make demo' and 'make test' set up all they need.

LLVM_PREFIX ?= /usr/lib/llvm-22
export LLVM_PREFIX

# Swift's libraries within the program: 'devirt run' starts in four fifths of the time.
RELEASE = -c release --static-swift-stdlib

.PHONY: setup build install uninstall demo test test-threads lint bench bench-full bench-check \
	bench-jit clean

setup:
	Scripts/bootstrap

build: setup
	swift build $(RELEASE)

PREFIX ?= /usr/local
INSTALLED = $(DESTDIR)$(PREFIX)
VERBS = c++ cc config doctor export import instrument merge optimize repl report run

# What 'make build' left; nothing is built here, so that root needs no Swift.
install:
	@test -x .build/release/devirt || { echo "install: run 'make build' first" >&2; exit 1; }
	install -d $(INSTALLED)/bin $(INSTALLED)/lib/devirt $(INSTALLED)/include/devirt \
		$(INSTALLED)/lib/cmake/Devirt $(INSTALLED)/share/man/man1
	install -m 755 .build/release/devirt $(INSTALLED)/bin
	ln -sf devirt $(INSTALLED)/bin/devirt-c++
	ln -sf devirt $(INSTALLED)/bin/devirt-cc
	install -m 755 .build/release/devirt-repl .build/release/libDevirtPass.so \
		$(INSTALLED)/lib/devirt
	install -m 644 .build/release/libdevirt_rt.a $(INSTALLED)/lib/devirt
	install -m 644 runtime/include/devirt/devirt.h $(INSTALLED)/include/devirt
	install -m 644 Scripts/cmake/*.cmake $(INSTALLED)/lib/cmake/Devirt
	Scripts/man-page .build/release/devirt > $(INSTALLED)/share/man/man1/devirt.1
	for verb in $(VERBS); do Scripts/man-page .build/release/devirt $$verb \
		> $(INSTALLED)/share/man/man1/devirt-$$verb.1 || exit 1; done

# What was not installed stays.
uninstall:
	rm -f $(addprefix $(INSTALLED)/bin/,devirt devirt-c++ devirt-cc)
	rm -f $(INSTALLED)/share/man/man1/devirt.1 \
		$(VERBS:%=$(INSTALLED)/share/man/man1/devirt-%.1)
	rm -rf $(INSTALLED)/lib/devirt $(INSTALLED)/include/devirt $(INSTALLED)/lib/cmake/Devirt

demo: build
	samples/demo

# The IR tests run the release build, the Swift tests the debug build: lifetimes differ.
test: build
	DEVIRT=$(CURDIR)/.build/release/devirt DEVIRT_LIT_OUTPUT=$(CURDIR)/.build/lit \
		$(LLVM_PREFIX)/bin/lit -v Tests/IR Tests/Runtime
	DEVIRT=$(CURDIR)/.build/release/devirt python3 -B -m unittest discover -s Benchmarks/tests
	swift build --build-tests
	Scripts/run-tests

# The JIT's tests under ThreadSanitizer, in a build of their own; SECONDS of stress with each kind
# of stub.
SECONDS ?= 20
test-threads: setup
	swift build --build-tests --sanitize=thread --scratch-path .build-tsan
	TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/thread-sanitizer.supp exitcode=66" \
		DEVIRT_STRESS_SECONDS=$(SECONDS) Scripts/run-tests --sanitize=thread \
		--scratch-path .build-tsan --filter 'ReoptimizationTests|StressTests'

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests samples Benchmarks

# In less than 25 minutes; 'make bench BENCH=--resume' goes on where one ended.
bench: build
	Benchmarks/bench --budget 20 $(BENCH)

bench-full: build
	Benchmarks/bench --full --rounds 15 $(BENCH)

# Exit code 2 if something got slower than Benchmarks/baseline.json says.
bench-check: build
	Benchmarks/bench --budget 20 --check $(BENCH)

bench-jit: build
	.build/release/stub-benchmark
	Benchmarks/jit.sh

clean:
	rm -rf .build .build-tsan
