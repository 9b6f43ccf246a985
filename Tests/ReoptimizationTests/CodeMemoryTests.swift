import Foundation
import LLVM
import Reoptimization
import Testing

/// Code that nothing leads to any more is freed, but not while a thread is in it.
@Suite("Memory of code", .serialized)
struct CodeMemoryTests {
    private static let policy = TierPolicy(hotEntries: 100)

    /// `park` reads a byte from a file, and adds what `step` makes of it. It says that it is there
    /// by a byte to another one.
    private static let program = """
        declare i64 @read(i32, ptr, i64)
        declare i64 @write(i32, ptr, i64)
        define i32 @step(i32 %x) noinline {
          %r = mul i32 %x, 3
          ret i32 %r
        }
        define i32 @park(i32 %file, i32 %ready, i32 %x) noinline {
          %p = alloca i8
          store i8 1, ptr %p
          %m = call i64 @write(i32 %ready, ptr %p, i64 1)
          %n = call i64 @read(i32 %file, ptr %p, i64 1)
          %v = load i8, ptr %p
          %w = zext i8 %v to i32
          %s = call i32 @step(i32 %x)
          %r = add i32 %w, %s
          ret i32 %r
        }
        """

    @Test func versionsThatAreReplacedAreFreed() throws {
        let jit = try Programs.jit(policy: .never, Self.program)
        #expect(try jit.call("step", .int32(5)) == .int32(15))
        for _ in 0..<3 {
            try Programs.optimize("step", in: jit)
            #expect(try jit.call("step", .int32(5)) == .int32(15))
        }
        #expect(eventually { jit.statistics.code.freed.versions == 2 })
        let code = jit.statistics.code
        #expect(code.retired.versions == 0)
        // The first code, of two functions if they were compiled together, and the last.
        #expect(code.live.versions >= 2)
        #expect(code.freed.bytes > 0)
        #expect(code.obstacle == nil)
        #expect(try jit.call("step", .int32(6)) == .int32(18))
        #expect(jit.statistics.failures == 0)
    }

    @Test func memoryIsUsedAgain() throws {
        var policy = TierPolicy.never
        policy.threads = 2
        let jit = try Programs.jit(policy: policy, Self.program)
        #expect(try jit.call("step", .int32(5)) == .int32(15))
        var most = 0
        for round in 0..<300 {
            try Programs.optimize("step", in: jit)
            #expect(try jit.call("step", .int32(Int32(round))) == .int32(3 * Int32(round)))
            if round % 10 == 9 { jit.freeRetiredVersions() }
            most = max(most, jit.statistics.code.memory)
        }
        #expect(eventually { jit.statistics.code.freed.versions == 299 })
        // Some hundred bytes for a version.
        #expect(most < 100 << 10)
        #expect(jit.statistics.code.memory < 4 << 10)
        #expect(jit.statistics.failures == 0)
    }

    @Test func aThreadInOldCodeKeepsIt() throws {
        let jit = try Programs.jit(policy: .never, Self.program)
        for _ in 0..<2 { try Programs.optimize("park", in: jit) }
        #expect(eventually { jit.statistics.code.freed.versions == 1 })
        let (pipe, ready) = (Pipe(), Pipe())
        let result = Result()
        let thread = Thread {
            let value = try? jit.call(
                "park", .int32(pipe.fileHandleForReading.fileDescriptor),
                .int32(ready.fileHandleForWriting.fileDescriptor), .int32(7))
            result.count(value == .int32(121) ? 1 : 1000)
        }
        thread.start()
        // A frame of version 2 waits meanwhile.
        #expect(try ready.fileHandleForReading.read(upToCount: 1) == Data([1]))
        for _ in 0..<4 { try Programs.optimize("park", in: jit) }
        #expect(eventually { jit.statistics.code.freed.versions == 4 })
        usleep(500_000)
        jit.freeRetiredVersions()
        #expect(jit.statistics.code.retired.versions == 1)
        #expect(jit.statistics.code.freed.versions == 4)
        try pipe.fileHandleForWriting.write(contentsOf: Data([100]))
        #expect(eventually { result.number == 1 })
        #expect(eventually { jit.statistics.code.freed.versions == 5 })
        #expect(jit.statistics.failures == 0)
    }

    @Test func codeThatOtherCodeCallsDirectlyStays() throws {
        let jit = try Programs.jit(policy: .never, Self.program)
        try Programs.optimize("step", in: jit)
        // Version 1 of `park` calls version 1 of `step`.
        try Programs.optimize("park", in: jit)
        try Programs.optimize("step", in: jit)
        try Programs.optimize("step", in: jit)
        #expect(eventually { jit.statistics.code.freed.versions == 1 })
        usleep(300_000)
        jit.freeRetiredVersions()
        #expect(jit.statistics.code.freed.versions == 1)
        #expect(jit.statistics.code.retired.versions == 0)
        let zero = try FileHandle(forUpdating: URL(fileURLWithPath: "/dev/zero"))
        let file = CallValue.int32(zero.fileDescriptor)
        #expect(try jit.call("park", file, file, .int32(7)) == .int32(21))
        // Then `park` goes, and with it what it calls.
        try Programs.optimize("park", in: jit)
        #expect(eventually { jit.statistics.code.freed.versions == 3 })
        #expect(try jit.call("park", file, file, .int32(7)) == .int32(21))
    }

    /// `apply` calls through a pointer; `run` calls it often with pointers from a table.
    private static let drifting = """
        @table = constant [4 x ptr] [ptr @twice, ptr @same, ptr @next, ptr @square]
        define i32 @twice(i32 %x) {
          %y = shl i32 %x, 1
          ret i32 %y
        }
        define i32 @same(i32 %x) {
          ret i32 %x
        }
        define i32 @next(i32 %x) {
          %y = add i32 %x, 1
          ret i32 %y
        }
        define i32 @square(i32 %x) {
          %y = mul i32 %x, %x
          ret i32 %y
        }
        define i32 @apply(ptr %f, i32 %x) noinline {
          %y = call i32 %f(i32 %x)
          %z = add i32 %y, 1
          ret i32 %z
        }
        define i32 @run(i64 %which, i32 %calls) {
        entry:
          %p = getelementptr ptr, ptr @table, i64 %which
          %f = load ptr, ptr %p
          br label %loop
        loop:
          %i = phi i32 [ 0, %entry ], [ %next, %loop ]
          %sum = phi i32 [ 0, %entry ], [ %more, %loop ]
          %y = call i32 @apply(ptr %f, i32 5)
          %more = add i32 %sum, %y
          %next = add i32 %i, 1
          %end = icmp eq i32 %next, %calls
          br i1 %end, label %out, label %loop
        out:
          ret i32 %more
        }
        """

    @Test func versionsWithStaleGuardsAreFreed() throws {
        var policy = TierPolicy(hotEntries: 100, hotIterations: 1000)
        policy.missLimit = 100
        policy.toleratedMissRate = 0
        policy.reprofiles = 6
        let jit = try Programs.jit(policy: policy, Self.drifting)
        let installed = Result()
        jit.onEvent { if $0.kind == .installed, $0.function == "apply" { installed.count(1) } }
        // Each time it is decided for what is called now, too.
        for (phase, sum) in [11, 6, 7, 26].enumerated() {
            for _ in 0..<5000 where installed.number <= phase {
                #expect(
                    try jit.call("run", .int64(Int64(phase)), .int32(3000))
                        == .int32(3000 * Int32(sum)))
                usleep(1000)
            }
        }
        #expect(installed.number >= 4)
        #expect(eventually { jit.statistics.code.freed.versions >= 3 })
        #expect(eventually { jit.statistics.code.retired.versions == 0 })
        #expect(try jit.call("run", .int64(0), .int32(3000)) == .int32(3000 * 11))
        #expect(jit.statistics.failures == 0)
    }

    @Test func theLimitStopsOptimizationAndNotTheProgram() throws {
        var policy = TierPolicy(hotEntries: 100, hotIterations: 1000)
        policy.codeLimit = 1
        let jit = try Programs.jit(policy: policy, Self.drifting)
        let refusals = Result()
        jit.onEvent { event in
            guard event.kind == .refused, event.function == "apply" else { return }
            refusals.count(event.cause?.contains("limit") == true ? 1 : 1000)
        }
        for round in 0..<2000 where round < 20 || refusals.number == 0 {
            #expect(try jit.call("run", .int64(0), .int32(30_000)) == .int32(30_000 * 11))
        }
        #expect(refusals.number == 1)
        #expect(jit.statistics.tier1 == 0)
        #expect(jit.statistics.failures == 0)
    }

    @Test func exceptionsPassWhatIsLeft() throws {
        let jit = try Programs.jit(
            policy: .never,
            """
            declare ptr @__cxa_allocate_exception(i64)
            declare void @__cxa_throw(ptr, ptr, ptr)
            declare ptr @__cxa_begin_catch(ptr)
            declare void @__cxa_end_catch()
            declare i32 @__gxx_personality_v0(...)
            @_ZTIi = external constant ptr
            define void @throw(i32 %x) noinline {
              %e = call ptr @__cxa_allocate_exception(i64 4)
              store i32 %x, ptr %e
              call void @__cxa_throw(ptr %e, ptr @_ZTIi, ptr null)
              unreachable
            }
            define void @pass(i32 %x) noinline personality ptr @__gxx_personality_v0 {
              invoke void @throw(i32 %x) to label %ok unwind label %bad
            ok:
              ret void
            bad:
              %e = landingpad { ptr, i32 } cleanup
              resume { ptr, i32 } %e
            }
            define i32 @catch(i32 %x) personality ptr @__gxx_personality_v0 {
              invoke void @pass(i32 %x) to label %ok unwind label %bad
            ok:
              ret i32 -1
            bad:
              %e = landingpad { ptr, i32 } catch ptr @_ZTIi
              %p = extractvalue { ptr, i32 } %e, 0
              %v = call ptr @__cxa_begin_catch(ptr %p)
              %thrown = load i32, ptr %v
              call void @__cxa_end_catch()
              ret i32 %thrown
            }
            """)
        // Each has a pointer to the personality function: the first that has it is freed.
        let names = ["pass", "catch", "throw"]
        for round in 0..<12 {
            try Programs.optimize(names[round % 3], in: jit)
            #expect(try jit.call("catch", .int32(Int32(round))) == .int32(Int32(round)))
            if round >= 6 {
                #expect(eventually { jit.statistics.code.freed.versions > 0 })
                jit.freeRetiredVersions()
            }
            #expect(try jit.call("catch", .int32(Int32(round))) == .int32(Int32(round)))
        }
        #expect(eventually { jit.statistics.code.freed.versions >= 6 })
        #expect(try jit.call("catch", .int32(77)) == .int32(77))
        #expect(jit.statistics.failures == 0)
    }

    @Test func programsThatSwitchStacksKeepAll() throws {
        let jit = try Programs.jit(
            policy: .never,
            Self.program + """
                declare i32 @swapcontext(ptr, ptr)
                define void @switch(i1 %really) {
                  br i1 %really, label %yes, label %no
                yes:
                  call i32 @swapcontext(ptr null, ptr null)
                  br label %no
                no:
                  ret void
                }
                """)
        try jit.call("switch", .bool(false))
        try jit.call("step", .int32(1))
        for _ in 0..<3 { try Programs.optimize("step", in: jit) }
        #expect(eventually { jit.statistics.code.retired.versions == 2 })
        usleep(300_000)
        #expect(jit.freeRetiredVersions() == 0)
        #expect(jit.statistics.code.freed.versions == 0)
        #expect(jit.statistics.code.obstacle != nil)
    }
}

/// Shared between threads by a test that orders them.
private final class Result: @unchecked Sendable {
    private let lock = NSLock()
    private var sum = 0
    var number: Int { lock.withLock { sum } }

    func count(_ more: Int) { lock.withLock { sum += more } }
}
