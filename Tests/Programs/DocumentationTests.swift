import Foundation
import Testing

/// The commands in the documentation work as printed.
@Suite("Documentation")
struct DocumentationTests {
    @Test(arguments: [
        "README.md", "Docs/Guide.md", "Docs/JIT.md", "Docs/REPL.md", "samples/README.md",
    ])
    func commandsWorkAsPrinted(document: String) async throws {
        let text = try String(contentsOfFile: "\(Tools.root)/\(document)", encoding: .utf8)
        let script = Self.shellBlocks(of: text)
        #expect(!script.isEmpty)
        try await Workspace.with("documentation") { work in
            try await work.run("/bin/cp", ["-r", "\(Tools.root)/samples/.", "."])
            try work.write("commands.sh", "set -euxo pipefail\n" + script)
            let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
            try await work.run(
                "/bin/bash", ["commands.sh"],
                environment: [
                    "PATH": "\(Tools.products):\(path)", "XDG_STATE_HOME": work.path,
                ])
        }
    }

    /// The contents of the ```sh blocks, and the `$` lines of ```console blocks but for `make`,
    /// which runs this test. A block may name a program that it needs: "```sh rustc".
    private static func shellBlocks(of text: String) -> String {
        var script = ""
        var fence = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                let needed = line.dropFirst("```sh ".count)
                if fence.isEmpty, line.hasPrefix("```sh ") {
                    script += "if command -v \(needed); then\n"
                } else if fence.hasPrefix("```sh ") {
                    script += "fi\n"
                }
                fence = fence.isEmpty ? String(line) : ""
            } else if fence == "```sh" || fence.hasPrefix("```sh ") {
                script += line + "\n"
            } else if fence == "```console", line.hasPrefix("$ "), !line.hasPrefix("$ make") {
                script += line.dropFirst(2) + "\n"
            }
        }
        return script
    }
}
