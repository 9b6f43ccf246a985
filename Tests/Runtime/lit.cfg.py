"""Tests of the runtime: `lit Tests/Runtime` from the repository's root.

Programs are built with clang and a small header that stands in for the instrumentation pass. All
output goes to DEVIRT_LIT_OUTPUT, by default a directory of the system's temporary one.
"""

import glob
import os
import subprocess
import sys
import tempfile

import lit.formats

config.name = "Devirt runtime"
config.test_format = lit.formats.ShTest(True)
config.suffixes = [".c", ".cpp", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.environ.get("DEVIRT_LIT_OUTPUT") or os.path.join(
    tempfile.gettempdir(), "devirt-lit-%d" % os.getuid(), "Runtime")

llvm = os.environ.get("LLVM_PREFIX", "/usr/lib/llvm-22")
root = os.path.dirname(os.path.dirname(config.test_source_root))
include = os.path.join(root, "runtime", "include")
sources = sorted(glob.glob(os.path.join(root, "runtime", "src", "*.c")))
clang = os.path.join(llvm, "bin", "clang")
warnings = "-Wall -Wextra -Wpedantic -Wshadow -Werror"
runtime_flags = "-std=c11 -D_GNU_SOURCE -fPIC -fvisibility=hidden -I" + include

config.environment["PYTHONDONTWRITEBYTECODE"] = "1"  # nothing is left in the source tree
config.environment["PATH"] = os.path.join(llvm, "bin") + os.pathsep + os.environ["PATH"]
for name in ("DEVIRT_PROFILE_FILE", "DEVIRT_MODE"):
    config.environment.pop(name, None)


def build_runtime():
    """libdevirt_rt.a, once for the whole suite."""
    directory = os.path.join(config.test_exec_root, "rt")
    os.makedirs(directory, exist_ok=True)
    archive = os.path.join(directory, "libdevirt_rt.a")
    newest = max(map(os.path.getmtime, sources + glob.glob(os.path.dirname(sources[0]) + "/*.h") +
                     glob.glob(include + "/devirt/*.h")))
    if os.path.exists(archive) and os.path.getmtime(archive) > newest:
        return archive
    command = [clang, "-c", "-O2", "-g"] + runtime_flags.split() + sources
    if subprocess.call(command, cwd=directory) != 0:
        lit_config.fatal("the runtime does not compile")
    objects = [os.path.join(directory, os.path.basename(s)[:-2] + ".o") for s in sources]
    if os.path.exists(archive):
        os.remove(archive)
    subprocess.check_call([os.path.join(llvm, "bin", "llvm-ar"), "crs", archive] + objects)
    return archive


test_flags = " -O2 -g -Wall -I%s -I%s" % (
    include, os.path.join(config.test_source_root, "Inputs"))
inputs = os.path.join(config.test_source_root, "Inputs")
python = sys.executable

config.substitutions += [
    ("%rt_sources", " ".join(sources)),
    ("%rt_flags", runtime_flags),
    ("%rt_dir", os.path.dirname(sources[0])),
    ("%warnings", warnings),
    ("%rt", build_runtime()),
    ("%clangxx", clang + "++ -std=c++17" + test_flags),
    ("%clang", clang + " -std=gnu11" + test_flags),
    ("%cc_clang", clang),
    ("%cc_gcc", "gcc-12"),
    ("%rawdump", python + " " + os.path.join(inputs, "rawdump.py")),
    ("%checkbounds", python + " " + os.path.join(inputs, "checkbounds.py")),
    ("%mutate", python + " " + os.path.join(inputs, "mutate.py")),
    ("%inputs", inputs),
    ("%python", python),
]
config.available_features.add(os.uname().machine)
if subprocess.call("command -v gcc-12 >/dev/null", shell=True) == 0:
    config.available_features.add("gcc-12")


def can_run(sanitizer, wrapper):
    """Whether programs under the sanitizer run here: some containers forbid what they need."""
    program = os.path.join(config.test_exec_root, "rt", "probe-" + sanitizer)
    build = [clang, "-fsanitize=" + sanitizer, "-x", "c", "-", "-o", program]
    return (subprocess.run(build, input=b"int main(void) { return 0; }",
                           stderr=subprocess.DEVNULL).returncode == 0
            and subprocess.run(wrapper + [program], stderr=subprocess.DEVNULL).returncode == 0)


# ThreadSanitizer does not cope with every address space layout.
for wrapper in (["setarch", "-R"], []):
    if can_run("thread", wrapper):
        config.available_features.add("tsan")
        config.substitutions.append(("%tsan_run", " ".join(wrapper)))
        break
if can_run("address", []):
    config.available_features.add("asan")
