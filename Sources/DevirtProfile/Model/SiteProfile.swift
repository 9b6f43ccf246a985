/// A call site and what was learned about it.
public struct SiteProfile: Sendable, Hashable {
    /// What identifies the site within its function.
    public let identity: SiteIdentity
    /// Whether the site was recorded. A site that was not says nothing by having no calls.
    public private(set) var recorded: Bool
    /// What was recorded.
    public private(set) var summary: SiteSummary

    /// A site of an identity and what was recorded of it.
    public init(_ identity: SiteIdentity, recorded: Bool = true, summary: SiteSummary = .empty) {
        self.identity = identity
        self.recorded = recorded
        self.summary = summary
    }

    /// A site given part by part.
    public init(
        ordinal: UInt32, kind: SiteKind, location: SourceLocation = .unknown, calleeType: String,
        recorded: Bool = true, summary: SiteSummary = .empty
    ) {
        self.init(
            SiteIdentity(
                ordinal: ordinal, kind: kind, calleeType: calleeType, location: location),
            recorded: recorded, summary: summary)
    }

    /// Position among the call sites of the function, in instruction order.
    public var ordinal: UInt32 { identity.ordinal }
    /// What the site calls through.
    public var kind: SiteKind { identity.kind }
    /// Where the call is in the source.
    public var location: SourceLocation { identity.location }
    /// The callee's function type as IR text.
    public var calleeType: String { identity.calleeType }

    /// Adds what another profile knows of the same site; recorded in either is recorded.
    mutating func merge(_ other: SiteProfile) {
        recorded = recorded || other.recorded
        summary.merge(other.summary)
    }

    func scaled(by weight: UInt64) -> SiteProfile {
        SiteProfile(identity, recorded: recorded, summary: summary.scaled(by: weight))
    }
}

extension SiteProfile: Keyed {
    var key: SiteIdentity { identity }
}
