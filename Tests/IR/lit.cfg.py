"""Tests of the IR transformations: `lit Tests/IR` from the repository's root.

Every test is a module with one trap; the file's name says which. All output goes to
DEVIRT_LIT_OUTPUT, by default a directory of the system's temporary one.
"""

import os
import subprocess
import sys
import tempfile

import lit.formats

config.name = "Devirt IR"
config.test_format = lit.formats.ShTest(True)
config.suffixes = [".ll", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(
    os.environ.get("DEVIRT_LIT_OUTPUT")
    or os.path.join(tempfile.gettempdir(), "devirt-lit-%d" % os.getuid()), "IR")

llvm = os.environ.get("LLVM_PREFIX", "/usr/lib/llvm-22")
root = os.path.dirname(os.path.dirname(config.test_source_root))
devirt = os.environ.get("DEVIRT", os.path.join(root, ".build", "debug", "devirt"))
inputs = os.path.join(config.test_source_root, "Inputs")

for tool in (devirt, os.path.join(llvm, "bin", "FileCheck")):
    if not os.access(tool, os.X_OK):
        lit_config.fatal("%s is missing; run 'swift build', or set DEVIRT and LLVM_PREFIX" % tool)

config.environment["PATH"] = os.path.join(llvm, "bin") + os.pathsep + os.environ["PATH"]
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
config.environment["NO_COLOR"] = "1"
for name in ("FORCE_COLOR", "FILECHECK_OPTS"):
    config.environment.pop(name, None)

# Verified everywhere: a test of a rewrite is a test that its result is valid.
optimize = devirt + " optimize --verify --verify-each"
config.substitutions += [
    ("%devirt", devirt),
    ("%optimize", optimize),
    ("%instrument", devirt + " instrument --verify -S -o -"),
    ("%makeprofile", "%s %s --devirt %s" % (
        sys.executable, os.path.join(config.test_source_root, "makeprofile.py"), devirt)),
    ("%inputs", inputs),
]
config.available_features.add(os.uname().machine)
targets = subprocess.run([os.path.join(llvm, "bin", "llc"), "--version"], capture_output=True,
                         text=True, check=True).stdout
if "x86-64" in targets:
    config.available_features.add("x86-registered-target")
