public import DevirtProfile
public import Devirtualization
internal import LLVM

/// What a function of a running program is now.
public struct FunctionState: Sendable, Equatable {
    /// Which code calls lead to.
    public enum Tier: String, Sendable {
        /// None yet: it was not called.
        case none
        /// Quick code that counts and records.
        case quick
        /// Optimized code.
        case optimized
        /// Optimized code with guards, which counts where they miss.
        case guarded
    }

    /// The linkage name.
    public let name: String
    /// Which code calls lead to.
    public let tier: Tier
    /// The version that calls lead to.
    public let version: Int
    /// Entries that quick code counted since it last began.
    public let entries: Int64
    /// Iterations of its loops that quick code reported.
    public let iterations: Int64
    /// How often it went back to quick code because guards missed.
    public let reprofiles: Int
}

/// A call site of a running program.
public struct SiteState: Sendable {
    /// The linkage name of its function.
    public let function: String
    /// Position among the function's sites.
    public let ordinal: Int
    /// What it calls through.
    public let kind: SiteKind
    /// Where it led, by linkage names.
    public let summary: SiteSummary
    /// What the optimizer last made of it; nil: its function was not optimized since it recorded.
    public let decision: Decision?
}

extension ReoptimizingJIT {
    /// The functions that a linkage name or a readable one stands for, in the order of the modules; of
    /// copies the one that runs. O(functions).
    public func states(of name: String) -> [FunctionState] {
        var seen: Set<String> = []
        var result: [FunctionState] = []
        for units in units {
            let symbols = units.index(of: name) == nil ? units.symbols(readAs: name) : [name]
            for symbol in symbols where seen.insert(symbol).inserted {
                if let index = units.index(of: symbol) { result.append(units.state(of: index)) }
            }
        }
        return result
    }

    /// The sites that were called so far, in the order of modules, functions and calls. O(size of the
    /// functions that ran).
    public func siteStates() -> [SiteState] {
        let profile = LiveProfile(engine.units, names: engine.names)
        var result: [SiteState] = []
        for units in units {
            for index in units.names.indices where units.sites.count(of: index) > 0 {
                units.profile.identity?.withSites(of: index) { known in
                    for site in known.sites {
                        let live = LiveSite(
                            module: Int(units.slot), function: index,
                            ordinal: Int(site.identity.ordinal))
                        guard let summary = profile.summary(of: live), summary.total > 0 else {
                            continue
                        }
                        result.append(
                            SiteState(
                                function: units.names[index], ordinal: live.ordinal,
                                kind: site.identity.kind, summary: summary,
                                decision: engine.decisions.decision(of: live)))
                    }
                }
            }
        }
        return result
    }
}

extension ProgramUnits {
    fileprivate func state(of index: Int) -> FunctionState {
        let published = versions.published(index)
        let tier: FunctionState.Tier =
            switch versions.code(index) {
            case .quick: isFirstCodeThere(index) ? .quick : .none
            case .optimized: .optimized
            case .guarded: .guarded
            }
        return FunctionState(
            name: names[index], tier: tier, version: published, entries: entries(of: index),
            iterations: loops.iterations(of: index), reprofiles: versions.reprofiles(index))
    }
}
