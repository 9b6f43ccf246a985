"""How each language is compiled, made bitcode, and linked. The link mode is the same everywhere: a
position-independent executable, linked by lld where clang or GCC link."""

import pathlib

# Lines tell which call a decision is about; they do not change code.
COMMON = ["-O2", "-g1", "-fPIE"]
LINK = ["-O2", "-pie", "-fuse-ld=lld"]


class CFamily:
    """C and C++."""

    def __init__(self, workload, tools):
        self.workload, self.tools = workload, tools
        plus = "++" if workload.language == "c++" else ""
        self.clang = [tools.llvm_tool(f"clang{plus}")]
        gcc = tools.gxx if plus else tools.gcc
        # GCC finds lld where -B says.
        self.gcc = [gcc, f"-B{tools.llvm}"] if gcc else None
        self.wrapper = [tools.devirt, "c++" if plus else "cc"]

    def threads(self):
        return ["-pthread"] if self.workload.threads > 1 else []

    def compile(self, step, compiler, *flags, folder="objects", suffix=".o"):
        """One object for each source; those of equal names get numbers."""
        directory = pathlib.Path(step.path(folder))
        directory.mkdir(exist_ok=True)
        objects = []
        for number, source in enumerate(self.workload.sources):
            output = str(directory / f"{pathlib.Path(source).stem}.{number}{suffix}")
            step.run(
                *compiler, *COMMON, *self.threads(), *self.workload.flags, *flags, "-c", source,
                "-o", output,
            )
            objects.append(output)
        return objects

    def link(self, step, compiler, inputs, output, *flags):
        path = step.path(output)
        step.run(
            *compiler, *LINK, *self.threads(), *flags, *inputs, *self.workload.link, "-o", path
        )
        return path

    def program(self, step, output, compiler=None, flags=(), link=()):
        compiler = compiler or self.clang
        return self.link(step, compiler, self.compile(step, compiler, *flags), output, *link)

    def bitcode(self, step, *flags):
        """The program as one file."""
        parts = self.compile(step, self.clang, "-emit-llvm", *flags, suffix=".bc")
        path = step.path("app.bc")
        step.run(self.tools.llvm_tool("llvm-link"), *parts, "-o", path)
        return path

    def link_bitcode(self, step, bitcode, output, *inputs, flags=()):
        path = step.path(f"{output}.o")
        step.run(*self.clang, *COMMON, *flags, "-c", bitcode, "-o", path)
        return self.link(step, self.clang, [path, *inputs], output, *flags)


class Swift:
    def __init__(self, workload, tools):
        self.workload, self.tools = workload, tools

    def flags(self):
        return ["-O", "-wmo", "-gline-tables-only", "-module-name", "app", *self.workload.flags]

    def program(self, step, output):
        path = step.path(output)
        step.run(self.tools.swiftc, *self.flags(), *self.workload.sources, "-o", path)
        return path

    def bitcode(self, step):
        path = step.path("app.bc")
        step.run(
            self.tools.swiftc, *self.flags(), "-emit-bc", *self.workload.sources, "-o", path
        )
        return path

    def link_bitcode(self, step, bitcode, output, *inputs, flags=()):
        path = step.path(f"{output}.o")
        clang = self.tools.llvm_tool("clang")
        # That the module was made for another triple's version is no news.
        step.run(clang, *COMMON, "-Wno-override-module", *flags, "-c", bitcode, "-o", path)
        step.run(self.tools.swiftc, path, *inputs, "-o", step.path(output))
        return step.path(output)


class Rust:
    """With the shared standard library: the same link mode for rustc and for bitcode."""

    def __init__(self, workload, tools):
        self.workload, self.tools = workload, tools

    def flags(self):
        return [
            "--edition", "2021", "-O", "-C", "codegen-units=1", "-C", "debuginfo=1", "-C",
            "prefer-dynamic", *self.workload.flags,
        ]

    def path_to_library(self):
        return f"-Wl,-rpath,{pathlib.Path(self.tools.rust_library).parent}"

    def program(self, step, output, flags=()):
        path = step.path(output)
        step.run(
            self.tools.rustc, *self.flags(), *flags, "-C", f"link-arg={self.path_to_library()}",
            *self.workload.sources, "-o", path,
        )
        return path

    def bitcode(self, step):
        path = step.path("app.bc")
        step.run(
            self.tools.rustc, *self.flags(), "--emit=llvm-bc", *self.workload.sources, "-o", path
        )
        return path

    def link_bitcode(self, step, bitcode, output, *inputs, flags=()):
        clang = self.tools.llvm_tool("clang")
        object_file = step.path(f"{output}.o")
        step.run(clang, *COMMON, "-Wno-override-module", *flags, "-c", bitcode, "-o", object_file)
        step.run(
            clang, *LINK, object_file, *inputs, *flags, self.tools.rust_library,
            self.path_to_library(), "-lm", "-o", step.path(output),
        )
        return step.path(output)


def language(workload, tools):
    kinds = {"c": CFamily, "c++": CFamily, "swift": Swift, "rust": Rust}
    return kinds[workload.language](workload, tools)
