/// What is known about the targets of one call site.
///
/// A summary stands for a function from targets to intervals: a listed target was called `lower`
/// to `count` times, any other at most `floor` times. In a process a site keeps its targets with
/// Space-Saving (Metwally, Agrawal and El Abbadi, ICDT 2005), which gives exactly such bounds.
public struct SiteSummary: Sendable, Hashable {
    /// Calls observed.
    public private(set) var total: UInt64
    /// The part of `total` that sampling stands for; 0 when every call was counted.
    public private(set) var estimated: UInt64
    /// The slow events that stand for `estimated`.
    public private(set) var samples: UInt64
    /// No target absent from `entries` was called more often than this.
    public private(set) var floor: UInt64
    /// Whether its calls go to the same target again and again.
    public private(set) var order: TargetOrder
    /// The targets known, each once, by descending count, then in the order of targets.
    public private(set) var entries: [TargetCount]

    /// A summary; entries may be in any order, and those of the same target are added up.
    ///
    /// - Complexity: O(n log n) for n entries.
    public init(
        total: UInt64 = 0, estimated: UInt64 = 0, samples: UInt64 = 0, floor: UInt64 = 0,
        order: TargetOrder = .unknown, entries: [TargetCount] = []
    ) {
        self.init(
            total: total, estimated: estimated, samples: samples, floor: floor, order: order,
            canonical: Self.canonical(entries))
    }

    /// A summary of entries known to be in canonical order.
    init(
        total: UInt64, estimated: UInt64, samples: UInt64, floor: UInt64, order: TargetOrder,
        canonical entries: [TargetCount]
    ) {
        self.total = total
        self.estimated = estimated
        self.samples = samples
        self.floor = floor
        self.order = order
        self.entries = entries
    }

    /// No calls.
    public static let empty = SiteSummary()

    /// The calls not proved to belong to a listed target: the total minus the lower bounds.
    public var other: UInt64 {
        total.subtractingSaturated(entries.reduce(0) { $0.addingSaturated($1.lower) })
    }

    /// The bounds of any target, listed or not.
    ///
    /// - Complexity: O(n) for n entries.
    public func bounds(of target: Target) -> TargetCount {
        entries.first { $0.target == target }
            ?? TargetCount(target: target, count: floor, error: floor)
    }

    private static func canonical(_ entries: [TargetCount]) -> [TargetCount] {
        guard entries.count > 1 else {
            return entries
        }
        var byTarget = entries
        byTarget.makeAscending { $0 = $0.adding(count: $1.count, error: $1.error) }
        byTarget.sort(by: TargetCount.precedes)
        return byTarget
    }
}

extension TargetCount: Keyed {
    var key: Target { target }
}
