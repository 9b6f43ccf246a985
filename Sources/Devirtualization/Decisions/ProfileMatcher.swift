internal import DevirtProfile

/// How much of a profile a module could use.
public struct MatchSummary: Sendable, Hashable {
    /// Functions found in the module as they were profiled.
    public internal(set) var exactFunctions = 0
    /// Functions found changed, with at least one site recovered.
    public internal(set) var staleFunctions = 0
    /// Functions of the module with call sites.
    public internal(set) var functions = 0
    /// Calls in the profile.
    public internal(set) var profileCalls: UInt64 = 0
    /// Calls of the profile at sites that were found.
    public internal(set) var matchedCalls: UInt64 = 0

    /// Functions that were profiled and have changed since.
    public internal(set) var changedFunctions = 0
}

extension MatchSummary {
    /// - Throws: `profileDoesNotMatch` if the module has call sites, but no function of the profile.
    func check(
        _ profile: Profile, named name: String, module: String
    ) throws(DevirtualizationError) {
        guard functions > 0, exactFunctions == 0, changedFunctions == 0, !profile.isEmpty
        else { return }
        throw .profileDoesNotMatch(
            profile: name, module: module, functions: profile.functions.count)
    }
}

extension Profile {
    /// The one point all functions were recorded at.
    ///
    /// - Throws: `mixedPoints`.
    func point(named name: String) throws(DevirtualizationError) -> InstrumentationPoint {
        let points = Set(functions.map(\.point))
        guard points.count <= 1 else { throw .mixedPoints(profile: name) }
        return points.first ?? .asIs
    }
}

/// Where the profiles of call sites come from.
protocol SiteProfiles {
    /// Calls of the whole program, as far as they are known.
    var allCalls: UInt64 { get }

    /// The share of all calls made at hotter sites than one with `total` calls; nil where that
    /// follows from the sites that are asked for.
    func hotterShare(than total: UInt64) -> Double?

    /// The profiles of the sites of `function`, one for each, and how they were found.
    mutating func match(
        _ function: FunctionSites
    ) -> [(match: ProfileMatch, profile: SiteProfile?)]
}

extension SiteProfiles {
    func hotterShare(than total: UInt64) -> Double? { nil }
}

/// Finds the profile of each call site.
///
/// A function with the same name and structural hash is the one that was profiled: its sites match
/// by position. A function that changed is matched site by site, by source line relative to the
/// function, column, kind and callee type, in order; a site without a location is not matched,
/// because nothing speaks for it.
struct ProfileMatcher: SiteProfiles {
    private(set) var summary = MatchSummary()
    private let profile: Profile
    /// The calls of all sites, the hottest first; empty for a whole program.
    private var totals: [UInt64] = []

    var allCalls: UInt64 { summary.profileCalls }

    /// - Parameter isPart: the module is one of several of the program: what is hot does not follow
    ///   from its own sites.
    init(_ profile: Profile, isPart: Bool = false) {
        self.profile = profile
        summary.profileCalls = profile.totals.calls
        guard isPart else { return }
        totals = profile.functions.flatMap { $0.sites.map(\.summary.total) }.filter { $0 > 0 }
            .sorted(by: >)
    }

    func hotterShare(than total: UInt64) -> Double? {
        guard !totals.isEmpty, allCalls > 0 else { return nil }
        let hotter = totals.prefix { $0 > total }.reduce(0.0) { $0 + Double($1) }
        return hotter / Double(allCalls)
    }

    mutating func match(
        _ function: FunctionSites
    ) -> [(match: ProfileMatch, profile: SiteProfile?)] {
        summary.functions += 1
        let found: [(match: ProfileMatch, profile: SiteProfile?)]
        if let same = profile.function(function.key) {
            summary.exactFunctions += 1
            let byOrdinal = Dictionary(same.sites.map { ($0.ordinal, $0) }) { first, _ in first }
            found = function.sites.map { site in
                let profile = byOrdinal[site.identity.ordinal]
                return (profile == nil ? .none : .exact, profile)
            }
        } else {
            found = matchChanged(function)
        }
        for profile in found.lazy.compactMap(\.profile) {
            summary.matchedCalls = summary.matchedCalls.addingSaturated(profile.summary.total)
        }
        return found
    }

    private mutating func matchChanged(
        _ function: FunctionSites
    ) -> [(match: ProfileMatch, profile: SiteProfile?)] {
        var result = [(match: ProfileMatch, profile: SiteProfile?)](
            repeating: (.none, nil), count: function.sites.count)
        let candidates = profile.functions(named: function.key.name)
            .filter { $0.point == function.key.point }
        // Of several versions the one that ran most; the lowest hash breaks ties (ascending order).
        guard let old = candidates.max(by: { Self.calls($0) < Self.calls($1) }) else {
            return result
        }
        for index in result.indices { result[index].match = .lost }
        summary.changedFunctions += 1

        let oldKeys = old.sites.map { SiteKey($0.identity, declaration: old.location) }
        let newKeys = function.sites.map {
            SiteKey($0.identity, declaration: function.declaration)
        }
        // Keys of one side only match nothing, and would make the difference quadratic.
        let common = Set(oldKeys).intersection(newKeys)
        let oldSites = old.sites.indices.filter {
            old.sites[$0].location.line != 0 && common.contains(oldKeys[$0])
        }
        let newSites = function.sites.indices.filter {
            function.sites[$0].identity.location.line != 0 && common.contains(newKeys[$0])
        }
        let difference = newSites.map { newKeys[$0] }
            .difference(from: oldSites.map { oldKeys[$0] })
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        let keptOld = oldSites.indices.filter { !removed.contains($0) }
        let keptNew = newSites.indices.filter { !inserted.contains($0) }
        for (oldIndex, newIndex) in zip(keptOld, keptNew) {
            result[newSites[newIndex]] = (.stale, old.sites[oldSites[oldIndex]])
        }
        if !keptNew.isEmpty { summary.staleFunctions += 1 }
        return result
    }

    private static func calls(_ function: FunctionProfile) -> UInt64 {
        function.sites.reduce(0) { $0.addingSaturated($1.summary.total) }
    }
}

/// The evidence that two sites of two versions of a function are the same.
private struct SiteKey: Hashable {
    let kind: SiteKind
    let calleeType: String
    /// Nil where lines count from the function's declaration: its file may be renamed.
    let file: String?
    let isRelative: Bool
    let line: Int
    let column: UInt32

    init(_ identity: SiteIdentity, declaration: SourceLocation) {
        kind = identity.kind
        calleeType = identity.calleeType
        isRelative = declaration.line != 0 && declaration.file == identity.location.file
        file = isRelative ? nil : identity.location.file
        line = Int(identity.location.line) - (isRelative ? Int(declaration.line) : 0)
        column = identity.location.column
    }
}
