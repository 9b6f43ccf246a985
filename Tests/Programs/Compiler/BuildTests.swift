import Foundation
import Testing

/// What the documentation does not run: installed trees, counters, wrappers of wrappers.
@Suite("Builds")
struct BuildTests {
    /// Lays out what `make install` does, from what was built for the tests.
    private func withInstalledTree(_ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.with("installed") { work in
            // The recipe names the release build: a tree of links to this one stands for it.
            let package = work.file("package")
            let manager = FileManager.default
            try manager.createDirectory(
                atPath: "\(package)/.build/release", withIntermediateDirectories: true)
            for name in ["Makefile", "Scripts", "runtime"] {
                try manager.createSymbolicLink(
                    atPath: "\(package)/\(name)", withDestinationPath: "\(Tools.root)/\(name)")
            }
            for name in ["devirt", "devirt-repl", "libDevirtPass.so", "libdevirt_rt.a"] {
                try manager.createSymbolicLink(
                    atPath: "\(package)/.build/release/\(name)",
                    withDestinationPath: "\(Tools.products)/\(name)")
            }
            try await work.run(
                "/usr/bin/make",
                ["-s", "-C", package, "install", "DESTDIR=\(work.path)", "PREFIX=/tree"])
            try manager.removeItem(atPath: package)
            try await body(work)
            #expect(manager.fileExists(atPath: work.file("tree/bin/devirt")))
        }
    }

    @Test("an installed tree works from any directory")
    func installed() async throws {
        try await withInstalledTree { work in
            try await work.run("/bin/cp", ["\(Tools.root)/samples/comparator.c", "app.c"])
            try await work.run("/bin/cp", ["\(Tools.root)/samples/sample.h", "."])
            let devirt = work.file("tree/bin/devirt")
            for option in ["--runtime", "--plugin", "--cflags"] {
                let path = try await work.run(devirt, ["config", option]).output
                #expect(path.contains("/tree/"))
            }
            try await work.run(
                work.file("tree/bin/devirt-cc"),
                ["--devirt-generate", "-O2", "app.c", "-o", "app.inst"])
            try await work.run(work.file("app.inst"), ["10"])
            try await work.run(
                devirt, ["merge", "default.devirtraw", "app.inst", "-o", "app.devirt"])
            try await work.run(
                devirt, ["cc", "--devirt-use=app.devirt", "-O2", "app.c", "-o", "app"])
            try await work.run(work.file("app"), ["10"])
            try work.write("input.txt", "6 * 7\n")
            let session = try await work.run(
                "/bin/sh", ["-c", "'\(devirt)' repl < input.txt"])
            #expect(session.output.contains("42"))
            for (verb, option) in [("c++", "\\-\\-devirt\\-generate"), ("repl", "\\-\\-cflag")] {
                let page = String(
                    decoding: try work.read("tree/share/man/man1/devirt-\(verb).1"), as: UTF8.self)
                #expect(page.contains(".TH DEVIRT-\(verb.uppercased()) 1"))
                #expect(page.contains(option))
            }
        }
    }

    @Test("find_package gives functions for single targets")
    func package() async throws {
        try await withInstalledTree { work in
            try await work.run("/bin/cp", ["-r", "\(Tools.root)/samples/cmake", "source"])
            let lists = String(decoding: try work.read("source/CMakeLists.txt"), as: UTF8.self)
            try work.write(
                "source/CMakeLists.txt",
                lists + """
                    find_package(Devirt 0.1 REQUIRED)
                    if(PROFILE)
                      devirt_use(total ${PROFILE})
                    else()
                      devirt_generate(total ${CMAKE_BINARY_DIR})
                    endif()
                    """)
            let configure = [
                "-G", "Ninja", "-S", "source", "-DCMAKE_CXX_COMPILER=\(Tools.llvm("clang++"))",
                "-DCMAKE_PREFIX_PATH=\(work.file("tree"))",
            ]
            try await work.run("/usr/bin/cmake", configure + ["-B", "generate"])
            try await work.run("/usr/bin/cmake", ["--build", "generate"])
            let recording = try await work.run(
                work.file("generate/shapes"), [work.file("generate/libhexagon.so"), "50"])
            let use =
                configure + ["-B", "use", "-DPROFILE=\(work.file("generate/default.devirtraw"))"]
            try await work.run("/usr/bin/cmake", use)
            try await work.run("/usr/bin/cmake", ["--build", "use"])
            let optimized = try await work.run(
                work.file("use/shapes"), [work.file("use/libhexagon.so"), "50"])
            #expect(recording.output == optimized.output)
        }
    }

    @Test("uninstall takes everything away")
    func uninstall() async throws {
        try await Workspace.with("uninstall") { work in
            let arguments = ["-s", "-C", Tools.root, "DESTDIR=\(work.path)", "PREFIX=/tree"]
            try work.write("own", "")
            try FileManager.default.createDirectory(
                atPath: work.file("tree/bin"), withIntermediateDirectories: true)
            try work.write("tree/bin/devirt", "")
            try work.write("tree/bin/other", "")
            try await work.run("/usr/bin/make", arguments + ["uninstall"])
            #expect(!work.exists("tree/bin/devirt"))
            #expect(work.exists("tree/bin/other"))
        }
    }

    @Test("counters of LLVM and targets of Devirt from one run", arguments: [[], ["-flto"]])
    func full(flags: [String]) async throws {
        try await Workspace.with("full") { work in
            try await work.run("/bin/cp", ["-r", "\(Tools.root)/samples/.", "."])
            let command = ["units/main.cpp", "units/shapes.cpp", "-O2", "--devirt-full"] + flags
            try await work.devirt(
                ["c++", "--devirt-generate=profiles", "-o", "recording"] + command)
            let recording = try await work.run(work.file("recording"), ["300"])
            let raw = try work.names(in: "profiles").filter { $0.hasSuffix(".profraw") }
            #expect(raw.count == 1)
            try await work.devirt(
                ["merge", "profiles", "-o", "app.devirt"] + raw.map { "profiles/\($0)" })
            let counts = try await work.run(
                Tools.llvm("llvm-profdata"),
                ["show", "--counts", "--function=main", "app.devirt.profdata"])
            #expect(counts.output.contains("Block counts"))
            let compile = try await work.devirt(
                ["c++", "--devirt-use=app.devirt", "-Wall", "-Werror", "-o", "optimized"] + command)
            #expect(compile.error.isEmpty)
            let optimized = try await work.run(work.file("optimized"), ["300"])
            #expect(recording.output == optimized.output)
        }
    }

    @Test("clang's own -fprofile-generate and -fprofile-use find the program they know")
    func clangProfiles() async throws {
        try await Workspace.with("counters") { work in
            try await work.run("/bin/cp", ["-r", "\(Tools.root)/samples/.", "."])
            let command = ["c++", "skewed.cpp", "-O2", "-Wall", "-Werror"]
            try await work.devirt(
                command + ["--devirt-generate", "-fprofile-generate", "-o", "recording"])
            let recording = try await work.run(work.file("recording"), ["200"])
            let raw = try work.names().filter { $0.hasSuffix(".profraw") }
            try await work.run(
                Tools.llvm("llvm-profdata"), ["merge", "-o", "app.profdata"] + raw)
            try await work.devirt("merge", "default.devirtraw", "-o", "app.devirt")
            try await work.devirt(
                command + [
                    "--devirt-use=app.devirt", "-fprofile-use=app.profdata", "-o", "optimized",
                ])
            let optimized = try await work.run(work.file("optimized"), ["200"])
            #expect(recording.output == optimized.output)
            let missing = try await Tools.run(
                Tools.devirt,
                command + ["--devirt-use=app.devirt", "-fprofile-use=missing", "-o", "no"],
                in: work.path)
            #expect(missing.code == 1)
            #expect(missing.error.contains("missing: cannot read"))
        }
    }

    @Test("ccache asks no second time, unless the profile changed")
    func ccache() async throws {
        try await Workspace.with("ccache") { work in
            try await work.run("/bin/cp", ["\(Tools.root)/samples/comparator.c", "app.c"])
            try await work.run("/bin/cp", ["\(Tools.root)/samples/sample.h", "."])
            try FileManager.default.createSymbolicLink(
                atPath: work.file("devirt-cc"), withDestinationPath: Tools.devirt)
            try await work.devirt("cc", "--devirt-generate", "-O2", "app.c", "-o", "recording")
            try await work.run(work.file("recording"), ["10"])
            try await work.devirt("merge", "default.devirtraw", "-o", "app.devirt")
            let environment = [
                "CCACHE_DIR": work.file("cache"), "CCACHE_EXTRAFILES": work.file("app.devirt"),
            ]
            func compile(to output: String) async throws -> String {
                try await work.run(
                    "/usr/bin/ccache",
                    [
                        work.file("devirt-cc"), "--devirt-use=app.devirt", "-O2", "-c", "app.c",
                        "-o",
                        output,
                    ], environment: environment)
                return try await work.run(
                    "/usr/bin/ccache", ["--print-stats"], environment: environment
                ).output
            }
            func hits(_ statistics: String) -> Int {
                statistics.split(separator: "\n").filter { $0.contains("cache_hit") }
                    .reduce(0) { $0 + (Int($1.split(separator: "\t")[1]) ?? 0) }
            }
            #expect(hits(try await compile(to: "first.o")) == 0)
            #expect(hits(try await compile(to: "second.o")) == 1)
            #expect(try work.read("first.o") == work.read("second.o"))
            try await work.devirt("merge", "2:default.devirtraw", "-o", "app.devirt")
            #expect(hits(try await compile(to: "third.o")) == 1)
        }
    }
}
