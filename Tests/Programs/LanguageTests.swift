import Foundation
import Testing

/// `devirt run` with bitcode of other compilers, and with several modules.
@Suite("Languages")
struct LanguageTests {
    private static let policies = ["tiered", "never", "always"]

    private static let swiftc = Compilers.swiftc
    private static let rustc = Compilers.rustc

    /// Runs a program longer and longer until targets were inlined in it: a busy machine may not get
    /// to it in a short run. It has to print what `./native` does.
    private func expectsInlining(
        in inputs: [String], size: Int, _ work: Workspace
    ) async throws {
        for size in [size, 10 * size, 100 * size].map(String.init) {
            let native = try await work.run(work.file("native"), [size])
            let jit = try await work.devirt(["run", "--stats"] + inputs + ["--", size])
            #expect(jit.output == native.output)
            let match = try #require(jit.error.firstMatch(of: /(\d+) of them inlined/))
            if match.1 != "0" { return }
        }
        Issue.record("nothing was inlined in \(100 * size) rounds")
    }

    @Test(
        .enabled(if: swiftc != nil, "swiftc is not on PATH"),
        arguments: ["classes", "protocols", "closures", "captures"], ["-O", "-Onone"])
    func swiftProgramsPrintWhatNativeOnesPrint(program: String, level: String) async throws {
        let swiftc = try #require(Self.swiftc)
        try await Workspace.with("swift-\(program)") { work in
            let source = "\(Tools.root)/samples/swift/\(program).swift"
            try await work.run(swiftc, [level, source, "-o", "native"])
            try await work.run(swiftc, [level, "-emit-bc", source, "-o", "app.bc"])
            let native = try await work.run(work.file("native"), ["3000"])
            for policy in Self.policies {
                let jit = try await work.devirt(
                    "run", "--policy", policy, "app.bc", "--", "3000")
                #expect(jit.output == native.output, "\(policy)")
                #expect(jit.error.isEmpty, "\(policy)")
            }
        }
    }

    @Test(.enabled(if: swiftc != nil, "swiftc is not on PATH"))
    func swiftMethodsAreInlined() async throws {
        let swiftc = try #require(Self.swiftc)
        try await Workspace.with("swift-inlined") { work in
            let source = "\(Tools.root)/samples/swift/classes.swift"
            try await work.run(swiftc, ["-O", source, "-o", "native"])
            try await work.run(swiftc, ["-O", "-emit-ir", source, "-o", "app.ll"])
            try await expectsInlining(in: ["app.ll"], size: 3_000_000, work)
        }
    }

    /// Debug information brings declarations that are gone once bodies are read.
    @Test(.enabled(if: swiftc != nil, "swiftc is not on PATH"))
    func profilesOfSwiftProgramsWithDebugInformation() async throws {
        let swiftc = try #require(Self.swiftc)
        try await Workspace.with("swift-debug") { work in
            let source = "\(Tools.root)/Benchmarks/workloads/swift/richards.swift"
            try await work.run(
                swiftc, ["-O", "-gline-tables-only", "-emit-bc", source, "-o", "app.bc"])
            for option in ["--profile-out", "--profile-use"] {
                let outcome = try await work.devirt(
                    "run", option, "app.devirt", "app.bc", "--", "1000", "1")
                #expect(outcome.output == "queued 2322, held 928\n")
                #expect(outcome.error.isEmpty)
            }
        }
    }

    @Test(.enabled(if: swiftc != nil, "swiftc is not on PATH"))
    func withoutSwiftTheLibraryIsNamed() async throws {
        let swiftc = try #require(Self.swiftc)
        try await Workspace.with("swift-missing") { work in
            try work.write("app.swift", "print(1)\n")
            try await work.run(swiftc, ["-emit-bc", "app.swift", "-o", "app.bc"])
            let outcome = try await Tools.run(
                Tools.devirt, ["run", "app.bc"], in: work.path, environment: ["PATH": "/usr/bin"])
            #expect(outcome.code == 1)
            #expect(outcome.error.hasPrefix("devirt: error: libswiftCore.so: not found"))
            #expect(outcome.error.split(separator: "\n").count == 1)
        }
    }

    /// LLVM's own code generator does not pass the seventh argument: better no program than a wrong
    /// one.
    @Test(.enabled(if: swiftc != nil, "swiftc is not on PATH"))
    func asyncCallsThatLLVMGetsWrongAreRefused() async throws {
        let swiftc = try #require(Self.swiftc)
        try await Workspace.with("swift-async") { work in
            try work.write(
                "app.swift",
                """
                @main struct Main {
                    static func main() async {
                        let numbers = AsyncStream<Int> { stream in
                            stream.yield(3)
                            stream.finish()
                        }
                        print(await numbers.reduce(0, +))
                    }
                }
                """)
            try await work.run(
                swiftc, ["-parse-as-library", "-Onone", "-emit-bc", "app.swift", "-o", "app.bc"])
            let outcome = try await Tools.run(Tools.devirt, ["run", "app.bc"], in: work.path)
            #expect(!outcome.isSuccess)
            #expect(
                outcome.error.contains("arguments on the stack, which LLVM 22 compiles wrongly"))
        }
    }

    @Test(.enabled(if: rustc != nil, "rustc is not on PATH"), arguments: policies)
    func rustProgramsPrintWhatNativeOnesPrint(policy: String) async throws {
        let rustc = try #require(Self.rustc)
        try await Workspace.with("rust-\(policy)") { work in
            let source = "\(Tools.root)/samples/rust/shapes.rs"
            let options = ["-O", "-C", "codegen-units=1"]
            try await work.run(rustc, options + [source, "-o", "native"])
            try await work.run(
                rustc,
                options + ["-C", "prefer-dynamic", "--emit=llvm-bc", source, "-o", "app.bc"])
            let (directory, library) = try await work.rustLibrary(rustc)
            let inputs = ["app.bc", "\(directory)/\(library)"]
            if policy == "tiered" {
                try await expectsInlining(in: inputs, size: 3_000_000, work)
            } else {
                let native = try await work.run(work.file("native"), ["3000000"])
                let jit = try await work.devirt(
                    ["run", "--policy", policy] + inputs + ["--", "3000000"])
                #expect(jit.output == native.output)
            }
        }
    }

    /// Calls in one module, targets in the other.
    @Test func targetsInAnotherModuleAreInlined() async throws {
        let sample = try Sample.named("units")
        try await Workspace.with("modules") { work in
            for (index, source) in sample.programSources.enumerated() {
                try await work.compile(
                    [source], with: sample.compiler, to: "part\(index).bc", flags: [])
            }
            try await work.compile(
                sample.programSources, with: sample.compiler, to: "app.bc", flags: [])
            try await work.link("app.bc", to: "native", flags: sample.linkFlags)
            try await expectsInlining(in: ["part0.bc", "part1.bc"], size: 20000, work)
            let native = try await work.run(work.file("native"), ["20000"])
            let still = try await work.devirt(
                "run", "--policy", "always", "part0.bc", "part1.bc", "--", "20000")
            #expect(still.output == native.output)
        }
    }
}
