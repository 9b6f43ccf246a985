import Testing

/// `devirt run`: what decides about optimized code, and the numbers about it.
@Suite("Run tiers")
struct RunTiersTests {
    private static let source = """
        #include <cstdio>
        __attribute__((noinline)) int square(int x) { __asm__ volatile(""); return x * x; }
        int main() {
          int sum = 0;
          for (int i = 0; i < 100; ++i)
            sum += square(i);
          std::printf("%d\\n", sum);
        }
        """

    private func run(_ options: String...) async throws -> Outcome {
        try await Workspace.with("tiers") { work in
            try work.write("program.cpp", Self.source)
            let outcome = try await work.run(Tools.devirt, ["run", "program.cpp"] + options)
            #expect(outcome.output == "328350\n")
            return outcome
        }
    }

    @Test func thresholdsDecideWhatIsHot() async throws {
        let quick = try await run("--events")
        #expect(!quick.error.contains("requested"))
        let entries = try await run("--events", "--hot-entries", "20")
        #expect(entries.error.contains(": requested square(int)\n"))
        #expect(!entries.error.contains("loop 0"))
        let iterations = try await run("--events", "--hot-iterations", "20")
        #expect(iterations.error.contains(": requested main, loop 0\n"))
        #expect(!iterations.error.contains("requested square"))
    }

    @Test func observingOptimizesNothing() async throws {
        let outcome = try await run("--events", "--stats", "--policy", "observe")
        #expect(!outcome.error.contains("installed"))
        #expect(outcome.error.contains(", 0 optimized in "))
    }

    @Test func theLevelDecidesTheCode() async throws {
        var sizes: [Substring] = []
        for level in ["-O0", "-O3"] {
            let outcome = try await run("--policy", "always", "--stats", level)
            let words = outcome.error.split(separator: " ")
            let index = try #require(words.firstIndex(of: "bytes"))
            sizes.append(words[index - 1])
        }
        #expect(sizes[0] != sizes[1])
        let separate = try await run("--policy", "always", "--stats", "-O", "0")
        #expect(separate.error.contains(" \(sizes[0]) bytes of code"))
    }

    @Test func theProgramGoesOnAtTheLimitOfCode() async throws {
        let limited = try await run("--events", "--hot-entries", "20", "--code-limit", "100")
        #expect(limited.error.contains("refused square(int): code takes 100 bytes or more"))
        #expect(!limited.error.contains("installed"))
        let free = try await run("--stats", "--code-limit", "1G")
        #expect(free.error.contains(" 0 versions freed (0 bytes); "))
    }

    @Test func statisticsAreFourLinesInAStableOrder() async throws {
        let outcome = try await run("--stats")
        let lines = outcome.error.split(separator: "\n")
        try #require(lines.count == 4)
        let start = lines[0].split(separator: " ")
        #expect(start.prefix(5) == ["devirt:", "start:", "first", "instruction", "after"])
        // The compiler ran before: the process is older than the JIT.
        let process = try #require(Int(start[5]))
        let jit = try #require(Int(start[12]))
        #expect(jit > 0 && process > jit + 20)
        #expect(lines[1].contains(" functions: "))
        #expect(lines[2].hasPrefix("devirt: indirect calls: "))
        #expect(lines[3].hasPrefix("devirt: code: "))
    }
}
