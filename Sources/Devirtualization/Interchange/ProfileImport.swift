public import DevirtProfile
public import LLVM

/// Takes profiles of LLVM's own instrumentation (`-fprofile-generate`).
public struct ProfileImport {
    /// The profile.
    public let profile: Profile
    /// Functions of LLVM's profile whose indirect calls were found.
    public private(set) var functions = 0
    /// Functions of the module that LLVM's profile has in another version.
    public private(set) var changed = 0

    /// Reads what the profile says by itself: names and counts. Such a profile can be looked at, but
    /// no module is recognised by it.
    public init(_ imported: [IndexedFunction]) {
        var functions: [FunctionProfile] = []
        for function in imported where !function.sites.isEmpty {
            let sites = function.sites.enumerated().map { ordinal, targets in
                SiteProfile(
                    ordinal: UInt32(ordinal), kind: .functionPointer, calleeType: "",
                    summary: SiteSummary(targets) { Self.name(of: $0) })
            }
            functions.append(
                FunctionProfile(
                    FunctionKey(name: function.name, hash: function.hash, point: .asIs),
                    sites: sites))
        }
        self.functions = functions.count
        profile = Profile(runs: 1, functions: functions)
    }

    /// Finds the call sites of a module in the profile.
    ///
    /// - Parameters:
    ///   - name: the profile's file name, for errors.
    ///   - module: what the profiled program was compiled from; of no use afterwards.
    ///   - point: where in the pipeline the profile is to be used.
    ///   - level: of the pipeline that was profiled.
    /// - Throws: `profileDoesNotMatch` if no function of the profile is in the module.
    public init(
        _ imported: [IndexedFunction], named name: String, for module: ModuleReference,
        at point: InstrumentationPoint, level: OptimizationLevel,
        machine: borrowing TargetMachine
    ) throws(DevirtualizationError) {
        let moduleName = module.identifier
        let names = Dictionary(
            module.functions.map { (globalIdentifier(of: $0.profileName), $0.profileName) }
        ) { first, _ in first }
        let layout = InstrumentedLayout(
            of: module, at: point, profile: Profile(), level: level, machine: machine)
        let byName = Dictionary(grouping: imported, by: \.name)
        var found = layout.functions.map { [SiteProfile?](repeating: nil, count: $0.sites.count) }
        var sites: [[SiteProfile]] = layout.functions.map { _ in [] }
        var matches = 0
        for function in layout.instrumented {
            guard let versions = byName[function.name] else { continue }
            guard
                let record = versions.first(where: {
                    $0.hash == function.hash && $0.sites.count == function.sites.count
                })
            else {
                changed += 1
                continue
            }
            matches += 1
            if !record.sites.isEmpty { functions += 1 }
            for case (let site?, let targets) in zip(function.sites, record.sites) {
                let identity = layout.functions[site.function].sites[site.ordinal]
                sites[site.function].append(
                    SiteProfile(
                        identity,
                        summary: SiteSummary(targets) { names[$0.guid] ?? Self.name(of: $0) }))
                found[site.function][site.ordinal] = sites[site.function].last
            }
        }
        guard matches > 0 else {
            throw .profileDoesNotMatch(
                profile: name, module: moduleName, functions: imported.count)
        }
        // Sites of which no copy was profiled say nothing by having no calls.
        let profiles = layout.functions.indices.compactMap { number -> FunctionProfile? in
            guard !sites[number].isEmpty else { return nil }
            let function = layout.functions[number]
            let missing = zip(function.sites, found[number]).compactMap { identity, profile in
                profile == nil ? SiteProfile(identity, recorded: false) : nil
            }
            return FunctionProfile(
                function.key, file: function.declaration.file, line: function.declaration.line,
                sites: sites[number] + missing)
        }
        profile = Profile(runs: 1, functions: profiles)
    }

    /// As of a target that no symbol table names, if the profile does not.
    private static func name(of target: IndexedFunction.Target) -> String {
        target.name ?? (target.guid == 0 ? "?" : "guid+0x" + String(target.guid, radix: 16))
    }
}

extension SiteSummary {
    /// LLVM's counts are taken as exact.
    fileprivate init(
        _ targets: [IndexedFunction.Target], name: (IndexedFunction.Target) -> String
    ) {
        let entries = targets.filter { $0.count > 0 }.map {
            TargetCount(target: Target(name: name($0)), count: $0.count)
        }
        self.init(
            total: entries.reduce(0) { $0.addingSaturated($1.count) }, entries: entries)
    }
}
