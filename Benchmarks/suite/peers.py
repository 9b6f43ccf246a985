"""The peers: ways to build or run a workload. To add one, write a method of `Builder` and a row of
`PEERS`; everything else follows from the row.

A method returns a `Product`. What several peers need is a step of its own, done once."""

import json
import pathlib
import subprocess
from dataclasses import dataclass, field

from building import BuildError, Steps, Unavailable
from languages import language


@dataclass
class Product:
    """What a peer runs, and where its time of building went."""

    command: list
    environment: dict = field(default_factory=dict)
    instrumented: list = None  # the command of the instrumented run
    file: str = None  # the program, for its size
    generate: list = field(default_factory=list)  # steps of the instrumented build
    use: list = field(default_factory=list)  # steps of the build that is timed


class Builder(Steps):
    def __init__(self, workload, tools, directory):
        super().__init__(workload, tools, directory)
        self.language = language(workload, tools)

    def native(self, name, action):
        program = self.step(name, lambda step: {"program": action(step)})["program"]
        return Product([program], file=program, use=[name])

    def plain(self):
        return self.native("plain", lambda step: self.language.program(step, "app"))

    # clang's PGO

    def profile(self):
        """Trains clang's instrumentation; {"program", "profile"}."""

        def action(step):
            if self.workload.language == "rust":
                flags = ["-C", f"profile-generate={step.path('raw')}"]
                program = self.language.program(step, "generate", flags)
            elif self.workload.language == "swift":
                program = self.language.link_bitcode(
                    step, self.bitcode(), "generate", self.tools.profile_library, "-Xlinker",
                    "-u__llvm_profile_runtime", flags=["-fprofile-generate"],
                )
            else:
                flag = ["-fprofile-generate"]
                program = self.language.program(step, "generate", flags=flag, link=flag)
            pathlib.Path(step.path("raw")).mkdir()
            environment = {"LLVM_PROFILE_FILE": step.path("raw/%p.profraw")}
            step.train([program], self.workload, environment)
            profile = step.path("app.profdata")
            raw = sorted(map(str, pathlib.Path(step.path("raw")).glob("*.profraw")))
            step.run(self.tools.llvm_tool("llvm-profdata"), "merge", *raw, "-o", profile)
            return {"program": program, "profile": profile}

        return self.step("pgo-generate", action)

    def with_profile(self, name, *extra, link=()):
        trained = self.profile()

        def action(step):
            if self.workload.language == "rust":
                flags = ["-C", f"profile-use={trained['profile']}"]
                return {"program": self.language.program(step, "app", flags)}
            flags = [f"-fprofile-use={trained['profile']}", *extra]
            if self.workload.language == "swift":
                return {
                    "program": self.language.link_bitcode(step, self.bitcode(), "app", flags=flags)
                }
            return {"program": self.language.program(step, "app", flags=flags, link=link)}

        program = self.step(name, action)["program"]
        before = ["bitcode"] if self.workload.language == "swift" else []
        return Product(
            [program], instrumented=[trained["program"]], file=program,
            generate=before + ["pgo-generate"], use=before + [name],
        )

    def pgo(self):
        return self.with_profile("pgo")

    def pgo_without_promotion(self):
        product = self.with_profile("pgo-noicp", "-mllvm", "-disable-icp")
        product.instrumented = None  # that of `pgo`
        return product

    def lto_pgo_wpd(self):
        # The profile is that of the build without LTO: clang instruments before it.
        whole = ["-flto", "-fwhole-program-vtables", "-fvisibility=hidden"]
        link = [*whole, "-Wl,--lto-whole-program-visibility"]
        product = self.with_profile("lto-pgo-wpd", *whole, link=link)
        product.instrumented = None
        return product

    def lto(self):
        flags = ["-flto"]
        return self.native(
            "lto", lambda step: self.language.program(step, "app", flags=flags, link=flags)
        )

    # GCC

    def gcc(self):
        self.require(self.language.gcc, "no GCC")
        compiler = self.language.gcc
        return self.native("gcc", lambda step: self.language.program(step, "app", compiler))

    def gcc_pgo(self):
        self.require(self.language.gcc, "no GCC")
        compiler = self.language.gcc

        def generate(step):
            flag = ["-fprofile-generate"]
            program = self.language.program(step, "generate", compiler, flag, flag)
            step.train([program], self.workload)
            return {"program": program, "objects": step.path("objects")}

        def use(step):
            # GCC looks for counts where the object was that wrote them.
            objects = trained["objects"]
            inputs = self.language.compile(
                step, compiler, "-fprofile-use", "-Wno-missing-profile", folder=objects
            )
            return {"program": self.language.link(step, compiler, inputs, "app")}

        trained = self.step("gcc-generate", generate)
        program = self.step("gcc-pgo", use)["program"]
        return Product(
            [program], instrumented=[trained["program"]], file=program,
            generate=["gcc-generate"], use=["gcc-pgo"],
        )

    # Devirt ahead of time, by its verbs

    def bitcode(self):
        return self.step("bitcode", lambda step: {"file": self.language.bitcode(step)})["file"]

    def early_bitcode(self):
        def action(step):
            return {"file": self.language.bitcode(step, "-Xclang", "-disable-llvm-passes")}

        return self.step("bitcode-early", action)["file"]

    def pgo_bitcode(self):
        """Optimized with clang's edge counts; its indirect calls are left to Devirt."""
        trained = self.profile()
        flags = [f"-fprofile-use={trained['profile']}", "-mllvm", "-disable-icp"]
        return self.step(
            "bitcode-pgo", lambda step: {"file": self.language.bitcode(step, *flags)}
        )["file"]

    def recorded(self, name, bitcode, *flags):
        """Instruments and trains; {"program", "profile"}."""

        def action(step):
            instrumented = step.path("generate.bc")
            step.run(self.tools.devirt, "instrument", bitcode, "-o", instrumented, *flags)
            program = self.language.link_bitcode(
                step, instrumented, "generate", *self.tools.libraries
            )
            raw, profile = step.path("app.devirtraw"), step.path("app.devirt")
            step.train([program], self.workload, {"DEVIRT_PROFILE_FILE": raw})
            step.run(self.tools.devirt, "merge", raw, "-o", profile)
            return {"program": program, "profile": profile}

        return self.step(f"{name}-generate", action, uses_devirt=True)

    def optimized(self, name, bitcode, profile, *flags):
        def action(step):
            output = step.path("app.bc")
            step.run(
                self.tools.devirt, "optimize", bitcode, "--profile", profile, "-o", output, *flags
            )
            return {"program": self.language.link_bitcode(step, output, "app")}

        return self.step(name, action, uses_devirt=True)["program"]

    def ahead(self, name, bitcode, first, *flags):
        """`first` are the steps that made the bitcode."""
        trained = self.recorded(name, bitcode, *flags)
        program = self.optimized(name, bitcode, trained["profile"])
        return Product(
            [program], instrumented=[trained["program"]], file=program,
            generate=[*first, f"{name}-generate"], use=[*first, name],
        )

    def devirt(self):
        return self.ahead("devirt", self.bitcode(), ["bitcode"])

    def devirt_early(self):
        product = self.ahead(
            "devirt-early", self.early_bitcode(), ["bitcode-early"], "--point", "early"
        )
        return product

    def devirt_pgo(self):
        return self.ahead("devirt-pgo", self.pgo_bitcode(), ["pgo-generate", "bitcode-pgo"])

    def control(self):
        """The same passes without a rewrite."""
        profile = self.recorded("devirt", self.bitcode())["profile"]
        program = self.optimized("devirt-control", self.bitcode(), profile, "--limit", "0")
        return Product([program], file=program, use=["bitcode", "devirt-control"])

    # Devirt as a compiler, as in `make CXX="devirt c++ --devirt-use=..."`

    def wrapper(self, name, *flags):
        compiler = self.language.wrapper

        def generate(step):
            own = ["--devirt-generate", *flags]
            program = self.language.program(step, "generate", compiler, own, own)
            raw, counters = step.path("app.devirtraw"), step.path("app.profraw")
            step.train(
                [program], self.workload,
                {"DEVIRT_PROFILE_FILE": raw, "LLVM_PROFILE_FILE": counters},
            )
            inputs = [raw]
            # With -flto bodies need no import, and the program keeps none.
            if "-flto" not in flags:
                inputs.append(program)
            if "--devirt-full" in flags:
                inputs.append(counters)
            profile = step.path("app.devirt")
            step.run(self.tools.devirt, "merge", *inputs, "-o", profile)
            return {"program": program, "profile": profile}

        def use(step):
            own = [f"--devirt-use={trained['profile']}", *flags]
            program = self.language.program(step, "app", compiler, own, own)
            return {"program": program}

        trained = self.step(f"{name}-generate", generate, uses_devirt=True)
        program = self.step(name, use, uses_devirt=True)["program"]
        return Product(
            [program], instrumented=[trained["program"]], file=program,
            generate=[f"{name}-generate"], use=[name],
        )

    def devirt_cxx(self):
        return self.wrapper("devirt-cxx")

    def devirt_cxx_lto(self):
        return self.wrapper("devirt-cxx-lto", "-flto")

    def devirt_cxx_pgo(self):
        return self.wrapper("devirt-cxx-pgo", "--devirt-full")

    # Online: bitcode in, output out

    def inputs(self):
        libraries = [self.tools.rust_library] if self.workload.language == "rust" else []
        return [self.bitcode(), *libraries]

    def run(self):
        return Product([self.tools.devirt, "run", *self.inputs(), "--"])

    def run_warm(self):
        def action(step):
            profile = step.path("app.devirt")
            step.train(
                [self.tools.devirt, "run", "--profile-out", profile, *self.inputs(), "--"],
                self.workload,
            )
            return {"profile": profile}

        profile = self.step("run-warm", action, uses_devirt=True)["profile"]
        return Product([self.tools.devirt, "run", "--profile-use", profile, *self.inputs(), "--"])

    def lli(self):
        return Product([self.tools.llvm_tool("lli"), *self.inputs()])

    def upstream(self):
        program = upstream_program(self.tools, self.directory.parent.parent)
        return Product([program, *self.inputs()])

    @staticmethod
    def require(condition, reason):
        if not condition:
            raise Unavailable(reason)

    def decisions(self, most=6):
        """What `devirt report` says of the hottest sites, or None without a profile."""
        trained = self.done.get("devirt-generate")
        if not isinstance(trained, dict):
            return None
        outcome = subprocess.run(
            [self.tools.devirt, "report", trained["profile"], self.bitcode(), "--format", "json",
             "--top", str(most)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        )
        return json.loads(outcome.stdout) if outcome.returncode == 0 else None


def upstream_program(tools, directory):
    """LLVM's ReOptimizeLayer, driven by jit/upstream.cpp; built once for all workloads."""
    source = pathlib.Path(__file__).parent.parent / "jit/upstream.cpp"
    program = directory / "upstream"
    if program.exists() and program.stat().st_mtime > source.stat().st_mtime:
        return str(program)
    prefix = tools.llvm.parent
    resources = subprocess.run(
        [tools.llvm_tool("clang"), "-print-resource-dir"], capture_output=True, text=True
    ).stdout.strip()
    runtime = next(pathlib.Path(resources, "lib/linux").glob("liborc_rt-*.a"), None)
    if runtime is None:
        raise Unavailable("no ORC runtime")
    partial = program.with_suffix(".new")
    outcome = subprocess.run(
        [tools.llvm_tool("clang++"), "-std=c++17", "-O2", "-fno-rtti", "-isystem",
         f"{prefix}/include", f'-DORC_RUNTIME="{runtime}"', str(source), f"-L{prefix}/lib",
         "-lLLVM-22", f"-Wl,-rpath,{prefix}/lib", "-Wl,-E", "-o", str(partial)],
        capture_output=True, text=True,
    )
    if outcome.returncode != 0:
        raise BuildError(outcome.stderr[-1000:])
    partial.rename(program)
    return str(program)


@dataclass(frozen=True)
class Peer:
    identity: str
    label: str
    about: str
    build: object
    languages: tuple = ("c", "c++")
    online: bool = False  # compiles while it runs: wall time counts, on all processors
    gated: bool = False  # `--check` watches it
    quick: bool = True


EVERYWHERE = ("c", "c++", "swift", "rust")

PEERS = [
    Peer("plain", "plain", "clang -O2; swiftc -O; rustc -O", Builder.plain, EVERYWHERE),
    Peer("pgo", "clang PGO", "IR profile; rustc's; clang's over Swift's bitcode", Builder.pgo,
         EVERYWHERE),
    Peer("pgo-noicp", "PGO, no ICP", "the same with -mllvm -disable-icp",
         Builder.pgo_without_promotion),
    Peer("lto-pgo-wpd", "LTO+PGO+WPD", "clang -flto, PGO, -fwhole-program-vtables, "
         "--lto-whole-program-visibility", Builder.lto_pgo_wpd),
    Peer("lto", "LTO", "clang -flto without a profile", Builder.lto, quick=False),
    Peer("gcc", "GCC", "gcc -O2", Builder.gcc),
    Peer("gcc-pgo", "GCC PGO", "gcc -O2 -fprofile-use", Builder.gcc_pgo),
    Peer("devirt", "devirt", "instrument, merge, optimize of the bitcode of the plain compiler",
         Builder.devirt, EVERYWHERE, gated=True),
    Peer("devirt-control", "control", "devirt optimize --limit 0: the same passes, no rewrite",
         Builder.control, EVERYWHERE),
    Peer("devirt-early", "early", "devirt before the inliner, from unoptimized bitcode",
         Builder.devirt_early, gated=True, quick=False),
    Peer("devirt-pgo", "devirt+PGO", "devirt on bitcode with clang's edge counts, ICP off",
         Builder.devirt_pgo, gated=True),
    Peer("devirt-cxx", "devirt c++", "the compiler wrapper, file by file, bodies imported",
         Builder.devirt_cxx, gated=True),
    Peer("devirt-cxx-lto", "devirt c++ LTO", "the wrapper with -flto", Builder.devirt_cxx_lto,
         gated=True),
    Peer("devirt-cxx-pgo", "devirt c++ PGO", "the wrapper with --devirt-full: LLVM's counters, too",
         Builder.devirt_cxx_pgo, gated=True),
    Peer("run", "devirt run", "from bitcode to exit", Builder.run, EVERYWHERE, online=True,
         gated=True),
    Peer("run-warm", "run, warm", "devirt run --profile-use, after a training run",
         Builder.run_warm, EVERYWHERE, online=True, gated=True),
    Peer("lli", "lli", "LLVM's JIT without tiers", Builder.lli, online=True),
    Peer("reoptimizelayer", "ReOptimizeLayer", "LLVM's re-optimizing layer (jit/upstream.cpp)",
         Builder.upstream, online=True),
]
