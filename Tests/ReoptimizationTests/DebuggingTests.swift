import Foundation
import LLVM
import Testing

@testable import Reoptimization

/// What debuggers, profilers and crash reports learn of linked code.
@Suite("Debugging and profiling", .serialized)
struct DebuggingTests {
    private static let runtime =
        (ProcessInfo.processInfo.environment["LLVM_PREFIX"] ?? "/usr/lib/llvm-22")
        + "/lib/clang/22/lib/linux/liborc_rt-x86_64.a"

    /// A session with versions of functions; their names are as the JIT makes them.
    private func session(_ observers: DebuggingSupport = []) throws -> ExecutionSession {
        let session = try ExecutionSession(runtime: Self.runtime, observers: observers)
        let machine = try TargetMachine(hostWith: .none)
        for version in 0...1 {
            let module = try Module(
                text: """
                    define i32 @"_Z5twicei$\(version).7"(i32 %x) {
                      %r = add i32 %x, %x
                      ret i32 %r
                    }
                    define i32 @"_ZL5localv.m7$\(version).7"() { ret i32 \(version) }
                    """, in: Context())
            try session.add(try machine.emitObject(module))
        }
        return session
    }

    private static let names = [
        "_Z5twicei$0.7", "_Z5twicei$1.7", "_ZL5localv.m7$0.7", "_ZL5localv.m7$1.7",
    ]

    @Test func functionsAreFoundByAddress() throws {
        let session = try session()
        let addresses = try session.addresses(of: Self.names)
        for (name, address) in zip(Self.names, addresses) {
            for offset in 0...2 as ClosedRange<UInt64> {
                let found = session.symbol(at: address + offset)
                #expect(found?.name == name)
                #expect(found?.offset == offset)
            }
        }
        #expect(session.symbol(at: 0) == nil)
        #expect(session.symbol(at: .max) == nil)
        // Data and the program's own functions are no linked code.
        #expect(session.symbol(at: UInt64(UInt(bitPattern: dlsym(nil, "malloc")))) == nil)
    }

    @Test func symbolsAreReadable() {
        #expect(readableSymbol("_Z5twicei$1.7") == "twice(int) [v1]")
        #expect(readableSymbol("_ZL5localv.m7$0.7") == "local() [v0]")
        #expect(readableSymbol("_Z5twicei") == "twice(int)")
        #expect(readableSymbol("main$12.0") == "main [v12]")
        #expect(readableSymbol("strange.m3$1.7") == "strange.m3 [v1]")
        for name in ["cost$", "cost$1", "cost$1.", "cost$.1", "cost$a.1", "$", "", "main"] {
            #expect(readableSymbol(name) == name)
        }
    }

    @Test func lookupsAndLinksMayComeFromAllThreads() async throws {
        let session = try session()
        let known = try session.addresses(of: Self.names)
        await withTaskGroup(of: Int.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    var wrong = 0
                    for round in 0..<50 {
                        if thread == 0 { try? Self.add("extra\(round)$0.7", to: session) }
                        for _ in 0..<200 {
                            for (name, address) in zip(Self.names, known)
                            where session.symbol(at: address)?.name != name { wrong += 1 }
                        }
                    }
                    return wrong
                }
            }
            for await wrong in group { #expect(wrong == 0) }
        }
        let last = try session.addresses(of: ["extra49$0.7"])[0]
        #expect(session.symbol(at: last)?.name == "extra49$0.7")
    }

    private static func add(_ function: String, to session: ExecutionSession) throws {
        let module = try Module(
            text: "define void @\"\(function)\"() { ret void }", in: Context())
        try session.add(try TargetMachine(hostWith: .none).emitObject(module))
        _ = try session.addresses(of: [function])
    }

    @Test func returnAddressesNameTheFunctionsOfAProgram() throws {
        let jit = try ReoptimizingJIT(policy: .never, runtime: Self.runtime)
        try jit.add(
            try Module(
                text: """
                    @where = global ptr null
                    declare ptr @llvm.returnaddress(i32)
                    define internal void @_ZL4notev() noinline {
                      %address = call ptr @llvm.returnaddress(i32 0)
                      store ptr %address, ptr @where
                      ret void
                    }
                    define internal void @_ZL6callerv() noinline {
                      call void @_ZL4notev()
                      ret void
                    }
                    define i32 @main() {
                      call void @_ZL6callerv()
                      ret i32 0
                    }
                    """, in: Context()))
        #expect(try jit.runMain(arguments: ["test"]) == 0)
        let variable = try jit.session.addresses(of: ["where"])[0]
        let address = UnsafePointer<UInt64>(bitPattern: UInt(variable))?.pointee ?? 0
        let found = jit.symbol(at: address - 1)
        #expect(found?.name == "caller() [v0]")
        #expect(found?.offset ?? 0 > 0)
    }

    @Test func debuggersKnowFunctionsWhileTheSessionLives() throws {
        let before = DebugDescriptor.addresses(of: "_Z5twicei")
        do {
            let session = try session(.gdb)
            let addresses = try session.addresses(of: Self.names)
            let twice = DebugDescriptor.addresses(of: "_Z5twicei")
            #expect(Set(twice).subtracting(before) == Set(addresses[0...1]))
            #expect(Set(DebugDescriptor.addresses(of: "_ZL5localv")) == Set(addresses[2...3]))
            withExtendedLifetime(session) {}
        }
        #expect(DebugDescriptor.addresses(of: "_Z5twicei") == before)
        #expect(DebugDescriptor.addresses(of: "_ZL5localv").isEmpty)
    }

    @Test func debuggersAreNotToldWithoutTheOption() throws {
        let session = try session()
        _ = try session.addresses(of: Self.names)
        #expect(DebugDescriptor.addresses(of: "_Z5twicei").isEmpty)
    }

    @Test func thePerfMapHasAllFunctionsOfAllSessions() throws {
        let path = "/tmp/perf-\(getpid()).map"
        defer { try? FileManager.default.removeItem(atPath: path) }
        // What another process of this number left must not stay.
        try "1 2 stale\n".write(toFile: path, atomically: false, encoding: .utf8)
        let sessions = [try session(.perfMap), try session(.perfMap)]
        for session in sessions {
            let addresses = try session.addresses(of: Self.names)
            let entries = try PerfMapEntry.read(path)
            let expected = ["twice(int) [v0]", "twice(int) [v1]", "local() [v0]", "local() [v1]"]
            for (address, name) in zip(addresses, expected) {
                let holding = entries.filter { $0.range.contains(address) }
                #expect(holding.map(\.name) == [name])
                #expect(holding.first?.range.lowerBound == address)
            }
            #expect(!entries.contains { $0.name == "stale" })
        }
    }

    private struct PerfMapEntry {
        let range: Range<UInt64>
        let name: String

        static func read(_ path: String) throws -> [PerfMapEntry] {
            try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
                let parts = line.split(separator: " ", maxSplits: 2)
                let start = try #require(UInt64(parts[0], radix: 16))
                let size = try #require(UInt64(parts[1], radix: 16))
                return PerfMapEntry(range: start..<start + size, name: String(parts[2]))
            }
        }
    }

    @Test func lineTablesSurviveExtraction() throws {
        let module = try Module(text: Self.lines, in: Context())
        try module.prepareForUnits(suffix: "m0", keepsLineTables: true)
        let functions = module.reference.functions.filter { !$0.isDeclaration }
        let inner = try #require(functions.first { $0.name == "inner" })
        let outer = try #require(functions.first { $0.name == "outer" })
        let both = module.extractUnit([inner, outer], suffix: "$0.0")
        try both.reference.verify()
        #expect(both.reference.description.contains("line: 4"))
        #expect(!both.reference.description.contains("DILocalVariable"))
        let optimized = module.extractUnit([outer], suffix: "$1.0", imports: [inner])
        try optimized.reference.verify()
        let data = module.extractData(marker: "marker")
        try data.reference.verify()
    }

    private static let lines = """
        define i32 @inner(i32 %x) !dbg !5 {
            #dbg_value(i32 %x, !9, !DIExpression(), !10)
          %r = add i32 %x, 1, !dbg !10
          ret i32 %r, !dbg !10
        }
        define i32 @outer(i32 %x) !dbg !11 {
          %r = call i32 @inner(i32 %x), !dbg !12
          %s = add i32 %r, 1, !dbg !13
          ret i32 %s, !dbg !12
        }
        !llvm.dbg.cu = !{!0}
        !llvm.module.flags = !{!2, !3}
        !0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, producer: "test",
                                     isOptimized: true, emissionKind: FullDebug)
        !1 = !DIFile(filename: "lines.c", directory: "/")
        !2 = !{i32 7, !"Dwarf Version", i32 5}
        !3 = !{i32 2, !"Debug Info Version", i32 3}
        !4 = !DISubroutineType(types: !6)
        !5 = distinct !DISubprogram(name: "inner", scope: !1, file: !1, line: 1, type: !4,
                                    unit: !0, spFlags: DISPFlagDefinition, retainedNodes: !8)
        !6 = !{!7, !7}
        !7 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
        !8 = !{!9}
        !9 = !DILocalVariable(name: "x", arg: 1, scope: !5, file: !1, line: 1, type: !7)
        !10 = !DILocation(line: 2, column: 3, scope: !5)
        !11 = distinct !DISubprogram(name: "outer", scope: !1, file: !1, line: 3, type: !4,
                                     unit: !0, spFlags: DISPFlagDefinition)
        !12 = !DILocation(line: 4, column: 3, scope: !11)
        !13 = !DILocation(line: 2, column: 5, scope: !5, inlinedAt: !12)
        """
}
