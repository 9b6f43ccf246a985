internal import DevirtProfile
internal import LLVM

/// The call sites of a module, and where LLVM's own profile instrumentation finds them.
///
/// Calls are marked where Devirt looks at the module; LLVM instruments it further down the pipeline,
/// when calls have been inlined, copied and removed. What still has a mark is found again.
struct InstrumentedLayout {
    /// A function with call sites, at Devirt's point of the pipeline.
    struct Function {
        let key: FunctionKey
        let declaration: SourceLocation
        let sites: [SiteIdentity]
        /// What a profile says of the sites.
        var profiles: [SiteProfile?] = []
    }

    private(set) var functions: [Function] = []
    private(set) var instrumented: [PGOFunction] = []
    private(set) var matcher: ProfileMatcher

    /// - Parameters:
    ///   - module: of no use afterwards.
    ///   - profile: matched with the sites; may be empty.
    init(
        of module: ModuleReference, at point: InstrumentationPoint, profile: Profile,
        level: OptimizationLevel, machine: borrowing TargetMachine
    ) {
        matcher = ProfileMatcher(profile)
        if point == .asIs { mark(module, at: point) }
        instrumented = module.pgoLayout(level: level, machine: machine) { module in
            if point == .early { mark(module, at: point) }
        }
    }

    private mutating func mark(_ module: ModuleReference, at point: InstrumentationPoint) {
        for (number, function) in CallSiteFinder.sites(in: module, at: point).enumerated() {
            LiveSite.mark(function.function, owner: 0, number: number, in: module)
            functions.append(
                Function(
                    key: function.key, declaration: function.declaration,
                    sites: function.sites.map(\.identity),
                    profiles: matcher.match(function).map(\.profile)))
        }
    }
}
