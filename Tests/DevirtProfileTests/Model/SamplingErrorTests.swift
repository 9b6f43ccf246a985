import DevirtProfile
import Testing

@Suite struct SamplingErrorTests {
    private let target = Target(name: "f")

    private func summary(
        count: UInt64, total: UInt64, estimated: UInt64, samples: UInt64
    ) -> SiteSummary {
        SiteSummary(
            total: total, estimated: estimated, samples: samples,
            entries: [TargetCount(target: target, count: count)])
    }

    @Test func countedCallsHaveNoSamplingError() {
        let exact = summary(count: 100, total: 100, estimated: 0, samples: 0)
        #expect(exact.standardError(of: target) == 0)
        #expect(exact.standardErrorOfTotal == 0)
        // One sample for every call is counting.
        let all = summary(count: 100, total: 100, estimated: 100, samples: 100)
        #expect(all.standardError(of: target) == 0)
    }

    @Test func formulaOfTheDocumentation() {
        let half = summary(count: 400, total: 800, estimated: 800, samples: 8)
        #expect(abs(half.standardError(of: target) - (400.0 * 99).squareRoot()) < 1e-9)
        #expect(abs(half.standardErrorOfTotal - (800.0 * 99).squareRoot()) < 1e-9)
        let nothingSeen = summary(count: 400, total: 800, estimated: 800, samples: 0)
        #expect(nothingSeen.standardError(of: target) == 400)
    }

    @Test func coversWhatSamplingReallyDoes() {
        // 200 experiments: 5000 calls, each seen with probability 1/50.
        var random = SeededGenerator(seed: 6)
        var within = 0
        for _ in 0..<200 {
            let seen = UInt64((0..<5000).filter { _ in random.oneIn(50) }.count)
            let estimate = seen * 50
            let deviation = summary(
                count: estimate, total: estimate, estimated: estimate, samples: seen
            ).standardError(of: target)
            within += abs(Double(estimate) - 5000) <= 2 * deviation ? 1 : 0
        }
        // About 95 % of a normal distribution are within two standard errors.
        #expect(within > 180)
    }
}
