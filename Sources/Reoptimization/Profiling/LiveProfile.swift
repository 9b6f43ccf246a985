internal import DevirtProfile
internal import Devirtualization

/// What the sites of a program have recorded, as one optimization sees it: read once, while the
/// program goes on.
final class LiveProfile {
    private let modules: [ProgramUnits]
    private let names: TargetNames
    private var summaries: [LiveSite: SiteSummary?] = [:]

    init(_ modules: [ProgramUnits], names: TargetNames) {
        self.modules = modules
        self.names = names
    }

    /// What a site recorded, together with what a profile from a file says, by the symbols of the
    /// targets; nil if nothing is known.
    func summary(of site: LiveSite) -> SiteSummary? {
        if let known = summaries[site] { return known }
        let units = modules.first { Int($0.slot) == site.module }
        var summary = units?.sites.read(site).map(named)
        for earlier in units?.sites.earlier(site).map(named) ?? [] {
            let most = max(Double(summary?.total ?? 0) * Self.earlierShare, Self.fewCalls)
            let scaled = earlier.scaled(by: min(most / Double(max(earlier.total, 1)), 1))
            summary = summary.map { $0 + scaled } ?? scaled
        }
        let stored = units?.profile.stored(site.function)?.summary(of: site.ordinal).map(named)
        if let stored { summary = summary.map { $0 + stored } ?? stored }
        summaries[site] = .some(summary)
        return summary
    }

    /// What is known of the time before a function recorded anew, for each such time as a share of
    /// what is known since: programs come back to what they did, and a guard that is not the first
    /// costs little.
    private static let earlierShare = 0.25
    /// So many calls of that time count in any case: sites that have not been reached again.
    private static let fewCalls = 100.0

    private func named(_ stored: SiteSummary) -> SiteSummary {
        SiteSummary(
            total: stored.total, estimated: stored.estimated, samples: stored.samples,
            floor: stored.floor, order: stored.order,
            entries: stored.entries.map { entry in
                TargetCount(
                    target: Target(name: names.symbol(of: entry.target, in: modules)),
                    count: entry.count, error: entry.error)
            })
    }

    private func named(_ summary: LiveSites.Summary) -> SiteSummary {
        SiteSummary(
            total: summary.calls, estimated: summary.estimated, samples: summary.samples,
            floor: summary.floor, order: summary.order,
            entries: summary.targets.map { target in
                let name = names.name(of: target.address, in: modules) ?? TargetNames.unknown
                return TargetCount(
                    target: Target(name: name), count: target.count, error: target.error)
            })
    }

    /// The functions that a site mostly called, most calls first.
    func mainTargets(of site: LiveSite) -> [String] {
        guard let summary = summary(of: site), summary.total > 0 else { return [] }
        let least = Double(summary.total) * 0.05
        return summary.entries.filter { Double($0.lower) >= least }.map(\.target.name)
    }
}
