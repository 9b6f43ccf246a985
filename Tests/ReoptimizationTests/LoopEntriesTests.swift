import Testing

@testable import Reoptimization

/// Where loops go on.
@Suite("Loop entries")
struct LoopEntriesTests {
    private typealias Reporter = LoopEntries.Reporter
    private let loops = LoopEntries(threshold: 100)
    private let key = LoopEntries.Key(function: 3, loop: 0)

    private func counters(_ count: Int = 1) -> LoopEntries.Counters {
        .init(base: loops.makeWatched(function: 3, loops: count))
    }

    private func report(
        _ version: Int, isOptimized: Bool, _ counters: LoopEntries.Counters
    ) -> LoopEntries.Answer {
        loops.report(
            key, from: Reporter(version: version, isOptimized: isOptimized), counters: counters,
            isWorthEntering: true)
    }

    @Test func labelsCarryVersionAndTier() {
        for (version, isOptimized) in [(0, false), (1, true), (70_000, false), (70_001, true)] {
            let label = Reporter(version: version, isOptimized: isOptimized).label | 1023
            #expect(Reporter(label: label).version == version)
            #expect(Reporter(label: label).isOptimized == isOptimized)
            #expect(Reporter.loop(label: label) == 1023)
        }
    }

    @Test func quickCodeEntersWhatItAskedFor() {
        loops.add(function: 3, parents: [-1])
        let quick = counters()
        #expect(report(0, isOptimized: false, quick) == .request(key, recording: false))
        #expect(report(0, isOptimized: false, quick) == .stay)
        loops.install(key, version: 1, address: 64)
        #expect(quick[0] < 0)
        #expect(report(0, isOptimized: false, quick) == .enter(64, version: 1, isFirst: true))
        #expect(report(0, isOptimized: false, quick) == .enter(64, version: 1, isFirst: false))
    }

    @Test func optimizedCodeDoesNotLeaveForCodeThatIsOnlyNewer() {
        // The function as a whole is version 1, a continuation for quick frames version 2.
        loops.add(function: 3, parents: [-1])
        let quick = counters()
        let optimized = counters()
        _ = report(0, isOptimized: false, quick)
        loops.install(key, version: 2, address: 64)
        optimized[0] = -1
        #expect(report(1, isOptimized: true, optimized) == .stay)
        #expect(optimized[0] == 0)
    }

    @Test func quickCodeDoesNotEnterStaleContinuations() {
        loops.add(function: 3, parents: [-1])
        let quick = counters()
        _ = report(0, isOptimized: false, quick)
        loops.install(key, version: 1, address: 64)
        loops.leave(function: 3, upTo: 1)
        #expect(report(0, isOptimized: false, quick) == .request(key, recording: false))
    }

    @Test func framesInSeveralStaleLoopsAreLeft() {
        loops.add(function: 3, parents: [-1, -1])
        let stale = counters(2)
        let other = LoopEntries.Key(function: 3, loop: 1)
        loops.leave(function: 3, upTo: 1)
        #expect(report(1, isOptimized: true, stale) == .request(key, recording: true))
        let reporter = Reporter(version: 1, isOptimized: true)
        func reportOther() -> LoopEntries.Answer {
            loops.report(other, from: reporter, counters: stale, isWorthEntering: true)
        }
        #expect(reportOther() == .stay)
        loops.install(key, version: 2, address: 64)
        #expect(stale[1] < 0)
        #expect(reportOther() == .request(other, recording: true))
    }

    @Test func staleCodeIsLeftForCodeThatRecords() {
        loops.add(function: 3, parents: [-1])
        let stale = counters()
        loops.leave(function: 3, upTo: 4)
        #expect(stale[0] < 0)
        #expect(report(4, isOptimized: true, stale) == .request(key, recording: true))
        #expect(stale[0] == 0)
        loops.install(key, version: 5, address: 64)
        #expect(stale[0] < 0)
        #expect(report(4, isOptimized: true, stale) == .enter(64, version: 5, isFirst: true))
        // What records counts, and asks for optimized code.
        let recording = counters()
        #expect(report(5, isOptimized: false, recording) == .request(key, recording: false))
        loops.install(key, version: 6, address: 128)
        #expect(report(5, isOptimized: false, recording) == .enter(128, version: 6, isFirst: true))
        // Which is not stale.
        let fresh = counters()
        fresh[0] = -1
        #expect(report(6, isOptimized: true, fresh) == .stay)
    }
}
