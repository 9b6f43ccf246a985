internal import DevirtProfile
internal import Devirtualization
internal import LLVM

/// Starting from a profile: what it found hot is optimized before it is hot again.
extension Engine {
    /// A profile from a file.
    struct Stored: Sendable {
        let profile: Profile
        let name: String
    }

    /// Lets an optimizer begin with what the profile says about modules. Returns at once.
    func startWarm(_ modules: [ProgramUnits]) {
        guard stored != nil, let first = modules.first else { return }
        request(.init(units: first, function: 0, loop: nil, kind: .warmUp(modules)))
    }

    /// Finds modules in the profile, and requests what was hot.
    func warmUp(_ modules: [ProgramUnits]) {
        guard let stored else { return }
        let begin = clock.now
        let start = WarmStart(stored.profile, threshold: policy.hotEntries ?? 1000)
        var sites = StoredSites(stored.profile)
        var hot: [(units: ProgramUnits, function: Int, stored: StoredFunction)] = []
        for units in modules {
            guard let identity = units.profile.identity else { continue }
            let found = start.functions(of: identity, sites: &sites)
            units.profile.setStored(found.mapValues(\.function))
            for (index, function) in found {
                units.versions.setSize(index, to: function.size)
                if function.function.isHot, units.isChosen(index, in: session) {
                    hot.append((units, index, function.function))
                }
            }
        }
        tell(sites.summary, of: stored, since: begin)
        hot.sort { a, b in
            let runs = (a.stored.runs, b.stored.runs)
            return runs.0 != runs.1
                ? runs.0 > runs.1 : (a.units.slot, a.function) < (b.units.slot, b.function)
        }
        for (units, index, function) in hot { requestWarm(index, of: units, function) }
    }

    /// A function whose loops were entered is wanted from their heads on first: it runs for long,
    /// and its next call, if there is one, comes to them, too.
    private func requestWarm(_ index: Int, of units: ProgramUnits, _ function: StoredFunction) {
        // Calls lead to optimized code from the first one on.
        if isThere(index, of: units) { return }
        let loops = function.heat?.loops ?? []
        for loop in loops {
            let key = LoopEntries.Key(function: index, loop: Int(loop.number))
            if isThere(index, of: units, loop: key.loop) { continue }
            guard units.loops.expect(key) else { continue }
            count { $0.warmRequests += 1 }
            let runs = Int64(clamping: function.runs)
            request(.init(units: units, function: index, loop: key, knownRuns: runs))
        }
        let entries = function.heat?.entries ?? function.runs
        guard loops.isEmpty || entries > Reports.fewEntries, units.versions.request(index) else {
            return
        }
        count { $0.warmRequests += 1 }
        request(
            .init(
                units: units, function: index, loop: nil, knownRuns: Int64(clamping: entries)))
    }

    private func isThere(_ index: Int, of units: ProgramUnits, loop: Int? = nil) -> Bool {
        codeCache?.had(.init(slot: units.slot, index: index), loop: loop) ?? false
    }

    private func tell(_ match: MatchSummary, of stored: Stored, since begin: Double) {
        let found = match.exactFunctions + match.staleFunctions
        count { numbers in
            numbers.profiledFunctions += found
            numbers.changedFunctions += match.changedFunctions
        }
        let cause: String? =
            if match.changedFunctions > 0 {
                "\(match.changedFunctions) of \(match.functions) functions changed since it was made"
            } else if match.exactFunctions == 0, !stored.profile.isEmpty {
                stored.profile.functions.allSatisfy { $0.point == .early }
                    ? "it was recorded before the inliner, and is of no use here"
                    : "none of its functions is in the program"
            } else {
                nil
            }
        stream.send(
            JITEvent(
                .matched, stored.name, functionCount: found, version: 0, start: begin,
                duration: clock.now - begin, cause: cause))
    }
}

/// Looks functions of modules up in a profile.
private struct WarmStart {
    private let profile: Profile
    /// Calls that make a function hot if no JIT knows which are.
    private let threshold: UInt64
    /// What the profile has anything about.
    private let names: Set<String>
    /// Calls of functions by the sites of the profile.
    private let calls: [String: UInt64]

    init(_ profile: Profile, threshold: Int32) {
        self.profile = profile
        self.threshold = profile.heat.isEmpty ? UInt64(max(threshold, 1)) : .max
        var calls: [String: UInt64] = [:]
        for entry in profile.functions.lazy.flatMap(\.sites).flatMap(\.summary.entries)
        where entry.target.object == nil {
            let (sum, overflow) = calls[entry.target.name, default: 0]
                .addingReportingOverflow(entry.lower)
            calls[entry.target.name] = overflow ? .max : sum
        }
        let least = self.threshold
        self.calls = calls.filter { $0.value >= least }
        names = Set(profile.functions.map(\.name)).union(profile.heat.map(\.key.name))
            .union(self.calls.keys)
    }

    struct Found {
        let function: StoredFunction
        let size: Int
    }

    /// What the profile says about functions of a module, by their indices.
    func functions(
        of identity: ModuleIdentity, sites: inout StoredSites
    ) -> [Int: Found] {
        var result: [Int: Found] = [:]
        for (index, name) in identity.names.enumerated() where names.contains(name) {
            let found = identity.withSites(of: index) { known in
                let isKnown = !profile.functions(named: name).isEmpty
                return Found(
                    function: StoredFunction(
                        sites: isKnown ? sites.profiles(of: known) : [],
                        heat: profile.heat(of: known.key), calls: calls[name] ?? 0,
                        threshold: threshold),
                    size: known.function.instructionCount)
            }
            guard let found,
                found.function.runs > 0 || found.function.sites.contains(where: { $0 != nil })
            else { continue }
            result[index] = found
        }
        return result
    }
}
