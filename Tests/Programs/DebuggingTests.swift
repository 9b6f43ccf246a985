import Foundation
import Testing

/// `devirt run` under debuggers and profilers.
@Suite("Debugging programs")
struct DebuggingProgramTests {
    /// Crashes with an argument, on line 5.
    private static let source = """
        #include <cstdio>
        struct Node { virtual int value(int x) const { return x + 1; } };
        static int visit(const Node &node, int x) { return node.value(x); }
        int fail(int *place) {
          *place = 1;
          return visit(Node(), *place);
        }
        int main(int count, char **) {
          std::printf("%d\\n", visit(Node(), count));
          return count > 1 ? fail(nullptr) : 0;
        }
        """

    private static let names = [
        "main [v0]", "visit(Node const&, int) [v0]", "Node::value(int) const [v0]",
    ]

    private func withProgram(_ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.with("debugging") { work in
            try work.write("program.cpp", Self.source)
            try await work.compile(
                ["program.cpp"], with: Tools.llvm("clang++"), to: "program.bc",
                flags: ["-O0"])
            try await body(work)
        }
    }

    /// Runs the program in a shell that prints its own process number first, which is that of
    /// `devirt` then; `preparation` may use it as `$$`.
    private func run(
        _ option: String, after preparation: String = "true", in work: Workspace
    ) async throws -> (process: Int, outcome: Outcome) {
        let outcome = try await Tools.run(
            "/bin/sh",
            ["-c", "echo $$; \(preparation); exec '\(Tools.devirt)' run \(option) program.bc"],
            in: work.path, environment: ["JITDUMPDIR": work.path])
        return (Int(outcome.output.prefix { $0 != "\n" }) ?? 0, outcome)
    }

    @Test func thePerfMapNamesFunctions() async throws {
        try await withProgram { work in
            let (process, outcome) = try await run("--perf-map", in: work)
            let path = "/tmp/perf-\(process).map"
            defer { try? FileManager.default.removeItem(atPath: path) }
            #expect(outcome.code == 0)
            #expect(outcome.error.isEmpty)
            let map = try String(contentsOfFile: path, encoding: .utf8)
            #expect(map.hasSuffix("\n"))
            for name in Self.names {
                #expect(map.contains(" \(name)\n"))
            }
        }
    }

    @Test func aPerfMapThatCannotBeWrittenIsAnErrorOfOneLine() async throws {
        try await withProgram { work in
            let (process, outcome) = try await run(
                "--perf-map", after: "mkdir /tmp/perf-$$.map", in: work)
            rmdir("/tmp/perf-\(process).map")
            #expect(outcome.code == 1)
            #expect(outcome.output == "\(process)\n")
            #expect(outcome.error.split(separator: "\n").count == 1)
            #expect(outcome.error.contains("/tmp/perf-\(process).map: cannot write"))
        }
    }

    @Test func theJitDumpHasNamesAndCode() async throws {
        try await withProgram { work in
            let (process, outcome) = try await run("--jitdump", in: work)
            #expect(outcome.code == 0)
            #expect(outcome.error.isEmpty)
            let folder = try FileManager.default.contentsOfDirectory(
                atPath: work.file(".debug/jit"))
            #expect(folder.count == 1)
            let dump = JitDump(
                bytes: try work.read(".debug/jit/\(folder.first ?? "")/jit-\(process).dump"))
            #expect(dump.process == UInt32(process))
            let names = dump.records.map(\.name)
            for name in Self.names {
                #expect(names.count { $0 == name } == 1)
            }
            for record in dump.records {
                #expect(record.size > 0)
                #expect(record.code.count == record.size)
            }
            // Quick code sets up a frame: it is code and not zeros.
            #expect(dump.records.first { $0.name == "main [v0]" }?.code.first ?? 0 != 0)
            #expect(Set(dump.records.map(\.index)).count == dump.records.count)
        }
    }

    @Test func aJitDumpThatCannotBeWrittenIsAnErrorOfOneLine() async throws {
        try await withProgram { work in
            try work.write(".debug", "a file")
            let (_, outcome) = try await run("--jitdump", in: work)
            #expect(outcome.code == 1)
            #expect(outcome.error.split(separator: "\n").count == 1)
            #expect(outcome.error.contains(".debug/jit: cannot write"))
        }
    }

    @Test(arguments: ["exceptions", "threads"], ["tiered", "always"])
    func programsDoTheSameWhenObserved(name: String, policy: String) async throws {
        let sample = try Sample.named(name)
        try await Workspace.with("debugging-\(name)") { work in
            try await work.compile(
                sample.programSources, with: sample.compiler, to: "app.bc", flags: [])
            let plain = try await work.run(
                Tools.devirt, ["run", "--policy", policy, "app.bc", "--", sample.testArgument])
            let observed = try await work.run(
                Tools.devirt,
                ["run", "--policy", policy, "--gdb", "--jitdump", "app.bc", "--"]
                    + [sample.testArgument], environment: ["JITDUMPDIR": work.path])
            #expect(observed.output == plain.output)
            #expect(observed.error.isEmpty)
        }
    }

    private static let debugger = ["/usr/bin/gdb", "/usr/local/bin/gdb"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(.enabled(if: debugger != nil))
    func gdbStopsInFunctionsAndShowsLines() async throws {
        try await withProgram { work in
            let outcome = try await work.run(
                Self.debugger ?? "",
                [
                    "-batch", "-nx", "-ex", "set debuginfod enabled off",
                    "-ex", "set breakpoint pending on", "-ex", "break Node::value",
                    "-ex", "run", "-ex", "backtrace 3", "-ex", "delete", "-ex", "continue",
                    "-ex", "backtrace 2", "-ex", "kill",
                    "--args", Tools.devirt, "run", "--gdb", "program.bc", "--", "crash",
                ])
            let output = outcome.output
            #expect(output.contains("Breakpoint 1, Node::value(int) const () at program.cpp:2"))
            #expect(output.contains("in visit(Node const&, int) () at program.cpp:3"))
            #expect(output.contains("in main () at program.cpp:9"))
            #expect(output.contains("in fail(int*) () at program.cpp:5"))
            #expect(output.contains("in main () at program.cpp:10"))
        }
    }
}

/// A jitdump file: a header of 40 bytes, then records with their size.
private struct JitDump {
    struct Record {
        let name: String
        let size: Int
        let index: UInt64
        let code: ArraySlice<UInt8>
    }

    var process: UInt32 = 0
    var records: [Record] = []

    init(bytes: [UInt8]) {
        func load<T: FixedWidthInteger>(_ offset: Int, as type: T.Type) -> T {
            bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
        }
        // "JiTD", version 1.
        guard bytes.count >= 40, load(0, as: UInt32.self) == 0x4A69_5444,
            load(4, as: UInt32.self) == 1
        else { return }
        process = load(20, as: UInt32.self)
        var record = Int(load(8, as: UInt32.self))
        while record < bytes.count {
            let end = record + Int(load(record + 4, as: UInt32.self))
            // Only functions are written.
            guard load(record, as: UInt32.self) == 0, end <= bytes.count else {
                Issue.record("a broken record at byte \(record)")
                return
            }
            let name = bytes[(record + 56)..<end].prefix { $0 != 0 }
            records.append(
                Record(
                    name: String(decoding: name, as: UTF8.self),
                    size: Int(load(record + 40, as: UInt64.self)),
                    index: load(record + 48, as: UInt64.self),
                    code: bytes[(name.endIndex + 1)..<end]))
            record = end
        }
    }
}
