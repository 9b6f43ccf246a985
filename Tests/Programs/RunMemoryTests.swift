import Foundation
import Testing

/// Memory of code where the system gives less than usual, and code in processes that fork.
@Suite("Run: memory")
struct RunMemoryTests {
    private static let policies = [
        ["--hot-entries", "2", "--hot-iterations", "100"], ["--policy", "always"],
    ]

    /// Compiles and links functions, some of them optimized, before and after `middle`.
    private func run(_ middle: String, _ options: [String]) async throws -> Outcome {
        try await Workspace.with("run-memory") { work in
            try work.write(
                "program.cpp",
                """
                #include <atomic>
                #include <cstdio>
                #include <fcntl.h>
                #include <sys/resource.h>
                #include <sys/wait.h>
                #include <thread>
                #include <unistd.h>
                struct Shape {
                  virtual long area(long x) const = 0;
                };
                template <int n> struct Sized : Shape {
                  long area(long x) const override { return x % n + n; }
                };
                template <int n> __attribute__((noinline)) long sum(const Shape &shape) {
                  long result = 0;
                  for (long i = 0; i < 5000; ++i)
                    result += shape.area(i + n);
                  return result;
                }
                template <int n> __attribute__((noinline)) long some() {
                  Sized<n> shape;
                  long result = sum<n>(shape);
                  if (result < 0)
                    throw n;
                  if constexpr (n % 10 != 0)
                    result += some<n - 1>();
                  return result;
                }
                int main() {
                  std::printf("%ld\\n", some<19>());
                  std::fflush(stdout);
                \(middle)
                  std::printf("%ld\\n", some<29>());
                  return 0;
                }
                """)
            try await work.compile(
                [work.file("program.cpp")], with: Tools.llvm("clang++"), to: "program.bc",
                flags: [])
            try await work.link("program.bc", to: "program", flags: ["-lstdc++", "-pthread"])
            let native = try await work.run(work.file("program"), [])
            let jit = try await work.run(
                Tools.devirt, ["run"] + options + ["program.bc"])
            #expect(jit.output == native.output)
            #expect(jit.code == native.code)
            return jit
        }
    }

    /// Code is written through a file of the system's; without one, its pages are made writable.
    @Test(arguments: policies)
    func codeIsMadeWhereNoFileCanBeOpened(options: [String]) async throws {
        let outcome = try await run(
            """
                rlimit files = {64, 64};
                setrlimit(RLIMIT_NOFILE, &files);
                while (open("/dev/null", O_RDONLY) >= 0) {}
            """, options)
        #expect(outcome.output.split(separator: "\n").count == 2)
        #expect(outcome.error.isEmpty)
    }

    /// Parent and child write different code to the same addresses.
    @Test(arguments: policies)
    func processesThatForkHaveCodeOfTheirOwn(options: [String]) async throws {
        let outcome = try await run(
            """
                pid_t child = fork();
                if (child == 0) {
                  std::printf("child %ld\\n", some<39>());
                  std::fflush(stdout);
                  _exit(3);
                }
                int status = 0;
                waitpid(child, &status, 0);
                std::printf("%d %ld\\n", WEXITSTATUS(status), some<49>());
            """, options)
        #expect(outcome.output.split(separator: "\n").count == 4)
        #expect(outcome.error.isEmpty)
    }

    /// Children have no locks that other threads of the program, or of the JIT, held.
    @Test func processesThatForkWhileOthersCompileGoOn() async throws {
        let outcome = try await run(
            """
                std::atomic<bool> isOver{false};
                std::thread first([&] {
                  while (!isOver)
                    some<99>() + some<109>() + some<119>() + some<129>() + some<139>();
                });
                std::thread second([&] {
                  while (!isOver)
                    some<199>() + some<209>() + some<219>() + some<229>() + some<239>();
                });
                for (int i = 0; i < 40; ++i) {
                  pid_t child = fork();
                  if (child == 0)
                    _exit((some<59>() + some<69>() + some<109>() + some<209>()) % 100);
                  int status = 0;
                  waitpid(child, &status, 0);
                  std::printf("%d %d\\n", WIFEXITED(status), WEXITSTATUS(status));
                }
                isOver = true;
                first.join();
                second.join();
            """, Self.policies[0])
        #expect(outcome.output.split(separator: "\n").count == 42)
        #expect(outcome.error.isEmpty)
    }
}
