import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// What a finished program left behind.
struct Outcome: Sendable {
    let status: TerminationStatus
    let output: String
    let error: String

    var isSuccess: Bool { status.isSuccess }

    /// The exit code; nil after a signal.
    var code: Int32? {
        if case .exited(let code) = status { code } else { nil }
    }

    /// The signal that ended the program, if one did.
    var signal: Int32? {
        if case .signaled(let signal) = status { signal } else { nil }
    }
}

/// The programs the tests use.
enum Tools {
    /// Where SwiftPM put what it built for the tests.
    static let products: String = {
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return (path ?? "").components(separatedBy: "/").dropLast().joined(separator: "/")
    }()

    /// Tests run all at once; their compilers must not.
    private static let gate = Gate(width: ProcessInfo.processInfo.activeProcessorCount + 1)

    /// The root of the package.
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static let prefix = ProcessInfo.processInfo.environment["LLVM_PREFIX"] ?? "/usr/lib/llvm-22"
    static let devirt = "\(products)/devirt"
    static let runtime = "\(products)/libdevirt_rt.a"

    static func llvm(_ name: String) -> String { "\(prefix)/bin/\(name)" }

    /// Runs a program to its end.
    static func run(
        _ program: String, _ arguments: [String], in directory: String? = nil,
        environment: [String: String] = [:], input: String = ""
    ) async throws -> Outcome {
        await gate.enter()
        defer { gate.leave() }
        let changes = Dictionary(
            uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments),
            environment: .inherit.updating(changes.mapValues { Optional($0) }),
            workingDirectory: directory.map { FilePath($0) },
            input: .string(input), output: .string(limit: 1 << 26), error: .string(limit: 1 << 26))
        return Outcome(
            status: result.terminationStatus, output: result.standardOutput,
            error: result.standardError)
    }

    /// Runs `devirt`.
    static func devirt(
        _ arguments: String..., in directory: String? = nil, environment: [String: String] = [:],
        input: String = ""
    ) async throws -> Outcome {
        try await run(
            devirt, arguments, in: directory, environment: environment, input: input)
    }
}

/// A program of the tool chain failed: the test cannot go on.
struct ToolFailure: Error, CustomStringConvertible {
    let description: String

    init(_ program: String, _ arguments: [String], _ outcome: Outcome) {
        description =
            "\(program) \(arguments.joined(separator: " ")): \(outcome.status)\n"
            + outcome.output + outcome.error
    }
}

/// Lets a limited number of tasks through at a time.
final class Gate: Sendable {
    private let state: Mutex<State>

    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    init(width: Int) {
        state = Mutex(State(free: width))
    }

    func enter() async {
        await withCheckedContinuation { continuation in
            let mayPass = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if mayPass { continuation.resume() }
        }
    }

    func leave() {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
