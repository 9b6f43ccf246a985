import Foundation
import Testing

/// `devirt repl`, as a person or a script uses it.
@Suite("REPL")
struct ReplTests {
    /// Runs a session with a home of its own.
    private func repl(
        _ input: String, in work: Workspace, _ arguments: [String] = []
    ) async throws -> Outcome {
        try await Tools.run(
            Tools.devirt, ["repl"] + arguments, in: work.path,
            environment: ["XDG_STATE_HOME": work.path, "NO_COLOR": "1"], input: input)
    }

    /// The sessions that are saved.
    private func saved(_ work: Workspace) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: work.file("devirt"))
            .filter { $0.hasSuffix(".cpp") }.map { "devirt/\($0)" }
    }

    /// The transcripts in samples/repl are what sessions show, but for times and counts.
    @Test(arguments: ["basics", "undo", "demo"])
    func transcriptsAreAsShown(name: String) async throws {
        let sample = "\(Tools.root)/samples/repl/\(name)"
        try await Workspace.with("repl") { work in
            let outcome = try await Tools.run(
                "/bin/sh", ["-c", "'\(Tools.devirt)' repl --echo < '\(sample).cpp' 2>&1"],
                in: work.path, environment: ["XDG_STATE_HOME": work.path, "NO_COLOR": "1"])
            #expect(outcome.code == 0)
            let expected = try String(contentsOfFile: "\(sample).out", encoding: .utf8)
            #expect(Self.timeless(outcome.output) == Self.timeless(expected))
            if name == "demo" {
                #expect(
                    outcome.output.contains(#/installed total\(int\).*targets? guarded/#),
                    "\(outcome.output)")
                #expect(outcome.output.contains("entered top-level statements"))
            }
            #expect(try saved(work).isEmpty)
        }
    }

    /// What is the same in every run: events and runs of `%time` go, numbers of versions, too.
    private static func timeless(_ transcript: String) -> [String] {
        transcript.split(separator: "\n").map(String.init).filter { line in
            !line.contains(#/^\[\d+\.\d+ ms\] /#) && !line.contains(#/^ *\d+ +[\d.]+ (s|ms|µs|ns)/#)
                && line != "..." && !line.contains(#/^  v\d+ /#)
        }.map { line in
            line.replacing(#/[\d,.]+(%| calls| entries| iterations| times| (s|ms|µs|ns)\b)/#) { _ in
                "#"
            }
            .replacing(#/best of \d+/#, with: "best").replacing(#/0x[0-9a-f]+/#, with: "0x#")
            .replacing(#//[^ ]*/c\+\+/[^ ]*/#, with: "<header>")
        }
    }

    @Test func terminalsHavePromptsAndHistory() async throws {
        try await Workspace.with("repl") { work in
            // Ctrl-P is the line before. Keys that come before the prompt are not edited.
            let keys = "1 + 1\\nint f() {\\nreturn 7; }\\nf()\\n\\020\\n"
            let outcome = try await Tools.run(
                "/bin/bash",
                [
                    "-c",
                    """
                    appears() {
                        for _ in {1..600}; do
                            [ "$(grep -cF "$1" terminal)" -ge "$2" ] && return
                            sleep 0.1
                        done
                    }
                    > terminal
                    (
                        appears 'devirt> ' 1; printf '\(keys)'
                        appears '(int) 7' 2; printf '%%quit\\n'
                        appears '%quit' 1
                    ) | script -qefc "env TERM=xterm '\(Tools.devirt)' repl" terminal
                    """,
                ], in: work.path, environment: ["XDG_STATE_HOME": work.path])
            #expect(outcome.code == 0)
            #expect(outcome.output.contains("devirt> 1 + 1"))
            #expect(outcome.output.contains("   ...> return 7; }"))
            #expect(outcome.output.components(separatedBy: "(int) 7").count == 3)
            #expect(work.exists("devirt/repl_history"))
        }
    }

    @Test func valuesAreResultsAndErrorsAreTalk() async throws {
        try await Workspace.with("repl") { work in
            let outcome = try await repl("int x = 2;\nx * 21\nx +* 1\nx\n", in: work)
            #expect(outcome.code == 0)
            #expect(outcome.output == "(int) 42\n(int) 2\n")
            #expect(outcome.error.contains("error: "))
        }
    }

    @Test func colourIsForThoseWhoWantIt() async throws {
        try await Workspace.with("repl") { work in
            let plain = try await repl("nothing\n%nothing\n", in: work)
            #expect(!plain.error.contains("\u{1B}["))
            let coloured = try await repl("nothing\n%nothing\n", in: work, ["--color", "always"])
            #expect(coloured.error.contains("\u{1B}["))
        }
    }

    @Test func programEndsAsProgramsDo() async throws {
        try await Workspace.with("repl") { work in
            let outcome = try await repl(
                """
                #include <cstdio>
                #include <cstdlib>
                struct D { int n; ~D() { std::printf("~%d\\n", n); } };
                D first{1};
                D &local() { static D third{3}; return third; }
                D second{2};
                void handler() { std::puts("atexit"); }
                int k = local().n + std::atexit(handler);
                std::exit(k + 2);
                std::puts("not reached");
                """, in: work)
            #expect(outcome.code == 5)
            #expect(outcome.output == "atexit\n~3\n~2\n~1\n")
            #expect(try saved(work).isEmpty)
        }
    }

    @Test func crashIsReportedAndInputsAreSaved() async throws {
        try await Workspace.with("repl") { work in
            let outcome = try await repl(
                """
                int good = 42;
                int bad(int *place) { return *place; }
                good = bad((int *)16);
                """, in: work)
            #expect(outcome.signal == 11)
            #expect(outcome.error.contains("an input crashed: segmentation fault"))
            #expect(outcome.error.contains("bad(int*)"))
            let file = try #require(try saved(work).first)
            #expect(outcome.error.contains(file))
            let again = try await repl("%load \(work.file(file))\ngood\n", in: work)
            #expect(again.code == 0)
            #expect(again.output == "(int) 42\n")
            let text = String(decoding: try work.read(file), as: UTF8.self)
            #expect(text.contains("// good = bad((int *)16);"))
        }
    }

    @Test func inputsAreSavedAndLoaded() async throws {
        try await Workspace.with("repl") { work in
            let outcome = try await repl(
                "int a = 1;\nint b = nothing;\nint c = 3;\n%undo\nint d = 4;\n%save kept.cpp\n",
                in: work)
            #expect(outcome.code == 0)
            #expect(
                String(decoding: try work.read("kept.cpp"), as: UTF8.self)
                    == "int a = 1;\nint d = 4;\n")
            let again = try await repl("a + d\n%load no.cpp\n", in: work, ["kept.cpp"])
            #expect(again.output == "(int) 5\n")
            #expect(again.error.contains("no.cpp: cannot be read"))
            let unwritable = try await repl("%save /no/such/place\n", in: work)
            #expect(unwritable.error.contains("/no/such/place: cannot be written"))
            try work.write("circle.cpp", "%load circle.cpp\n")
            let circle = try await repl("", in: work, ["circle.cpp"])
            #expect(circle.error.contains("loads itself"))
        }
    }

    @Test func librariesAreCalled() async throws {
        try await Workspace.with("repl") { work in
            try work.write("answer.c", "int answer(void) { return 42; }\n")
            try await work.run(
                Tools.llvm("clang"), ["-shared", "-fPIC", "answer.c", "-o", "libanswer.so"])
            let outcome = try await repl(
                """
                extern "C" int answer();
                answer()
                %lib ./libanswer.so
                answer()
                %lib ./nothing.so
                """, in: work)
            #expect(outcome.output == "(int) 42\n")
            #expect(outcome.error.contains("undefined: answer"))
            #expect(outcome.error.contains("nothing.so"))
        }
    }

    @Test func functionsShowWhatTheyAreAndWere() async throws {
        try await Workspace.with("repl") { work in
            let outcome = try await repl(
                """
                long square(long n) { return n * n; }
                %tier square
                long sum = 0;
                for (long i = 0; i < 20000000; ++i) sum += square(i) & 3;
                sum
                %tier square
                %ir square
                %asm square(long)
                %tier nothing
                """, in: work)
            #expect(outcome.output.contains("square(long): not called yet"))
            #expect(outcome.output.contains("define"))
            #expect(outcome.output.contains("v0 quick"))
            #expect(outcome.output.contains("imulq"))
            #expect(outcome.error.contains("no function 'nothing' was typed here"))
        }
    }

    /// Clang's interpreter would forget what headers declare, but not that they were included.
    @Test func includedFilesStay() async throws {
        try await Workspace.with("repl") { work in
            let outcome = try await repl(
                "#include <nosuch.h>\n#include <vector>\nint a = 1;\n%undo 2\n%undo\n"
                    + "std::vector<int> a{1, 2};\na[1]\n", in: work)
            #expect(outcome.code == 0)
            #expect(outcome.error.contains("cannot undo: files that are included stay"))
            #expect(outcome.output == "(int) 2\n")
        }
    }

    /// Only the REPL links clang.
    @Test func nothingElseLinksClang() async throws {
        let devirt = try await Tools.run(
            Tools.llvm("llvm-readelf"), ["--dynamic-table", Tools.devirt])
        #expect(!devirt.output.contains("clang"))
        let repl = try await Tools.run(
            Tools.llvm("llvm-readelf"), ["--dynamic-table", "\(Tools.devirt)-repl"])
        #expect(repl.output.contains("libclang-cpp"))
    }
}
