import DevirtProfile
import Testing

@Suite struct SiteSummaryTests {
    private let f = Target(name: "f")
    private let g = Target(name: "g")

    @Test func absentTargetsCountAsTheFloor() {
        let left = SiteSummary(
            total: 10, floor: 2, entries: [TargetCount(target: f, count: 8, error: 1)])
        let right = SiteSummary(
            total: 5, floor: 3, entries: [TargetCount(target: g, count: 4)])
        let sum = left + right
        #expect(sum.total == 15 && sum.floor == 5)
        #expect(
            sum.entries == [
                TargetCount(target: f, count: 11, error: 4),
                TargetCount(target: g, count: 6, error: 2),
            ])
        #expect(sum.bounds(of: Target(name: "h")).count == 5)
        #expect(sum.bounds(of: Target(name: "h")).lower == 0)
    }

    @Test func entriesAreInCanonicalOrderAndEachTargetOnce() {
        let summary = SiteSummary(entries: [
            TargetCount(target: g, count: 3), TargetCount(target: f, count: 1),
            TargetCount(target: f, count: 2, error: 1),
            TargetCount(target: Target(name: "a"), count: 9),
        ])
        #expect(summary.entries.map(\.target.name) == ["a", "f", "g"])
        #expect(summary.entries.map(\.count) == [9, 3, 3])
        #expect(summary.entries.map(\.error) == [0, 1, 0])
    }

    @Test func otherIsWhatIsNotProved() {
        let entries = [TargetCount(target: f, count: 8, error: 3)]
        #expect(SiteSummary(total: 10, entries: entries).other == 5)
        // A total that does not fit its entries, as a dump while threads run may give.
        #expect(SiteSummary(total: 4, entries: entries).other == 0)
    }

    @Test func scalingSortsWhatSaturatesAnew() {
        let summary = SiteSummary(entries: [
            TargetCount(target: g, count: .max - 1), TargetCount(target: f, count: .max - 2),
        ])
        #expect(summary.scaled(by: 2).entries.map(\.target.name) == ["f", "g"])
        #expect(summary.scaled(by: 0).entries.map(\.count) == [0, 0])
    }

    @Test func additionIsAssociativeAndCommutative() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<1000 {
            let (a, b, c) = (random.summary(), random.summary(), random.summary())
            #expect((a + b) + c == a + (b + c))
            #expect(a + b == b + a)
            #expect(a + .empty == a)
        }
    }

    @Test func weightsDistribute() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<500 {
            let (a, b) = (random.summary(), random.summary())
            let weight = 1 + random.number() / 2
            #expect((a + b).scaled(by: weight) == a.scaled(by: weight) + b.scaled(by: weight))
            #expect(a.scaled(by: 3) == a + a + a)
        }
    }

    @Test func boundsHoldForTheCallsOfAllProcesses() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<60 {
            var calls: [Int: UInt64] = [:]
            var sum = SiteSummary.empty
            for _ in 0..<4 {
                var process = SpaceSaving()
                let (span, drift) = (1 + random.below(24), random.below(10))
                for _ in 0..<random.below(400) {
                    // Skewed, and differently in every process.
                    process.call(drift + min(random.below(span), random.below(span)))
                }
                calls.merge(process.calls, uniquingKeysWith: +)
                sum.merge(process.summary)
            }
            #expect(sum.total == calls.values.reduce(0, +))
            for number in 0..<40 {
                let bounds = sum.bounds(of: SpaceSaving.target(number))
                let truth = calls[number] ?? 0
                #expect(bounds.lower <= truth && truth <= bounds.count)
            }
        }
    }
}
