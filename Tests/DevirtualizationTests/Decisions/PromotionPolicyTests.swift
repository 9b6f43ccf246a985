import Testing

@testable import Devirtualization

@Suite struct PromotionPolicyTests {
    private let policy = PromotionPolicy()

    @Test func largerBodiesGainLess() {
        let gains = [-30, 0, 100, 500, 1000].map(policy.gain(ofInlining:))
        #expect(gains[0] == policy.inlineGain && gains[1] == policy.inlineGain)
        #expect(gains[1] > gains[2] && gains[2] > gains[3] && gains[3] > gains[4])
        #expect(policy.gain(ofInlining: 1000) == policy.largeInlineGain)
        #expect(policy.gain(ofInlining: 100_000) == policy.largeInlineGain)
    }

    @Test func onlyVeryHotSitesInlineLargeBodies() {
        #expect(policy.inlineThreshold(share: 1, isVeryHot: false) == 225)
        #expect(policy.inlineThreshold(share: 0, isVeryHot: true) == 225)
        #expect(policy.inlineThreshold(share: 0.2, isVeryHot: true) == 780)
        #expect(policy.inlineThreshold(share: 1, isVeryHot: true) == 3000)
    }
}
