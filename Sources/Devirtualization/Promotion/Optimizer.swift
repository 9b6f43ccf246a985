public import DevirtProfile
public import LLVM

/// What to make of a profile, and how.
public struct OptimizationOptions: Sendable {
    /// What is written into the module.
    public enum Emission: String, Sendable, CaseIterable {
        /// Guarded direct calls, inlined where that pays.
        case guards
        /// Only LLVM's `!prof VP` metadata, for LLVM's own promotion.
        case vp
    }

    /// When LLVM's verifier checks the module.
    public enum Verification: Int, Sendable, Comparable {
        /// Never.
        case none
        /// Each rewritten function after each rewrite.
        case rewrites
        /// Also the module after each pass of the pipeline: O(passes * size of the module).
        case passes

        /// By how much is checked.
        public static func < (left: Verification, right: Verification) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// The pipeline that follows; `-O0` to `-O3`.
    public var level: OptimizationLevel
    /// What is written into the module.
    public var emission: Emission
    /// What is worth a guard.
    public var policy: PromotionPolicy
    /// Apply only the first rewrites, to find one that breaks a program; nil: all.
    public var limit: Int?
    /// Apply only the rewrites of this site; nil: all.
    public var only: CallSiteID?
    /// When the module is checked.
    public var verification: Verification

    /// `-O2`, guards, the default policy.
    public init(
        level: OptimizationLevel = .default, emission: Emission = .guards,
        policy: PromotionPolicy = PromotionPolicy(), limit: Int? = nil, only: CallSiteID? = nil,
        verification: Verification = .none
    ) {
        self.level = level
        self.emission = emission
        self.policy = policy
        self.limit = limit
        self.only = only
        self.verification = verification
    }
}

/// The decisions about a module and how well the profile fitted.
public struct OptimizationReport: Sendable {
    /// One for each call site, the hottest first, equally hot ones by name.
    public let decisions: [Decision]
    /// How much of the profile was used.
    public let match: MatchSummary
    /// Where in the pipeline the sites were found.
    public let point: InstrumentationPoint
}

/// Applies a profile to a module: decides, promotes, inlines, and runs the optimization pipeline.
public struct Optimizer {
    private let profile: Profile
    private let profileName: String
    private let options: OptimizationOptions

    /// - Parameter profileName: the file's name, for messages.
    public init(profile: Profile, named profileName: String, options: OptimizationOptions) {
        self.profile = profile
        self.profileName = profileName
        self.options = options
    }

    /// Rewrites `module` and runs the whole pipeline of the chosen level.
    ///
    /// Promotion happens at the point of the pipeline at which the profile was recorded.
    ///
    /// - Throws: `brokenByLLVM`, `profileDoesNotMatch`, `mixedPoints`, `unknownSite` before any change;
    ///   `brokenRewrite` after some, the module being unusable then.
    public func optimize(
        _ module: ModuleReference, machine: borrowing TargetMachine
    ) throws(DevirtualizationError) -> OptimizationReport {
        let point = try profile.point(named: profileName)
        guard point == .early else {
            let report = try rewrite(module, at: point, machine: machine)
            module.optimize(
                level: options.level, machine: machine, verifyEach: options.verification == .passes)
            return report
        }
        return try module.optimize(
            level: options.level, machine: machine, verifyEach: options.verification == .passes
        ) { (module) throws(DevirtualizationError) in
            try rewrite(module, at: point, machine: machine)
        }
    }

    /// Decides without changing `module`.
    ///
    /// For a profile recorded early in the pipeline the module must be a throw-away copy: the
    /// pipeline is run on it up to that point and beyond.
    ///
    /// - Throws: as `optimize`.
    public func decide(
        _ module: ModuleReference, machine: borrowing TargetMachine
    ) throws(DevirtualizationError) -> OptimizationReport {
        let point = try profile.point(named: profileName)
        guard point == .early else { return try plan(module, at: point, machine: machine).report }
        return try module.optimize(
            level: options.level, machine: machine
        ) { (module) throws(DevirtualizationError) in
            try plan(module, at: point, machine: machine).report
        }
    }

    /// Rewrites `module`, which is at `point` of a pipeline that someone else runs. Functions that
    /// were profiled at another point are not used. Decisions become remarks, too.
    ///
    /// - Parameters:
    ///   - isPart: the module is one file of a program.
    ///   - bodies: where bodies come from that the module does not have.
    /// - Throws: as `optimize`, but for `mixedPoints`.
    public func promote(
        _ module: ModuleReference, at point: InstrumentationPoint, isPart: Bool = false,
        bodies: BodyImporter? = nil, machine: borrowing TargetMachine
    ) throws(DevirtualizationError) -> OptimizationReport {
        let imports = bodies?.importTargets(
            into: module, at: point, profile: profile, policy: options.policy)
        defer { bodies?.finish(module) }
        return try rewrite(
            module, at: point, isPart: isPart, imports: imports ?? Imports(), emitsRemarks: true,
            machine: machine)
    }

    private func plan(
        _ module: ModuleReference, at point: InstrumentationPoint, isPart: Bool = false,
        imports: Imports = Imports(), machine: borrowing TargetMachine
    ) throws(DevirtualizationError) -> (sites: [PlannedSite], report: OptimizationReport) {
        guard module.globalVariable(named: RuntimeNames.module) == nil else {
            throw .alreadyInstrumented(module: module.identifier)
        }
        try module.checkCompilable()
        let functions = CallSiteFinder.sites(in: module, at: point)
        var matcher = ProfileMatcher(profile, isPart: isPart)
        var planner = PromotionPlanner(
            module: module, policy: options.policy, imports: imports)
        let analyses = Analyses(machine: machine)
        var sites = planner.plan(functions, matcher: &matcher, analyses: analyses)
        try matcher.summary.check(profile, named: profileName, module: module.identifier)
        try select(&sites, module: module)
        let report = OptimizationReport(
            decisions: sites.map(\.decision), match: matcher.summary, point: point)
        return (sites, report)
    }

    /// Takes back what `--limit` and `--only` leave out. Numbers stay as they are.
    private func select(
        _ sites: inout [PlannedSite], module: ModuleReference
    ) throws(DevirtualizationError) {
        if let only = options.only, !sites.contains(where: { $0.decision.site == only }) {
            throw .unknownSite(only.description, module: module.identifier)
        }
        for index in sites.indices {
            let isOut = options.only.map { $0 != sites[index].decision.site } ?? false
            for target in sites[index].decision.targets.indices {
                guard
                    case .promoted(let number, _, _) = sites[index].decision.targets[target]
                        .outcome,
                    isOut || number > options.limit ?? .max
                else { continue }
                sites[index].decision.targets[target].outcome = .refused(.deselected)
                sites[index].promotions[target] = nil
            }
            if sites[index].promotions.isEmpty, sites[index].decision.refusal == nil {
                sites[index].decision.refusal = .deselected
            }
        }
    }

    private func rewrite(
        _ module: ModuleReference, at point: InstrumentationPoint, isPart: Bool = false,
        imports: Imports = Imports(), emitsRemarks: Bool = false,
        machine: borrowing TargetMachine
    ) throws(DevirtualizationError) -> OptimizationReport {
        let planned = try plan(
            module, at: point, isPart: isPart, imports: imports, machine: machine)
        var sites = planned.sites
        switch options.emission {
        case .vp:
            ProfileAnnotation.annotate(
                &sites, limit: options.limit, only: options.only, in: module)
        case .guards:
            var rewriter = PromotionRewriter(
                verifiesEach: options.verification >= .rewrites)
            try rewriter.rewrite(
                &sites, in: module, policy: options.policy, analyses: Analyses(machine: machine))
        }
        if emitsRemarks { SiteRemarks.emit(sites) }
        return OptimizationReport(
            decisions: sites.map(\.decision), match: planned.report.match, point: point)
    }
}
