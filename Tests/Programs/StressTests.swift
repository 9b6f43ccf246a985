import Foundation
import LLVM
import Reoptimization
import Synchronization
import Testing

/// Many threads run code that is replaced all the time. Runs for a few seconds, or for
/// `DEVIRT_STRESS_SECONDS`.
@Suite("Stress", .serialized)
struct StressTests {
    private static let seconds =
        Double(ProcessInfo.processInfo.environment["DEVIRT_STRESS_SECONDS"] ?? "") ?? 5

    /// A thousand functions that call each other through a table, recursively, throw and catch.
    private static let source = """
        #include <array>
        #include <cstdint>
        #include <cstdio>
        #include <cstdlib>
        #include <utility>
        using Step = std::uint64_t (*)(std::uint64_t, int);
        constexpr int count = 1000;
        extern const std::array<Step, count> table;
        struct Overflow { std::uint64_t value; };
        template <int N> std::uint64_t step(std::uint64_t x, int depth) {
          static thread_local std::uint64_t calls = N;
          x = x * (2 * N + 1) + N;
          for (std::uint64_t i = 0; i < x % 9; ++i)
            x ^= (x >> (i + 3)) + (++calls > 0);
          if (depth == 0) {
            if (x % 5 == 0)
              throw Overflow{x};
            return x;
          }
          if (x % 3 == 0) {
            try {
              return table[x % count](x, depth - 1) + 1;
            } catch (const Overflow &overflow) {
              return overflow.value ^ N;
            }
          }
          return table[(x >> 8) % count](x, depth - 1) + N;
        }
        template <int... N> constexpr std::array<Step, count> make(std::integer_sequence<int, N...>) {
          return {&step<N>...};
        }
        const std::array<Step, count> table = make(std::make_integer_sequence<int, count>());
        extern "C" std::uint64_t work(std::uint64_t seed) {
          std::uint64_t sum = 0;
          for (int i = 0; i < 30; ++i) {
            try {
              sum += table[(seed + i) % count](seed * 31 + i, 12);
            } catch (const Overflow &overflow) {
              sum += overflow.value * 3;
            }
          }
          return sum;
        }
        int main(int argc, char **argv) {
          for (int seed = 0; seed < std::atoi(argv[1]); ++seed)
            std::printf("%ju\\n", (std::uintmax_t)work(seed));
        }
        """

    @Test(arguments: [StubKind.slab, .linked])
    func everyFunctionIsReplacedWhileThreadsRunIt(stubs: StubKind) async throws {
        try await Workspace.with("stress") { work in
            try work.write("program.cpp", Self.source)
            try await work.compile(
                [work.file("program.cpp")], with: Tools.llvm("clang++"), to: "program.bc",
                flags: [])
            try await work.link("program.bc", to: "program", flags: [])
            let seeds = 64
            let native = try await work.run(work.file("program"), ["\(seeds)"])
            let expected = native.output.split(separator: "\n").compactMap { UInt64($0) }
            try #require(expected.count == seeds)
            var policy = TierPolicy(hotEntries: 50, hotIterations: 200, threads: 2)
            // Decided again all the time, too.
            policy.missLimit = 20
            policy.toleratedMissRate = 0
            policy.reprofiles = 1000
            // On demand, and everything before it runs.
            let jit =
                switch stubs {
                case .slab: try ReoptimizingJIT(policy: policy, stubs: stubs)
                case .linked: try ReoptimizingJIT(stubs: stubs) { Reoptimize(policy: policy) }
                }
            try jit.add(try Bitcode(contentsOf: work.file("program.bc")))
            let result = Self.run(jit, expected)
            #expect(result.wrong == 0)
            #expect(result.calls > 0)
            #expect(jit.statistics.failures == 0)
            #expect(jit.statistics.redirections > 0)
            #expect(jit.statistics.code.obstacle == nil)
            // Optimizers may be at work still.
            #expect(
                Self.eventually {
                    jit.freeRetiredVersions()
                    let code = jit.statistics.code
                    return code.freed.versions > 0 && code.retired.versions < code.freed.versions
                })
            #expect(Self.run(jit, expected).wrong == 0)
        }
    }

    /// Waits until something is so, for at most two minutes.
    private static func eventually(_ test: () -> Bool) -> Bool {
        for _ in 0..<1200 where !test() { usleep(100_000) }
        return test()
    }

    private final class Progress: Sendable {
        let isOver = Atomic(false)
        let calls = Atomic(0)
        let wrong = Atomic(0)
    }

    /// Eight threads call; this one asks for new versions of functions chosen at random.
    private static func run(
        _ jit: ReoptimizingJIT, _ expected: [UInt64]
    ) -> (calls: Int, wrong: Int) {
        let progress = Progress()
        let threads = DispatchGroup()
        for index in 0..<8 {
            threads.enter()
            Thread.detachNewThread {
                var seed = index
                while !progress.isOver.load(ordering: .relaxed) {
                    seed = (seed * 5 + 3) % expected.count
                    let value = try? jit.call("work", .int64(Int64(seed)))
                    let right = CallValue.int64(Int64(bitPattern: expected[seed]))
                    if value != right { progress.wrong.add(1, ordering: .relaxed) }
                    progress.calls.add(1, ordering: .relaxed)
                }
                threads.leave()
            }
        }
        let deadline = Date().addingTimeInterval(seconds / 2)
        while Date() < deadline {
            // Functions that were never called can be asked for, too.
            do { try jit.reoptimize("_Z4stepILi\(Int.random(in: 0..<1000))EEmmi") } catch {
                progress.wrong.add(1, ordering: .relaxed)
            }
            usleep(2000)
        }
        progress.isOver.store(true, ordering: .relaxed)
        threads.wait()
        return (
            progress.calls.load(ordering: .relaxed), progress.wrong.load(ordering: .relaxed)
        )
    }
}
