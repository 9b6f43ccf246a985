import Foundation
import LLVM
import Reoptimization
import Testing

/// Bodies of other modules are inlined, and mean there what they mean at home.
@Suite("Imports of other modules")
struct ImportTests {
    /// `apply` calls through a pointer; `run` calls `apply` with `@target` so often.
    private static let callers = """
        define i32 @apply(ptr %f, i32 %x) noinline {
          %y = call i32 %f(i32 %x)
          %z = add i32 %y, 1
          ret i32 %z
        }

        declare ptr @get_target()

        define i32 @run(i32 %x, i32 %calls) {
        entry:
          %target = call ptr @get_target()
          br label %loop
        loop:
          %i = phi i32 [ 0, %entry ], [ %next, %loop ]
          %sum = phi i32 [ 0, %entry ], [ %more, %loop ]
          %y = call i32 @apply(ptr %target, i32 %x)
          %more = add i32 %sum, %y
          %next = add i32 %i, 1
          %end = icmp eq i32 %next, %calls
          br i1 %end, label %out, label %loop
        out:
          ret i32 %more
        }

        """

    private static func getter(_ target: String) -> String {
        """

        define ptr @get_target() {
          ret ptr @\(target)
        }

        """
    }

    private let units = Texts()

    /// A JIT of modules, which shows the IR of each unit as it is compiled.
    private func jit(_ texts: String..., policy: TierPolicy? = nil) throws -> ReoptimizingJIT {
        let jit = try ReoptimizingJIT {
            Transform { [units] in units.append($0.description) }
            Reoptimize(policy: policy ?? TierPolicy(hotEntries: 100))
            CompileOnDemand()
        }
        for text in texts { try jit.add(try Module(text: text, in: Context())) }
        return jit
    }

    /// Runs `run` until `function` is optimized; gives what happened and the optimized code.
    private func optimized(
        _ jit: ReoptimizingJIT, _ function: String = "apply", calls: Int32 = 200,
        result: Int32
    ) throws -> (event: JITEvent, code: String) {
        let story = Story()
        jit.onEvent { story.append($0) }
        #expect(try jit.call("run", .int32(5), .int32(calls)) == .int32(result))
        let event = try #require(story.wait { $0.kind == .installed && $0.function == function })
        let start = " @\"\(function)$\(event.version)."
        let unit = try #require(units.wait { $0.contains("define") && $0.contains(start) })
        let body = unit.components(separatedBy: start)[1].components(separatedBy: "\n}")[0]
        #expect(jit.statistics.failures == 0)
        return (event, body)
    }

    /// A local target with a counter and a table of its own: there is one of each, whoever runs it.
    @Test func aLocalTargetIsInlinedAndKeepsItsData() throws {
        let jit = try jit(
            Self.callers,
            """
            @count = internal global i32 0
            @0 = private unnamed_addr constant [2 x i32] [i32 10, i32 20]

            define internal i32 @target(i32 %x) {
              %before = load i32, ptr @count
              %after = add i32 %before, 1
              store i32 %after, ptr @count
              %odd = and i32 %x, 1
              %place = getelementptr [2 x i32], ptr @0, i32 0, i32 %odd
              %more = load i32, ptr %place
              %y = add i32 %x, %more
              ret i32 %y
            }

            define i32 @get_count() {
              %count = load i32, ptr @count
              ret i32 %count
            }

            """ + Self.getter("target"))
        let (event, code) = try optimized(jit, result: 200 * 26)
        #expect(event.guards == 1)
        #expect(event.inlinedTargets == 1)
        #expect(!code.contains("call i32 @target"))
        #expect(try jit.call("run", .int32(4), .int32(50)) == .int32(50 * 15))
        #expect(try jit.call("get_count") == .int32(250))
    }

    /// Both modules have statics and locals of the same names.
    @Test func namesOfBothModulesStayApart() throws {
        let jit = try jit(
            Self.callers + """
                @count = internal global i32 1000

                define internal i32 @helper(i32 %x) noinline {
                  %count = load i32, ptr @count
                  ret i32 %count
                }

                define i32 @mine() {
                  %y = call i32 @helper(i32 0)
                  ret i32 %y
                }
                """,
            """
            @count = internal global i32 0

            define internal i32 @helper(i32 %x) {
              %before = load i32, ptr @count
              %after = add i32 %before, %x
              store i32 %after, ptr @count
              ret i32 %after
            }

            define internal i32 @target(i32 %x) {
              %y = call i32 @helper(i32 %x)
              ret i32 1
            }

            define i32 @theirs() {
              %y = call i32 @helper(i32 0)
              ret i32 %y
            }

            """ + Self.getter("target"))
        let (event, code) = try optimized(jit, result: 200 * 2)
        #expect(event.inlinedTargets == 1)
        #expect(!code.contains("helper"))
        #expect(try jit.call("run", .int32(1), .int32(10)) == .int32(20))
        #expect(try jit.call("mine") == .int32(1000))
        #expect(try jit.call("theirs") == .int32(1010))
    }

    /// The copy that runs is that of one of the modules, and so is the static.
    @Test func duplicatesHaveOneAddressAndOneStatic() throws {
        let shared = """
            @count = linkonce_odr global i32 0

            define linkonce_odr i32 @target(i32 %x) {
              %before = load i32, ptr @count
              %after = add i32 %before, 1
              store i32 %after, ptr @count
              ret i32 %x
            }

            """
        let jit = try jit(
            Self.callers + shared + """
                define i1 @same() {
                  %other = call ptr @get_target()
                  %same = icmp eq ptr %other, @target
                  ret i1 %same
                }
                """, shared + Self.getter("target"))
        let (event, _) = try optimized(jit, result: 200 * 6)
        #expect(event.guards == 1)
        #expect(event.inlinedTargets == 1)
        #expect(try jit.call("same") == .bool(true))
        try Programs.optimize("same", in: jit)
        #expect(try jit.call("same") == .bool(true))
        let count = """
            @count = external global i32

            define i32 @get_count() {
              %count = load i32, ptr @count
              ret i32 %count
            }
            """
        try jit.add(try Module(text: count, in: Context()))
        #expect(try jit.call("get_count") == .int32(200))
    }

    /// Another definition may count: it is called.
    @Test func bodiesThatMayBeReplacedAreNotInlined() throws {
        let jit = try jit(
            Self.callers,
            "define weak i32 @target(i32 %x) {\n  ret i32 %x\n}\n" + Self.getter("target"))
        let (event, _) = try optimized(jit, result: 200 * 6)
        #expect(event.guards == 1)
        #expect(event.inlinedTargets == 0)
    }

    /// What is called directly, in another module, and called often.
    @Test func smallCalleesAreInlined() throws {
        let jit = try jit(
            """
            declare i32 @callee(i32)

            define i32 @apply(ptr %f, i32 %x) noinline {
              %y = call i32 @callee(i32 %x)
              ret i32 %y
            }

            """
                + Self.callers.split(separator: "\n").drop { !$0.hasPrefix("declare") }
                .joined(separator: "\n"),
            "define i32 @callee(i32 %x) {\n  %y = shl i32 %x, 1\n  ret i32 %y\n}\n"
                + Self.getter("callee"))
        let (_, code) = try optimized(jit, result: 200 * 10)
        #expect(!code.contains("callee"))
    }

    /// The site whose guards miss is in the other module: its function records, too.
    @Test func guardsInABodyOfAnotherModuleAreDecidedAgain() throws {
        var policy = TierPolicy(hotEntries: 100)
        policy.missLimit = 1000
        policy.toleratedMissRate = 0
        let outer = """
            declare ptr @get_target()
            declare i32 @apply(ptr, i32)

            define i32 @run(i32 %which, i32 %calls) {
            entry:
              %targets = call ptr @get_target()
              %place = getelementptr ptr, ptr %targets, i32 %which
              %target = load ptr, ptr %place
              br label %loop
            loop:
              %i = phi i32 [ 0, %entry ], [ %next, %loop ]
              %sum = phi i32 [ 0, %entry ], [ %more, %loop ]
              %y = call i32 @inner(ptr %target)
              %more = add i32 %sum, %y
              %next = add i32 %i, 1
              %end = icmp eq i32 %next, %calls
              br i1 %end, label %out, label %loop
            out:
              ret i32 %more
            }

            define i32 @inner(ptr %f) noinline {
              %y = call i32 @apply(ptr %f, i32 1)
              ret i32 %y
            }
            """
        let inner = """
            @targets = internal constant [2 x ptr] [ptr @one, ptr @two]

            define i32 @apply(ptr %f, i32 %x) {
              %y = call i32 %f(i32 %x)
              ret i32 %y
            }

            define internal i32 @one(i32 %x) {
              ret i32 %x
            }

            define internal i32 @two(i32 %x) {
              %y = add i32 %x, %x
              ret i32 %y
            }

            define ptr @get_target() {
              ret ptr @targets
            }
            """
        let jit = try jit(outer, inner, policy: policy)
        let story = Story()
        jit.onEvent { story.append($0) }
        #expect(try jit.call("run", .int32(0), .int32(400)) == .int32(400))
        let first = try #require(story.wait { $0.kind == .installed && $0.function == "inner" })
        #expect(first.inlinedTargets == 1)
        // Misses are counted in `inner`, of a site of `apply`.
        #expect(try jit.call("run", .int32(1), .int32(5000)) == .int32(10_000))
        _ = try #require(story.wait { $0.kind == .recording && $0.function == "inner" })
        #expect(try jit.call("run", .int32(1), .int32(5000)) == .int32(10_000))
        let again = try #require(
            story.wait {
                $0.kind == .installed && $0.function == "inner" && $0.version > first.version + 1
            })
        // Both.
        #expect(again.inlinedTargets == 2)
        #expect(try jit.call("run", .int32(1), .int32(5000)) == .int32(10_000))
        #expect(jit.statistics.failures == 0)
    }
}
