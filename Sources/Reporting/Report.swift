public import DevirtProfile
public import Devirtualization

/// What a profile, or a module optimized with it, looks like: the data behind every format.
public struct Report: Codable, Sendable {
    /// Version of this structure's JSON.
    public let schemaVersion: Int
    /// The profile's file name.
    public let profile: String
    /// The module's file name, in reports with decisions.
    public let module: String?
    /// Processes merged into the profile.
    public let runs: UInt32
    /// Calls in the profile.
    public let calls: UInt64
    /// Call sites, executed or not.
    public let siteCount: Int
    /// Sites with at least one call.
    public let executedSites: Int
    /// Sites with at least one guard, in reports with decisions.
    public let promotedSites: Int?
    /// Share of the calls at promoted targets, 0 to 1, in reports with decisions.
    public let promotedShare: Double?
    /// Sites refused, by the stable id of the reason.
    public let refusals: [String: Int]?
    /// Functions whose code changed since training, in reports with decisions.
    public let changedFunctions: Int?
    /// Share of the profile's calls that found their site, 0 to 1, in reports with decisions.
    public let matchedShare: Double?
    /// The hottest first.
    public let sites: [SiteRow]

    private static let schema = 1

    /// A report of what was recorded.
    public init(profile: Profile, named name: String) {
        let totals = profile.totals
        // The profile has its sites in order, which stays where they are equally hot.
        let all = profile.functions.flatMap { function in function.sites.map { (function, $0) } }
        let order = all.indices.sorted {
            let (left, right) = (all[$0].1.summary.total, all[$1].1.summary.total)
            return left != right ? left > right : $0 < $1
        }
        let rows = order.map { SiteRow(all[$0].1, of: all[$0].0, allCalls: totals.calls) }
        schemaVersion = Self.schema
        self.profile = name
        module = nil
        runs = totals.runs
        calls = totals.calls
        siteCount = rows.count
        executedSites = rows.count { $0.calls > 0 }
        promotedSites = nil
        promotedShare = nil
        refusals = nil
        changedFunctions = nil
        matchedShare = nil
        sites = rows
    }

    /// A report of what was decided.
    public init(
        _ result: OptimizationReport, of module: String, profile: Profile, named name: String
    ) {
        let calls = result.decisions.reduce(UInt64(0)) { $0.addingSaturated($1.summary.total) }
        let promotedCalls = result.decisions.reduce(UInt64(0)) {
            $0.addingSaturated($1.summary.total - $1.remaining)
        }
        // What a stale profile lost counts, too.
        let allCalls = max(calls, result.match.profileCalls)
        schemaVersion = Self.schema
        self.profile = name
        self.module = module
        runs = profile.runs
        self.calls = calls
        siteCount = result.decisions.count
        executedSites = result.decisions.count { $0.summary.total > 0 }
        promotedSites = result.decisions.count { !$0.promoted.isEmpty }
        promotedShare = ratio(promotedCalls, allCalls)
        refusals = result.decisions.compactMap { $0.refusal?.id }
            .reduce(into: [:]) { $0[$1, default: 0] += 1 }
        changedFunctions = result.match.changedFunctions
        matchedShare =
            result.match.profileCalls == 0
            ? 1 : ratio(result.match.matchedCalls, result.match.profileCalls)
        sites = result.decisions.map { SiteRow($0, allCalls: allCalls) }
    }
}
