public import DevirtProfile

/// Finds what a profile knows about the sites of functions, as ahead of time: functions that are as
/// they were by their hash, changed ones as far as source lines tell.
public struct StoredSites {
    private var matcher: ProfileMatcher

    /// The profile to look in.
    public init(_ profile: Profile) { matcher = ProfileMatcher(profile) }

    /// How much was found so far.
    public var summary: MatchSummary { matcher.summary }

    /// The profiles of the sites of a function, one for each; nil where nothing is known.
    public mutating func profiles(of function: FunctionSites) -> [SiteProfile?] {
        matcher.match(function).map(\.profile)
    }
}
