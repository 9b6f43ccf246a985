/// The sizes of a profile in numbers.
public struct ProfileTotals: Sendable, Hashable {
    /// Processes added together.
    public var runs: UInt32 = 0
    /// Functions with call sites.
    public var functions = 0
    /// Call sites, recorded or not.
    public var sites = 0
    /// Call sites that were recorded.
    public var recordedSites = 0
    /// Call sites that called something.
    public var calledSites = 0
    /// Targets, counted once for each site that lists them.
    public var targets = 0
    /// Calls observed, saturating.
    public var calls: UInt64 = 0
    /// The part of `calls` that sampling stands for, saturating.
    public var estimatedCalls: UInt64 = 0
}

extension Profile {
    /// The sizes of the profile.
    ///
    /// - Complexity: O(n) for n sites.
    public var totals: ProfileTotals {
        var totals = ProfileTotals(runs: runs, functions: functions.count)
        for function in functions {
            totals.sites += function.sites.count
            for site in function.sites {
                totals.recordedSites += site.recorded ? 1 : 0
                totals.calledSites += site.summary.total > 0 ? 1 : 0
                totals.targets += site.summary.entries.count
                totals.calls = totals.calls.addingSaturated(site.summary.total)
                totals.estimatedCalls =
                    totals.estimatedCalls.addingSaturated(site.summary.estimated)
            }
        }
        return totals
    }
}
