import Foundation
import Testing

/// `libDevirtPass.so` in the programs that load it.
@Suite("Pass plugin")
struct PluginTests {
    private static let plugin = "\(Tools.products)/libDevirtPass.so"

    private func withModule(_ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.with("plugin") { work in
            try await work.run("/bin/cp", ["-r", "\(Tools.root)/samples/.", "."])
            try await work.run(
                Tools.llvm("clang++"),
                ["-O2", "-g", "-emit-llvm", "-c", "skewed.cpp", "-o", "app.bc"])
            try await body(work)
        }
    }

    @Test("needs neither Swift nor an LLVM of its own")
    func isSelfContained() async throws {
        let outcome = try await Tools.run(Tools.llvm("llvm-readelf"), ["-d", Self.plugin])
        #expect(outcome.isSuccess)
        let needed = outcome.output.split(separator: "\n").filter { $0.contains("(NEEDED)") }
        #expect(!needed.isEmpty)
        #expect(!needed.contains { $0.contains("swift") || $0.contains("LLVM") })
    }

    @Test("opt does what devirt does")
    func opt() async throws {
        try await withModule { work in
            let opt = Tools.llvm("opt")
            let load = "-load-pass-plugin=\(Self.plugin)"
            // opt tells types of debug information apart that devirt does not.
            try await work.run(
                opt, ["-passes=strip", "app.bc", "-o", "plain.bc"])
            try await work.run(
                opt, [load, "-passes=devirt-instrument,verify", "app.bc", "-o", "opt.bc"])
            let byOpt = try await work.run(
                opt, [load, "-passes=devirt-instrument", "-S", "plain.bc", "-o", "-"])
            let own = try await work.devirt("instrument", "-S", "plain.bc", "-o", "-")
            #expect(byOpt.output == own.output)

            try await work.run(
                Tools.llvm("clang++"), ["-O2", "opt.bc", Tools.runtime, "-o", "recording"])
            try await work.run(work.file("recording"), ["500"])
            let use = ["-devirt-use=default.devirtraw", "-devirt-verify"]
            let optimized = try await work.run(
                opt, [load, "-passes=devirt-optimize,verify", "-S", "app.bc", "-o", "-"] + use)
            let isGuard = /icmp eq ptr .*@_ZTV/
            #expect(optimized.output.contains(isGuard))
            let limited = try await work.run(
                opt,
                [load, "-passes=devirt-optimize", "-S", "app.bc", "-o", "-", "-devirt-limit=0"]
                    + use)
            #expect(!limited.output.contains(isGuard))
        }
    }

    @Test("fails with one line where it cannot work")
    func failures() async throws {
        try await withModule { work in
            for (options, text) in [
                (["-passes=devirt-optimize"], "no profile"),
                (["-passes=devirt-optimize", "-devirt-use=missing"], "missing: cannot be read"),
                (["-passes=devirt-instrument", "-devirt-mode=fast"], "-devirt-mode=fast"),
            ] {
                let outcome = try await Tools.run(
                    Tools.llvm("opt"),
                    ["-load-pass-plugin=\(Self.plugin)", "app.bc", "-o", "out.bc"] + options,
                    in: work.path)
                #expect(outcome.code == 1)
                #expect(outcome.error.hasPrefix("error: devirt: "))
                #expect(outcome.error.contains(text))
            }
        }
    }

    @Test("clang loads it", arguments: ["-O0", "-O2"])
    func clang(level: String) async throws {
        try await withModule { work in
            let load = [
                level, "-fpass-plugin=\(Self.plugin)", "-Xclang", "-load", "-Xclang", Self.plugin,
                "skewed.cpp",
            ]
            let clang = Tools.llvm("clang++")
            try await work.run(
                clang, load + ["-mllvm", "-devirt-generate", Tools.runtime, "-o", "recording"])
            let recording = try await work.run(work.file("recording"), ["200"])
            try await work.run(
                clang, load + ["-mllvm", "-devirt-use=default.devirtraw", "-o", "optimized"])
            let optimized = try await work.run(work.file("optimized"), ["200"])
            #expect(recording.output == optimized.output)
        }
    }

    @Test("lld loads it for the whole program")
    func linkTime() async throws {
        try await withModule { work in
            let sources = ["units/main.cpp", "units/shapes.cpp"]
            for source in sources {
                try await work.devirt(
                    "c++", "--devirt-generate", "-O2", "-g", "-flto", "-c", source)
            }
            try await work.devirt(
                "c++", "--devirt-generate", "-O2", "-flto", "main.o", "shapes.o", "-o", "recording")
            let recording = try await work.run(work.file("recording"), ["300"])
            try await work.devirt("merge", "default.devirtraw", "-o", "app.devirt")
            let report = try await work.devirt("report", "app.devirt", "--format", "json")
            #expect(report.output.contains("main.cpp"))
            try await work.devirt(
                ["c++", "--devirt-use=app.devirt", "-O2", "-flto", "-o", "optimized"] + sources)
            let optimized = try await work.run(work.file("optimized"), ["300"])
            #expect(recording.output == optimized.output)
        }
    }

    @Test("works in files of ThinLTO")
    func thinLinkTime() async throws {
        try await withModule { work in
            let flags = ["-O2", "-flto=thin", "-fuse-ld=lld"]
            let sources = ["units/main.cpp", "units/shapes.cpp"]
            try await work.devirt(
                ["c++", "--devirt-generate", "-o", "recording"] + flags + sources)
            let recording = try await work.run(work.file("recording"), ["300"])
            try await work.devirt("merge", "default.devirtraw", "recording", "-o", "app.devirt")
            #expect(work.exists("app.devirt.bodies"))
            try await work.devirt(
                ["c++", "--devirt-use=app.devirt", "-o", "optimized"] + flags + sources)
            let optimized = try await work.run(work.file("optimized"), ["300"])
            #expect(recording.output == optimized.output)
        }
    }

    @Test("-flto with a linker that takes no plugin is refused")
    func otherLinker() async throws {
        try await withModule { work in
            let outcome = try await Tools.devirt(
                "c++", "--devirt-generate", "-flto", "-fuse-ld=bfd", "skewed.cpp", "-o", "app",
                in: work.path)
            #expect(outcome.code == 1)
            #expect(outcome.error.contains("lld"))
            #expect(outcome.error.split(separator: "\n").count == 1)
        }
    }
}
