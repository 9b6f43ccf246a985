import Devirt
import Foundation
import Testing

/// `devirt run --profile-out` and `--profile-use`.
@Suite("Run with profiles")
struct RunProfileTests {
    private func with(
        _ name: String, _ body: (Workspace) async throws -> Void
    ) async throws {
        let sample = try Sample.named(name)
        try await Workspace.with("profile-\(name)") { work in
            try await work.compile(
                sample.sources, with: sample.compiler, to: "app.bc", flags: [])
            try await body(work)
        }
    }

    /// Runs `devirt run app.bc`, and expects the output of other runs.
    private func run(
        _ work: Workspace, _ options: [String], argument: String, output: String? = nil
    ) async throws -> Outcome {
        let outcome = try await work.run(
            Tools.devirt, ["run", "app.bc"] + options + ["--", argument])
        if let output { #expect(outcome.output == output) }
        return outcome
    }

    /// The sites that `devirt optimize` promotes something at.
    private func promoted(_ work: Workspace, _ profile: String) async throws -> Set<String> {
        let outcome = try await work.devirt(
            "optimize", "app.bc", "--profile", profile, "-o", "o.bc", "--verify", "--remarks", "-")
        var result: Set<String> = []
        var lines = outcome.output.split(separator: "\n").makeIterator()
        while let line = lines.next() {
            guard line.hasPrefix("--- !Passed") else { continue }
            while let field = lines.next(), field != "..." {
                if field.hasPrefix("Function:") || field.hasPrefix("DebugLoc:") {
                    result.insert(String(field))
                }
            }
        }
        return result
    }

    @Test(arguments: [("hugeloop", "4000"), ("drifting", "4000"), ("skewed", "400")])
    func theOptimizerTakesProfilesOfRuns(sample: String, argument: String) async throws {
        try await with(sample) { work in
            try await work.devirt("instrument", "app.bc", "-o", "inst.bc")
            try await work.link("inst.bc", to: "inst", flags: [Tools.runtime])
            let native = try await work.run(
                work.file("inst"), [argument],
                environment: ["DEVIRT_PROFILE_FILE": "a.devirtraw"])
            try await work.devirt("merge", "a.devirtraw", "-o", "aot.devirt")
            _ = try await run(
                work, ["--profile-out", "live.devirt"], argument: argument, output: native.output)

            // The hottest site of either is the same, and promoted from either.
            let aot = try hottest(Profiles.read(work.file("aot.devirt")))
            let live = try hottest(Profiles.read(work.file("live.devirt")))
            #expect(aot.key == live.key)
            #expect(aot.site.identity == live.site.identity)
            #expect(aot.site.summary.entries.first?.target.name != nil)
            let both = try await promoted(work, "aot.devirt")
                .intersection(promoted(work, "live.devirt"))
            #expect(!both.isEmpty)
            try await work.devirt("merge", "aot.devirt", "live.devirt", "-o", "both.devirt")
            #expect(try Profiles.read(work.file("both.devirt")).runs == 2)

            // And a run takes either; with code it might end before the profile is read.
            try FileManager.default.removeItem(atPath: work.file("live.devirt.code"))
            for file in ["aot", "live", "both"] {
                let warm = try await run(
                    work, ["--profile-use", "\(file).devirt", "--events", "--stats"],
                    argument: argument, output: native.output)
                #expect(warm.error.contains(" of \(file).devirt"))
                #expect(!warm.error.contains("warning"))
                #expect(warm.error.contains("targets guarded"))
                #expect(warm.error.contains("devirt: profile: "))
                #expect(warm.error.contains(" 0 of the others changed"))
            }
        }
    }

    private func hottest(_ profile: Profile) throws -> (key: FunctionKey, site: SiteProfile) {
        let sites = profile.functions.flatMap { function in
            function.sites.map { (function.key, $0) }
        }
        let most = try #require(
            sites.max { $0.1.summary.total < $1.1.summary.total })
        return (most.0, most.1)
    }

    /// Nothing becomes hot by itself here: guards come from the file.
    @Test func guardsNeedNoRecording() async throws {
        try await with("hugeloop") { work in
            // Long enough that its loop is entered in the middle, however busy the machine is.
            let cold = try await run(work, ["--profile-out", "a.devirt"], argument: "50000")
            let patient = ["--hot-entries", "2000000000", "--hot-iterations", "2000000000"]
            let quick = try await run(
                work, patient + ["--events"], argument: "100000")
            #expect(!quick.error.contains("requested"))
            #expect(cold.output != quick.output)
            // The program does not wait: it may come to its loop before the profile is read.
            var messages = ""
            for _ in 0..<5 where !messages.contains("targets guarded") {
                messages = try await run(
                    work, patient + ["--events", "--profile-use", "a.devirt"],
                    argument: "100000", output: quick.output
                ).error
            }
            let installed = messages.split(separator: "\n").filter {
                $0.contains(" installed main, loop ") && $0.contains("targets guarded")
            }
            #expect(!installed.isEmpty, "\(messages)")
        }
    }

    /// Much of what the file says is wrong.
    @Test func misleadingProfilesDoNoHarm() async throws {
        try await with("drifting") { work in
            _ = try await run(work, ["--profile-out", "a.devirt"], argument: "60")
            // Only what the first half calls, as exact counts.
            let profile = try Profiles.read(work.file("a.devirt"))
            let oneSided = Profile(
                runs: 1,
                functions: profile.functions.map { function in
                    FunctionProfile(
                        function.key, file: function.file, line: function.line,
                        sites: function.sites.map { site in
                            let first = site.summary.entries.prefix(1).map {
                                TargetCount(target: $0.target, count: 1_000_000)
                            }
                            return SiteProfile(
                                site.identity,
                                summary: SiteSummary(
                                    total: 1_000_000 * UInt64(first.count), entries: first))
                        })
                }, heat: profile.heat)
            try work.write("b.devirt", ProfileWriter.encode(oneSided))
            let cold = try await run(work, [], argument: "36000")
            let warm = try await run(
                work, ["--profile-use", "b.devirt", "--miss-limit", "1000", "--events"],
                argument: "36000", output: cold.output)
            #expect(warm.error.contains(" functions of b.devirt"))
            #expect(!warm.error.contains(": failed "))
        }
    }

    @Test func theProgramsEndWritesTheProfile() async throws {
        try await Workspace.with("profile-exit") { work in
            try work.write(
                "app.c",
                """
                #include <stdio.h>
                #include <stdlib.h>
                #include <sys/wait.h>
                #include <unistd.h>
                static int one(int x) { return x + 1; }
                static int two(int x) { return x + 2; }
                int (*volatile table[2])(int) = {one, two};
                int main(int argc, char **argv) {
                  int sum = 0;
                  for (int i = 0; i < 1000; ++i) sum = table[i % 2](sum);
                  if (argc > 1 && argv[1][0] == 'f') {
                    if (fork() == 0) exit(5);
                    wait(NULL);
                    return 0;
                  }
                  if (argc > 1 && argv[1][0] == 'k') raise(9);
                  printf("%d\\n", sum);
                  exit(7);
                }
                """.replacingOccurrences(of: "<stdlib.h>", with: "<stdlib.h>\n#include <signal.h>"))
            let ended = try await Tools.devirt(
                "run", "app.c", "--profile-out", "a.devirt", in: work.path)
            #expect(ended.code == 7 && ended.error.isEmpty)
            let profile = try Profiles.read(work.file("a.devirt"))
            let names = profile.functions.first?.sites.first?.summary.entries.map(\.target.name)
            #expect(Set(names ?? []) == ["app.c;one", "app.c;two"])

            try work.write("b.devirt", "before")
            let killed = try await Tools.devirt(
                "run", "app.c", "--profile-out", "b.devirt", "--", "k", in: work.path)
            #expect(killed.signal == 9)
            #expect(try work.read("b.devirt") == Array("before".utf8))

            let forked = try await Tools.devirt(
                "run", "app.c", "--profile-out", "b.devirt", "--", "f", in: work.path)
            #expect(forked.code == 0)
            #expect(try Profiles.read(work.file("b.devirt")).runs == 1)
            #expect(
                try work.names() == [
                    "a.devirt", "a.devirt.code", "app.c", "b.devirt", "b.devirt.code",
                ])
        }
    }

    private func isOneLine(_ outcome: Outcome, _ word: String) -> Bool {
        outcome.error.split(separator: "\n").count == 1 && outcome.error.contains(word)
    }

    @Test func badProfilesAreOneLineAndNothingRuns() async throws {
        try await with("skewed") { work in
            _ = try await run(work, ["--profile-out", "a.devirt"], argument: "10")
            let bytes = try work.read("a.devirt")
            try work.write("cut.devirt", Array(bytes.prefix(bytes.count / 2)))
            try work.write("text.devirt", "hello\n")
            for file in ["cut.devirt", "text.devirt", "none.devirt", "app.bc"] {
                let outcome = try await Tools.devirt(
                    "run", "app.bc", "--profile-use", file, "--", "10", in: work.path)
                #expect(outcome.code == 1 && outcome.output.isEmpty)
                #expect(isOneLine(outcome, file), "\(outcome.error)")
            }
            for out in ["no/such/a.devirt", ".", "app.bc"] {
                let outcome = try await Tools.devirt(
                    "run", "app.bc", "--profile-out", out, "--", "10", in: work.path)
                #expect(outcome.code == 1 && outcome.output.isEmpty)
                #expect(isOneLine(outcome, out), "\(outcome.error)")
            }
            // A full disk is noticed at the end: the output is there, the status says it.
            let full = try await Tools.devirt(
                "run", "app.bc", "--profile-out", "/dev/full", "--", "10", in: work.path)
            #expect(full.code == 1 && !full.output.isEmpty)
            #expect(isOneLine(full, "/dev/full"), "\(full.error)")
            for option in ["--profile-use", "--profile-out"] {
                let usage = try await Tools.devirt(
                    "run", "app.bc", "--policy", "always", option, "a.devirt", in: work.path)
                #expect(usage.code == 64)
            }
            #expect(try work.read("a.devirt") == bytes)
        }
    }

    @Test func staleProfilesAreUsedAsFarAsTheyFit() async throws {
        try await with("skewed") { work in
            _ = try await run(work, ["--profile-out", "a.devirt"], argument: "400")
            let sample = try Sample.named("skewed")
            let source = try String(contentsOfFile: sample.sources[0], encoding: .utf8)
            let changed = source.replacingOccurrences(
                of: "int main(int argc, char **argv) {",
                with: "int main(int argc, char **argv) {\n  if (argc > 7) std::puts(\"many\");")
            #expect(changed != source)
            try work.write(
                "new.cpp",
                "#include <cstdio>\n"
                    + changed.replacingOccurrences(
                        of: "\"sample.h\"", with: "\"\(Tools.root)/samples/sample.h\""))
            try await work.run(
                Tools.llvm("clang++"), ["-O2", "-g", "-emit-llvm", "-c", "new.cpp"])
            let cold = try await work.run(Tools.devirt, ["run", "new.bc", "--", "400"])
            let warm = try await work.run(
                Tools.devirt, ["run", "new.bc", "--profile-use", "a.devirt", "--", "400"])
            #expect(warm.output == cold.output)
            #expect(isOneLine(warm, "a.devirt: "), "\(warm.error)")
            #expect(warm.error.contains("changed since it was made"))
            try work.write("none.c", "int main(void) { return 3; }\n")
            let other = try await Tools.devirt(
                "run", "none.c", "--profile-use", "a.devirt", in: work.path)
            #expect(other.code == 3)
        }
    }
}
