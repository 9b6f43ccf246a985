import DevirtProfile
import LLVM
import Testing

@testable import Devirtualization

@Suite struct PromotionPlannerTests {
    private let sixteen = (0..<16).map { "t" + String(UnicodeScalar(UInt8(97 + $0))) }

    @Test func sixteenEvenSmallBodiesAllGetAGuard() throws {
        let text = caller("f") + sixteen.map { leaf($0) }.joined()
        let even = SiteSummary(total: 1600, entries: sixteen.map { called($0, 100) })
        try plan(text, ["f#0": even]) { decisions in
            #expect(decisions[0].guarded == sixteen)
            #expect(decisions[0].remaining == 0)
            #expect(decisions[0].refusal == nil)
        }
    }

    /// The processor predicts such calls, and a row of guards is what costs.
    @Test func sixteenSortedOnesGetNone() throws {
        let text = caller("f") + sixteen.map { leaf($0) }.joined()
        let sorted = SiteSummary(
            total: 1600, order: TargetOrder(pairs: 100, repeats: 98),
            entries: sixteen.map { called($0, 100) })
        try plan(text, ["f#0": sorted]) { decisions in
            #expect(decisions[0].refusal == .calledInRuns)
            #expect(decisions[0].targets.allSatisfy { $0.outcome == .refused(.calledInRuns) })
        }
        let dominant = SiteSummary(
            total: 16000, order: TargetOrder(pairs: 100, repeats: 98),
            entries: sixteen.enumerated().map { called($1, $0 == 3 ? 14_500 : 100) })
        try plan(text, ["f#0": dominant]) { decisions in
            #expect(decisions[0].guarded == [sixteen[3]])
        }
    }

    @Test func sixteenEvenCallsGetNone() throws {
        let text = caller("f") + sixteen.map { leaf($0, "noinline") }.joined()
        let even = SiteSummary(total: 1600, entries: sixteen.map { called($0, 100) })
        try plan(text, ["f#0": even]) { decisions in
            #expect(decisions[0].refusal == .noGain)
            #expect(decisions[0].targets.count == 16)
            #expect(decisions[0].targets.allSatisfy { $0.outcome == .refused(.noGain) })
        }
    }

    @Test(arguments: [(49, 0), (50, 0), (51, 1), (90, 1)] as [(UInt64, Int)])
    func aCalledTargetMustDominate(_ percent: UInt64, _ guards: Int) throws {
        let text = caller("f") + leaf("a", "noinline")
        try plan(text, ["f#0": summary(total: 1000, called("a", percent * 10))]) { decisions in
            #expect(decisions[0].promoted.count == guards)
        }
    }

    @Test func theChainEndsWhereTheGainIsLargest() throws {
        // "b" could be called only, and for 10 of 100 calls a comparison of the rest does not pay.
        let text = caller("f") + leaf("a") + leaf("b", "noinline")
        try plan(text, ["f#0": summary(total: 1000, called("a", 700), called("b", 100))]) {
            #expect($0[0].guarded == ["a"])
            #expect($0[0].refusal(of: "b") == .noGain)
            #expect($0[0].remaining == 300)
        }
    }

    @Test func rareTargetsAreLeftAlone() throws {
        let text = caller("f") + leaf("a") + leaf("b") + leaf("c")
        // Below one percent of the site, and below five of what reaches the guard.
        try plan(
            text,
            ["f#0": summary(total: 10_000, called("a", 9_000), called("b", 99), called("c", 99))]
        ) { #expect($0[0].guarded == ["a"]) }
        try plan(text, ["f#0": summary(total: 10_000, called("a", 5_000), called("b", 240))]) {
            #expect($0[0].guarded == ["a"])
        }
        try plan(text, ["f#0": summary(total: 10_000, called("a", 5_000), called("b", 260))]) {
            #expect($0[0].guarded == ["a", "b"])
        }
    }

    @Test func aRefusedTargetDoesNotEndTheChain() throws {
        let text = caller("f") + "declare void @a()\n" + leaf("b")
        try plan(text, ["f#0": summary(called("a", 600), called("b", 400))]) { decisions in
            #expect(decisions[0].targets.map(\.name) == ["a", "b"])
            #expect(decisions[0].guarded == ["b"])
            #expect(decisions[0].refusal(of: "a") == .targetNotDefined("a"))
            #expect(decisions[0].refusal == nil && decisions[0].remaining == 600)
        }
    }

    @Test func theHottestTargetsReasonStandsForTheSite() throws {
        try plan(
            caller("f") + "declare void @a()\n",
            ["f#0": summary(called("a", 600), called("x+0x10", 400))]
        ) { #expect($0[0].refusal == .targetNotDefined("a")) }
        try plan(
            caller("f") + "declare void @a()\n",
            ["f#0": summary(called("a", 400), called("x+0x10", 600))]
        ) { #expect($0[0].refusal == .targetUnknown) }
    }

    @Test func rewritesAreNumberedByHeat() throws {
        let text = caller("cold") + caller("hot") + leaf("a") + leaf("b")
        try plan(
            text,
            [
                "cold#0": summary(called("a", 100)),
                "hot#0": summary(called("a", 100), called("b", 200)),
            ]
        ) { decisions in
            #expect(decisions.map(\.site.function) == ["hot", "cold"])
            let numbers = decisions.flatMap(\.promoted).map { "\($0.name) \($0.rewrite ?? 0)" }
            #expect(numbers == ["b 1", "a 2", "a 3"])
        }
    }

    @Test func equallyHotSitesAreInOrderOfName() throws {
        let text = caller("z", sites: 2) + caller("a") + leaf("t")
        let same = summary(called("t", 10))
        try plan(text, ["z#0": same, "z#1": same, "a#0": same]) { decisions in
            #expect(decisions.map(\.site.description) == ["a#0", "z#0", "z#1"])
        }
    }

    @Test func sitesBehindTheHotShareAreNotHot() throws {
        let text = caller("f", sites: 4) + leaf("t")
        try plan(
            text,
            [
                "f#0": summary(called("t", 1_000_000)), "f#1": summary(called("t", 10)),
                "f#2": summary(called("t", 9)),
            ]
        ) { decisions in
            #expect(decisions.map(\.refusal) == [nil, .notHot, .notHot, .notExecuted])
            #expect(decisions[1].refusal(of: "t") == .notHot)
            #expect(decisions[3].targets.isEmpty)
        }
    }

    @Test func growthIsTakenByTheHottestFirst() throws {
        var policy = PromotionPolicy()
        policy.functionGrowth = 5
        // The function's own size, four instructions, is less.
        let text = caller("f", sites: 3) + leaf("t", "noinline")
        try plan(
            text,
            [
                "f#0": summary(called("t", 10)), "f#1": summary(called("t", 30)),
                "f#2": summary(called("t", 20)),
            ], policy: policy
        ) { decisions in
            #expect(decisions.map(\.site.ordinal) == [1, 2, 0])
            #expect(decisions.map(\.refusal) == [nil, .functionGrowth, .functionGrowth])
        }
        policy.functionGrowth = 1000
        policy.moduleGrowth = 8
        try plan(
            text,
            [
                "f#0": summary(called("t", 10)), "f#1": summary(called("t", 30)),
                "f#2": summary(called("t", 20)),
            ], policy: policy
        ) { #expect($0.map(\.refusal) == [nil, nil, .moduleGrowth]) }
    }

    @Test func theLongestChainIsLimited() throws {
        var policy = PromotionPolicy()
        policy.maximumTargets = 2
        let text = caller("f") + leaf("a") + leaf("b") + leaf("c")
        try plan(
            text, ["f#0": summary(called("a", 50), called("b", 30), called("c", 20))],
            policy: policy
        ) { decisions in
            #expect(decisions[0].guarded == ["a", "b"])
            #expect(decisions[0].refusal(of: "c") == .noGain)
        }
    }

    @Test func uncertainCallsDoNotCount() throws {
        let text = caller("f") + leaf("a", "noinline")
        try plan(text, ["f#0": summary(total: 1000, called("a", 900, error: 600))]) { decisions in
            #expect(decisions[0].refusal == .noGain)
            #expect(decisions[0].targets[0].calls == 300)
            #expect(decisions[0].targets[0].upperBound == 900)
        }
    }
}

extension TargetDecision {
    /// The number of the rewrite, if there was one.
    fileprivate var rewrite: Int? {
        guard case .promoted(let rewrite, _, _) = outcome else { return nil }
        return rewrite
    }
}
