/// Whether a site calls its targets in runs, as loops over sorted objects do, or in no order.
///
/// Known for calls that the recorder's inline cache missed: some are recorded together with the
/// next miss, and `repeats` of these `pairs` have one target.
public struct TargetOrder: Sendable, Hashable {
    /// Misses of the inline cache that were recorded with the miss before.
    public let pairs: UInt64
    /// The pairs of one target; not more than `pairs`.
    public let repeats: UInt64

    /// An order of its parts; repeats beyond `pairs` do not count.
    public init(pairs: UInt64, repeats: UInt64) {
        self.pairs = pairs
        self.repeats = min(repeats, pairs)
    }

    /// Nothing known.
    public static let unknown = TargetOrder(pairs: 0, repeats: 0)

    /// The pairs of both. Sums saturate.
    public static func + (left: TargetOrder, right: TargetOrder) -> TargetOrder {
        TargetOrder(
            pairs: left.pairs.addingSaturated(right.pairs),
            repeats: left.repeats.addingSaturated(right.repeats))
    }

    func scaled(by weight: UInt64) -> TargetOrder {
        TargetOrder(
            pairs: pairs.multipliedSaturated(by: weight),
            repeats: repeats.multipliedSaturated(by: weight))
    }
}

extension SiteSummary {
    /// How much more often a target follows itself than it would in random order: 0 as often, 1
    /// always. 0 if too little is known: of few pairs, or of two targets, of which the recorder's
    /// inline cache holds one.
    ///
    /// - Complexity: O(n) for n entries.
    public var persistence: Double {
        guard order.pairs >= Self.fewestPairs else { return 0 }
        // The cache, whose hits are in no pair, had one target at a time: mostly the first, if any.
        let random = max(Self.repetition(entries[...]), Self.repetition(entries.dropFirst()))
        guard random < Self.mostRepetition else { return 0 }
        let observed = Double(order.repeats) / Double(order.pairs)
        return max(0, (observed - random) / (1 - random))
    }

    private static var fewestPairs: UInt64 { 32 }
    /// Above this there is one target, almost, and nothing to tell from random order.
    private static var mostRepetition: Double { 0.9 }

    /// How often two calls have one target in random order.
    private static func repetition(_ entries: ArraySlice<TargetCount>) -> Double {
        let all = entries.reduce(0.0) { $0 + Double($1.count) }
        guard all > 0 else { return 1 }
        return entries.reduce(0.0) { $0 + (Double($1.count) / all) * (Double($1.count) / all) }
    }
}
