import Foundation
import LLVM
import Reoptimization
import Testing

/// Modules come and go while a session goes on.
@Suite("Removal", .serialized)
struct RemovalTests {
    private static let caller = """
        @hook = global ptr null
        define i32 @indirect(i32 %x) {
          %f = load ptr, ptr @hook
          %r = call i32 %f(i32 %x)
          ret i32 %r
        }
        declare i32 @late(i32)
        define i32 @direct(i32 %x) {
          %r = call i32 @late(i32 %x)
          %s = add i32 %r, 1
          ret i32 %s
        }
        """

    private static func target(_ factor: Int) -> String {
        """
        @hook = external global ptr
        define i32 @late(i32 %x) {
          %r = mul i32 %x, \(factor)
          ret i32 %r
        }
        define void @set() {
          store ptr @late, ptr @hook
          ret void
        }
        @llvm.global_ctors = appending global [1 x { i32, ptr, ptr }]
          [{ i32, ptr, ptr } { i32 65535, ptr @set, ptr null }]
        """
    }

    private func bitcode(_ text: String) throws -> Bitcode {
        let module = try Module(text: text, in: Context())
        return try Bitcode(module.reference.bitcode(), name: "input")
    }

    /// Adds a module and runs its constructors.
    private func add(_ text: String, to jit: ReoptimizingJIT) throws -> AddedModule {
        let module = try jit.add(removable: bitcode(text))
        try jit.runConstructors(of: module) { address in
            unsafeBitCast(address, to: (@convention(c) () -> Void).self)()
        }
        return module
    }

    @Test func optimizedCallersForgetWhatIsRemoved() throws {
        let jit = try ReoptimizingJIT(
            policy: TierPolicy(hotEntries: 100), runtime: Programs.runtime)
        _ = try add(Self.caller, to: jit)
        for factor in 2..<6 {
            let module = try add(Self.target(factor), to: jit)
            let factor = Int32(factor)
            for _ in 0..<200 {
                #expect(try jit.call("indirect", .int32(5)) == .int32(5 * factor))
                #expect(try jit.call("direct", .int32(5)) == .int32(5 * factor + 1))
            }
            try Programs.optimize("indirect", in: jit)
            try Programs.optimize("direct", in: jit)
            #expect(try jit.call("indirect", .int32(6)) == .int32(6 * factor))
            #expect(try jit.call("direct", .int32(6)) == .int32(6 * factor + 1))
            #expect(jit.siteStates().first?.summary.entries.first?.target.name == "late")
            try jit.remove(module)
            #expect(jit.states(of: "indirect").first?.tier == .quick)
            #expect(jit.states(of: "direct").first?.tier == .quick)
            #expect(jit.states(of: "late").isEmpty)
            #expect(jit.siteStates().isEmpty)
        }
        #expect(jit.statistics.failures == 0)
    }

    @Test func memoryIsFreed() throws {
        let jit = try ReoptimizingJIT(
            policy: TierPolicy(hotEntries: 100), runtime: Programs.runtime)
        for factor in 1..<40 {
            let module = try add(
                """
                @table = global [100000 x i32] zeroinitializer
                define i32 @f\(factor)(i32 %x) {
                  %r = mul i32 %x, \(factor)
                  ret i32 %r
                }
                """, to: jit)
            for _ in 0..<150 { try jit.call("f\(factor)", .int32(1)) }
            try Programs.optimize("f\(factor)", in: jit)
            try jit.remove(module)
        }
        #expect(jit.statistics.functions == 0)
        #expect(jit.statistics.code.retired.versions == 0)
        #expect(jit.statistics.stubBytes == 0)
    }

    @Test func whatCannotBeLinkedCanBeRemoved() throws {
        let jit = try ReoptimizingJIT(policy: .tiered, runtime: Programs.runtime)
        let broken = """
            @missing = external global i32
            @pointer = global ptr @missing
            define i32 @f() { ret i32 1 }
            """
        let module = try jit.add(removable: bitcode(broken))
        #expect(throws: JITError.self) { try jit.runConstructors(of: module) { _ in } }
        try jit.remove(module)
        _ = try add("define i32 @f() { ret i32 2 }", to: jit)
        #expect(try jit.call("f") == .int32(2))
    }

    /// Optimizers are at work while modules go.
    @Test func optimizersDoNotMind() throws {
        var policy = TierPolicy(hotEntries: 10)
        policy.threads = 2
        let jit = try ReoptimizingJIT(policy: policy, runtime: Programs.runtime)
        _ = try add(Self.caller, to: jit)
        for factor in 2..<40 {
            let module = try add(Self.target(factor), to: jit)
            let factor = Int32(factor)
            for _ in 0..<30 {
                #expect(try jit.call("indirect", .int32(5)) == .int32(5 * factor))
                #expect(try jit.call("direct", .int32(5)) == .int32(5 * factor + 1))
            }
            try jit.remove(module)
        }
        #expect(jit.statistics.failures == 0)
    }
}
