import Foundation
import LLVM
import Synchronization
import Testing

@testable import Reoptimization

/// Quick code for functions that were not called yet.
@Suite("Compiling ahead")
struct CompilingAheadTests {
    private static let count = 200

    private func jit(_ text: String, aheadAfter: Double?) throws -> ReoptimizingJIT {
        var policy = TierPolicy(hotEntries: 1000)
        policy.aheadAfter = aheadAfter
        let jit = try ReoptimizingJIT(runtime: OrcRuntime.path()) {
            Reoptimize(policy: policy)
            CompileOnDemand(batchSize: 1)
        }
        try jit.add(try Module(text: text, in: Context()))
        return jit
    }

    /// `main` calls many functions, slowly, and returns 0 if they did what they should.
    private static let slow =
        (0..<count).map { "define i32 @f\($0)() noinline { ret i32 \($0) }\n" }.joined()
        + "declare i32 @usleep(i32)\ndefine i32 @main() {\n"
        + (0..<count).map {
            """
            %slept\($0) = call i32 @usleep(i32 1000)
            %value\($0) = call i32 @f\($0)()
            %sum\($0) = add i32 %value\($0), \($0 == 0 ? "0" : "%sum\($0 - 1)")

            """
        }.joined()
            + """
            %wrong = sub i32 %sum\(count - 1), \(count * (count - 1) / 2)
            ret i32 %wrong
            }
            """

    @Test func threadsThatHaveNothingToOptimizeHelp() throws {
        let jit = try jit(Self.slow, aheadAfter: 0)
        let functions = Mutex<[String]>([])
        jit.onEvent { event in
            if event.kind == .ahead { functions.withLock { $0.append(event.function) } }
        }
        #expect(try jit.runMain(arguments: ["x"]) == 0)
        let statistics = jit.statistics
        #expect(statistics.ahead > 0)
        // Each only once.
        #expect(statistics.tier0 + statistics.ahead <= Self.count + 1)
        #expect(functions.withLock { Set($0).count == $0.count })
    }

    @Test(arguments: [nil, 1e9])
    func theyDoNotForShortWaits(aheadAfter: Double?) throws {
        let jit = try jit(Self.slow, aheadAfter: aheadAfter)
        #expect(try jit.runMain(arguments: ["x"]) == 0)
        #expect(jit.statistics.ahead == 0)
        #expect(jit.statistics.tier0 == Self.count + 1)
    }

    /// `later` is compiled ahead with `never`, which cannot be linked, and nobody calls.
    @Test func whatCannotBeLinkedLeavesTheOthersAlone() throws {
        var policy = TierPolicy(hotEntries: 1000)
        policy.aheadAfter = 0
        let isTried = Mutex(false)
        let jit = try ReoptimizingJIT(runtime: OrcRuntime.path()) {
            Transform { unit in
                if unit.description.contains("nowhere") { isTried.withLock { $0 = true } }
            }
            Reoptimize(policy: policy)
            CompileOnDemand(batchSize: 10)
        }
        let padding = (0..<20).map { "  store volatile i32 \($0), ptr %p\n" }.joined()
        // A thread that comes too late compiles nothing ahead: it may try again.
        let tries = 0..<100
        let functions = tries.map { number in
            """
            define void @outer\(number)(ptr %p) {
            \(padding)  call void @middle\(number)(ptr %p)
              ret void
            }
            define void @middle\(number)(ptr %p) {
            \(padding)  br i1 false, label %never, label %end
            never:
              call void @never\(number)()
              br label %end
            end:
              ret void
            }
            define void @never\(number)() {
              call void @later\(number)()
              call void @nowhere()
              ret void
            }
            define void @later\(number)() {
              ret void
            }

            """
        }
        try jit.add(
            try Module(
                text: "declare void @nowhere()\n" + functions.joined(), in: Context()))
        let place = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        defer { place.deallocate() }
        let last = try tries.first { number in
            try jit.call("outer\(number)", .pointer(UInt(bitPattern: place)))
            for _ in 0..<100 where !isTried.withLock({ $0 }) { usleep(1000) }
            return isTried.withLock { $0 }
        }
        // Waits for the end of what was tried.
        try jit.call("later\(#require(last))")
    }

    /// Functions that call two others each, until the depth is used up.
    private static let branching = (0..<count).map { index in
        """
        define i64 @g\(index)(i64 %x, i64 %depth) noinline {
          %y = mul i64 %x, 3
          %z = add i64 %y, \(index)
          %ends = icmp eq i64 %depth, 0
          br i1 %ends, label %end, label %go
        go:
          %less = sub i64 %depth, 1
          %a = call i64 @g\((index * 2 + 1) % count)(i64 %z, i64 %less)
          %b = call i64 @g\((index * 7 + 3) % count)(i64 %a, i64 %less)
          ret i64 %b
        end:
          ret i64 %z
        }

        """
    }.joined()

    private static func expected(_ index: Int, _ x: Int64, _ depth: Int) -> Int64 {
        let z = x &* 3 &+ Int64(index)
        guard depth > 0 else { return z }
        let a = expected((index * 2 + 1) % count, z, depth - 1)
        return expected((index * 7 + 3) % count, a, depth - 1)
    }

    @Test func threadsOfTheProgramAndOthersCompileAtOnce() throws {
        let jit = try jit(Self.branching, aheadAfter: 0)
        let wrong = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: Self.count) { number in
            // Neighbours meet at the same functions.
            let index = number / 2 * 17 % Self.count
            let value = try? jit.call("g\(index)", .int64(Int64(number)), .int64(6))
            if value != .int64(Self.expected(index, Int64(number), 6)) {
                wrong.withLock { $0 += 1 }
            }
        }
        #expect(wrong.withLock { $0 } == 0)
        #expect(jit.statistics.tier0 + jit.statistics.ahead <= Self.count)
    }
}
