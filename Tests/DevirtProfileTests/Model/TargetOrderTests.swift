import DevirtProfile
import Testing

@Suite struct TargetOrderTests {
    private func summary(_ counts: [UInt64], pairs: UInt64, repeats: UInt64) -> SiteSummary {
        SiteSummary(
            total: counts.reduce(0, +), order: TargetOrder(pairs: pairs, repeats: repeats),
            entries: counts.enumerated().map {
                TargetCount(target: Target(name: "t\($0)"), count: $1)
            })
    }

    @Test func runsAreRepeatsBeyondThoseOfRandomOrder() {
        let even = [UInt64](repeating: 100, count: 16)
        #expect(summary(even, pairs: 1000, repeats: 1000).persistence == 1)
        #expect(summary(even, pairs: 1000, repeats: 65).persistence < 0.01)
        #expect(summary(even, pairs: 1000, repeats: 0).persistence == 0)
        // Misses are of the three others.
        #expect(summary([850, 50, 50, 50], pairs: 999, repeats: 333).persistence == 0)
        #expect(summary([850, 50, 50, 50], pairs: 1000, repeats: 990).persistence > 0.9)
    }

    @Test func littleIsNoEvidence() {
        let even = [UInt64](repeating: 100, count: 16)
        #expect(summary(even, pairs: 31, repeats: 31).persistence == 0)
        // The cache holds one of two targets, and all misses are of the other.
        #expect(summary([500, 500], pairs: 1000, repeats: 1000).persistence == 0)
        #expect(summary([1000], pairs: 1000, repeats: 1000).persistence == 0)
        #expect(SiteSummary.empty.persistence == 0)
    }

    @Test func numbersAddUpAndSaturate() {
        let sum = TargetOrder(pairs: .max, repeats: 5) + TargetOrder(pairs: 3, repeats: 2)
        #expect(sum == TargetOrder(pairs: .max, repeats: 7))
        #expect(TargetOrder(pairs: 3, repeats: 9).repeats == 3)
        let merged = summary([5], pairs: 4, repeats: 2) + summary([7], pairs: 1, repeats: 1)
        #expect(merged.order == TargetOrder(pairs: 5, repeats: 3))
        #expect(merged.scaled(by: 10).order == TargetOrder(pairs: 50, repeats: 30))
    }
}
