import Foundation
import LLVM
import Reoptimization
import Testing

/// Indirect calls of a running program become guarded direct calls of what they led to.
@Suite("Live devirtualization")
struct LiveDevirtualizationTests {
    private static let policy = TierPolicy(hotEntries: 100)

    /// `apply` calls through a pointer that the caller gives.
    private static let apply = """
        define i32 @apply(ptr %f, i32 %x) noinline {
          %y = call i32 %f(i32 %x)
          %z = add i32 %y, 1
          ret i32 %z
        }
        """

    fileprivate static let twice = """
        define i32 @twice(i32 %x) {
          %y = shl i32 %x, 1
          ret i32 %y
        }
        """

    /// `run` calls `apply` with `@callee` so often.
    private static func run(_ callee: String, calls: Int = 200) -> String {
        """
        define i32 @run_\(callee)(i32 %x) {
        entry:
          br label %loop
        loop:
          %i = phi i32 [ 0, %entry ], [ %next, %loop ]
          %sum = phi i32 [ 0, %entry ], [ %more, %loop ]
          %y = call i32 @apply(ptr @\(callee), i32 %x)
          %more = add i32 %sum, %y
          %next = add i32 %i, 1
          %end = icmp eq i32 %next, \(calls)
          br i1 %end, label %out, label %loop
        out:
          ret i32 %more
        }
        """
    }

    /// Runs code until `apply` is optimized, and gives what was guarded and inlined in it.
    private func optimized(
        _ jit: ReoptimizingJIT, _ call: String, result: Int32
    ) throws -> (guards: Int, inlined: Int) {
        let story = Story()
        jit.onEvent { story.append($0) }
        #expect(try jit.call(call, .int32(5)) == .int32(result))
        let event = try #require(story.wait { $0.kind == .installed && $0.function == "apply" })
        #expect(try jit.call(call, .int32(5)) == .int32(result))
        #expect(jit.statistics.failures == 0)
        return (event.guards, event.inlinedTargets)
    }

    @Test(arguments: [StubKind.slab, .linked])
    func aTargetIsGuardedAndInlined(stubs: StubKind) throws {
        let jit = try ReoptimizingJIT(policy: Self.policy, stubs: stubs)
        try jit.add(
            try Module(
                text: Self.apply + Self.twice + Self.run("twice"), in: Context()))
        let (guards, inlined) = try optimized(jit, "run_twice", result: 200 * 11)
        #expect(guards == 1)
        #expect(inlined == 1)
    }

    @Test func aTargetInALibraryIsCalledDirectly() throws {
        let jit = try Programs.jit(
            policy: Self.policy, Self.apply,
            "declare i32 @apply(ptr, i32)\ndeclare i32 @toupper(i32)\n" + Self.run("toupper"))
        let (guards, inlined) = try optimized(jit, "run_toupper", result: 200 * 6)
        #expect(guards == 1)
        #expect(inlined == 0)
    }

    @Test func aTargetNotSeenBeforeIsCalledAllTheSame() throws {
        let jit = try Programs.jit(
            policy: Self.policy,
            Self.apply + Self.twice + Self.run("twice")
                + "define i32 @other(i32 %x) {\n  ret i32 %x\n}\n" + Self.run("other"))
        _ = try optimized(jit, "run_twice", result: 200 * 11)
        #expect(try jit.call("run_other", .int32(7)) == .int32(200 * 8))
    }

    @Test func withoutAPromotionPolicyCallsStayIndirect() throws {
        var policy = Self.policy
        policy.promotion = nil
        let jit = try Programs.jit(policy: policy, Self.apply + Self.twice + Self.run("twice"))
        let (guards, _) = try optimized(jit, "run_twice", result: 200 * 11)
        #expect(guards == 0)
    }

    @Test func codeThatStaysQuickStopsCountingAndRecording() throws {
        var policy = Self.policy
        policy.decide = { _ in .never }
        let units = Texts()
        let jit = try ReoptimizingJIT {
            Transform { units.append($0.description) }
            Reoptimize(policy: policy)
            CompileOnDemand()
        }
        try jit.add(
            try Module(text: Self.apply + Self.twice + Self.run("twice"), in: Context()))
        #expect(try jit.call("run_twice", .int32(5)) == .int32(200 * 11))
        let again = try #require(units.wait { $0.contains("define i32 @\"apply$1") })
        #expect(!again.contains("devirt.slow"))
        #expect(
            units.wait { $0.contains("define i32 @\"apply$0") }?.contains("devirt.slow") == true)
        // Nothing is recorded in it, but its entries were counted.
        let leaf = try #require(units.wait { $0.contains("define i32 @\"twice$1") })
        #expect(!leaf.contains("__devirt_hot"))
        #expect(
            units.wait { $0.contains("define i32 @\"twice$0") }?.contains("__devirt_hot") == true)
        #expect(try jit.call("run_twice", .int32(5)) == .int32(200 * 11))
        #expect(jit.statistics.failures == 0)
    }

    /// The guard of a virtual call looks at the vtable: what is in it need not be loaded.
    @Test func virtualCallsAreGuardedByVtables() throws {
        let units = Texts()
        let jit = try ReoptimizingJIT {
            Transform { units.append($0.description) }
            Reoptimize(policy: Self.policy)
            CompileOnDemand()
        }
        try jit.add(
            try Module(
                text: """
                    @_ZTI1A = constant ptr null
                    @_ZTV1A = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI1A, ptr @a] }
                    @_ZTV1B = constant { [3 x ptr] } { [3 x ptr] [ptr null, ptr @_ZTI1A, ptr @b] }
                    @object = constant { ptr, i32 } { ptr getelementptr (i8, ptr @_ZTV1A, i64 16), i32 7 }
                    @other = constant { ptr, i32 } { ptr getelementptr (i8, ptr @_ZTV1B, i64 16), i32 8 }
                    define i32 @a(ptr %this) {
                      %p = getelementptr { ptr, i32 }, ptr %this, i64 0, i32 1
                      %x = load i32, ptr %p
                      ret i32 %x
                    }
                    define i32 @b(ptr %this) {
                      ret i32 1
                    }
                    define i32 @apply(ptr %this) noinline {
                      %table = load ptr, ptr %this
                      %f = load ptr, ptr %table
                      %y = call i32 %f(ptr %this)
                      ret i32 %y
                    }
                    define i32 @run(i32 %start) {
                    entry:
                      br label %loop
                    loop:
                      %i = phi i32 [ 0, %entry ], [ %next, %loop ]
                      %y = call i32 @apply(ptr @object)
                      %next = add i32 %i, 1
                      %end = icmp eq i32 %next, 200
                      br i1 %end, label %out, label %loop
                    out:
                      %z = call i32 @apply(ptr @other)
                      %sum = add i32 %y, %z
                      ret i32 %sum
                    }
                    """, in: Context()))
        let (guards, inlined) = try optimized(jit, "run", result: 8)
        #expect(guards == 1)
        #expect(inlined == 1)
        let code = try #require(units.wait { $0.contains("define i32 @\"apply$1") })
        #expect(code.contains(/icmp eq ptr %\w+, getelementptr .*@_ZTV1A/))
        #expect(!code.contains("@_ZTV1A = constant"))
    }

    @Test func guardsThatMissAreDecidedAgain() throws {
        var policy = Self.policy
        policy.missLimit = 1000
        policy.toleratedMissRate = 0
        let other = "define i32 @other(i32 %x) {\n  ret i32 %x\n}\n"
        let jit = try Programs.jit(
            policy: policy,
            Self.apply + Self.twice + Self.run("twice") + other + Self.run("other", calls: 3000))
        let story = Story()
        _ = try optimized(jit, "run_twice", result: 200 * 11)
        jit.onEvent { story.append($0) }
        // More than 1000 misses: it records, becomes hot, and guards what it calls now, too.
        #expect(try jit.call("run_other", .int32(7)) == .int32(3000 * 8))
        _ = try #require(story.wait { $0.kind == .recording && $0.function == "apply" })
        #expect(try jit.call("run_other", .int32(7)) == .int32(3000 * 8))
        let event = try #require(story.wait { $0.kind == .installed && $0.function == "apply" })
        #expect(event.guards == 2)
        #expect(event.version > 1)
        #expect(jit.statistics.reprofiles == 1)
        #expect(try jit.call("run_other", .int32(7)) == .int32(3000 * 8))
        // What it called before has not been forgotten.
        for _ in 0..<50 { #expect(try jit.call("run_twice", .int32(5)) == .int32(200 * 11)) }
        try Programs.optimize("run_other", in: jit)
        #expect(jit.statistics.reprofiles == 1)
        #expect(jit.statistics.failures == 0)
    }

    /// A loop that runs on in old code, whose guards miss, says nothing against newer code.
    @Test func missesInOldCodeLeaveNewerCodeAlone() throws {
        var policy = TierPolicy(hotEntries: 100, hotIterations: 1000)
        policy.missLimit = 100
        policy.toleratedMissRate = 0
        let jit = try Programs.jit(
            policy: policy,
            Self.twice + """
                @callee = internal global ptr @twice
                @isDone = internal global i32 0
                define i32 @other(i32 %x) {
                  ret i32 %x
                }
                define void @drift() {
                  store volatile ptr @other, ptr @callee
                  ret void
                }
                define void @end() {
                  store volatile i32 1, ptr @isDone
                  ret void
                }
                define i32 @work() noinline {
                entry:
                  br label %loop
                loop:
                  %f = load volatile ptr, ptr @callee
                  %y = call i32 %f(i32 3)
                  %done = load volatile i32, ptr @isDone
                  %end = icmp ne i32 %done, 0
                  br i1 %end, label %out, label %loop
                out:
                  ret i32 %y
                }
                """)
        let story = Story()
        jit.onEvent { story.append($0) }
        let results = Awaited<CallValue?>()
        Thread { results.append(try? jit.call("work")) }.start()
        _ = try #require(story.wait { $0.kind == .entered && $0.function == "work" })
        try Programs.optimize("work", in: jit)
        _ = try jit.call("drift")
        // The loop goes on in code that records, and calls lead where they did.
        _ = try #require(story.wait { $0.kind == .recording && $0.loop == 0 })
        _ = try jit.call("end")
        #expect(results.wait { _ in true } == .int32(3))
        #expect(jit.statistics.reprofiles == 0)
        #expect(jit.statistics.failures == 0)
    }

    @Test func aFunctionRecordsAgainOnlySoOften() throws {
        var policy = Self.policy
        policy.missLimit = 1
        policy.toleratedMissRate = 0
        policy.reprofiles = 2
        let jit = try Programs.jit(
            policy: policy,
            Self.apply + Self.twice + "define i32 @other(i32 %x) {\n  ret i32 %x\n}\n"
                + Self.run("twice", calls: 3000) + Self.run("other", calls: 3000))
        for _ in 0..<50 {
            #expect(try jit.call("run_twice", .int32(5)) == .int32(3000 * 11))
            #expect(try jit.call("run_other", .int32(7)) == .int32(3000 * 8))
            usleep(2000)
        }
        #expect(jit.statistics.reprofiles <= 2 * 3)
        #expect(jit.statistics.failures == 0)
    }
}
