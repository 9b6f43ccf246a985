/// What is worth a guard. Gains and costs are in cycles of a call, roughly; only their ratios matter.
///
/// A chain of guards pays for every comparison its calls reach, and gains for every call it catches:
///
///     gain(n) = sum over k <= n of  calls(k) * gain of catching k  -  calls reaching k * guard
///
/// The chain ends where this is largest. So sixteen even classes with small bodies get a guard each,
/// while a site whose targets cannot be inlined gets one only for a dominant target.
public struct PromotionPolicy: Sendable {
    /// Sites that together make up this share of all calls are considered; the rest is "not hot".
    public var hotShare = 0.999
    /// Sites that together make up this share may inline large bodies.
    public var veryHotShare = 0.95
    /// Targets with a smaller share of their site's calls are left alone.
    public var minimumShare = 0.01
    /// Targets with a smaller share of the calls that reach their guard are left alone.
    public var minimumRemainingShare = 0.05
    /// The longest chain of guards.
    public var maximumTargets = 16

    /// A guard compares vtable pointers if at most this many vtables have the target in the slot.
    public var maximumTablesPerGuard = 2

    /// What one comparison costs a call that reaches it.
    public var guardCost = 1.0
    /// What a direct call saves over an indirect one.
    public var directGain = 2.0
    /// What inlining a small body saves; falls with size down to `largeInlineGain`.
    public var inlineGain = 20.0
    /// What inlining a large body saves.
    public var largeInlineGain = 6.0
    /// Inline cost (LLVM's units) at which a body counts as large.
    public var largeInlineCost = 1000

    /// What is left of the gains where targets are called in runs, so that the processor predicts
    /// indirect calls as well as guards.
    public var predictedGainShare = 0.2
    /// The `SiteSummary.persistence` from which on calls are taken as predicted.
    public var predictedPersistence = 0.5

    /// Whether targets without a body in the module get guards, too.
    public var promotesDeclarations = false

    /// Largest inline cost anywhere: LLVM's default threshold at -O2.
    public var inlineThreshold = 225
    /// What a very hot site that always calls one target may add to it.
    public var hotInlineThreshold = 2775

    /// A function may grow by this many instructions, or by its own size if that is more.
    public var functionGrowth = 1000
    /// The module may grow by this many instructions, or by `moduleGrowthShare` of its size.
    public var moduleGrowth = 5000
    /// See `moduleGrowth`.
    public var moduleGrowthShare = 0.25

    /// The defaults above.
    public init() {}

    /// The largest inline cost accepted for a target with this share of its site's calls.
    func inlineThreshold(share: Double, isVeryHot: Bool) -> Int {
        isVeryHot ? inlineThreshold + Int(Double(hotInlineThreshold) * share) : inlineThreshold
    }

    /// What inlining a body of this cost saves per call.
    func gain(ofInlining cost: Int) -> Double {
        let size = min(max(Double(cost) / Double(largeInlineCost), 0), 1)
        return inlineGain + (largeInlineGain - inlineGain) * size
    }
}
