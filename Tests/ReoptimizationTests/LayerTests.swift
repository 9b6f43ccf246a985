import Foundation
import LLVM
import Synchronization
import Testing

@testable import Reoptimization

/// What layers see, in which order, and what becomes of their errors.
@Suite("Layers", .serialized)
struct LayerTests {
    /// Two functions; `main` calls `step` 200 times.
    private static let program = """
        @count = internal global i32 0
        declare i32 @usleep(i32)
        define i32 @step() noinline {
          %old = load i32, ptr @count
          %new = add i32 %old, 1
          store i32 %new, ptr @count
          ret i32 %new
        }
        define i32 @main() {
        entry:
          br label %loop
        loop:
          %i = phi i32 [0, %entry], [%next, %loop]
          %unused = mul i32 %i, 7
          %last = call i32 @step()
          %slept = call i32 @usleep(i32 50)
          %next = add i32 %i, 1
          %done = icmp eq i32 %next, 200
          br i1 %done, label %end, label %loop
        end:
          %right = icmp ne i32 %last, 200
          %status = zext i1 %right to i32
          ret i32 %status
        }
        """

    /// Notes what passes by.
    private final class Journal: UnitLayer, ModuleLayer {
        struct Entry: Equatable {
            var layer: String
            var functions: [String]
            var version: Int
            var instructions: Int
        }

        private let name: String
        let entries: EntryList

        init(_ name: String, _ entries: EntryList) {
            self.name = name
            self.entries = entries
        }

        func process(_ unit: inout CompilationUnit) {
            let size = unit.bodies.map {
                unit.module.function(named: $0.symbol)?.instructionCount ?? -1
            }.reduce(0, +)
            entries.add(
                Entry(
                    layer: name, functions: unit.bodies.map(\.function), version: unit.version,
                    instructions: size))
        }

        func process(_ module: ModuleReference) {
            let functions = module.functions.filter { !$0.isDeclaration }.map(\.name)
            entries.add(Entry(layer: name, functions: functions, version: -1, instructions: 0))
        }
    }

    private final class EntryList: Sendable {
        private let list = Mutex<[Journal.Entry]>([])
        func add(_ entry: Journal.Entry) { list.withLock { $0.append(entry) } }
        var all: [Journal.Entry] { list.withLock { $0 } }
    }

    /// Refuses all code but the first.
    private struct Refusing: UnitLayer {
        func process(_ unit: inout CompilationUnit) throws {
            if unit.version > 0 { throw Refusal() }
        }
    }

    private struct Refusal: Error, CustomStringConvertible {
        var description: String { "not this one" }
    }

    private func jit(@LayerBuilder _ layers: () -> Layers) throws -> ReoptimizingJIT {
        let jit = try ReoptimizingJIT(runtime: OrcRuntime.path(), layers)
        try jit.add(try Module(text: Self.program, in: Context()))
        return jit
    }

    @Test func layersSeeUnitsFromTheOutsideIn() throws {
        let entries = EntryList()
        let jit = try jit {
            Journal("inside", entries)
            Reoptimize(policy: .never)
            Journal("outside", entries)
            CompileOnDemand()
            Journal("whole", entries)
        }
        #expect(entries.all.map(\.layer) == ["whole"])
        #expect(entries.all.first?.functions == ["step", "main"])
        #expect(try jit.runMain(arguments: ["x"]) == 0)
        #expect(entries.all.map(\.layer) == ["whole", "outside", "inside"])
        #expect(entries.all.last?.functions == ["main", "step"])
        try Programs.optimize("main", in: jit)
        let optimized = entries.all.dropFirst(3)
        #expect(optimized.map(\.layer) == ["outside", "inside"])
        #expect(optimized.map(\.version) == [1, 1])
        #expect(optimized.allSatisfy { $0.functions == ["main"] })
        // The outer one sees what is read, the inner one what `Reoptimize` made of it.
        #expect(optimized.first?.instructions != optimized.last?.instructions)
    }

    @Test func aFailingLayerLeavesQuickCode() throws {
        let failed = Mutex<[JITEvent]>([])
        let jit = try jit {
            Refusing()
            Reoptimize(policy: TierPolicy(hotEntries: 5, hotIterations: 20))
            CompileOnDemand()
        }
        jit.onEvent { event in
            if event.kind == .failed { failed.withLock { $0.append(event) } }
        }
        #expect(try jit.runMain(arguments: ["x"]) == 0)
        #expect(eventually { jit.statistics.failures == 2 })
        let events = failed.withLock { $0 }
        #expect(jit.statistics.failures == events.count)
        #expect(events.count == 2)
        #expect(events.allSatisfy { $0.cause?.contains("not this one") == true })
        #expect(Set(events.map(\.function)) == ["step", "main"])
        #expect(Set(events.map(\.loop)) == [nil, 0])
        #expect(jit.statistics.tier1 == 0)
        #expect(jit.statistics.loopEntries == 0)
        #expect(try jit.call("step") == .int32(201))
    }

    @Test func aLayerThatBreaksAModuleIsReported() throws {
        // Debug builds check what comes out of layers.
        let error = #expect(throws: JITError.self) {
            _ = try ReoptimizingJIT {
                CompileOnDemand()
                Transform { _ in throw Refusal() }
            }.add(try Module(text: Self.program, in: Context()))
        }
        #expect(error == .layer(cause: "not this one"))
    }

    @Test func withoutCompileOnDemandAllIsCompiledBeforeMain() throws {
        let entries = EntryList()
        let jit = try jit {
            Journal("unit", entries)
            Reoptimize(policy: .never)
        }
        #expect(entries.all.isEmpty)
        #expect(try jit.runMain(arguments: ["x"]) == 0)
        #expect(Set(entries.all.flatMap(\.functions)) == ["main", "step"])
        #expect(jit.statistics.tier0 == 2)
    }

    @Test func optimizingOnDemandNeedsNoReoptimize() throws {
        let jit = try jit {
            Optimize(.aggressive)
            CompileOnDemand(batchSize: 1)
        }
        #expect(try jit.runMain(arguments: ["x"]) == 0)
        #expect(jit.statistics.tier0 == 0)
        #expect(jit.statistics.tier1 == 2)
        #expect(jit.statistics.loopEntries == 0)
    }

    @Test func quickCodeMayBeOptimizedALittle() throws {
        // Counters and loops that leave for their continuations survive the pipeline.
        let jit = try jit {
            Optimize(.less)
            Reoptimize(policy: TierPolicy(hotEntries: 5, hotIterations: 20))
            CompileOnDemand()
        }
        #expect(try jit.runMain(arguments: ["x"]) == 0)
        #expect(eventually { jit.statistics.tier1 >= 3 })
        #expect(jit.statistics.failures == 0)
    }

    @Test func policiesDecideForEachFunction() throws {
        let asked = Mutex<[HotFunction]>([])
        let jit = try jit {
            Reoptimize(
                policy: TierPolicy(hotEntries: 5, hotIterations: 20) { function in
                    let times = asked.withLock { asked in
                        asked.append(function)
                        return asked.count { $0.name == function.name }
                    }
                    if function.isLoop { return .never }
                    return times < 3 ? .later(after: 10) : .optimize
                })
            CompileOnDemand()
        }
        let refused = Mutex<[JITEvent]>([])
        jit.onEvent { event in
            if event.kind == .refused { refused.withLock { $0.append(event) } }
        }
        #expect(try jit.runMain(arguments: ["x"]) == 0)
        #expect(
            try eventually {
                try jit.call("step")
                return jit.statistics.tier1 == 1
            })
        let steps = asked.withLock { $0 }.filter { $0.name == "step" }
        #expect(steps.count == 3)
        #expect(steps.allSatisfy { !$0.isLoop && $0.version == 1 && $0.instructionCount == 4 })
        #expect(jit.statistics.tier1 == 1)
        #expect(jit.statistics.loopEntries == 0)
        let loops = refused.withLock { $0 }
        #expect(loops.map(\.function) == ["main"] && loops.map(\.loop) == [0])
        #expect(loops.first?.cause == "by policy")
    }
}
