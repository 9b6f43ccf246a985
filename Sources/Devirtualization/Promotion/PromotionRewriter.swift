internal import DevirtProfile
internal import LLVM

/// Puts planned guards into the module and inlines the bodies behind them.
///
/// Before:
///
///     %result = call i32 %callee(ptr %object)
///
/// After, for two promoted targets, the first inlined:
///
///     br (icmp eq ptr %callee, @A), label %a, label %notA        ; weights from the profile
///     a:    <body of A>
///     notA: br (icmp eq ptr %callee, @B), label %b, label %rest
///     b:    %1 = call i32 @B(ptr %object)
///     rest: %2 = call i32 %callee(ptr %object)                   ; !prof VP: the other targets
///
/// Legal because a guard compares the very address that is called, or the vtable pointer it is
/// loaded from with vtables whose contents are known: the direct call runs only when the indirect
/// one would have run the same function.
struct PromotionRewriter {
    /// Rewrites are checked one by one: for tests and for finding bugs.
    let verifiesEach: Bool
    private var inlines: [Function: [PlannedInline]] = [:]

    init(verifiesEach: Bool) {
        self.verifiesEach = verifiesEach
    }

    private struct PlannedInline {
        let call: CallInstruction
        let callee: Function
        let site: Int
        let target: Int
    }

    /// Rewrites every planned site; afterwards the decisions say what was done.
    ///
    /// - Parameter beforeInlining: may add code to what remains of the sites.
    /// - Throws: `DevirtualizationError.brokenRewrite` if a rewrite left invalid IR.
    mutating func rewrite(
        _ sites: inout [PlannedSite], in module: ModuleReference, policy: PromotionPolicy,
        analyses: borrowing Analyses, beforeInlining: ([PlannedSite]) -> Void = { _ in }
    ) throws(DevirtualizationError) {
        for index in sites.indices where !sites[index].promotions.isEmpty {
            try guardTargets(ofSite: index, in: sites, module: module)
        }
        beforeInlining(sites)
        for caller in Set(sites.map(\.caller)) { analyses.invalidate(caller) }
        var finished: Set<Function> = []
        for site in sites {
            try inline(
                into: site.caller, ancestors: [], finished: &finished, sites: &sites,
                policy: policy, analyses: analyses)
        }
        try sinkRetains(at: sites, analyses: analyses)
    }

    /// Objects that were retained for an unknown callee's sake need not be for an inlined body's.
    private func sinkRetains(
        at sites: [PlannedSite], analyses: borrowing Analyses
    ) throws(DevirtualizationError) {
        var finished: Set<Function> = []
        for planned in sites
        where planned.site.identity.kind.isSwift && !planned.promotions.isEmpty
            && finished.insert(planned.caller).inserted
        {
            guard planned.caller.sinkRetains() > 0 else { continue }
            analyses.invalidate(planned.caller)
            let numbers = planned.decision.promoted.map(\.rewrite)
            try check(planned.caller, rewrite: numbers.max() ?? 0)
        }
    }

    private mutating func guardTargets(
        ofSite index: Int, in sites: [PlannedSite], module: ModuleReference
    ) throws(DevirtualizationError) {
        let planned = sites[index]
        let call = planned.site.call
        var remaining = planned.decision.summary.total
        var last = 0
        for (position, target) in planned.decision.targets.enumerated() {
            guard let promotion = planned.promotions[position],
                case .promoted(let number, _, let inlining) = target.outcome
            else { continue }
            let hits = min(target.calls, remaining)
            remaining -= hits
            let (hit, miss) = Self.branchWeights(hits, remaining)
            let direct = promote(planned.site, promotion, hit: hit, miss: miss, in: module)
            switch inlining {
            case .inlined:
                inlines[planned.caller, default: []].append(
                    PlannedInline(
                        call: direct, callee: promotion.function, site: index, target: position))
            case .called:
                // LLVM would inline it without looking at the caller's target features.
                if promotion.function.hasAttribute("alwaysinline") {
                    direct.addAttribute("noinline")
                }
            }
            try check(planned.caller, rewrite: number)
            last = number
        }
        call.sinkCallee()
        try check(planned.caller, rewrite: last)
        annotateFallback(call, of: planned.decision, module: module)
    }

    private func promote(
        _ site: CallSite, _ promotion: PlannedPromotion, hit: UInt32, miss: UInt32,
        in module: ModuleReference
    ) -> CallInstruction {
        guard let table = site.virtualTable?.table, !promotion.addressPoints.isEmpty else {
            return site.call.promote(to: promotion.function, hit: hit, miss: miss)
        }
        let points = promotion.addressPoints.map {
            module.address(of: $0.table, plus: $0.offset)
        }
        return site.call.promote(
            to: promotion.function, ifTable: table, isOneOf: points, hit: hit, miss: miss)
    }

    /// Scales counts to LLVM's 32-bit weights; a guard is never certain.
    private static func branchWeights(_ hits: UInt64, _ misses: UInt64) -> (UInt32, UInt32) {
        let scale = max(hits, misses) / UInt64(UInt32.max) + 1
        return (UInt32(max(hits / scale, 1)), UInt32(max(misses / scale, 1)))
    }

    /// The indirect call that remains keeps the rest of the profile.
    private func annotateFallback(
        _ call: CallInstruction, of decision: Decision, module: ModuleReference
    ) {
        let rest = decision.targets.filter { !$0.isPromoted && $0.calls > 0 }
        let node = ProfileAnnotation.node(
            total: decision.remaining, targets: rest, in: module)
        call.instruction.setMetadata("prof", node)
        if decision.remaining <= decision.summary.total / 1000 { call.addAttribute("cold") }
    }

    /// Inlines callees first, so that a body arrives with its own guards inlined.
    private mutating func inline(
        into caller: Function, ancestors: Set<Function>, finished: inout Set<Function>,
        sites: inout [PlannedSite], policy: PromotionPolicy, analyses: borrowing Analyses
    ) throws(DevirtualizationError) {
        guard !finished.contains(caller), let planned = inlines[caller] else { return }
        let ancestors = ancestors.union([caller])
        for inline in planned where !ancestors.contains(inline.callee) {
            try self.inline(
                into: inline.callee, ancestors: ancestors, finished: &finished, sites: &sites,
                policy: policy, analyses: analyses)
        }
        finished.insert(caller)
        for inline in planned {
            let target = sites[inline.site].decision.targets[inline.target]
            guard case .promoted(let number, let kind, _) = target.outcome else { continue }
            let outcome =
                ancestors.contains(inline.callee)
                ? .called("recursive")
                : perform(inline, sites[inline.site], policy: policy, analyses: analyses)
            sites[inline.site].decision.targets[inline.target].outcome = .promoted(
                rewrite: number, guard: kind, inlining: outcome)
            try check(caller, rewrite: number)
        }
        analyses.invalidate(caller)
    }

    /// The body may have grown since the plan: its cost counts as it is now.
    private func perform(
        _ inline: PlannedInline, _ planned: PlannedSite, policy: PromotionPolicy,
        analyses: borrowing Analyses
    ) -> TargetDecision.Inlining {
        let target = planned.decision.targets[inline.target]
        let threshold = policy.inlineThreshold(
            share: planned.decision.share(of: target.calls), isVeryHot: planned.isVeryHot)
        switch analyses.inlineCost(of: inline.callee, at: inline.call) {
        case .never(let reason): return .called(reason)
        case .costs(let cost) where cost > threshold:
            return .called("cost \(cost) is over the threshold of \(threshold)")
        case .costs(let cost):
            return analyses.inline(inline.call).map { .called($0) } ?? .inlined(cost: cost)
        case .always:
            return analyses.inline(inline.call).map { .called($0) } ?? .inlined(cost: 0)
        }
    }

    private func check(_ function: Function, rewrite: Int) throws(DevirtualizationError) {
        guard verifiesEach, !function.isValid else { return }
        throw .brokenRewrite(number: rewrite, function: function.name)
    }
}
