internal import DevirtProfile
internal import Devirtualization
internal import LLVM

/// Names the functions that sites called.
final class TargetNames: Sendable {
    private let session: ExecutionSession
    /// Names of functions of the process.
    private let native = Locked<[UInt64: String?]>([:])

    init(_ session: ExecutionSession) { self.session = session }

    /// The symbol whose address is `address` for all code of the session; nil: there is none.
    func name(of address: UInt64, in modules: [ProgramUnits]) -> String? {
        for units in modules {
            if let function = units.function(at: address) { return units.names[function] }
        }
        if let known = native.withLock({ $0[address] }) { return known }
        let name = session.processSymbol(at: address)
        native.withLock { $0[address] = .some(name) }
        return name
    }
}

/// What the sites of a module have recorded, as one optimization sees it: read once, while the
/// program goes on.
final class LiveProfile {
    private let units: ProgramUnits
    private let modules: [ProgramUnits]
    private let names: TargetNames
    private var summaries: [LiveSite: SiteSummary?] = [:]

    init(_ units: ProgramUnits, in modules: [ProgramUnits], names: TargetNames) {
        self.units = units
        self.modules = modules
        self.names = names
    }

    /// What a site recorded, by the symbols of the targets; nil if it does not record.
    func summary(of site: LiveSite) -> SiteSummary? {
        if let known = summaries[site] { return known }
        let summary = units.sites.read(site).map(named)
        summaries[site] = .some(summary)
        return summary
    }

    private func named(_ summary: LiveSites.Summary) -> SiteSummary {
        SiteSummary(
            total: summary.calls, estimated: summary.estimated, samples: summary.samples,
            floor: summary.floor,
            entries: summary.targets.map { target in
                let name = names.name(of: target.address, in: modules) ?? "?"
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
