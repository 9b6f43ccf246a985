extension SiteSummary {
    /// Adds another summary of the same site, target by target.
    ///
    /// A target listed on one side only counts on the other as what an absent target is there:
    /// `count = error = floor`. The bounds of the result hold for the calls of both, and because
    /// functions are added point by point, the result does not depend on how a sum is grouped
    /// (compare Agarwal et al., "Mergeable summaries", PODS 2012, which also drops targets; here
    /// none is dropped). Sums saturate.
    ///
    /// - Complexity: O(n log n) for n entries on both sides.
    public mutating func merge(_ other: SiteSummary) {
        self = adding(other)
    }

    /// The sum of two summaries; see `merge(_:)`.
    public static func + (left: SiteSummary, right: SiteSummary) -> SiteSummary {
        left.adding(right)
    }

    /// The summary with every number multiplied, as if merged `weight` times with itself.
    public func scaled(by weight: UInt64) -> SiteSummary {
        guard weight != 1 else {
            return self
        }
        // Sorted anew: counts that saturate become equal, and zero makes all equal.
        return SiteSummary(
            total: total.multipliedSaturated(by: weight),
            estimated: estimated.multipliedSaturated(by: weight),
            samples: samples.multipliedSaturated(by: weight),
            floor: floor.multipliedSaturated(by: weight),
            order: order.scaled(by: weight),
            entries: entries.map { $0.scaled(by: weight) })
    }

    private func adding(_ other: SiteSummary) -> SiteSummary {
        SiteSummary(
            total: total.addingSaturated(other.total),
            estimated: estimated.addingSaturated(other.estimated),
            samples: samples.addingSaturated(other.samples),
            floor: floor.addingSaturated(other.floor),
            order: order + other.order,
            canonical: mergedEntries(other))
    }

    private func mergedEntries(_ other: SiteSummary) -> [TargetCount] {
        if other.entries.isEmpty, other.floor == 0 {
            return entries
        }
        if entries.isEmpty, floor == 0 {
            return other.entries
        }
        let left = entries.sorted { $0.target < $1.target }
        let right = other.entries.sorted { $0.target < $1.target }
        var merged: [TargetCount] = []
        merged.reserveCapacity(left.count + right.count)
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            let order =
                i == left.count
                ? 1 : j == right.count ? -1 : Target.order(left[i].target, right[j].target)
            if order < 0 {
                merged.append(left[i].adding(count: other.floor, error: other.floor))
                i += 1
            } else if order > 0 {
                merged.append(right[j].adding(count: floor, error: floor))
                j += 1
            } else {
                merged.append(left[i].adding(count: right[j].count, error: right[j].error))
                i += 1
                j += 1
            }
        }
        merged.sort(by: TargetCount.precedes)
        return merged
    }
}
