import Foundation
import Testing

/// `devirt run`: crashes are reported as the program's, and end it by their signal.
@Suite("Run crashes")
struct RunCrashTests {
    private static let source = """
        #include <csignal>
        #include <cstdio>
        #include <cstdlib>
        #include <cstring>
        #include <dirent.h>
        #include <fcntl.h>
        #include <stdexcept>
        #include <sys/syscall.h>
        #include <thread>
        #include <unistd.h>
        #define NOINLINE __attribute__((noinline))
        NOINLINE int store(int *place) { return *place = 1; }
        NOINLINE int deep(int n, volatile char *above) {
          volatile char block[400];
          block[0] = n;
          return n < 0 ? above[0] : deep(n + 1, block) + block[0];
        }
        NOINLINE void thrower() { throw std::runtime_error("oops"); }
        NOINLINE int divide(int a, int b) { return a / b; }
        NOINLINE int call(int (*volatile function)()) { return function() + 1; }
        static int compare(const void *, const void *) { return store((int *)16); }
        NOINLINE int damageHeap() {
          char *volatile first = (char *)std::malloc(100000);
          std::memset(first, 0x41, 100064);
          char *volatile second = (char *)std::malloc(2000);
          std::free(first);
          return second[0];
        }
        NOINLINE int damageStack() {
          volatile long *frame = (volatile long *)__builtin_frame_address(0);
          for (int i = 0; i < 64; ++i)
            frame[i] = 0x4141414141414141;
          return 0;
        }
        // Sends SIGSEGV to the thread that optimizes.
        NOINLINE void hitOptimizer() {
          for (volatile int i = 0, sum = 0; i < 3000; i = i + 1)
            sum = sum + divide(i, 3);
          for (int attempt = 0; attempt < 5000; ++attempt, usleep(1000)) {
            DIR *tasks = opendir("/proc/self/task");
            while (dirent *task = readdir(tasks)) {
              char path[300], name[16] = {};
              std::snprintf(path, sizeof(path), "/proc/self/task/%s/comm", task->d_name);
              int file = open(path, O_RDONLY);
              if (file < 0) continue;
              if (read(file, name, 7) == 7 && !std::strcmp(name, "devirt-"))
                syscall(SYS_tgkill, getpid(), std::atoi(task->d_name), SIGSEGV), sleep(5);
              close(file);
            }
            closedir(tasks);
          }
        }
        int main(int, char **arguments) {
          int numbers[4] = {4, 3, 2, 1};
          auto is = [&](const char *name) { return !std::strcmp(arguments[1], name); };
          if (is("store")) return store(nullptr);
          if (is("call")) return call(nullptr);
          if (is("deep")) return deep(0, nullptr);
          if (is("abort")) std::abort();
          if (is("throw")) thrower();
          if (is("divide")) return divide(5, numbers[3] - 1);
          if (is("trap")) __builtin_trap();
          if (is("qsort")) std::qsort(numbers, 4, 4, compare);
          if (is("thread")) std::thread([] { store((int *)64); }).join();
          if (is("thread-deep")) std::thread([] { std::exit(deep(0, nullptr)); }).join();
          if (is("threads")) {
            std::thread threads[8];
            for (auto &thread : threads) thread = std::thread([] { store((int *)64); });
            for (auto &thread : threads) thread.join();
          }
          if (is("heap")) return damageHeap();
          if (is("stack")) return damageStack();
          if (is("raise")) std::raise(SIGSEGV);
          if (is("handler")) {
            std::signal(SIGSEGV, [](int) { _exit(7); });
            return store(nullptr);
          }
          if (is("default")) {
            std::signal(SIGSEGV, SIG_DFL);
            return store(nullptr);
          }
          if (is("full")) {
            // Nobody reads: writing the report must not wait for ever.
            fcntl(2, F_SETFL, O_NONBLOCK);
            while (write(2, arguments, 1) == 1) {}
            fcntl(2, F_SETFL, 0);
            return store(nullptr);
          }
          if (is("optimizer")) hitOptimizer();
          return 0;
        }
        """

    private func run(_ crash: String) async throws -> Outcome {
        try await Workspace.with("crash-\(crash)") { work in
            try work.write("program.cpp", Self.source)
            return try await Tools.devirt(
                "run", "program.cpp", "--cflags", "-w -O1", "--", crash, in: work.path)
        }
    }

    /// A crash, its signal, and what the lines of its report begin with.
    private static let crashes: [(String, Int32, [String])] = [
        ("store", SIGSEGV, ["segmentation fault at address 0x0", "store(int*) [v0] +", "main [v"]),
        ("call", SIGSEGV, ["segmentation fault at address 0x0", "0x0", "call(int (*)()) [v0] +"]),
        ("deep", SIGSEGV, ["segmentation fault at address 0x7", "deep(int, char volatile*) ["]),
        ("divide", SIGFPE, ["arithmetic exception", "divide(int, int) [v", "main [v0] + "]),
        ("trap", SIGILL, ["illegal instruction", "main [v0] + "]),
        ("thread", SIGSEGV, ["segmentation fault at address 0x40", "store(int*) [v0] + "]),
        ("thread-deep", SIGSEGV, ["segmentation fault at address 0x7", "deep(int, char "]),
        ("threads", SIGSEGV, ["segmentation fault at address 0x40", "store(int*) [v0] + "]),
        ("stack", SIGSEGV, ["segmentation fault", "damageStack() [v0] + "]),
    ]

    @Test(arguments: crashes)
    func theReportShowsTheProgramsStack(
        crash: String, signal: Int32, lines: [String]
    ) async throws {
        let outcome = try await run(crash)
        #expect(outcome.signal == signal)
        #expect(outcome.output.isEmpty)
        let report = outcome.error.split(separator: "\n")
        try #require(report.count >= lines.count, "\(outcome.error)")
        let heading = "devirt: program.cpp crashed: \(lines[0])"
        #expect(report[0].hasPrefix(heading), "\(outcome.error)")
        for (index, line) in lines.dropFirst().enumerated() {
            let number = "  #\(index)  "
            #expect(report[index + 1].hasPrefix(number + line), "\(outcome.error)")
        }
        // One report, with nothing of this process in it.
        #expect(outcome.error.split(separator: "crashed:").count == 2)
        #expect(!outcome.error.contains(" in devirt"))
        if crash.hasSuffix("deep") { #expect(report[0].hasSuffix(", stack overflow")) }
    }

    @Test(arguments: ["abort", "throw", "qsort", "heap", "raise"])
    func functionsOfLibrariesAreInTheStack(crash: String) async throws {
        let outcome = try await run(crash)
        let isSignal = crash == "qsort" || crash == "raise"
        #expect(outcome.signal == (isSignal ? SIGSEGV : SIGABRT))
        let report = outcome.error
        #expect(report.contains("devirt: program.cpp crashed: \(isSignal ? "segm" : "aborted\n")"))
        #expect(report.contains(" in libc.so.6\n"), "\(report)")
        let culprit = ["throw": "thrower()", "qsort": "compare(", "heap": "damageHeap()"][crash]
        #expect(report.contains("  \(culprit ?? "main")"), "\(report)")
        if crash == "throw" { #expect(report.contains("std::terminate() + ")) }
    }

    @Test func handlersOfTheProgramCount() async throws {
        let handler = try await run("handler")
        #expect(handler.code == 7)
        #expect(handler.error.isEmpty)
        let none = try await run("default")
        #expect(none.signal == SIGSEGV)
        #expect(none.error.isEmpty)
    }

    @Test func aCrashOfTheOptimizerIsNotTheProgramsFault() async throws {
        let outcome = try await run("optimizer")
        #expect(outcome.signal == SIGSEGV)
        #expect(outcome.error.hasPrefix("devirt: devirt crashed: segmentation fault"))
        #expect(outcome.error.contains("--policy never"))
    }

    @Test func aReportThatNobodyReadsEndsAllTheSame() async throws {
        try await Workspace.with("crash-full") { work in
            try work.write("program.cpp", Self.source)
            let script = """
                mkfifo f; exec 3<>f
                (exec "$1" run program.cpp --cflags -w -- full 2>&3)
                echo $?
                """
            let outcome = try await work.run("/bin/sh", ["-c", script, "sh", Tools.devirt])
            #expect(outcome.output == "139\n")
        }
    }
}
