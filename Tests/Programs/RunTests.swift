import Foundation
import Testing

/// `devirt run`: programs behave as if native.
@Suite("Run")
struct RunTests {
    @Test(arguments: Sample.all, ["tiered", "never", "always"])
    func samplesPrintWhatNativeProgramsPrint(sample: Sample, policy: String) async throws {
        try await Workspace.with("run-\(sample.name)") { work in
            try await work.compile(
                sample.programSources, with: sample.compiler, to: "app.bc", flags: [])
            try await work.link("app.bc", to: "app", flags: sample.linkFlags)
            var arguments = [sample.testArgument]
            if sample.hasPlugin {
                try await work.compile(
                    [sample.sources[1]], with: sample.compiler, to: "plugin.bc", flags: ["-fPIC"])
                try await work.link("plugin.bc", to: "plugin.so", flags: ["-shared"])
                arguments.append("./plugin.so")
            }
            let native = try await work.run(work.file("app"), arguments)
            let jit = try await work.run(
                Tools.devirt, ["run", "--policy", policy, "app.bc", "--"] + arguments)
            #expect(jit.output == native.output)
            #expect(jit.error.isEmpty)
        }
    }

    /// Compiles a program and runs it with `devirt run`.
    private func run(
        _ source: String, _ arguments: [String] = [], options: [String] = [], input: String = ""
    ) async throws -> Outcome {
        try await Workspace.with("run") { work in
            try work.write("program.cpp", source)
            try await work.compile(
                [work.file("program.cpp")], with: Tools.llvm("clang++"), to: "program.bc",
                flags: [])
            return try await Tools.run(
                Tools.devirt, ["run"] + options + ["program.bc", "--"] + arguments, in: work.path,
                input: input)
        }
    }

    @Test func argumentsInputAndExitCodeAreTheProgramsOwn() async throws {
        let outcome = try await run(
            """
            #include <iostream>
            #include <string>
            int main(int count, char **arguments) {
              for (int i = 1; i < count; ++i)
                std::cout << '[' << arguments[i] << ']';
              std::string line;
              while (std::getline(std::cin, line))
                std::cout << line << '\\n';
              return 42;
            }
            """, ["--stats", "--", "a b"], input: "one\ntwo\n")
        #expect(outcome.code == 42)
        #expect(outcome.output == "[--stats][--][a b]one\ntwo\n")
        #expect(outcome.error.isEmpty)
    }

    @Test func exitRunsDestructorsAndHandlersInOrder() async throws {
        let outcome = try await run(
            """
            #include <cstdio>
            #include <cstdlib>
            struct Static {
              Static() { std::puts("constructed"); }
              ~Static() { std::puts("destroyed"); }
            } object;
            int main() {
              std::atexit([] { std::puts("handler"); });
              std::exit(3);
            }
            """)
        #expect(outcome.code == 3)
        #expect(outcome.output == "constructed\nhandler\ndestroyed\n")
    }

    @Test func statisticsGoToStandardError() async throws {
        let outcome = try await run("int main() { return 0; }", options: ["--stats"])
        #expect(outcome.code == 0)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.contains("1 compiled quickly"))
    }

    @Test func eventsAndTraceTellWhatWasOptimized() async throws {
        let sample = try Sample.named("recursion")
        try await Workspace.with("run-events") { work in
            try await work.compile(
                sample.sources, with: sample.compiler, to: "app.bc", flags: [])
            let outcome = try await Tools.devirt(
                "run", "app.bc", "--events", "--trace", "trace.json", "--", "9000", in: work.path)
            #expect(outcome.code == 0)
            #expect(outcome.error.contains(": compiled main"))
            #expect(outcome.error.contains(": requested Sum::evaluate"))
            let trace = try JSONSerialization.jsonObject(with: Data(work.read("trace.json")))
            let events = (trace as? [String: Any])?["traceEvents"] as? [[String: Any]] ?? []
            #expect(events.contains { $0["cat"] as? String == "requested" })
            #expect(
                events.contains {
                    $0["ph"] as? String == "X" && $0["name"] as? String == "main"
                        && $0["dur"] as? Double ?? 0 > 0
                })
        }
    }

    @Test func signalsEndTheProgramAsUsual() async throws {
        let outcome = try await run("#include <csignal>\nint main() { std::raise(SIGTERM); }")
        #expect(outcome.code == nil)
    }

    @Test func whatCannotRunSaysWhyInOneLine() async throws {
        try await Workspace.with("run-bad") { work in
            try work.write("none.ll", "define void @f() { ret void }")
            let noMain = try await Tools.devirt("run", "none.ll", in: work.path)
            #expect(noMain.code == 1)
            #expect(noMain.error.split(separator: "\n").count == 1)
            #expect(noMain.error.contains("no function 'main'"))
            let missing = try await Tools.devirt("run", "missing.bc", in: work.path)
            #expect(missing.code == 1 && missing.error.contains("missing.bc"))
        }
    }
}
