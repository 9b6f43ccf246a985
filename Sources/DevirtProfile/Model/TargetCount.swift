/// How often a call site called a target: somewhere from `lower` to `count` times.
public struct TargetCount: Sendable, Hashable {
    /// The target called.
    public let target: Target
    /// The largest number of calls there can have been.
    public let count: UInt64
    /// By how much `count` may be too large; never more than `count`.
    public let error: UInt64

    /// A count and its error; an error above the count is cut to it.
    public init(target: Target, count: UInt64, error: UInt64 = 0) {
        self.target = target
        self.count = count
        self.error = min(error, count)
    }

    /// The number of calls there have been at least.
    public var lower: UInt64 { count - error }

    /// Two parts of the calls of one target, together.
    func adding(count: UInt64, error: UInt64) -> TargetCount {
        TargetCount(
            target: target, count: self.count.addingSaturated(count),
            error: self.error.addingSaturated(error))
    }

    func scaled(by weight: UInt64) -> TargetCount {
        TargetCount(
            target: target, count: count.multipliedSaturated(by: weight),
            error: error.multipliedSaturated(by: weight))
    }

    /// The canonical order of a site's entries: descending count, then the target.
    static func precedes(_ left: TargetCount, _ right: TargetCount) -> Bool {
        left.count != right.count ? left.count > right.count : left.target < right.target
    }
}
