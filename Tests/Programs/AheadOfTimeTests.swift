import Foundation
import Testing

/// Programs of other languages, instrumented, trained and optimized before they run.
@Suite("Languages ahead of time")
struct AheadOfTimeTests {
    /// A sample and what becomes of its hottest sites.
    struct Expectation: CustomTestStringConvertible, Sendable {
        let sample: String
        /// The kind of a site that calls most, and how many of its targets are inlined.
        let kind: String
        let inlined: Int

        var testDescription: String { sample }
    }

    private static let swift = [
        Expectation(sample: "classes", kind: "swift-class-method", inlined: 2),
        Expectation(sample: "protocols", kind: "swift-witness", inlined: 2),
        Expectation(sample: "closures", kind: "swift-closure", inlined: 3),
        Expectation(sample: "captures", kind: "swift-closure", inlined: 3),
    ]

    @Test(
        .enabled(if: Compilers.swiftc != nil, "swiftc is not on PATH"), arguments: swift)
    func swiftCallsAreInlined(_ expected: Expectation) async throws {
        let sites = try await trainSwift(expected.sample, "-O")
        let site = try #require(sites.first { $0.kind == expected.kind && $0.calls > 0 })
        #expect(site.outcome == "promoted")
        #expect(site.targets.filter { $0.inlined == true }.count == expected.inlined)
    }

    @Test(
        .enabled(if: Compilers.swiftc != nil, "swiftc is not on PATH"),
        arguments: swift.map(\.sample))
    func unoptimizedSwiftStaysCorrect(sample: String) async throws {
        try await trainSwift(sample, "-Onone")
    }

    /// Instruments, trains and optimizes a program; all versions print the same.
    @discardableResult
    private func trainSwift(_ sample: String, _ level: String) async throws -> [Site] {
        let swiftc = try #require(Compilers.swiftc)
        return try await Workspace.with("swift-\(sample)") { work in
            let source = "\(Tools.root)/samples/swift/\(sample).swift"
            try await work.run(swiftc, [level, source, "-o", "native"])
            try await work.run(swiftc, [level, "-emit-bc", source, "-o", "app.bc"])
            try await work.devirt("instrument", "--verify", "app.bc", "-o", "inst.bc")
            try await work.linkSwift("inst.bc", to: "inst", flags: [Tools.runtime], with: swiftc)
            let training = try await work.run(work.file("inst"), ["3000"])
            #expect(try await work.run(work.file("native"), ["3000"]).output == training.output)
            try await work.devirt("merge", "default.devirtraw", "-o", "app.devirt")
            try await work.devirt(
                "optimize", "--verify", "app.bc", "--profile", "app.devirt", "-o", "opt.bc")
            try await work.linkSwift("opt.bc", to: "opt", flags: [], with: swiftc)
            for rounds in ["1", "3000", "5000"] {
                let native = try await work.run(work.file("native"), [rounds])
                let optimized = try await work.run(work.file("opt"), [rounds])
                #expect(optimized.output == native.output, "\(rounds) rounds")
            }
            return try await work.decisions("app.devirt", "app.bc")
        }
    }

    @Test(.enabled(if: Compilers.swiftc != nil, "swiftc is not on PATH"))
    func asyncModulesThatLLVMGetsWrongAreRefused() async throws {
        let swiftc = try #require(Compilers.swiftc)
        try await Workspace.with("swift-async") { work in
            try work.write(
                "app.swift",
                """
                func numbers() -> AsyncStream<Int> { AsyncStream { $0.finish() } }
                @main struct Main {
                    static func main() async { print(await numbers().reduce(0, +)) }
                }
                """)
            try await work.run(
                swiftc, ["-parse-as-library", "-Onone", "-emit-bc", "app.swift", "-o", "app.bc"])
            let outcome = try await Tools.run(
                Tools.devirt, ["instrument", "app.bc", "-o", "inst.bc"], in: work.path)
            #expect(outcome.code == 1)
            #expect(outcome.error.contains("app.bc: calls an async function with arguments on"))
            #expect(!work.exists("inst.bc"))
        }
    }

    @Test(.enabled(if: Compilers.rustc != nil, "rustc is not on PATH"))
    func rustCallsAreInlined() async throws {
        let rustc = try #require(Compilers.rustc)
        try await Workspace.with("rust") { work in
            let source = "\(Tools.root)/samples/rust/shapes.rs"
            let options = ["-O", "-C", "codegen-units=1", "-C", "prefer-dynamic"]
            let (directory, library) = try await work.rustLibrary(rustc)
            let flags = ["\(directory)/\(library)", "-Wl,-rpath,\(directory)"]
            try await work.run(rustc, options + ["--emit=llvm-bc", source, "-o", "app.bc"])
            try await work.link("app.bc", to: "native", flags: flags)
            try await work.devirt("instrument", "--verify", "app.bc", "-o", "inst.bc")
            try await work.link("inst.bc", to: "inst", flags: flags + [Tools.runtime])
            let training = try await work.run(work.file("inst"), ["3000"])
            #expect(try await work.run(work.file("native"), ["3000"]).output == training.output)
            try await work.devirt(
                "optimize", "--verify", "app.bc", "--profile", "default.devirtraw", "-o", "opt.bc")
            try await work.link("opt.bc", to: "opt", flags: flags)
            let native = try await work.run(work.file("native"), ["5000"])
            #expect(try await work.run(work.file("opt"), ["5000"]).output == native.output)
            let sites = try await work.decisions("default.devirtraw", "app.bc")
            let site = try #require(sites.first { $0.kind == "rust-dyn" })
            #expect(site.targets.filter { $0.inlined == true }.count == 2)
        }
    }
}

private struct Report: Decodable {
    let sites: [Site]
}

private struct Site: Decodable {
    struct Target: Decodable {
        let inlined: Bool?
    }

    let kind: String
    let calls: UInt64
    let outcome: String?
    let targets: [Target]
}

extension Workspace {
    /// Compiles bitcode with clang, whose LLVM is devirt's, and lets `swiftc` link.
    fileprivate func linkSwift(
        _ input: String, to output: String, flags: [String], with swiftc: String
    ) async throws {
        try await run(
            Tools.llvm("clang++"),
            ["-O2", "-Wno-override-module", "-c", input, "-o", "\(output).o"])
        try await run(swiftc, ["\(output).o"] + flags + ["-o", output])
    }

    fileprivate func decisions(_ profile: String, _ module: String) async throws -> [Site] {
        let report = try await devirt("report", profile, module, "--format", "json")
        return try JSONDecoder().decode(Report.self, from: Data(report.output.utf8)).sites
    }
}
