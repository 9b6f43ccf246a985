public import DevirtProfile
public import LLVM

/// What became of a site of a running program.
public struct LiveDecision: Sendable {
    /// The site.
    public let site: LiveSite
    /// What was decided, and why.
    public let decision: Decision
    /// Whether the calls that still are indirect are counted.
    public let isWatched: Bool
}

/// Devirtualizes code of a running program from what its sites have recorded so far.
public struct LiveDevirtualizer {
    private let policy: PromotionPolicy
    private let verifiesEach: Bool
    private let watch: MissWatch?
    private let summary: (LiveSite) -> SiteSummary?

    /// - Parameters:
    ///   - policy: what is worth a guard.
    ///   - verifiesEach: check each rewrite with LLVM's verifier.
    ///   - watch: what counts calls that go elsewhere.
    ///   - summary: what a site recorded; nil: it does not record.
    public init(
        policy: PromotionPolicy, verifiesEach: Bool = false, watch: MissWatch? = nil,
        summary: @escaping (LiveSite) -> SiteSummary?
    ) {
        self.policy = policy
        self.verifiesEach = verifiesEach
        self.watch = watch
        self.summary = summary
    }

    /// Rewrites all bodies of a module whose calls were marked by `LiveSite.mark`, also bodies that
    /// are there for inlining only. Loops that can be left look for that where guards missed.
    ///
    /// - Returns: what became of each site, the hottest first.
    /// - Throws: `DevirtualizationError.brokenRewrite`; the module is unusable then.
    public func rewrite(
        _ module: ModuleReference, machine: borrowing TargetMachine
    ) throws(DevirtualizationError) -> [LiveDecision] {
        let functions = sites(in: module)
        guard !functions.isEmpty else { return [] }
        var profiles = LiveProfiles(functions, summary: summary)
        for site in functions.flatMap(\.sites) { declareTargets(of: site, in: module) }
        var planner = PromotionPlanner(module: module, policy: policy)
        let analyses = Analyses(machine: machine)
        var planned = planner.plan(functions, matcher: &profiles, analyses: analyses)
        let marks = planned.map { planned in
            LiveSite(planned.site.call).map { ($0, MissWatch.isWatched(planned)) }
        }
        var rewriter = PromotionRewriter(verifiesEach: verifiesEach)
        try rewriter.rewrite(&planned, in: module, policy: policy, analyses: analyses) { sites in
            watch?.insert(at: sites, in: module)
        }
        if watch != nil { try sinkLoopChecks(in: module) }
        return zip(marks, planned).compactMap { mark, planned in
            mark.map {
                LiveDecision(
                    site: $0.0, decision: planned.decision, isWatched: watch != nil && $0.1)
            }
        }
    }

    private func sinkLoopChecks(in module: ModuleReference) throws(DevirtualizationError) {
        guard module.sinkLoopChecks(missed: MissWatch.metadata) > 0, verifiesEach else { return }
        for function in module.functions where !function.isDeclaration && !function.isValid {
            throw .brokenRewrite(number: 0, function: function.name)
        }
    }

    /// Targets without a body here can be called: their symbols mean the same in all modules.
    private func declareTargets(of site: CallSite, in module: ModuleReference) {
        guard let entries = LiveSite(site.call).flatMap(summary)?.entries else { return }
        for name in entries.map(\.target.name)
        where name != "?" && module.function(named: name) == nil
            && module.globalVariable(named: name) == nil
        {
            let function = module.addFunction(named: name, type: site.call.calleeType)
            function.setCallingConvention(
                CallingConvention(rawValue: site.call.callingConvention))
        }
    }

    private func sites(in module: ModuleReference) -> [FunctionSites] {
        let hasVirtualTables = module.hasVirtualTables
        return module.functions.compactMap { function in
            guard !function.isDeclaration else { return nil }
            let sites = CallSiteFinder.sites(
                in: function, of: module, hasVirtualTables: hasVirtualTables,
                functionObstacle: function.hasAttribute("naked") ? .naked : nil
            ).filter { LiveSite($0.call) != nil }
            guard !sites.isEmpty else { return nil }
            return FunctionSites(
                function: function,
                key: FunctionKey(name: function.name, hash: 0, point: .early),
                declaration: .unknown, sites: sites)
        }
    }
}

/// What marked sites have recorded.
private struct LiveProfiles: SiteProfiles {
    private let summaries: [LiveSite: SiteSummary]
    let allCalls: UInt64

    init(_ functions: [FunctionSites], summary: (LiveSite) -> SiteSummary?) {
        var summaries: [LiveSite: SiteSummary] = [:]
        for site in functions.flatMap(\.sites) {
            guard let live = LiveSite(site.call), summaries[live] == nil else { continue }
            summaries[live] = summary(live)
        }
        self.summaries = summaries
        allCalls = summaries.values.reduce(0) { $0.addingSaturated($1.total) }
    }

    func match(_ function: FunctionSites) -> [(match: ProfileMatch, profile: SiteProfile?)] {
        function.sites.map { site in
            guard let live = LiveSite(site.call), let summary = summaries[live] else {
                return (.none, nil)
            }
            return (.exact, SiteProfile(site.identity, summary: summary))
        }
    }
}
