/// What identifies a call site within a function.
public struct SiteIdentity: Sendable, Hashable, Comparable {
    /// Position among the call sites of the function, in instruction order.
    public var ordinal: UInt32
    /// What the site calls through.
    public var kind: SiteKind
    /// The callee's function type as IR text, such as `i32 (ptr, i64)`.
    public var calleeType: String
    /// Where the call is in the source.
    public var location: SourceLocation

    /// An identity of its parts.
    public init(
        ordinal: UInt32, kind: SiteKind, calleeType: String, location: SourceLocation = .unknown
    ) {
        self.ordinal = ordinal
        self.kind = kind
        self.calleeType = calleeType
        self.location = location
    }

    /// Whether the identities are the same byte for byte.
    public static func == (left: SiteIdentity, right: SiteIdentity) -> Bool {
        left.ordinal == right.ordinal && left.kind == right.kind
            && ByteOrder.compare(left.calleeType, right.calleeType) == 0
            && left.location == right.location
    }

    /// Orders by ordinal, kind, type, file (none last), line and column; names by their bytes.
    public static func < (left: SiteIdentity, right: SiteIdentity) -> Bool {
        guard (left.ordinal, left.kind) == (right.ordinal, right.kind) else {
            return (left.ordinal, left.kind) < (right.ordinal, right.kind)
        }
        let type = ByteOrder.compare(left.calleeType, right.calleeType)
        return type != 0 ? type < 0 : left.location < right.location
    }

    /// Hashes the bytes that `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ordinal)
        hasher.combine(kind)
        ByteOrder.hash(calleeType, into: &hasher)
        hasher.combine(location)
    }
}
