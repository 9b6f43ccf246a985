import Foundation

/// Compilers of other languages, where they are installed.
enum Compilers {
    static let swiftc = path(of: "swiftc")
    static let rustc = path(of: "rustc")

    /// A compiler on PATH.
    private static func path(of compiler: String) -> String? {
        let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return search.split(separator: ":").map { "\($0)/\(compiler)" }
            .first(where: FileManager.default.isExecutableFile)
    }
}

extension Workspace {
    /// The shared standard library of `rustc`, and its directory.
    func rustLibrary(_ rustc: String) async throws -> (directory: String, name: String) {
        let directory = try await run(rustc, ["--print", "target-libdir"]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        guard let name = names.first(where: { $0.hasPrefix("libstd-") && $0.hasSuffix(".so") })
        else { throw CocoaError(.fileNoSuchFile) }
        return (directory, name)
    }
}
