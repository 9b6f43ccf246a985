public import DevirtProfile
public import LLVM

/// Gives profiles to LLVM: functions as its own instrumentation names, hashes and numbers them.
///
/// Targets only: the counters of edges are 0, so that `llvm-profdata merge` adds targets to a profile
/// of `-fprofile-generate` and changes nothing else in it.
public struct ProfileExport {
    /// All functions that LLVM would instrument; they also name the targets.
    public let functions: [IndexedFunction]
    /// How much of the profile was used.
    public let match: MatchSummary

    /// - Parameters:
    ///   - name: the profile's file name, for errors.
    ///   - module: what was given to `Instrumenter`; of no use afterwards.
    ///   - level: of the pipeline that the result is for.
    /// - Throws: `mixedPoints`, `profileDoesNotMatch`.
    public init(
        _ profile: Profile, named name: String, for module: ModuleReference,
        level: OptimizationLevel, machine: borrowing TargetMachine
    ) throws(DevirtualizationError) {
        let moduleName = module.identifier
        let layout = InstrumentedLayout(
            of: module, at: try profile.point(named: name), profile: profile, level: level,
            machine: machine)
        match = layout.matcher.summary
        try match.check(profile, named: name, module: moduleName)
        functions = layout.instrumented.map { function in
            IndexedFunction(
                name: function.name, hash: function.hash, counters: function.counters,
                memorySites: function.memorySites,
                sites: function.sites.map { site in
                    guard let site else { return [] }
                    let profile = layout.functions[site.function].profiles[site.ordinal]
                    return Self.targets(profile?.summary ?? .empty)
                })
        }
    }

    /// Lower bounds; the rest of the calls, and targets without a name, are outside the program.
    private static func targets(_ summary: SiteSummary) -> [IndexedFunction.Target] {
        let known = summary.calledFunctions.filter { !$0.isUnknown && $0.lower > 0 }
        let sum = known.reduce(UInt64(0)) { $0.addingSaturated($1.lower) }
        var targets = known.map {
            IndexedFunction.Target(guid: globalIdentifier(of: $0.name), count: $0.lower)
        }
        if summary.total > sum { targets.append(.init(guid: 0, count: summary.total - sum)) }
        return targets
    }
}
