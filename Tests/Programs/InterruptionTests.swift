import Foundation
import Testing

/// What was read stays, what is written is whole, whatever ends the command.
@Suite("Interruption")
struct InterruptionTests {
    @Test func aSignalWhileWritingLeavesNoTemporaryFile() async throws {
        // Enough functions that writing takes a while; a shell ends the command once a file appears.
        let functions = (0..<4000).map {
            "define i32 @f\($0)(ptr %p, i32 %x) {\n  %r = call i32 %p(i32 %x)\n  ret i32 %r\n}"
        }
        try await Workspace.with("interruption") { work in
            try work.write("big.ll", functions.joined(separator: "\n"))
            try FileManager.default.createDirectory(
                atPath: work.file("out"), withIntermediateDirectories: false)
            let script = """
                "$1" instrument big.ll -o out/o.bc 2>/dev/null &
                while kill -0 $! 2>/dev/null && [ -z "$(ls -A out)" ]; do :; done
                kill -TERM $! 2>/dev/null
                wait $!
                ls -A out
                """
            for _ in 0..<3 {
                let outcome = try await Tools.run(
                    "/bin/sh", ["-c", script, "sh", Tools.devirt], in: work.path)
                #expect(["", "o.bc\n"].contains(outcome.output), "\(outcome.output)")
                try? FileManager.default.removeItem(atPath: work.file("out/o.bc"))
            }
        }
    }

    @Test func aDamagedPartMakesAMergeACheckThatFailed() async throws {
        let sample = try Sample.named("table")
        try await Workspace.with("partial-merge") { work in
            try await work.compile(
                sample.sources, with: sample.compiler, to: "app.bc", flags: [])
            try await work.devirt("instrument", "app.bc", "-o", "inst.bc")
            try await work.link("inst.bc", to: "inst", flags: [Tools.runtime])
            try await work.run(work.file("inst"), ["5"])
            // Two modules: a good one, and one whose last byte is another.
            let good = try work.read("default.devirtraw")
            var bytes = Array(good.dropLast(20))
            bytes += bytes.dropFirst(16)
            bytes[bytes.count - 1] ^= 1
            try work.write("half.devirtraw", bytes)
            let outcome = try await Tools.devirt(
                "merge", "half.devirtraw", "-o", "m.devirt", in: work.path)
            #expect(outcome.code == 2)
            #expect(outcome.error.contains("warning: half.devirtraw"))
            #expect(work.exists("m.devirt"))
        }
    }
}
