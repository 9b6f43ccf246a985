internal import DevirtProfile
internal import Devirtualization

/// What a profile from a file says about a function.
struct StoredFunction {
    /// Of each site, nil where nothing is known.
    let sites: [SiteProfile?]
    /// How hot a JIT found the function.
    let heat: FunctionHeat?
    /// Calls that it got or made, or iterations of its loops.
    let runs: UInt64
    /// It is to be optimized before it is hot again.
    let isHot: Bool
    /// What makes counts comparable to those that quick code records until a function is optimized.
    private let scale: Double

    /// More says nothing new about a function.
    private static let enoughRuns = 100_000.0

    /// - Parameters:
    ///   - calls: calls of the function by sites of the profile.
    ///   - threshold: runs that make a function hot of which no JIT knows.
    init(sites: [SiteProfile?], heat: FunctionHeat?, calls: UInt64, threshold: UInt64) {
        self.sites = sites
        self.heat = heat
        let most = sites.compactMap { $0?.summary.total }.max() ?? 0
        runs = max(heat?.runs ?? 0, most, calls)
        isHot = heat != nil || runs >= threshold
        scale = min(Self.enoughRuns / Double(max(runs, 1)), 1)
    }

    /// What a site would have recorded.
    func summary(of ordinal: Int) -> SiteSummary? {
        guard sites.indices.contains(ordinal), let profile = sites[ordinal], profile.recorded else {
            return nil
        }
        return scale < 1 ? profile.summary.scaled(by: scale) : profile.summary
    }

    /// Entries that would have been counted.
    var entries: UInt64 { UInt64(Double(heat?.entries ?? 0) * scale) }

    /// Iterations of loops that would have been counted. Where nothing is known of loops, calls may
    /// have been made by them.
    var iterations: UInt64 {
        guard let heat else { return UInt64(Double(runs) * scale) }
        return UInt64(heat.loops.reduce(0) { $0 + Double($1.iterations) } * scale)
    }
}

extension SiteSummary {
    /// The summary of a share of the calls.
    func scaled(by share: Double) -> SiteSummary {
        func scaled(_ count: UInt64) -> UInt64 {
            UInt64((Double(count) * share).rounded(.up))
        }
        return SiteSummary(
            total: scaled(total), estimated: scaled(estimated), samples: scaled(samples),
            floor: scaled(floor),
            order: TargetOrder(pairs: scaled(order.pairs), repeats: scaled(order.repeats)),
            entries: entries.map {
                let lower = UInt64(Double($0.lower) * share)
                let count = scaled($0.count)
                return TargetCount(target: $0.target, count: count, error: count - lower)
            })
    }
}
