import Foundation
import LLVM
import Synchronization
import Testing

@testable import Reoptimization

/// Set by one task, read by others.
private final class Flag: Sendable {
    let value = Atomic(false)
}

@Suite("Stub blocks")
struct StubBlockTests {
    private typealias Answer = @convention(c) () -> Int32

    private static let one: Answer = { 1 }
    private static let two: Answer = { 2 }

    private func call(_ address: UInt64) -> Int32 {
        unsafeBitCast(UInt(address), to: Answer.self)()
    }

    private func address(of function: @escaping Answer) -> UInt64 {
        UInt64(unsafeBitCast(function, to: UInt.self))
    }

    @Test func unresolvedStubsAskOnEveryCallAndPassItOn() throws {
        let asked = Mutex<[Int]>([])
        let one = address(of: Self.one)
        let stubs = try StubBlock(count: 3) { stub in
            asked.withLock { $0.append(stub) }
            return one
        }
        #expect(call(stubs.address(of: 2)) == 1)
        #expect(call(stubs.address(of: 0)) == 1)
        #expect(call(stubs.address(of: 2)) == 1)
        #expect(asked.withLock { $0 } == [2, 0, 2])
    }

    @Test func redirectionKeepsTheAddressAndChangesTheTarget() throws {
        let stubs = try StubBlock(count: 2) { _ in 0 }
        let address = stubs.address(of: 1)
        stubs.redirect(1, to: self.address(of: Self.one))
        #expect(call(address) == 1)
        stubs.redirect([(symbol: 1, address: self.address(of: Self.two))])
        #expect(call(address) == 2)
        #expect(stubs.address(of: 1) == address)
        #expect(stubs.target(of: 1) == self.address(of: Self.two))
    }

    @Test func argumentsSurviveTheFirstCall() throws {
        typealias Sum =
            @convention(c) (
                Int64, Int64, Int64, Int64, Int64, Int64, Int64, Double, Double, Float
            ) -> Double
        let sum: Sum = { a, b, c, d, e, f, g, x, y, z in
            Double(a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g) + x + 2 * y + 3 * Double(z)
        }
        let target = UInt64(unsafeBitCast(sum, to: UInt.self))
        let stubs = try StubBlock(count: 1) { _ in target }
        let stub = unsafeBitCast(UInt(stubs.address(of: 0)), to: Sum.self)
        #expect(
            stub(1, 2, 3, 4, 5, 6, 7, 0.5, 0.25, 2) == sum(1, 2, 3, 4, 5, 6, 7, 0.5, 0.25, 2))
    }

    @Test func tenThousandStubsFitInHalfAMegabyte() throws {
        let one = address(of: Self.one)
        let stubs = try StubBlock(count: 10_000) { _ in one }
        #expect(stubs.byteSize <= 1 << 19)
        #expect(Set((0..<10_000).map { stubs.address(of: $0) }).count == 10_000)
        #expect(call(stubs.address(of: 9_999)) == 1)
    }

    @Test func callersSeeOldOrNewWhileStubsAreRedirected() async throws {
        let one = address(of: Self.one)
        let two = address(of: Self.two)
        let stubs = try StubBlock(count: 4) { _ in one }
        let isOver = Flag()
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var wrong = 0
                    let call = { (address: UInt64) in
                        unsafeBitCast(UInt(address), to: Answer.self)()
                    }
                    while !isOver.value.load(ordering: .relaxed) {
                        for stub in 0..<4 where !(1...2).contains(call(stubs.address(of: stub))) {
                            wrong += 1
                        }
                    }
                    return wrong
                }
            }
            for round in 0..<200_000 {
                stubs.redirect(round % 4, to: round % 3 == 0 ? one : two)
            }
            isOver.value.store(true, ordering: .relaxed)
            for await wrong in group { #expect(wrong == 0) }
        }
    }
}
