import Foundation
import Testing

/// A directory of one test. Removed when the test succeeds; kept and named when it fails.
struct Workspace {
    let path: String

    /// Runs `body` in a fresh directory.
    static func with<R>(
        _ name: String, _ body: (Workspace) async throws -> R
    ) async throws -> R {
        let path = NSTemporaryDirectory() + "/devirt-\(name)-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        let workspace = Workspace(path: path)
        do {
            let result = try await body(workspace)
            try FileManager.default.removeItem(atPath: path)
            return result
        } catch {
            Issue.record("the files of the failed test are in \(path)")
            throw error
        }
    }

    /// The path of a file in the directory.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// The names of all files, sorted.
    func names(in directory: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file(directory)).sorted()
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: file(name))))
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: file(name)))
    }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    /// Runs a program in the directory; a failure ends the test.
    @discardableResult
    func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Outcome {
        let outcome = try await Tools.run(
            program, arguments, in: path, environment: environment)
        guard outcome.isSuccess else { throw ToolFailure(program, arguments, outcome) }
        return outcome
    }

    @discardableResult
    func devirt(_ arguments: String...) async throws -> Outcome {
        try await run(Tools.devirt, arguments)
    }

    @discardableResult
    func devirt(_ arguments: [String]) async throws -> Outcome {
        try await run(Tools.devirt, arguments)
    }
}
