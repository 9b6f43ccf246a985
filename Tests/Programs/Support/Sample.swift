import Foundation
import Testing

/// A row of samples/manifest.txt.
struct Sample: CustomTestStringConvertible, Sendable {
    let name: String
    let language: String
    let sources: [String]
    let trainingArgument: String
    let testArgument: String
    let linkFlags: [String]
    /// The second source is a shared object, passed to the program as second argument.
    let hasPlugin: Bool

    var testDescription: String { name }

    static let all: [Sample] = {
        let path = Tools.root + "/samples/manifest.txt"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "\t").map(String.init)
            let flags = fields[5].split(separator: " ").map(String.init)
            return Sample(
                name: fields[0], language: fields[1],
                sources: fields[2].split(separator: " ").map { "\(Tools.root)/samples/\($0)" },
                trainingArgument: fields[3], testArgument: fields[4],
                linkFlags: flags.filter { $0 != "-" && $0 != "plugin" },
                hasPlugin: flags.contains("plugin"))
        }
    }()

    static func named(_ name: String) throws -> Sample {
        try #require(all.first { $0.name == name })
    }

    var compiler: String { Tools.llvm(language == "c" ? "clang" : "clang++") }

    /// The sources of the program itself.
    var programSources: [String] { hasPlugin ? Array(sources.prefix(1)) : sources }
}

extension Workspace {
    /// Compiles sources to one bitcode file.
    func compile(
        _ sources: [String], with compiler: String, to output: String, flags: [String]
    ) async throws {
        var parts: [String] = []
        for (index, source) in sources.enumerated() {
            let part = "\(output).\(index)"
            try await run(
                compiler, ["-O2", "-g", "-emit-llvm", "-c", source, "-o", part] + flags)
            parts.append(part)
        }
        try await run(Tools.llvm("llvm-link"), parts + ["-o", output])
    }

    /// Links bitcode to a program or, with `-shared` among the flags, a shared object.
    func link(_ input: String, to output: String, flags: [String]) async throws {
        try await run(
            Tools.llvm("clang++"),
            ["-O2", "-Wno-unused-command-line-argument", input, "-o", output] + flags)
    }
}
