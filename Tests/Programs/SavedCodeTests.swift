import Devirt
import Foundation
import Testing

/// Code that `devirt run --profile-out` leaves beside the profile, and `--profile-use` links.
@Suite("Saved code")
struct SavedCodeTests {
    private func run(
        _ work: Workspace, _ options: [String], _ argument: String
    ) async throws -> Outcome {
        try await work.run(
            Tools.devirt, ["run", "app.bc"] + options + ["--stats", "--events", "--", argument])
    }

    /// Functions that a run says it compiled quickly, and linked from a file.
    private func numbers(_ outcome: Outcome) -> (compiled: Int, loaded: Int) {
        func number(before text: String) -> Int {
            guard outcome.error.contains(text) else { return -1 }
            let words = outcome.error.components(separatedBy: text)[0].split { !$0.isNumber }
            return words.last.flatMap { Int($0) } ?? -1
        }
        return (number(before: " compiled quickly"), number(before: " functions linked in"))
    }

    /// Functions in events of a kind.
    private func subjects(_ kind: String, _ outcome: Outcome) -> Set<String> {
        Set(
            outcome.error.split(separator: "\n").compactMap { line in
                line.components(separatedBy: " µs: \(kind) ").dropFirst().first
                    .map { String($0.prefix { $0 != "," && $0 != " " }) }
            })
    }

    private func with(
        _ name: String, _ body: (Workspace, Sample) async throws -> Void
    ) async throws {
        let sample = try Sample.named(name)
        try await Workspace.with("code-\(name)") { work in
            try await work.compile(
                sample.sources, with: sample.compiler, to: "app.bc", flags: sample.linkFlags)
            try await body(work, sample)
        }
    }

    private func with(source: String, _ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.with("code-source") { work in
            try work.write("app.cpp", source)
            try await work.run(
                Tools.llvm("clang++"), ["-O2", "-emit-llvm", "-c", "app.cpp", "-o", "app.bc"])
            try await body(work)
        }
    }

    @Test(arguments: [
        "hugeloop", "drifting", "skewed", "exceptions", "threads", "stdfunction", "table",
        "visitor",
        "interpreter", "units",
    ])
    func laterRunsCompileNothingAgain(sample: String) async throws {
        try await with(sample) { work, sample in
            let first = try await run(work, ["--profile-out", "a.devirt"], sample.testArgument)
            #expect(!first.error.contains("loaded"))
            // Each run is at other addresses, and leaves its own and what it was given.
            for _ in 0..<2 {
                let warm = try await run(
                    work, ["--profile-use", "a.devirt", "--profile-out", "a.devirt"],
                    sample.testArgument)
                #expect(warm.output == first.output)
                #expect(!warm.error.contains(" failed "), "\(warm.error)")
                let (compiled, loaded) = numbers(warm)
                #expect(compiled == 0 && loaded > 0, "\(warm.error)")
            }
            // As does a run that is given less to do.
            let short = try await run(
                work, ["--profile-use", "a.devirt", "--profile-out", "b.devirt"],
                sample.trainingArgument)
            let native = try await run(work, [], sample.trainingArgument)
            #expect(short.output == native.output)
            let again = try await run(work, ["--profile-use", "b.devirt"], sample.testArgument)
            #expect(again.output == first.output && numbers(again).compiled == 0)
        }
    }

    @Test func codeThatDoesNotFitIsIgnored() async throws {
        try await with("skewed") { work, sample in
            let argument = sample.trainingArgument
            let first = try await run(work, ["--profile-out", "a.devirt"], argument)
            for (options, cause) in [
                (["-O", "1"], "other options"), (["--miss-limit", "7"], "other options"),
                (["--no-devirtualize"], "other options"), (["--gdb"], "other options"),
            ] {
                let warm = try await run(
                    work, ["--profile-use", "a.devirt"] + options, argument)
                #expect(warm.output == first.output)
                #expect(numbers(warm).loaded == -1 && numbers(warm).compiled > 0)
                #expect(warm.error.contains("not used, made with \(cause)"), "\(warm.error)")
                #expect(!warm.error.contains("warning"))
            }
            try await work.compile(
                sample.sources, with: sample.compiler, to: "app.bc", flags: ["-DOTHER=1", "-Os"])
            let other = try await run(work, ["--profile-use", "a.devirt"], argument)
            #expect(other.output == first.output)
            #expect(other.error.contains("not used, the program has changed"))
        }
    }

    @Test func damagedFilesAreIgnoredWithAWarning() async throws {
        try await with("skewed") { work, sample in
            let argument = sample.trainingArgument
            let first = try await run(work, ["--profile-out", "a.devirt"], argument)
            let bytes = try work.read("a.devirt.code")
            var flipped = bytes
            flipped[bytes.count / 2] ^= 4
            var newer = bytes
            newer[8] = 99
            for (damaged, cause) in [
                (flipped, "damaged"), (Array(bytes.dropLast()), "damaged"),
                (Array(bytes.prefix(24)), "damaged"),
                (Array(bytes.prefix(9)), "not a file of code"),
                ([], "not a file of code"), (Array("hello, world, it is me".utf8), "not a file"),
                (newer, "made by another version"),
            ] {
                try work.write("a.devirt.code", damaged)
                let warm = try await run(work, ["--profile-use", "a.devirt"], argument)
                #expect(warm.output == first.output)
                #expect(warm.error.contains("warning"))
                #expect(warm.error.contains("a.devirt.code: \(cause)"), "\(warm.error)")
                #expect(numbers(warm).loaded == 0 && numbers(warm).compiled > 0)
            }
        }
    }

    /// What was right for the first run is wrong for the second: loaded code records again.
    @Test func guardsOfLoadedCodeMiss() async throws {
        let source = """
            #include <cstdio>
            #include <cstdlib>
            struct Node {
              virtual unsigned value(unsigned x) const = 0;
              virtual ~Node() = default;
            };
            struct Even : Node { unsigned value(unsigned x) const override { return x * 2 + 1; } };
            struct Odd : Node { unsigned value(unsigned x) const override { return x * 3 + 2; } };
            [[gnu::noinline]] unsigned call(const Node &node, unsigned x) { return node.value(x); }
            int main(int argc, char **argv) {
              Even even;
              Odd odd;
              const Node *node = argv[1][0] == 'e' ? (Node *)&even : (Node *)&odd;
              unsigned long count = std::strtoul(argv[1] + 1, nullptr, 10);
              unsigned sum = 0;
              for (unsigned long i = 0; i < count; ++i) sum += node->value(sum) + call(*node, sum);
              std::printf("%u\\n", sum);
            }
            """
        try await with(source: source) { work in
            let limit = ["--miss-limit", "500"]
            _ = try await run(work, limit + ["--profile-out", "a.devirt"], "e60000000")
            let cold = try await run(work, limit, "o60000000")
            let warm = try await run(
                work, limit + ["--profile-use", "a.devirt", "--profile-out", "b.devirt"],
                "o60000000")
            #expect(warm.output == cold.output)
            #expect(!subjects("loaded", warm).isEmpty, "\(warm.error)")
            #expect(!subjects("recording", warm).isEmpty, "\(warm.error)")
            // Decided anew for what it does now.
            #expect(
                !subjects("recording", warm).isDisjoint(with: subjects("installed", warm)),
                "\(warm.error)")
            #expect(!warm.error.contains(" failed "))
            let after = try await run(work, limit + ["--profile-use", "b.devirt"], "o60000000")
            #expect(after.output == cold.output && numbers(after).compiled == 0)
        }
    }

    @Test func dataIsThatOfTheRun() async throws {
        let source = """
            #include <cstdio>
            #include <cstdlib>
            #include <stdexcept>
            #include <thread>
            static int *heap = new int(41);
            thread_local unsigned mine = 7;
            struct Guard { unsigned n; Guard() : n(3) {} ~Guard() { std::printf("bye %u\\n", n); } };
            Guard &guard() { static Guard guard; return guard; }
            [[gnu::noinline]] unsigned step(unsigned x) {
              mine += x;
              guard().n += mine & 1;
              if (x % 1000 == 999) throw std::runtime_error("odd");
              return mine ^ unsigned(*heap);
            }
            unsigned work(unsigned count) {
              unsigned sum = 0, caught = 0;
              for (unsigned i = 0; i < count; ++i) {
                try { sum += step(i); } catch (const std::exception &) { ++caught; }
              }
              return sum + caught;
            }
            int main(int, char **argv) {
              unsigned count = std::strtoul(argv[1], nullptr, 10), other = 0;
              ++*heap;
              std::thread thread([&] { other = work(count / 2); });
              unsigned own = work(count);
              thread.join();
              std::printf("%u %u %u\\n", own, other, mine);
            }
            """
        try await with(source: source) { work in
            // Not to depend on which thread adds to the shared counter first.
            let first = try await run(work, ["--profile-out", "a.devirt"], "300000")
            let warm = try await run(work, ["--profile-use", "a.devirt"], "300000")
            let value = { (outcome: Outcome) in outcome.output.split(separator: "\n").first }
            #expect(value(warm) == value(first))
            #expect(numbers(warm).compiled == 0 && numbers(warm).loaded > 0, "\(warm.error)")
        }
    }

    @Test func nothingIsLeftBesideDevices() async throws {
        try await with("skewed") { work, sample in
            let outcome = try await Tools.devirt(
                "run", "app.bc", "--profile-out", "-", "--", sample.trainingArgument, in: work.path)
            #expect(outcome.code == 0)
            #expect(!(try work.names().contains { $0.hasSuffix(".code") }))
        }
    }
}
