"""Which tools there are, and what machine this is."""

import functools
import hashlib
import os
import pathlib
import platform
import shutil
import subprocess

from workloads import BENCHMARKS


class ToolError(Exception):
    pass


def output(*words):
    """What a command prints, or nothing."""
    try:
        outcome = subprocess.run(
            [str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=60,
        )
    except OSError:
        return ""
    return outcome.stdout if outcome.returncode == 0 else ""


class Tools:
    def __init__(self):
        root = BENCHMARKS.parent
        named = os.environ.get("DEVIRT")
        candidates = [named] if named else [
            root / ".build/release/devirt", root / ".build/debug/devirt"
        ]
        found = next(filter(None, (shutil.which(str(path)) for path in candidates)), None)
        if not found:
            raise ToolError("no devirt: run 'make build', or set DEVIRT")
        self.devirt = str(pathlib.Path(found).resolve())
        self.llvm = pathlib.Path(output(self.devirt, "config", "--prefix").strip(), "bin")
        needed = "clang", "clang++", "llvm-link", "llvm-profdata", "llvm-size", "ld.lld", "lli"
        for tool in needed:
            if not (self.llvm / tool).exists():
                raise ToolError(f"no {tool} in {self.llvm}: see 'devirt doctor'")
        self.libraries = output(self.devirt, "config", "--libs").split()
        self.gcc = shutil.which("gcc-12") or shutil.which("gcc")
        self.gxx = shutil.which("g++-12") or shutil.which("g++")
        self.swiftc = shutil.which("swiftc")
        self.rustc = shutil.which("rustc")

    def llvm_tool(self, name):
        return str(self.llvm / name)

    @functools.cached_property
    def rust_library(self):
        """The shared standard library that Rust programs are linked with."""
        folder = pathlib.Path(output(self.rustc, "--print", "target-libdir").strip())
        found = sorted(folder.glob("libstd-*.so"))
        if not found:
            raise ToolError("rustc has no shared standard library")
        return str(found[0])

    @functools.cached_property
    def profile_library(self):
        """The runtime of clang's instrumentation, for programs that clang does not link."""
        folder = output(self.llvm / "clang", "-print-resource-dir").strip()
        return f"{folder}/lib/linux/libclang_rt.profile-{platform.machine()}.a"

    @functools.cached_property
    def versions(self):
        """The first line of what each tool says of its version."""
        commands = {
            "devirt": [self.devirt, "--version"],
            "clang": [self.llvm / "clang", "--version"],
            "lld": [self.llvm / "ld.lld", "--version"],
            "gcc": [self.gxx, "--version"],
            "swiftc": [self.swiftc, "--version"],
            "rustc": [self.rustc, "--version"],
        }
        lines = {
            name: output(*words).strip().splitlines() if words[0] else []
            for name, words in commands.items()
        }
        return {name: text[0] if text else "not there" for name, text in lines.items()}

    @functools.cached_property
    def compilers_digest(self):
        return hashlib.sha256(repr(sorted(
            (name, version) for name, version in self.versions.items() if name != "devirt"
        )).encode()).hexdigest()

    @functools.cached_property
    def devirt_digest(self):
        digest = hashlib.sha256()
        for file in [self.devirt, *self.libraries]:
            if os.path.exists(file):
                with open(file, "rb") as stream:
                    digest.update(hashlib.file_digest(stream, "sha256").digest())
        return digest.hexdigest()


def machine():
    model = "unknown"
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return {
        "processor": model,
        "processors": os.cpu_count(),
        "system": platform.platform(),
    }
