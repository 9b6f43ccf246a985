import Foundation
import LLVM
import Reoptimization
import Testing

/// How optimized code gets past stubs.
@Suite("Call binding")
struct CallBindingTests {
    @Test func directCallsAreBoundAndAddressesAreNot() throws {
        let module = try Module(
            text: """
                declare i32 @f(i32)
                declare i32 @g(i32)
                define ptr @caller(i32 %x) {
                  %a = call i32 @f(i32 %x)
                  %b = call i32 @g(i32 %a)
                  ret ptr @f
                }
                """, in: Context())
        module.reference.bindDirectCalls { $0 == "f" ? "f$1" : nil }
        try module.reference.verify()
        let text = module.reference.description
        #expect(text.contains("call i32 @\"f$1\"(i32 %x)"))
        #expect(text.contains("call i32 @g("))
        #expect(text.contains("ret ptr @f"))
    }

    @Test func indirectCallsInAllFormsLoadTheCellOfAStub() throws {
        let stubs = try StubBlock(count: 4) { _ in 0 }
        let module = try Module(
            text: """
                declare i32 @personality(...)
                define i32 @caller(ptr %f, i32 %x) personality ptr @personality {
                  %a = call i32 %f(i32 %x)
                  %b = invoke i32 %f(i32 %a) to label %next unwind label %pad
                next:
                  %c = musttail call i32 %f(ptr %f, i32 %b)
                  ret i32 %c
                pad:
                  %l = landingpad { ptr, i32 } cleanup
                  resume { ptr, i32 } %l
                }
                """, in: Context())
        module.reference.bindIndirectCalls(to: stubs)
        try module.reference.verify()
        let loads = module.reference.description.components(separatedBy: "load atomic ptr")
        #expect(loads.count == 4)
    }

    @Test func optimizedCodeCallsTheNewestVersionThroughPointers() throws {
        let jit = try Programs.jit(
            policy: .always,
            """
            define i32 @f(i32 %x) noinline {
              %r = add i32 %x, 1
              ret i32 %r
            }
            define i32 @through(ptr %f, i32 %x) {
              %r = call i32 %f(i32 %x)
              ret i32 %r
            }
            define ptr @address() { ret ptr @f }
            """)
        let address = try #require(try jit.call("address"))
        // The first call finds the stub unresolved, later ones code; and a new version.
        for _ in 0..<3 { #expect(try jit.call("through", address, .int32(4)) == .int32(5)) }
        let before = jit.statistics.tier1
        try jit.reoptimize("f")
        #expect(eventually { jit.statistics.tier1 == before + 1 })
        #expect(try jit.call("through", address, .int32(4)) == .int32(5))
    }

    /// So that their callers can call them past stubs.
    @Test func calleesThatWaitAreOptimizedFirst() throws {
        let (asked, waits) = (Awaited<String>(), Awaited<Bool>())
        let policy = TierPolicy(hotEntries: 100) { hot in
            // All others wait behind this one.
            asked.append(hot.name)
            if hot.name == "first" { _ = waits.wait { _ in true } }
            return .optimize
        }
        let depth = 5
        let chain = (0..<depth).map {
            """
            define i32 @f\($0)(i32 %x) noinline {
              %y = call i32 @f\($0 + 1)(i32 %x)
              %z = add i32 %y, 1
              ret i32 %z
            }

            """
        }.joined()
        let jit = try Programs.jit(
            policy: policy,
            chain + """
                define i32 @f\(depth)(i32 %x) noinline {
                  ret i32 %x
                }
                define i32 @first() {
                  ret i32 1
                }
                """)
        let story = Story()
        jit.onEvent { story.append($0) }
        for _ in 0..<200 { _ = try jit.call("first") }
        _ = try #require(asked.wait { $0 == "first" })
        for _ in 0..<200 { #expect(try jit.call("f0", .int32(1)) == .int32(6)) }
        waits.append(true)
        _ = try #require(story.wait { $0.kind == .installed && $0.function == "f0" })
        let expected = ["first"] + (0...depth).reversed().map { "f\($0)" }
        #expect(story.all.filter { $0.kind == .installed }.map(\.function) == expected)
        #expect(try jit.call("f0", .int32(1)) == .int32(6))
    }
}
