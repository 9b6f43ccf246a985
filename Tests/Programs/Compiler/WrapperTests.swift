import Foundation
import Testing

/// `devirt cc` and `devirt c++` are clang, but for their own options.
@Suite("Compiler wrapper")
struct WrapperTests {
    private static let source = """
        #include <stdio.h>
        #include "own.h"
        typedef int (*Function)(int);
        static int twice(int x) { return x * FACTOR; }
        int apply(Function f, int n) { int s = 0; for (int i = 0; i < n; ++i) s += f(i); return s; }
        #ifndef PART
        int main(void) { printf("%d\\n", apply(twice, 1000)); return 0; }
        #endif
        """

    private func withSources(_ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.with("wrapper") { work in
            try work.write("app.c", Self.source)
            try work.write("part.c", "#define PART\n" + Self.source)
            try work.write("own.h", "#ifndef FACTOR\n#define FACTOR 2\n#endif\n")
            try work.write("flags.rsp", "-DFACTOR=3 '-DNAME=\"a b\"'\n-O1")
            try await body(work)
        }
    }

    @Test(
        "prints and writes what clang does",
        arguments: [
            ["-E", "app.c"], ["-E", "-P", "-x", "c", "-"], ["-M", "app.c"], ["-MM", "app.c"],
            ["-S", "-o", "-", "app.c"], ["-S", "-emit-llvm", "-o", "-", "app.c"],
            ["-c", "-o", "-", "app.c"], ["@flags.rsp", "-S", "-o", "-", "app.c"],
            ["-fsyntax-only", "-Wall", "app.c"], ["--version"], ["-dumpmachine"],

            ["-print-file-name=libc.so"], [], ["missing.c"], ["-nonsense", "app.c"],
        ])
    func isClang(arguments: [String]) async throws {
        try await withSources { work in
            let input = Self.source
            let clang = try await Tools.run(
                Tools.llvm("clang"), arguments, in: work.path, input: input)
            let wrapper = try await Tools.run(
                Tools.devirt, ["cc"] + arguments, in: work.path, input: input)
            #expect(wrapper.code == clang.code)
            #expect(wrapper.output == clang.output)
            #expect(wrapper.error == clang.error)
        }
    }

    @Test(
        "leaves commands that compile nothing as they are",
        arguments: [["-E", "app.c"], ["-M", "app.c"], ["-fsyntax-only", "app.c"], ["--version"]])
    func nothingToDo(arguments: [String]) async throws {
        try await withSources { work in
            let clang = try await Tools.run(Tools.llvm("clang"), arguments, in: work.path)
            let wrapper = try await Tools.run(
                Tools.devirt, ["cc", "--devirt-generate"] + arguments, in: work.path)
            #expect(wrapper.code == clang.code)
            #expect(wrapper.output == clang.output)
            #expect(wrapper.error == clang.error)
        }
    }

    @Test("shows a failing compile as clang does", arguments: ["--devirt-generate", "use"])
    func failingCompile(option: String) async throws {
        try await withSources { work in
            try work.write("broken.c", "int f(void) { return nothing; }\n")
            try await train(in: work)
            let option = option == "use" ? "--devirt-use=app.devirt" : option
            let clang = try await Tools.run(
                Tools.llvm("clang"), ["-c", "broken.c"], in: work.path)
            let wrapper = try await Tools.run(
                Tools.devirt, ["cc", option, "-c", "broken.c"], in: work.path)
            #expect(wrapper.code == clang.code)
            #expect(wrapper.error == clang.error)
            #expect(wrapper.output.isEmpty)
        }
    }

    private func train(in work: Workspace) async throws {
        try await work.devirt("cc", "--devirt-generate", "-O2", "app.c", "-o", "app.inst")
        try await work.run(work.file("app.inst"), [])
        try await work.devirt("merge", "default.devirtraw", "-o", "app.devirt")
    }

    @Test(
        "records and promotes at every level, and warns about nothing",
        arguments: ["-O0", "-O1", "-O2", "-O3", "-Os"])
    func bothSettings(level: String) async throws {
        try await withSources { work in
            let compile = try await work.devirt(
                "cc", "--devirt-generate", level, "-Wall", "-Werror", "app.c", "-o", "app.inst")
            #expect(compile.error.isEmpty)
            let recording = try await work.run(work.file("app.inst"), [])
            try await work.devirt("merge", "default.devirtraw", "-o", "app.devirt")
            let report = try await work.devirt("report", "app.devirt")
            // With optimization the only target was known before the recorder came.
            #expect(level != "-O0" || report.output.contains("1,000 calls"))
            try await work.devirt(
                "cc", "--devirt-use=app.devirt", level, "-Wall", "-Werror", "app.c", "-o", "app")
            #expect(try await work.run(work.file("app"), []).output == recording.output)
        }
    }

    @Test("takes several files, libraries, a language and a response file")
    func shapesOfCommands() async throws {
        try await withSources { work in
            try work.write("own.rsp", "--devirt-generate @flags.rsp")
            try await work.devirt("cc", "@own.rsp", "-c", "part.c", "app.c")
            try await work.run(Tools.llvm("llvm-ar"), ["rc", "libpart.a", "part.o"])
            try await work.devirt(
                "cc", "--devirt-generate", "-fPIC", "-shared", "part.c", "-o", "libshared.so")
            try work.write(
                "main.c",
                "int apply(int (*)(int), int); static int f(int x) { return x; }\n"
                    + "int main(int c, char **v) { return apply(f, c) + apply(f, 2) != 1; }\n")
            for library in ["-lpart", "-lshared"] {
                try await work.devirt(
                    "cc", "--devirt-generate", "-x", "c", "main.c", "-L.",
                    "-Wl,-rpath,\(work.path)",
                    "-x", "none", library, "-o", "main")
                try await work.run(work.file("main"), [])
            }
            try await work.devirt("cc", "--devirt-generate", "-xc", "main.c", "part.c", "-o", "two")
            try await work.run(work.file("two"), [])
            let report = try await work.devirt("report", "default.devirtraw")
            #expect(report.output.contains("part.c") || report.output.contains("apply"))
        }
    }

    @Test("writes the profile where it is told")
    func directory() async throws {
        try await withSources { work in
            try await work.devirt("cc", "--devirt-generate=profiles", "app.c", "-o", "app")
            try await work.run("/bin/sh", ["-c", "cd / && \(work.file("app"))"])
            #expect(work.exists("profiles/default.devirtraw"))
            try await work.devirt("merge", "profiles", "-o", "app.devirt")
        }
    }

    @Test("is called by other names, too")
    func links() async throws {
        try await withSources { work in
            try FileManager.default.createSymbolicLink(
                atPath: work.file("devirt-cc"), withDestinationPath: Tools.devirt)
            try await work.run(work.file("devirt-cc"), ["--devirt-generate", "app.c", "-o", "app"])
            try await work.run(work.file("app"), [])
            #expect(work.exists("default.devirtraw"))
        }
    }

    @Test(
        "says what is wrong in one line",
        arguments: [
            ("--devirt-use=missing.devirt", 1, "missing.devirt"), ("--devirt-use", 64, "names no"),
            ("--devirt-nonsense", 64, "--devirt-nonsense"), ("--devirt-mode=fast", 64, "fast"),
            ("--devirt-generate=", 64, "directory"),
        ])
    func misuse(option: String, code: Int32, text: String) async throws {
        try await withSources { work in
            let outcome = try await Tools.run(
                Tools.devirt, ["cc", option, "-c", "app.c"], in: work.path)
            #expect(outcome.code == code)
            #expect(outcome.error.contains(text))
            #expect(outcome.error.split(separator: "\n").count == 1)
            #expect(!work.exists("app.o"))
        }
    }

    @Test("a profile that is none fails the compile with one line")
    func damagedProfile() async throws {
        try await withSources { work in
            try work.write("bad.devirt", "nothing")
            let outcome = try await Tools.run(
                Tools.devirt, ["cc", "--devirt-use=bad.devirt", "-c", "app.c"], in: work.path)
            #expect(outcome.code == 1)
            #expect(outcome.error.hasPrefix("error: devirt: bad.devirt: "))
            #expect(!work.exists("app.o"))
        }
    }
}
