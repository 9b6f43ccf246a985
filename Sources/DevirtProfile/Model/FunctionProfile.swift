/// A function and the profiles of its call sites.
public struct FunctionProfile: Sendable, Hashable {
    /// What identifies the function.
    public let key: FunctionKey
    /// The function's declaration; its column is not recorded.
    public private(set) var location: SourceLocation
    /// The call sites, each once, in the order of their identities.
    public private(set) var sites: [SiteProfile]

    /// A function and its sites; the sites may be in any order, and those of the same identity
    /// are merged.
    ///
    /// - Complexity: O(n log n) for n sites.
    public init(_ key: FunctionKey, file: String? = nil, line: UInt32 = 0, sites: [SiteProfile]) {
        var sites = sites
        sites.makeAscending { $0.merge($1) }
        self.init(key, file: file, line: line, canonical: sites)
    }

    /// A function of sites known to be in canonical order.
    init(_ key: FunctionKey, file: String?, line: UInt32, canonical sites: [SiteProfile]) {
        self.key = key
        self.location = SourceLocation(file: file, line: line)
        self.sites = sites
    }

    /// The linkage name; `file;name` for local linkage.
    public var name: String { key.name }
    /// The structural hash of the function when it was instrumented.
    public var hash: UInt64 { key.hash }
    /// Where in the pipeline it was instrumented.
    public var point: InstrumentationPoint { key.point }
    /// The source file of the function; nil when unknown.
    public var file: String? { location.file }
    /// The line of the function's declaration; 0 when unknown.
    public var line: UInt32 { location.line }

    /// The site of an identity, if the profile has it.
    ///
    /// - Complexity: O(log n) for n sites.
    public func site(_ identity: SiteIdentity) -> SiteProfile? {
        sites.position(of: identity).map { sites[$0] }
    }

    /// Adds another profile of the same function. Where they disagree about its place in the
    /// source, a known place is kept, then the smaller one.
    mutating func merge(_ other: FunctionProfile) {
        location = SourceLocation.preferred(location, other.location)
        sites.mergeAscending(other.sites) { $0.merge($1) }
    }

    func scaled(by weight: UInt64) -> FunctionProfile {
        FunctionProfile(
            key, file: file, line: line, canonical: sites.map { $0.scaled(by: weight) })
    }
}

extension FunctionProfile: Keyed {}
