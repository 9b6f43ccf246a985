import Foundation
import LLVM
import Testing

@testable import Reoptimization

/// Programs as IR whose `main` returns what is tested: 0 is right.
@Suite("Reoptimizing JIT", .serialized)
struct ReoptimizingJITTests {
    private static let runtime = OrcRuntime.path()

    private static let policies: [TierPolicy] = [
        .never, .always, TierPolicy(hotEntries: 5, hotIterations: 50),
        TierPolicy(hotEntries: 1, hotIterations: 1, threads: 2),
    ]

    private func run(
        _ texts: [String], policy: TierPolicy, waitsForOptimizer: Bool = false
    ) throws -> (status: Int32, statistics: JITStatistics) {
        let jit = try ReoptimizingJIT(policy: policy, runtime: Self.runtime)
        for text in texts { try jit.add(try Module(text: text, in: Context())) }
        let status = try jit.runMain(arguments: ["test", "argument"])
        if waitsForOptimizer {
            // The optimizer goes on after `main`; on a busy machine it may only start then.
            Programs.waitForOptimizer(jit)
        }
        return (status, jit.statistics)
    }

    @Test(arguments: policies)
    func internalStaticsKeepTheirValuesAcrossVersions(policy: TierPolicy) throws {
        // 1000 calls of a function with a static counter; each version must see the same one.
        let result = try run(
            [
                """
                @count = internal global i32 0
                define internal i32 @step() noinline {
                  %old = load i32, ptr @count
                  %new = add i32 %old, 1
                  store i32 %new, ptr @count
                  ret i32 %new
                }
                declare i32 @usleep(i32)
                define i32 @main() {
                entry:
                  br label %loop
                loop:
                  %i = phi i32 [0, %entry], [%next, %loop]
                  %last = call i32 @step()
                  %slept = call i32 @usleep(i32 50)
                  %next = add i32 %i, 1
                  %done = icmp eq i32 %next, 1000
                  br i1 %done, label %end, label %loop
                end:
                  %right = icmp ne i32 %last, 1000
                  %status = zext i1 %right to i32
                  ret i32 %status
                }
                """
            ], policy: policy, waitsForOptimizer: policy.hotEntries != nil)
        #expect(result.status == 0)
        #expect(result.statistics.failures == 0)
        if policy.hotEntries != nil { #expect(result.statistics.tier1 >= 1) }
        if policy.hotEntries == nil, !policy.startsOptimized {
            #expect(result.statistics.tier1 == 0)
        }
        if policy.startsOptimized { #expect(result.statistics.tier0 == 0) }
    }

    @Test(arguments: policies)
    func addressesOfFunctionsAreOneAcrossModules(policy: TierPolicy) throws {
        // The address in a constant table, in code, from another module and through an alias.
        let result = try run(
            [
                """
                @table = constant [1 x ptr] [ptr @f]
                @also = alias i32 (i32), ptr @f
                declare ptr @other()
                define i32 @f(i32 %x) { ret i32 %x }
                define i32 @main() {
                  %a = load ptr, ptr @table
                  %b = call ptr @other()
                  %ab = icmp ne ptr %a, %b
                  %af = icmp ne ptr %a, @f
                  %aa = icmp ne ptr %a, @also
                  %x = or i1 %ab, %af
                  %y = or i1 %x, %aa
                  %r = call i32 %b(i32 0)
                  %s = zext i1 %y to i32
                  %t = add i32 %r, %s
                  ret i32 %t
                }
                """,
                """
                declare i32 @f(i32)
                define ptr @other() { ret ptr @f }
                """,
            ], policy: policy)
        #expect(result.status == 0)
    }

    @Test(arguments: policies)
    func constructorsRunInOrderAndDestructorsAtTheEnd(policy: TierPolicy) throws {
        let result = try run(
            [
                """
                @order = global i32 0
                @llvm.global_ctors = appending global [2 x { i32, ptr, ptr }] [
                  { i32, ptr, ptr } { i32 200, ptr @second, ptr null },
                  { i32, ptr, ptr } { i32 101, ptr @first, ptr null }]
                define internal void @append(i32 %digit) {
                  %old = load i32, ptr @order
                  %tens = mul i32 %old, 10
                  %new = add i32 %tens, %digit
                  store i32 %new, ptr @order
                  ret void
                }
                define internal void @first() {
                  call void @append(i32 1)
                  ret void
                }
                define internal void @second() {
                  call void @append(i32 2)
                  ret void
                }
                define i32 @main() {
                  %v = load i32, ptr @order
                  %r = sub i32 %v, 12
                  ret i32 %r
                }
                """
            ], policy: policy)
        #expect(result.status == 0)
    }

    @Test(arguments: policies)
    func duplicatesOfInlineFunctionsAndWeakDataAreOne(policy: TierPolicy) throws {
        let shared = """
            @once = linkonce_odr global i32 0
            define linkonce_odr i32 @bump() noinline {
              %old = load i32, ptr @once
              %new = add i32 %old, 1
              store i32 %new, ptr @once
              ret i32 %new
            }

            """
        let result = try run(
            [
                shared
                    + """
                    declare i32 @elsewhere()
                    define i32 @main() {
                      %a = call i32 @bump()
                      %b = call i32 @elsewhere()
                      %c = call i32 @bump()
                      %r = sub i32 %c, 3
                      ret i32 %r
                    }
                    """,
                shared
                    + """
                    define i32 @elsewhere() {
                      %r = call i32 @bump()
                      ret i32 %r
                    }
                    """,
            ], policy: policy)
        #expect(result.status == 0)
    }

    @Test(arguments: policies)
    func tablesOfBlockAddressesBelongToTheirCode(policy: TierPolicy) throws {
        let result = try run(
            [
                """
                @targets = internal constant [2 x ptr] [
                  ptr blockaddress(@dispatch, %zero), ptr blockaddress(@dispatch, %one)]
                define i32 @dispatch(i64 %i) noinline {
                  %slot = getelementptr [2 x ptr], ptr @targets, i64 0, i64 %i
                  %target = load ptr, ptr %slot
                  indirectbr ptr %target, [label %zero, label %one]
                zero:
                  ret i32 5
                one:
                  ret i32 7
                }
                define i32 @main() {
                  %a = call i32 @dispatch(i64 0)
                  %b = call i32 @dispatch(i64 1)
                  %c = sub i32 %b, %a
                  %r = sub i32 %c, 2
                  ret i32 %r
                }
                """
            ], policy: policy)
        #expect(result.status == 0)
    }

    @Test(arguments: policies)
    func threadLocalsAndArgumentsWork(policy: TierPolicy) throws {
        let result = try run(
            [
                """
                @tls = internal thread_local global i32 40
                define i32 @main(i32 %argc, ptr %argv) {
                  %old = load i32, ptr @tls
                  %new = add i32 %old, %argc
                  store i32 %new, ptr @tls
                  %again = load i32, ptr @tls
                  %r = sub i32 %again, 42
                  ret i32 %r
                }
                """
            ], policy: policy)
        #expect(result.status == 0)
    }

    @Test(arguments: policies)
    func threadLocalsAreOneInAllCodeOfAThread(policy: TierPolicy) throws {
        // Two modules, functions compiled apart, and versions; initial-exec as in executables.
        let jit = try ReoptimizingJIT(policy: policy, runtime: Self.runtime)
        for text in [
            """
            @value = thread_local(initialexec) global i32 5
            define i32 @next() noinline {
              %old = load i32, ptr @value
              %new = add i32 %old, 1
              store i32 %new, ptr @value
              ret i32 %new
            }
            !llvm.module.flags = !{!0, !1}
            !0 = !{i32 8, !"PIC Level", i32 2}
            !1 = !{i32 7, !"PIE Level", i32 2}
            """,
            """
            @value = external thread_local global i32
            define i32 @other() {
              %v = load i32, ptr @value
              ret i32 %v
            }
            """,
        ] {
            try jit.add(try Module(text: text, in: Context()))
        }
        for round in 1...20 {
            #expect(try jit.call("next") == .int32(Int32(5 + round)))
            #expect(try jit.call("other") == .int32(Int32(5 + round)))
        }
        if policy.hotEntries != nil { Programs.waitForOptimizer(jit) }
        #expect(try jit.call("next") == .int32(26))
        #expect(try jit.call("other") == .int32(26))
        #expect(jit.statistics.failures == 0)
    }

    @Test func eventsTellTheStoryOfAFunction() async throws {
        let jit = try ReoptimizingJIT(
            policy: TierPolicy(hotEntries: 2), runtime: Self.runtime)
        try jit.add(
            try Module(
                text: """
                    declare i32 @usleep(i32)
                    define void @hot() noinline { ret void }
                    define i32 @main() {
                      call void @hot()
                      call void @hot()
                      ret i32 0
                    }
                    """, in: Context()))
        let events = jit.events
        _ = try jit.runMain(arguments: ["test"])
        var kinds: [JITEvent.Kind] = []
        for await event in events where event.function == "main" || event.function == "hot" {
            kinds.append(event.kind)
            if event.kind == .installed || event.kind == .failed { break }
        }
        #expect(kinds == [.compiled, .requested, .installed])
    }

    @Test func whatCannotBeRunSaysWhy() throws {
        #expect(throws: JITError.missingRuntime(path: "/nonexistent.a")) {
            _ = try ReoptimizingJIT(runtime: "/nonexistent.a")
        }
        let jit = try ReoptimizingJIT(runtime: Self.runtime)
        #expect(throws: JITError.noMain) { _ = try jit.runMain(arguments: ["x"]) }
        let error = #expect(throws: JITError.self) {
            try jit.add(
                try Module(
                    text: """
                        @f = ifunc i32 (), ptr @resolve
                        define internal ptr @resolve() { ret ptr null }
                        """, in: Context()))
        }
        #expect("\(error.map(String.init(describing:)) ?? "")".contains("'f' is an ifunc"))
    }
}
