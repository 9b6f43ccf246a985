import LLVM
import Reoptimization
import Testing

/// Stubs made by JITLink.
@Suite("Linked stubs")
struct LinkedStubsTests {
    private typealias Answer = @convention(c) () -> Int32

    private static let one: Answer = { 1 }
    private static let two: Answer = { 2 }

    private func call(_ address: UInt64) -> Int32 {
        unsafeBitCast(UInt(address), to: Answer.self)()
    }

    private func address(of function: @escaping Answer) -> UInt64 {
        UInt64(unsafeBitCast(function, to: UInt.self))
    }

    @Test func stubsOfSeveralBatchesLeadWhereTheyAreTold() throws {
        let session = try ExecutionSession(runtime: Programs.runtime)
        let (one, two) = (address(of: Self.one), address(of: Self.two))
        let stubs = try LinkedStubs(
            in: session, prefix: "stub.", targets: (0..<1100).map { $0 % 2 == 0 ? one : two })
        let addresses = (0..<1100).map { stubs.address(of: $0) }
        #expect(Set(addresses).count == 1100)
        #expect(addresses.enumerated().allSatisfy { call($1) == ($0 % 2 == 0 ? 1 : 2) })

        try stubs.redirect((0..<1100).map { (symbol: $0, address: $0 % 2 == 0 ? two : one) })
        #expect(addresses.enumerated().allSatisfy { call($1) == ($0 % 2 == 0 ? 2 : 1) })
        #expect(stubs.target(of: 0) == two)

        try stubs.redirect(0, to: one)
        #expect(call(stubs.address(of: 0)) == 1)
        #expect(stubs.address(of: 0) == addresses[0])
    }

    @Test func namesMustNotBeTaken() throws {
        let session = try ExecutionSession(runtime: Programs.runtime)
        let target = address(of: Self.one)
        let first = try LinkedStubs(in: session, prefix: "stub.", targets: [target])
        #expect(throws: LLVMError.self) {
            try LinkedStubs(in: session, prefix: "stub.", targets: [target])
        }
        #expect(call(first.address(of: 0)) == 1)
    }

    @Test(arguments: [
        TierPolicy.never, .always, TierPolicy(hotEntries: 2, hotIterations: 10),
    ])
    func aJITMayUseThem(policy: TierPolicy) throws {
        let jit = try ReoptimizingJIT(policy: policy, runtime: Programs.runtime, stubs: .linked)
        try jit.add(
            try Module(
                text: """
                    @table = constant [1 x ptr] [ptr @f]
                    define i32 @f(i32 %x) {
                      %r = add i32 %x, 1
                      ret i32 %r
                    }
                    define i1 @same(ptr %other) {
                      %a = load ptr, ptr @table
                      %r = icmp eq ptr %a, %other
                      ret i1 %r
                    }
                    define ptr @address() { ret ptr @f }
                    """, in: Context()))
        for round in 0..<50 {
            #expect(try jit.call("f", .int32(Int32(round))) == .int32(Int32(round) + 1))
        }
        if policy.hotEntries != nil { Programs.waitForOptimizer(jit) }
        let address = try #require(try jit.call("address"))
        #expect(try jit.call("same", address) == .bool(true))
        #expect(jit.statistics.failures == 0)
    }
}
