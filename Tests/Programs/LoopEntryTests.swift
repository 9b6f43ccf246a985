import Foundation
import LLVM
import Synchronization
import Testing

@testable import Reoptimization

/// Running loops of all shapes go on in optimized code, and compute what native programs compute.
///
/// The loops are in `Tests/Loops`; the prefix of a case's name says whether it must be entered.
@Suite("Loop entries", .serialized)
struct LoopEntryTests {
    private static let levels = ["-O0", "-O1", "-O2"]

    /// At 1 the innermost loop asks first, at 50 outer ones have gone round.
    private static let thresholds: [Int32] = [1, 50]

    private static let sources = [
        "control.c", "labels.c", "memory.c", "values.c", "refused.c", "exceptions.cpp",
        "threads.cpp",
    ]

    @Test(arguments: levels)
    func loopsComputeWhatTheyComputeNatively(level: String) async throws {
        try await Workspace.with("loops\(level)") { work in
            let native = try await prepare(level, Self.sources, in: work)
            try #require(native.count > 50)
            try verifyContinuations(work.file("all.bc"))
            for threshold in Self.thresholds {
                let policy = TierPolicy(
                    hotEntries: 5, hotIterations: threshold, threads: 2)
                try run(work.file("all.bc"), policy, native, "\(level), \(threshold)")
            }
        }
    }

    @Test(arguments: levels)
    func loopsAreLeftWhereGuardsMiss(level: String) async throws {
        try await Workspace.with("left\(level)") { work in
            let native = try await prepare(level, ["dispatch.cpp"], in: work)
            var policy = TierPolicy(hotEntries: 5, hotIterations: 300, threads: 2)
            policy.missLimit = 10
            policy.toleratedMissRate = 0
            try run(work.file("all.bc"), policy, native, level)
        }
    }

    /// Compiles the cases to one module, and runs them natively.
    ///
    /// - Returns: what each computes.
    private func prepare(
        _ level: String, _ sources: [String], in work: Workspace
    ) async throws -> [String: Int64] {
        var parts: [String] = []
        for source in sources {
            let compiler = source.hasSuffix(".c") ? "clang" : "clang++"
            try await work.run(
                Tools.llvm(compiler),
                [level, "-fwrapv", "-emit-llvm", "-c"]
                    + ["\(Tools.root)/Tests/Loops/\(source)", "-o", "\(source).bc"])
            parts.append("\(source).bc")
        }
        try await work.run(Tools.llvm("llvm-link"), parts + ["-o", "all.bc"])
        let symbols = try await work.run(
            Tools.llvm("llvm-nm"), ["--defined-only", "--format=just-symbols", "all.bc"])
        let names = symbols.output.split(separator: "\n").map(String.init).filter(isCase)
        try #require(!names.isEmpty)
        let declarations = names.map { "long \($0)(void);\n" }.joined()
        let calls = names.map { "  printf(\"\($0) %ld\\n\", \($0)());\n" }.joined()
        try work.write(
            "main.c",
            "#include <stdio.h>\nlong tick(long x) { return x; }\nlong left(void) { return 1; }\n"
                + "\(declarations)int main(void) {\n\(calls)}\n")
        try await work.run(Tools.llvm("clang"), ["-c", "main.c", "-o", "main.o"])
        try await work.run(
            Tools.llvm("clang++"), ["all.bc", "main.o", "-lm", "-lpthread", "-o", "native"])
        let output = try await work.run(work.file("native"), []).output
        return Dictionary(
            uniqueKeysWithValues: output.split(separator: "\n").map { line in
                let fields = line.split(separator: " ")
                return (String(fields[0]), Int64(fields[1])!)
            })
    }

    /// Checks all continuations, also those that no case enters, and the code that enters them.
    private func verifyContinuations(_ path: String) throws {
        let module = try Module(contentsOf: path, in: Context())
        try module.prepareForUnits(suffix: "test")
        var count = 0
        for function in module.reference.functions where !function.isDeclaration {
            let quick = module.extractUnit([function], suffix: "$0")
            let body = try #require(quick.reference.function(named: function.name + "$0"))
            let loops = body.checkLoops(
                LoopChecks(enter: "enter", token: 1, counters: .counted(from: 1))
            ).count
            try quick.reference.verify()
            for loop in 0..<loops {
                // Continuations can have loops that ask, too.
                let counters = LoopChecks.Counters.watched(
                    callees: function.callees, make: { .allocate(capacity: $0) })
                for checks in [nil, .counted(from: 1), counters] {
                    guard
                        let unit = module.extractContinuation(
                            of: function, loop: loop, suffix: "$1",
                            imports: function.callees.filter {
                                !$0.isDeclaration && $0 != function
                            },
                            checks: checks.map {
                                LoopChecks(enter: "enter", token: 1, counters: $0)
                            })
                    else {
                        Issue.record("\(function.name): loop \(loop) has no continuation")
                        continue
                    }
                    try unit.reference.verify()
                    count += 1
                }
            }
        }
        #expect(count > 300)
    }

    private func isCase(_ name: String) -> Bool {
        !name.contains(".")
            && ["entered_", "kept_", "sometimes_", "left_"].contains { name.hasPrefix($0) }
    }

    private func run(
        _ path: String, _ policy: TierPolicy, _ native: [String: Int64], _ comment: String
    ) throws {
        let jit = try ReoptimizingJIT(policy: policy)
        let progress = Progress()
        jit.onEvent { progress.note($0) }
        try jit.session.define([
            .init(
                name: "tick", address: UInt64(unsafeBitCast(Progress.tick, to: UInt.self))),
            .init(
                name: "left", address: UInt64(unsafeBitCast(Progress.left, to: UInt.self))),
        ])
        try jit.add(try Module(contentsOf: path, in: Context()))
        Progress.current.withLock { $0 = progress }
        defer { Progress.current.withLock { $0 = nil } }
        for (name, expected) in native.sorted(by: { $0.key < $1.key }) {
            let before = jit.statistics.loopEntries
            progress.begin()
            let result = try jit.call(name)
            #expect(result == .int64(expected), "\(name), \(comment)")
            let entries = jit.statistics.loopEntries - before
            if name.hasPrefix("entered_") { #expect(entries > 0, "\(name), \(comment)") }
            if name.hasPrefix("left_") { #expect(progress.isLeft, "\(name), \(comment)") }
            if name.hasPrefix("kept_") { #expect(entries == 0, "\(name), \(comment)") }
        }
        #expect(progress.failures == [], "\(comment)")
        try jit.finish()
    }
}

/// What the optimizer has to do, and has done.
private final class Progress: Sendable {
    private struct Counts {
        var pending = 0
        var failures: [String] = []
        /// Versions of continuations that record, and of those entered, since a case began: who
        /// enters one may be told before who made it.
        var recording: Set<Int> = []
        var entered: Set<Int> = []
    }

    /// Whose loops are running.
    static let current = Mutex<Progress?>(nil)

    /// What the loops call: see `Tests/Loops/loops.h`.
    static let tick: @convention(c) (Int64) -> Int64 = { value in
        current.withLock { $0 }?.waitForOptimizer()
        return value
    }

    /// See `Tests/Loops/dispatch.cpp`. A minute after the first call in a case it gives up.
    static let left: @convention(c) () -> Int64 = {
        guard let progress = current.withLock({ $0 }), !progress.isLeft else { return 1 }
        usleep(200)
        return progress.isLate ? 1 : 0
    }

    private let counts = Mutex(Counts())
    private let start = Mutex<ContinuousClock.Instant?>(nil)

    var isLeft: Bool { counts.withLock { !$0.recording.isDisjoint(with: $0.entered) } }

    private var isLate: Bool {
        start.withLock { start in
            let begin = start ?? .now
            start = begin
            return ContinuousClock.now - begin > .seconds(60)
        }
    }

    func begin() {
        start.withLock { $0 = nil }
        counts.withLock {
            $0.recording = []
            $0.entered = []
        }
    }

    var failures: [String] { counts.withLock { $0.failures } }

    func note(_ event: JITEvent) {
        counts.withLock { counts in
            switch event.kind {
            case .compiled, .ahead, .loaded, .matched, .retired, .freed: break
            case .recording: if event.loop != nil { counts.recording.insert(event.version) }
            case .entered: counts.entered.insert(event.version)
            case .requested: counts.pending += 1
            case .installed, .refused: counts.pending -= 1
            case .failed:
                counts.pending -= 1
                counts.failures.append("\(event.function): \(event.cause ?? "")")
            }
        }
    }

    /// Waits until no request is pending, for at most a minute.
    private func waitForOptimizer() {
        for _ in 0..<300_000 {
            if counts.withLock({ $0.pending }) <= 0 { return }
            usleep(200)
        }
    }
}
