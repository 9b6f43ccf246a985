import Foundation
import Testing

/// The example of the library does what the command does.
@Suite("Embedding")
struct EmbeddingTests {
    @Test func examplePackageOptimizesAsTheCommandDoes() async throws {
        let sample = try Sample.named("skewed")
        try await Workspace.with("embedding") { work in
            try await work.compile(
                sample.sources, with: sample.compiler, to: "app.bc", flags: [])
            try await work.devirt("instrument", "app.bc", "-o", "inst.bc")
            try await work.link("inst.bc", to: "inst", flags: [Tools.runtime])
            try await work.run(work.file("inst"), [sample.trainingArgument])
            try await work.devirt("merge", "default.devirtraw", "-o", "app.devirt")
            try await work.devirt(
                "optimize", "app.bc", "--profile", "app.devirt", "-o", "command.bc")

            let package = "\(Tools.root)/samples/embedding"
            let built = try await Tools.run(
                "/usr/bin/env",
                [
                    "swift", "run", "--package-path", package, "--scratch-path",
                    "\(Tools.root)/.build/embedding", "devirtualize", work.file("app.bc"),
                    work.file("app.devirt"), work.file("library.bc"),
                ])
            #expect(built.code == 0, "\(built.output)\(built.error)")
            #expect(built.output.contains("#0: virtual"))
            #expect(built.output.contains("calls Square::area"))
            // The module's name is in neither; the bytes are the same.
            #expect(try work.read("library.bc") == work.read("command.bc"))
        }
    }
}
