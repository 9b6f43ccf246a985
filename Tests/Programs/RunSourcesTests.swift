import Foundation
import Testing

/// `devirt run` of sources, objects and libraries.
@Suite("Run sources")
struct RunSourcesTests {
    @Test(arguments: Sample.all.filter { !$0.hasPlugin })
    func samplesRunFromTheirSources(sample: Sample) async throws {
        try await Workspace.with("sources-\(sample.name)") { work in
            try await work.run(
                Tools.llvm(sample.language == "c" ? "clang" : "clang++"),
                ["-O2"] + sample.sources + ["-o", "app"] + sample.linkFlags)
            let native = try await work.run(work.file("app"), [sample.trainingArgument])
            let jit = try await work.run(
                Tools.devirt, ["run"] + sample.sources + ["--", sample.trainingArgument])
            #expect(jit.output == native.output)
            #expect(jit.error.isEmpty)
            #expect(try work.names() == ["app"])
        }
    }

    /// A program in two languages: prints what its library returns.
    private static let main = """
        #include <cstdio>
        #include <cstdlib>
        extern "C" int library(int x);
        #ifndef GREETING
        #define GREETING "plain"
        #endif
        int main(int, char **arguments) {
          std::puts(arguments[0]);
          return std::printf("%s %d\\n", GREETING, library(2)) < 0;
        }
        """
    private static let library = """
        static int base;
        __attribute__((constructor)) static void start(void) { base = 40; }
        int library(int x) { return base + x; }
        """

    private func withProgram<R>(_ body: (Workspace) async throws -> R) async throws -> R {
        try await Workspace.with("sources") { work in
            try work.write("main.cpp", Self.main)
            try work.write("library.c", Self.library)
            return try await body(work)
        }
    }

    @Test func optionsReachAllSources() async throws {
        try await withProgram { work in
            let plain = try await work.devirt("run", "main.cpp", "library.c")
            #expect(plain.output == "main.cpp\nplain 42\n")
            let options = try await work.devirt(
                "run", "main.cpp", "library.c", "--cflags", #"-DGREETING='"a b"' -Wall"#,
                "--cflags", "-Dbase=other")
            #expect(options.output == "main.cpp\na b 42\n")
        }
    }

    @Test func warningsAreShownAndTheProgramRuns() async throws {
        try await withProgram { work in
            try work.write("w.c", "#warning careful\nint library(int x) { return x; }")
            let outcome = try await work.devirt("run", "main.cpp", "w.c")
            #expect(outcome.output == "main.cpp\nplain 2\n")
            #expect(outcome.error.contains("w.c:1:2: warning: careful"))
        }
    }

    @Test func errorsOfAllSourcesAreShownAndNothingRuns() async throws {
        try await withProgram { work in
            try work.write("one.c", "int f(void) { return 1 }")
            try work.write("two.c", "int g(void) { return missing; }")
            let outcome = try await Tools.devirt(
                "run", "main.cpp", "one.c", "two.c", in: work.path)
            #expect(outcome.code == 1)
            #expect(outcome.output.isEmpty)
            #expect(outcome.error.hasPrefix("one.c:1:23: error: expected ';'"))
            #expect(outcome.error.contains("two.c:1:22: error: use of undeclared"))
            #expect(!outcome.error.contains("devirt:"))
        }
    }

    @Test(arguments: [
        "library.o", "library.a", "library.so", "library.so.1", "library.bc", "plain",
    ])
    func filesAreWhatTheirContentSays(name: String) async throws {
        try await withProgram { work in
            let clang = Tools.llvm("clang")
            switch name {
            case "library.bc", "plain":
                try await work.run(clang, ["-O2", "-emit-llvm", "-c", "library.c", "-o", name])
            case "library.o":
                try await work.run(clang, ["-O2", "-c", "library.c", "-o", name])
            case "library.a":
                try await work.run(clang, ["-O2", "-fPIC", "-c", "library.c", "-o", "l.o"])
                try await work.run(Tools.llvm("llvm-ar"), ["rcs", name, "l.o"])
            default:
                try await work.run(clang, ["-O2", "-fPIC", "-shared", "library.c", "-o", name])
            }
            let outcome = try await work.devirt("run", "main.cpp", name)
            #expect(outcome.output == "main.cpp\nplain 42\n")
            #expect(outcome.error.isEmpty)
        }
    }

    @Test func anInterruptedCompilationLeavesNothing() async throws {
        try await Workspace.with("sources-interrupted") { work in
            // Takes seconds, but for the signal.
            try work.write(
                "slow.cpp",
                """
                #include <cstdio>
                #include <regex>
                template class std::basic_regex<char>;
                template class std::basic_regex<wchar_t>;
                int main() { std::puts("ran"); }
                """)
            try FileManager.default.createDirectory(
                atPath: work.file("temporary"), withIntermediateDirectories: false)
            let outcome = try await Tools.run(
                "/usr/bin/timeout",
                ["--foreground", "-s", "INT", "0.4", Tools.devirt, "run", "slow.cpp"],
                in: work.path, environment: ["TMPDIR": work.file("temporary")])
            #expect(outcome.code == 124)
            #expect(outcome.output.isEmpty)
            #expect(try work.names() == ["slow.cpp", "temporary"])
            #expect(
                try FileManager.default.contentsOfDirectory(
                    atPath: work.file("temporary")
                ).isEmpty)
        }
    }

    @Test func badFilesAreErrorsOfOneLine() async throws {
        try await withProgram { work in
            try work.write("empty.bc", "")
            try work.write("text.bc", "hello")
            try work.write("text.so", "hello")
            try work.write("bad.ll", "define i32 @main() {\n  ret i32 %x\n}\n")
            try work.write("again.c", "int main(void) { return 0; }")
            try FileManager.default.createDirectory(
                atPath: work.file("folder.cpp"), withIntermediateDirectories: false)
            try await work.run(Tools.llvm("clang"), ["again.c", "-o", "program"])
            let causes = [
                ("missing.cpp", "missing.cpp: cannot read: No such file"),
                ("missing.so", "missing.so: cannot read: No such file"),
                ("folder.cpp", "folder.cpp: is a directory; give"),
                ("empty.bc", "empty.bc: is empty; compile"),
                ("text.bc", "text.bc:1:1: not usable as LLVM IR"),
                ("text.so", "text.so: is not an ELF file; build"),
                ("bad.ll", "bad.ll:2:11: not usable as LLVM IR: use of undefined value '%x'"),
                ("again.c", "again.c: defines 'main' again, as an earlier file does; leave"),
                ("program", "program: is a program; give"),
            ]
            for (file, cause) in causes {
                let outcome = try await Tools.devirt(
                    "run", "main.cpp", "library.c", file, in: work.path)
                #expect(outcome.code == 1)
                #expect(outcome.output.isEmpty)
                #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
                #expect(outcome.error.contains(cause), "\(outcome.error)")
            }
        }
    }

    @Test(arguments: [
        ["-O4"], ["-O", "fast"], ["--hot-entries", "0"], ["--hot-iterations", "x"],
        ["--hot-entries", "5", "--policy", "never"], ["--cflags", "-DX='"],
    ])
    func badOptionsAreUsageErrors(options: [String]) async throws {
        let outcome = try await Tools.run(Tools.devirt, ["run", "none.cpp"] + options)
        #expect(outcome.code == 64)
        #expect(outcome.output.isEmpty)
    }
}
