internal import DevirtProfile
internal import LLVM

/// A call site with its decision, ready to be rewritten.
struct PlannedSite {
    let site: CallSite
    let caller: Function
    let isVeryHot: Bool
    var decision: Decision
    /// What each promoted target needs, by its position among the decision's targets.
    var promotions: [Int: PlannedPromotion] = [:]
}

/// A guard to be put in.
struct PlannedPromotion {
    let function: Function
    /// The address points to compare the vtable pointer with; empty: compare the callee.
    let addressPoints: [VirtualTables.AddressPoint]
}

/// Decides which targets of which sites get a guard.
struct PromotionPlanner: ~Copyable {
    private let module: ModuleReference
    private let policy: PromotionPolicy
    private let tables: VirtualTables
    /// Bodies of other files.
    private let imports: Imports
    private var budget: GrowthBudget
    private var rewrites = 0

    init(
        module: ModuleReference, policy: PromotionPolicy, imports: Imports = Imports()
    ) {
        self.module = module
        self.imports = imports
        self.policy = policy
        tables = VirtualTables(of: module)
        budget = GrowthBudget(of: module, policy: policy)
    }

    /// Plans all sites, the hottest first, so that they take from the growth budget first.
    ///
    /// - Returns: the sites in that order, equally hot ones by name; the numbers of rewrites ascend.
    mutating func plan(
        _ functions: [FunctionSites], matcher: inout some SiteProfiles,
        analyses: borrowing Analyses
    ) -> [PlannedSite] {
        var sites: [PlannedSite] = []
        var profiles: [SiteProfile?] = []
        for function in functions {
            for (site, found) in zip(function.sites, matcher.match(function)) {
                let decision = Decision(
                    site: CallSiteID(function: function.key.name, ordinal: site.identity.ordinal),
                    identity: site.identity, match: found.match,
                    summary: found.profile?.summary ?? .empty, targets: [], refusal: nil)
                sites.append(
                    PlannedSite(
                        site: site, caller: function.function, isVeryHot: false,
                        decision: decision))
                profiles.append(found.profile)
            }
        }
        let order = sites.indices.sorted { left, right in
            let (a, b) = (sites[left].decision, sites[right].decision)
            return a.summary.total != b.summary.total
                ? a.summary.total > b.summary.total : a.site < b.site
        }
        // Calls at sites that a stale profile lost count as hotter: what is left of a program does
        // not become hot by that.
        let found = sites.reduce(0.0) { $0 + Double($1.decision.summary.total) }
        let allCalls = max(Double(matcher.allCalls), found)
        var callsBefore = allCalls - found
        return order.map { index in
            let total = sites[index].decision.summary.total
            let share =
                matcher.hotterShare(than: total) ?? (allCalls > 0 ? callsBefore / allCalls : 0)
            callsBefore += Double(total)
            return decide(
                sites[index], profile: profiles[index], hotterShare: share, analyses: analyses)
        }
    }

    /// - Parameter hotterShare: the share of all calls made at hotter sites.
    private mutating func decide(
        _ planned: PlannedSite, profile: SiteProfile?, hotterShare: Double,
        analyses: borrowing Analyses
    ) -> PlannedSite {
        var planned = PlannedSite(
            site: planned.site, caller: planned.caller,
            isVeryHot: hotterShare < policy.veryHotShare, decision: planned.decision)
        if let refusal = refusal(of: planned, profile: profile, hotterShare: hotterShare) {
            planned.decision.refusal = refusal
            planned.decision.targets = planned.decision.summary.calledFunctions.map {
                TargetDecision($0, outcome: .refused(refusal))
            }
            return planned
        }
        let candidates = planned.decision.summary.calledFunctions.map { called in
            candidate(called, for: planned, analyses: analyses)
        }
        choose(among: candidates, for: &planned)
        return planned
    }

    private func refusal(
        of planned: PlannedSite, profile: SiteProfile?, hotterShare: Double
    ) -> Refusal? {
        if let obstacle = planned.site.unpromotable { return obstacle }
        guard let profile else { return planned.decision.match == .lost ? .staleProfile : .noData }
        if !profile.recorded { return .notRecorded }
        if profile.summary.total == 0 { return .notExecuted }
        return hotterShare > policy.hotShare ? .notHot : nil
    }

    /// What promoting one target would bring.
    private struct Candidate {
        let called: CalledFunction
        var function: Function?
        var refusal: Refusal?
        /// Cost of inlining, or why the body is called.
        var inlining: TargetDecision.Inlining = .called("")
        var gainPerCall = 0.0
        /// Instructions added.
        var growth = 0

        mutating func inline(cost: Int, gain: Double) {
            inlining = .inlined(cost: cost)
            gainPerCall = gain
            growth += max(cost, 0) / GrowthBudget.unitsPerInstruction
        }
    }

    private func candidate(
        _ called: CalledFunction, for planned: PlannedSite, analyses: borrowing Analyses
    ) -> Candidate {
        var result = Candidate(called: called)
        guard !called.isUnknown else {
            result.refusal = .targetUnknown
            return result
        }
        guard let function = definition(of: called) else {
            result.refusal =
                imports.refusals[called.name].map { .targetNotImported(called.name, $0) }
                ?? .targetNotDefined(called.name)
            return result
        }
        result.function = function
        if let obstacle = planned.site.call.obstacle(toPromoting: function) {
            result.refusal = .typeMismatch(obstacle)
            return result
        }
        let threshold = policy.inlineThreshold(
            share: planned.decision.share(of: called.lower), isVeryHot: planned.isVeryHot)
        result.growth = GrowthBudget.guardSize
        result.gainPerCall = policy.directGain
        guard !function.isDeclaration else {
            result.inlining = .called("no body here")
            return result
        }
        switch analyses.inlineCost(of: function, at: planned.site.call) {
        case .always:
            result.inline(cost: 0, gain: policy.inlineGain)
        case .costs(let cost) where cost <= threshold:
            result.inline(cost: cost, gain: policy.gain(ofInlining: cost))
        case .costs(let cost):
            result.inlining = .called("cost \(cost) is over the threshold of \(threshold)")
        case .never(let reason):
            result.inlining = .called(reason)
        }
        return result
    }

    /// The function of the module that a profile's target names, if its body is here.
    private func definition(of called: CalledFunction) -> Function? {
        if let function = module.definition(calledInProfile: called.name)
            ?? imports.functions[called.name]
        {
            return function
        }
        guard policy.promotesDeclarations, let function = module.function(named: called.name),
            function.profileName == called.name
        else { return nil }
        return function
    }

    /// The vtables that stand for `function` at a virtual site; none if they are too many.
    private func addressPoints(
        for function: Function, at site: CallSite
    ) -> [VirtualTables.AddressPoint] {
        guard let slot = site.virtualTable else { return [] }
        let points = tables.addressPoints(for: function, slot: slot.offset)
        return points.count <= policy.maximumTablesPerGuard ? points : []
    }

    /// Takes the most profitable chain of guards, as far as growth allows.
    private mutating func choose(among candidates: [Candidate], for planned: inout PlannedSite) {
        let total = Double(planned.decision.summary.total)
        let isPredicted = planned.decision.summary.persistence >= policy.predictedPersistence
        let share = isPredicted ? policy.predictedGainShare : 1
        let noGain = isPredicted ? Refusal.calledInRuns : .noGain
        var reaching = total
        var gain = 0.0
        var best = (gain: 0.0, length: 0)
        var chain: [Int] = []
        var refusals = candidates.map { $0.refusal }
        for (index, candidate) in candidates.enumerated() where candidate.refusal == nil {
            let calls = Double(candidate.called.lower)
            guard chain.count < policy.maximumTargets, calls >= policy.minimumShare * total,
                calls >= policy.minimumRemainingShare * reaching
            else { continue }
            let ownGain = calls * candidate.gainPerCall * share - reaching * policy.guardCost
            // A guard before a call pays for itself or not at all; one before an inlined body may
            // pay by what it spares the guards behind it.
            if ownGain <= 0, case .called = candidate.inlining { continue }
            gain += ownGain
            reaching -= calls
            chain.append(index)
            if gain > best.gain { best = (gain, chain.count) }
        }
        let chosen = Set(chain.prefix(best.length))
        for (index, candidate) in candidates.enumerated() {
            var outcome = TargetDecision.Outcome.refused(refusals[index] ?? noGain)
            if chosen.contains(index), let function = candidate.function {
                let points = addressPoints(for: function, at: planned.site)
                switch budget.take(candidate.growth, in: planned.caller) {
                case .some(let refusal):
                    refusals[index] = refusal
                    outcome = .refused(refusal)
                case nil:
                    rewrites += 1
                    outcome = .promoted(
                        rewrite: rewrites, guard: points.isEmpty ? .function : .vtable,
                        inlining: candidate.inlining)
                    planned.promotions[index] = PlannedPromotion(
                        function: function, addressPoints: points)
                }
            }
            planned.decision.targets.append(TargetDecision(candidate.called, outcome: outcome))
        }
        if planned.promotions.isEmpty {
            // The reason of the hottest target stands for the site.
            planned.decision.refusal = refusals.first.flatMap { $0 } ?? noGain
        }
    }
}

extension TargetDecision {
    fileprivate init(_ called: CalledFunction, outcome: Outcome) {
        self.init(
            name: called.name, calls: called.lower, upperBound: called.count, outcome: outcome)
    }
}
