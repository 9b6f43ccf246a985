import DevirtProfile
import Testing

@testable import Devirtualization

@Suite struct CalledFunctionTests {
    @Test func vtablesOfOneFunctionAreAddedUp() {
        let summary = SiteSummary(
            total: 100,
            entries: [
                TargetCount(target: Target(name: "f", vtable: "A", vtableOffset: 16), count: 30),
                TargetCount(target: Target(name: "g", vtable: "A", vtableOffset: 16), count: 40),
                TargetCount(
                    target: Target(name: "f", vtable: "B", vtableOffset: 16), count: 30, error: 5),
            ])
        #expect(summary.calledFunctions.map(\.name) == ["f", "g"])
        #expect(summary.calledFunctions.map(\.count) == [60, 40])
        #expect(summary.calledFunctions.map(\.lower) == [55, 40])
    }

    @Test func objectsAreKeptApart() {
        let summary = SiteSummary(
            total: 100,
            entries: [
                TargetCount(target: Target(name: "f", object: "libx.so"), count: 30),
                TargetCount(target: Target(name: "f"), count: 70),
            ])
        #expect(summary.calledFunctions.map(\.object) == [nil, "libx.so"])
    }

    @Test func theOrderIsByCertainCallsThenName() {
        let calls = summary(called("c", 50, error: 40), called("b", 20), called("a", 20))
            .calledFunctions
        #expect(calls.map(\.name) == ["a", "b", "c"])
    }

    @Test func sumsSaturate() {
        let entries = ["A", "B"].map {
            TargetCount(target: Target(name: "f", vtable: $0), count: .max)
        }
        #expect(SiteSummary(total: .max, entries: entries).calledFunctions.map(\.count) == [.max])
    }

    @Test(arguments: [("?", true), ("libx.so+0x10", true), ("f", false), ("operator+", false)])
    func unknownNamesAreAddresses(_ name: String, _ isUnknown: Bool) {
        #expect(summary(called(name, 1)).calledFunctions[0].isUnknown == isUnknown)
    }
}
