public import DevirtProfile
internal import Devirtualization

extension ReoptimizingJIT {
    /// Starts from a profile, merged from runs of instrumented programs or made by `liveProfile`:
    /// what was hot then is optimized at once, with guards for what its calls led to. Where they
    /// miss, functions record again, as ever.
    ///
    /// Call it before `runMain` or the first `call`; with a policy that does not count it changes
    /// nothing. Functions that changed since the profile was made use it as far as source lines
    /// tell; a `JITEvent` of the kind `matched` says how many there are.
    ///
    /// - Parameter name: the profile's name in events.
    public func use(profile: Profile, named name: String = "the profile") {
        engine.use(.init(profile: profile, name: name))
    }

    /// What the program's calls led to so far, and what was hot, in the terms of instrumented
    /// programs, together with what a profile in use said and still holds. `ProfileWriter` makes a
    /// file of it that all of Devirt reads.
    ///
    /// The program may go on meanwhile. O(size of the functions that ran).
    public func liveProfile() -> Profile {
        var functions: [FunctionProfile] = []
        var heat: [FunctionHeat] = []
        let names = ProfileNames(units, engine.names)
        for units in units {
            guard let identity = units.profile.identity else { continue }
            for index in units.names.indices {
                let stored = units.profile.stored(index)
                let periods = units.sites.periods(of: index)
                let hot = units.heat(of: index, stored?.heat)
                guard stored != nil || periods != nil || hot != nil else { continue }
                identity.withSites(of: index) { known in
                    if let hot {
                        heat.append(FunctionHeat(known.key, entries: hot.entries, loops: hot.loops))
                    }
                    guard !known.sites.isEmpty, stored != nil || periods != nil else { return }
                    let live = known.sites.map { site in
                        let ordinal = Int(site.identity.ordinal)
                        let summaries = periods?.compactMap { period in
                            ordinal < period.count ? names.summary(period[ordinal]) : nil
                        }
                        return SiteProfile(
                            site.identity,
                            recorded: summaries != nil && site.unrecordable == nil,
                            summary: summaries?.reduce(.empty, +) ?? .empty)
                    }
                    let before = zip(known.sites, stored?.sites ?? []).compactMap { site, profile in
                        profile.map {
                            SiteProfile(
                                site.identity, recorded: $0.recorded, summary: $0.summary)
                        }
                    }
                    functions.append(
                        FunctionProfile(
                            known.key, file: known.declaration.file, line: known.declaration.line,
                            sites: live + before))
                }
            }
        }
        let runs = engine.stored?.profile.runs ?? 0
        return Profile(runs: runs == .max ? runs : runs + 1, functions: functions, heat: heat)
    }
}

extension ProgramUnits {
    /// How hot a function was in this run and before.
    fileprivate func heat(
        of index: Int, _ stored: FunctionHeat?
    ) -> (entries: UInt64, loops: [FunctionHeat.Loop])? {
        let entered = loops.entered(in: index).map { loop, iterations in
            FunctionHeat.Loop(number: UInt32(loop), iterations: UInt64(clamping: iterations))
        }
        // The rest of what was requested was not yet hot, but was before.
        let isHot = !entered.isEmpty || entries(of: index) >= hotEntries
        guard isHot || stored != nil else { return nil }
        let (sum, overflow) = UInt64(clamping: entries(of: index))
            .addingReportingOverflow(stored?.entries ?? 0)
        return (overflow ? .max : sum, entered + (stored?.loops ?? []))
    }
}

/// Names what sites called as profiles do.
private final class ProfileNames {
    private let units: [ProgramUnits]
    private let names: TargetNames
    private var targets: [UInt64: Target] = [:]

    init(_ units: [ProgramUnits], _ names: TargetNames) {
        self.units = units
        self.names = names
    }

    func summary(_ raw: LiveSites.Summary) -> SiteSummary {
        SiteSummary(
            total: raw.calls, estimated: raw.estimated, samples: raw.samples, floor: raw.floor,
            order: raw.order,
            entries: raw.targets.map {
                TargetCount(target: target(at: $0.address), count: $0.count, error: $0.error)
            })
    }

    private func target(at address: UInt64) -> Target {
        if let known = targets[address] { return known }
        let target = name(address)
        targets[address] = target
        return target
    }

    private func name(_ address: UInt64) -> Target {
        for units in units {
            if let function = units.function(at: address) {
                return Target(
                    name: units.profile.identity?.names[function] ?? units.names[function])
            }
        }
        return names.nativeTarget(at: address)
    }
}
