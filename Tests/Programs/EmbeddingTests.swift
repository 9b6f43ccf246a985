import Foundation
import Testing

/// The example of the library does what the command does.
@Suite("Embedding", .serialized)
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

    @Test func exampleLayersCountWhatIsCompiled() async throws {
        try await Workspace.with("layers") { work in
            try work.write(
                "program.c",
                """
                static int square(int x) { return x * x; }
                int sum(int n) {
                  int total = 0;
                  for (int i = 0; i < n; ++i)
                    total += square(i);
                  return total;
                }
                """)
            try await work.compile(
                [work.file("program.c")], with: Tools.llvm("clang"), to: "program.bc", flags: [])
            let built = try await Tools.run(
                "/usr/bin/env",
                [
                    "swift", "run", "--package-path", "\(Tools.root)/samples/embedding",
                    "--scratch-path", "\(Tools.root)/.build/embedding", "layers",
                    work.file("program.bc"), "sum", "10",
                ])
            #expect(built.code == 0, "\(built.output)\(built.error)")
            #expect(built.output.contains("sum(10) = i32 285"))
            #expect(built.output.contains("quick: "))
            #expect(built.output.contains("optimized: "))
        }
    }
}
