import Foundation
import Testing

/// Functions of other files are inlined without link-time optimization.
@Suite("Body import")
struct BodyImportTests {
    private static let caller = """
        typedef long (*Function)(long);
        __attribute__((noinline)) long apply(Function f, long n) {
          long sum = 0;
          for (long i = 0; i < n; ++i) sum += f(i);
          return sum;
        }
        """
    private static let main = """
        #include <stdio.h>
        typedef long (*Function)(long);
        Function choose(void);
        long apply(Function f, long n);
        int main(void) { printf("%ld\\n", apply(choose(), 100000)); return 0; }
        """
    private static let files = ["caller.c", "callee.c", "main.c"]

    /// Builds and trains a program whose `apply` calls what `callee` chooses.
    private func withProgram(
        _ callee: String, header: String = "", _ body: (Workspace) async throws -> Void
    ) async throws {
        try await Workspace.with("bodies") { work in
            try work.write("factor.h", header)
            try work.write("caller.c", Self.caller)
            try work.write("main.c", Self.main)
            try work.write("callee.c", "typedef long (*Function)(long);\n" + callee)
            try await work.devirt(
                ["cc", "--devirt-generate", "-O2", "-o", "recording"] + Self.files)
            try await work.run(work.file("recording"), [])
            try await work.devirt("merge", "default.devirtraw", "recording", "-o", "app.devirt")
            try await body(work)
        }
    }

    /// Compiles the files one by one; the symbols of `caller.o` that may be missing.
    private func weakSymbols(of work: Workspace, flags: [String] = []) async throws -> [String] {
        try await work.devirt(
            ["cc", "--devirt-use=app.devirt", "-O2", "-c"] + flags + Self.files)
        let symbols = try await work.run(Tools.llvm("llvm-nm"), ["caller.o"]).output
        return symbols.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            .filter { ["w", "v"].contains($0[0]) }
            // Without the number.
            .map { $0[1].components(separatedBy: ".devirt.")[0] }.sorted()
    }

    private func output(of work: Workspace) async throws -> String {
        try await work.run(
            Tools.llvm("clang"), ["caller.o", "callee.o", "main.o", "-o", "app"])
        return try await work.run(work.file("app"), []).output
    }

    @Test("inlines a function of another file")
    func external() async throws {
        try await withProgram(
            "long twice(long x) { return 2 * x; }\nFunction choose(void) { return twice; }"
        ) { work in
            let symbols = try await weakSymbols(of: work)
            #expect(symbols == ["twice"])
            #expect(try await output(of: work) == "9999900000\n")
            let code = try await work.run(
                Tools.llvm("llvm-objdump"), ["-d", "--no-show-raw-insn", "caller.o"]
            ).output
            // The fallback only.
            #expect(code.components(separatedBy: "call").count <= 3)
        }
    }

    @Test("inlines a static function of another file under a name of its own")
    func local() async throws {
        try await withProgram(
            """
            static long helper(long x) { return x + 1; }
            static long twice(long x) { return 2 * helper(x); }
            Function choose(void) { return twice; }
            """
        ) { work in
            let symbols = try await weakSymbols(of: work)
            #expect(symbols == ["twice"])
            #expect(try await output(of: work) == "10000100000\n")
        }
    }

    @Test("follows calls of functions that came along with a body")
    func chain() async throws {
        try await withProgram(
            """
            long twice(long x) { return 2 * x; }
            Function inner = twice;
            __attribute__((noinline)) static long helper(long x) { return inner(x) + 1; }
            long outer(long x) { return helper(x); }
            Function choose(void) { return outer; }
            """
        ) { work in
            let symbols = try await weakSymbols(of: work)
            #expect(symbols == ["inner", "outer", "twice"])
            #expect(try await output(of: work) == "10000000000\n")
        }
    }

    @Test(
        "leaves alone what cannot be copied",
        arguments: [
            "static long calls; long twice(long x) { return ++calls * 2 + x; }",
            "long twice(long x) { static long last; long l = last; last = x; return l; }",
            "_Thread_local long own; long twice(long x) { return own += x; }",
            "static long f(long x) { return x; } Function kept; long twice(long x) "
                + "{ return kept == f ? 1 : (kept = f, 2); }",
            "__attribute__((weak)) long twice(long x) { return x; }",
        ])
    func refused(code: String) async throws {
        try await withProgram(code + "\nFunction choose(void) { return twice; }") { work in
            let symbols = try await weakSymbols(of: work)
            #expect(symbols == [])
            let before = try await work.run(work.file("recording"), []).output
            #expect(try await output(of: work) == before)
        }
    }

    @Test("constants and inline functions come with the body")
    func copies() async throws {
        try await withProgram(
            """
            #include <string.h>
            static const long table[4] = {1, 2, 3, 4};
            long global = 3;
            long other(long x) { return x - global; }
            long twice(long x) { return table[x & 3] + strlen("four") + other(x); }
            Function choose(void) { return twice; }
            """
        ) { work in
            #expect(try await weakSymbols(of: work).contains("twice"))
            let before = try await work.run(work.file("recording"), []).output
            #expect(try await output(of: work) == before)
        }
    }

    @Test("a body whose source changed is not imported")
    func stale() async throws {
        try await withProgram(
            "#include \"factor.h\"\nlong twice(long x) { return FACTOR * x; }\n"
                + "Function choose(void) { return twice; }", header: "#define FACTOR 2\n"
        ) { work in
            try work.write("factor.h", "#define FACTOR 3\n")
            let symbols = try await weakSymbols(of: work)
            #expect(symbols == [])
            #expect(try await output(of: work) == "14999850000\n")
        }
    }

    @Test("nor run if its file is compiled later, or with other options")
    func otherOptions() async throws {
        try await withProgram(
            "#ifndef FACTOR\n#define FACTOR 2\n#endif\n"
                + "long twice(long x) { return FACTOR * x; }\n"
                + "Function choose(void) { return twice; }"
        ) { work in
            let symbols = try await weakSymbols(of: work)
            #expect(symbols == ["twice"])
            try await work.devirt(
                "cc", "--devirt-use=app.devirt", "-O2", "-DFACTOR=3", "-c", "callee.c")
            #expect(try await output(of: work) == "14999850000\n")
            // Without Devirt nothing has the name.
            try await work.run(Tools.llvm("clang"), ["-O2", "-DFACTOR=4", "-c", "callee.c"])
            #expect(try await output(of: work) == "19999800000\n")
        }
    }

    @Test("a program without the imported function links and runs")
    func otherProgram() async throws {
        try await withProgram(
            "long twice(long x) { return 2 * x; }\nFunction choose(void) { return twice; }"
        ) { work in
            let symbols = try await weakSymbols(of: work)
            #expect(symbols == ["twice"])
            try work.write(
                "other.c",
                "typedef long (*F)(long); long apply(F f, long n);\n"
                    + "static long own(long x) { return x; }\n"
                    + "int main(void) { return apply(own, 10) != 45; }\n")
            for flags in [["-fPIE", "-pie"], ["-static"]] {
                try await work.run(
                    Tools.llvm("clang"), ["other.c", "caller.o", "-o", "other"] + flags)
                try await work.run(work.file("other"), [])
            }
        }
    }

    @Test("profiles keep their bodies when they are merged again")
    func merging() async throws {
        try await withProgram(
            "long twice(long x) { return 2 * x; }\nFunction choose(void) { return twice; }"
        ) { work in
            let bodies = try work.read("app.devirt.bodies")
            try await work.devirt("merge", "app.devirt", "app.devirt", "-o", "twice.devirt")
            #expect(try work.read("twice.devirt.bodies") == bodies)
            try await work.devirt("merge", "default.devirtraw", "-o", "app.devirt")
            #expect(!work.exists("app.devirt.bodies"))
            let outcome = try await Tools.devirt(
                "merge", "default.devirtraw", "/bin/sh", "-o", "no.devirt", in: work.path)
            #expect(outcome.code == 1)
            #expect(outcome.error.contains("/bin/sh: keeps no bodies"))
        }
    }

    @Test("a damaged file of bodies is not used")
    func damage() async throws {
        try await withProgram(
            "long twice(long x) { return 2 * x; }\nFunction choose(void) { return twice; }"
        ) { work in
            let bodies = try work.read("app.devirt.bodies")
            for position in stride(from: 0, to: bodies.count, by: max(bodies.count / 7, 1)) {
                var bytes = bodies
                bytes[position] ^= 0xFF
                try work.write("app.devirt.bodies", bytes)
                _ = try await weakSymbols(of: work)
                #expect(try await output(of: work) == "9999900000\n")
            }
        }
    }
}
