import Foundation
import Testing

/// `devirt run`: signals and endings are as those of native programs.
@Suite("Run signals")
struct RunSignalsTests {
    /// Compiles a program, and runs it natively and with `devirt run`.
    private func both(
        _ source: String, _ arguments: [String] = []
    ) async throws -> (native: Outcome, jit: Outcome) {
        try await Workspace.with("signals") { work in
            try work.write("p.cpp", source)
            try await work.run(Tools.llvm("clang++"), ["-O2", "-pthread", "p.cpp", "-o", "p"])
            let native = try await Tools.run(work.file("p"), arguments, in: work.path)
            let jit = try await Tools.run(
                Tools.devirt, ["run", "p.cpp", "--"] + arguments, in: work.path)
            return (native, jit)
        }
    }

    @Test func masksAndDispositionsAreThoseOfNativePrograms() async throws {
        let (native, jit) = try await both(
            """
            #include <csignal>
            #include <cstdio>
            #include <cstdlib>
            #include <initializer_list>
            #include <unistd.h>
            int main() {
              FILE *status = std::fopen("/proc/self/status", "r");
              char line[256];
              for (; std::fgets(line, sizeof(line), status);)
                if (line[0] == 'S' && line[1] == 'i' && (line[3] == 'B' || line[3] == 'I'))
                  std::fputs(line, stdout);
              std::printf("descriptor %d\\n", dup(0) - fileno(status));
              // Nobody handles what does not say that the program is broken.
              for (int number : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD}) {
                struct sigaction action;
                sigaction(number, nullptr, &action);
                std::printf("%d %d\\n", number, action.sa_handler == SIG_DFL);
              }
              std::fflush(stdout);
              return std::system("grep Sig[BIC] /proc/self/status") != 0;
            }
            """)
        #expect(jit.output == native.output)
        #expect(jit.error.isEmpty)
        #expect(jit.status == native.status)
    }

    /// Keeps an optimizer busy: each call is hot at once.
    private static let busy = """
        #include <csignal>
        #include <cstdio>
        #include <cstdlib>
        #include <cstring>
        #include <unistd.h>
        template <int n> struct Chain {
          __attribute__((noinline)) static int run(int x) { return Chain<n - 1>::run(x * 3 + n); }
        };
        template <> struct Chain<0> {
          static int run(int x) { return x; }
        };
        static volatile int sink;
        static void work() {
          for (int i = 0; i < 3000; ++i)
            sink = Chain<60>::run(i);
        }
        """

    @Test(arguments: ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
    func signalsEndTheProgramWhileAnOptimizerWorks(name: String) async throws {
        let (native, jit) = try await both(
            Self.busy + """

                int main() {
                  work();
                  kill(getpid(), \(name));
                  for (;;)
                    work();
                }
                """)
        #expect(native.signal != nil)
        #expect(jit.status == native.status)
        #expect(jit.error.isEmpty)
    }

    @Test func handlersRunOnThreadsOfTheProgram() async throws {
        let (native, jit) = try await both(
            Self.busy + """

                #include <thread>
                static volatile sig_atomic_t count, elsewhere;
                static void handle(int) {
                  count = count + 1;
                  elsewhere = elsewhere || gettid() != getpid();
                }
                int main() {
                  std::signal(SIGINT, handle);
                  for (int i = 0; i < 50; ++i) {
                    work();
                    kill(getpid(), SIGINT);
                  }
                  std::printf("%d %d\\n", count, elsewhere);
                  // Blocked in all threads of the program, it waits.
                  sigset_t signals;
                  sigemptyset(&signals);
                  sigaddset(&signals, SIGTERM);
                  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
                  std::thread([] { work(); }).join();
                  kill(getpid(), SIGTERM);
                  int number;
                  sigwait(&signals, &number);
                  std::printf("%d\\n", number);
                }
                """)
        #expect(native.output == "50 0\n15\n")
        #expect(jit.output == native.output)
        #expect(jit.status == native.status)
    }

    @Test func aClosedPipeEndsTheProgram() async throws {
        try await Workspace.with("signals-pipe") { work in
            try work.write(
                "p.cpp",
                """
                #include <cstdio>
                int main() {
                  for (;;)
                    std::puts("yes");
                }
                """)
            let outcome = try await work.run(
                "/bin/sh",
                ["-c", #"("$1" run p.cpp; echo $? >&2) | head -n 1"#, "sh", Tools.devirt])
            #expect(outcome.output == "yes\n")
            #expect(outcome.error.hasSuffix("141\n"))
        }
    }

    private static let endings = """
        #include <cstdio>
        #include <cstdlib>
        #include <cstring>
        #include <pthread.h>
        #include <sys/wait.h>
        #include <thread>
        #include <unistd.h>
        static void say(const char *text) { std::puts(text), std::fflush(stdout); }
        struct Static { ~Static() { say("destroyed"); } } object;
        static void child() { say("in the child"); }
        int main(int, char **arguments) {
          auto is = [&](const char *name) { return !std::strcmp(arguments[1], name); };
          if (is("large")) std::exit(200);
          if (is("larger")) return 300;
          if (is("_exit")) _exit(3);
          if (is("quick")) std::at_quick_exit([] { say("quick"); }), std::quick_exit(4);
          if (is("thread")) std::thread([] { std::exit(5); }).join();
          if (is("exec")) execlp("sh", "sh", "-c", "echo $0; exit 6", nullptr);
          pthread_atfork(nullptr, nullptr, child);
          int status = 0;
          pid_t process = fork();
          if (process == 0) return 7;
          waitpid(process, &status, 0);
          for (int i = 3; i < 100; ++i) close(i);
          return WEXITSTATUS(status) + 1;
        }
        """

    @Test(arguments: ["large", "larger", "_exit", "quick", "thread", "exec", "fork"])
    func programsEndAsIfNative(ending: String) async throws {
        let (native, jit) = try await both(Self.endings, [ending])
        #expect(native.code != nil)
        #expect(jit.status == native.status)
        #expect(jit.output == native.output)
        #expect(jit.error.isEmpty)
    }
}
