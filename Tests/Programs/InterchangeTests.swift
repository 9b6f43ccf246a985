import Foundation
import Testing

/// Profiles from LLVM and for LLVM.
@Suite("Interchange")
struct InterchangeTests {
    /// The raw bitcode of skewed.cpp, and what clang's own instrumentation recorded of it.
    private func withClangProfile(
        _ body: (Workspace) async throws -> Void
    ) async throws {
        try await Workspace.with("interchange") { work in
            let source = "\(Tools.root)/samples/skewed.cpp"
            try await work.run(
                Tools.llvm("clang++"),
                [
                    "-O2", "-g", "-Xclang", "-disable-llvm-passes", "-emit-llvm", "-c", source,
                    "-o", "raw.bc",
                ])
            try await work.run(
                Tools.llvm("clang++"), ["-O2", "-fprofile-generate", source, "-o", "train"])
            try await work.run(
                work.file("train"), ["200"], environment: ["LLVM_PROFILE_FILE": "train.profraw"])
            try await work.run(
                Tools.llvm("llvm-profdata"), ["merge", "train.profraw", "-o", "clang.profdata"])
            try await body(work)
        }
    }

    /// The targets of a function in the words of `llvm-profdata show --ic-targets`.
    private func targets(
        of function: String, in profile: String, _ work: Workspace
    ) async throws -> [String: UInt64] {
        let text = try await work.run(
            Tools.llvm("llvm-profdata"),
            ["show", "--ic-targets", "--function=\(function)", profile]
        ).output
        var result: [String: UInt64] = [:]
        for match in text.matches(of: /\[ *\d+, (.+), *(\d+) \]/) {
            result[String(match.1), default: 0] += UInt64(match.2) ?? 0
        }
        return result
    }

    @Test(arguments: ["as-is", "early"])
    func importedTargetsArePromoted(point: String) async throws {
        try await withClangProfile { work in
            try await work.devirt(
                "import", "clang.profdata", "raw.bc", "-o", "app.devirt", "--point", point)
            let profile = try Profiles.read(work.file("app.devirt"))
            let expected = try await targets(of: "totalArea", in: "clang.profdata", work)
            #expect(expected.count == 3)
            let site = try #require(
                profile.functions.first { $0.name.contains("totalArea") }?.sites.first)
            #expect(site.kind == .virtualCall)
            #expect(
                Dictionary(
                    uniqueKeysWithValues: site.summary.entries.map {
                        ($0.target.name, $0.count)
                    }) == expected)
            let outcome = try await work.devirt(
                "optimize", "--verify", "raw.bc", "--profile", "app.devirt", "-o", "opt.bc", "-v")
            #expect(outcome.error.contains("Square::area(unsigned long) const  promoted #1"))
            try await work.link("opt.bc", to: "opt", flags: [])
            let native = try await work.run(work.file("train"), ["300"])
            #expect(try await work.run(work.file("opt"), ["300"]).output == native.output)
        }
    }

    @Test func withoutAModuleAProfileCanBeLookedAt() async throws {
        try await withClangProfile { work in
            try await work.devirt("import", "clang.profdata", "-o", "app.devirt")
            let report = try await work.devirt("report", "app.devirt").output
            #expect(report.contains("Square::area(unsigned long) const"))
        }
    }

    /// Import and export are each other's inverse; what is exported is what LLVM expects.
    @Test func exportedTargetsAreLLVMs() async throws {
        try await withClangProfile { work in
            try await work.devirt(
                "import", "clang.profdata", "raw.bc", "-o", "app.devirt", "--point", "early")
            try await work.devirt(
                "export", "app.devirt", "raw.bc", "--format", "profdata", "-o", "ours.profdata")
            let expected = try await targets(of: "totalArea", in: "clang.profdata", work)
            #expect(try await targets(of: "totalArea", in: "ours.profdata", work) == expected)
            // Functions, hashes and numbers of counters agree: both can be merged and used.
            let merged = try await work.run(
                Tools.llvm("llvm-profdata"),
                ["merge", "clang.profdata", "ours.profdata", "-o", "both.profdata"])
            #expect(merged.error.isEmpty)
            let doubled = try await targets(of: "totalArea", in: "both.profdata", work)
            #expect(doubled == expected.mapValues { $0 * 2 })
            let used = try await work.run(
                Tools.llvm("clang++"),
                [
                    "-O2", "-fprofile-use=both.profdata", "-Rpass=pgo-icall-prom",
                    "\(Tools.root)/samples/skewed.cpp", "-o", "used",
                ])
            #expect(used.error.contains("Promote indirect call to _ZNK6Square4areaEm"))
            #expect(!used.error.contains("-Wprofile-instr"))
        }
    }

    /// ThinLTO imports the bodies of the targets that `--emit vp` names, here local functions of
    /// another file, and promotes the calls to them.
    @Test func valueProfilesLeadThinLTO() async throws {
        let sample = try Sample.named("units")
        try await Workspace.with("thinlto") { work in
            var modules: [String] = []
            for (index, source) in sample.sources.enumerated() {
                try await work.compile(
                    [source], with: sample.compiler, to: "p\(index).bc", flags: [])
                try await work.devirt("instrument", "p\(index).bc", "-o", "i\(index).bc")
                modules.append("i\(index).bc")
            }
            try await work.run(
                Tools.llvm("clang++"), modules + [Tools.runtime, "-o", "train"])
            let training = try await work.run(work.file("train"), [sample.trainingArgument])
            for index in modules.indices {
                try await work.devirt(
                    "optimize", "p\(index).bc", "--profile", "default.devirtraw", "--emit", "vp",
                    "-O0", "-o", "v\(index).bc")
                try await work.run(
                    Tools.llvm("opt"), ["-module-summary", "v\(index).bc", "-o", "t\(index).bc"])
            }
            let linked = try await work.run(
                Tools.llvm("clang++"),
                [
                    "-flto=thin", "-O2", "-fuse-ld=lld", "t0.bc", "t1.bc",
                    "-Wl,-mllvm,-pass-remarks=pgo-icall-prom", "-o", "app",
                ])
            // Under the name that ThinLTO gives it. lld talks on standard output.
            #expect(
                linked.output.contains("Promote indirect call to _ZNK12_GLOBAL__N_16Square4areaEv.")
            )
            let output = try await work.run(work.file("app"), [sample.trainingArgument]).output
            #expect(output == training.output)
        }
    }

    @Test func wrongInputsAreNamed() async throws {
        try await withClangProfile { work in
            try work.write("cut.profdata", Array(try work.read("clang.profdata").prefix(100)))
            try work.write("other.ll", "define void @f() {\n  ret void\n}\n")
            for (arguments, message) in [
                (["import", "train.profraw", "-o", "x"], "not an indexed profile of LLVM"),
                (["import", "raw.bc", "-o", "x"], "not an indexed profile of LLVM"),
                (["import", "cut.profdata", "-o", "x"], "cut.profdata: "),
                (["import", "clang.profdata", "other.ll", "-o", "x"], "functions is in other.ll"),
                (["import", "missing", "-o", "x"], "missing: cannot be read"),
                (["export", "clang.profdata", "raw.bc", "--format", "profdata"], "devirt import"),
            ] {
                let outcome = try await Tools.run(Tools.devirt, arguments, in: work.path)
                #expect(outcome.code == 1, "\(arguments)")
                #expect(outcome.error.contains(message), "\(arguments): \(outcome.error)")
                #expect(!work.exists("x"))
            }
            let usage = try await Tools.run(
                Tools.devirt, ["export", "app.devirt", "--format", "profdata"], in: work.path)
            #expect(usage.code == 64)
        }
    }
}
