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
}
