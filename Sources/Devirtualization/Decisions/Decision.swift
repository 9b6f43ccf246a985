public import DevirtProfile

/// What was decided about one call site, and why. Reports, remarks and JSON are views of these.
public struct Decision: Sendable {
    /// Which site.
    public let site: CallSiteID
    /// Kind, callee type and source location.
    public let identity: SiteIdentity
    /// How the profile found the site.
    public let match: ProfileMatch
    /// What the profile says; empty without data.
    public let summary: SiteSummary
    /// The targets in order of their counts: guarded first to last, refused ones between them.
    public internal(set) var targets: [TargetDecision]
    /// Why nothing was done, or nil if at least one target was promoted.
    public internal(set) var refusal: Refusal?

    /// The targets that got a guard, in the order of the guards.
    public var promoted: [TargetDecision] { targets.filter(\.isPromoted) }

    /// The share of the site's calls that `calls` are, 0 to 1. A damaged profile may count more
    /// calls of a target than of its site.
    func share(of calls: UInt64) -> Double {
        min(Double(calls) / Double(max(summary.total, 1)), 1)
    }

    /// Calls of the training runs that still go through the indirect call.
    public var remaining: UInt64 {
        promoted.reduce(summary.total) { $0 - min($0, $1.calls) }
    }
}

/// How a profile entry was found for a call site.
public enum ProfileMatch: String, Sendable, Hashable {
    /// The function is the one that was profiled.
    case exact
    /// The function changed; the site was found by location, callee type and order.
    case stale
    /// The function changed, and the site was not found again.
    case lost
    /// The profile has nothing for the site.
    case none
}

/// What was decided about one target of a site.
public struct TargetDecision: Sendable {
    /// What became of the target.
    public enum Outcome: Sendable, Hashable {
        /// Guarded; the number counts rewrites over the module.
        case promoted(rewrite: Int, guard: GuardKind, inlining: Inlining)
        /// Named in LLVM's profile metadata (`--emit vp`), for LLVM's own promotion.
        case annotated
        /// Left to the indirect call.
        case refused(Refusal)
    }

    /// What a guard compares.
    public enum GuardKind: String, Sendable, Hashable {
        /// The callee with the target's address.
        case function
        /// The vtable pointer with the tables that have the target in the slot: one load less.
        case vtable
    }

    /// What became of the body behind the guard.
    public enum Inlining: Sendable, Hashable {
        /// Inlined, at this cost in LLVM's units (5 per simple instruction).
        case inlined(cost: Int)
        /// A direct call, and why.
        case called(String)
    }

    /// The target's symbol.
    public let name: String
    /// Calls of the training runs that certainly went there.
    public let calls: UInt64
    /// The most calls that may have gone there.
    public let upperBound: UInt64
    /// What became of it.
    public internal(set) var outcome: Outcome

    /// True if the target is in LLVM's profile metadata.
    public var isAnnotated: Bool { outcome == .annotated }

    /// True if its body is behind a guard.
    public var isInlined: Bool {
        if case .promoted(_, _, .inlined) = outcome { true } else { false }
    }

    /// The number of its rewrite; 0 if there is none.
    var rewrite: Int {
        if case .promoted(let number, _, _) = outcome { number } else { 0 }
    }

    /// True if the target got a guard.
    public var isPromoted: Bool {
        if case .promoted = outcome { true } else { false }
    }
}
