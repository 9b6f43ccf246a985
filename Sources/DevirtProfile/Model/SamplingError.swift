extension SiteSummary {
    /// The standard error that sampling adds to a target's count; 0 when every call was counted.
    ///
    /// Sampling is treated as Poisson sampling: each call is seen with probability 1/w, where
    /// `w = estimated / samples` is the number of calls one sample stands for. The
    /// Horvitz-Thompson estimate x of a count then has the estimated variance `x (w - 1)`, so the
    /// result is `sqrt(x (w - 1))` with `x = count * estimated / total`, the share of the count
    /// that sampling stands for. With `estimated` calls and no samples nothing is known, and the
    /// result is x itself.
    ///
    /// It is independent of `error`, the bound that Space-Saving gives. It is too small where
    /// profiles of very different sampling rates were merged, because w is their mean, and where
    /// a weight was used, because a weight N counts as N times the samples.
    ///
    /// - Parameter target: a target; one not listed is taken to have `floor` calls.
    /// - Complexity: O(n) for n entries.
    public func standardError(of target: Target) -> Double {
        samplingError(ofCount: bounds(of: target).count)
    }

    /// The standard error that sampling adds to the total; 0 when every call was counted.
    ///
    /// The same formula as `standardError(of:)` with `x = estimated`.
    public var standardErrorOfTotal: Double {
        samplingError(ofCount: total)
    }

    private func samplingError(ofCount count: UInt64) -> Double {
        guard estimated > 0, total > 0 else {
            return 0
        }
        let sampledShare = min(1, Double(estimated) / Double(total))
        let sampled = Double(count) * sampledShare
        guard samples > 0 else {
            return sampled
        }
        let weight = max(1, Double(estimated) / Double(samples))
        return (sampled * (weight - 1)).squareRoot()
    }
}
