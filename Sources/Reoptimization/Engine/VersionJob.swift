internal import Devirtualization
internal import LLVM

/// Makes one version of a function, or a continuation of it, and makes it the code to run.
struct VersionJob {
    let engine: Engine
    let request: OptimizationQueue.Request
    let function: Function
    let pristine: PristineModule
    let version: Int
    let optimizer: OptimizerThread
    /// Counters made for loops of the code.
    private let watched = Locked<[LoopEntries.Counters]>([])

    init(
        engine: Engine, request: OptimizationQueue.Request, function: Function,
        pristine: PristineModule, version: Int, optimizer: OptimizerThread
    ) {
        self.engine = engine
        self.request = request
        self.function = function
        self.pristine = pristine
        self.version = version
        self.optimizer = optimizer
    }

    /// What came of it.
    struct Installed {
        let codeBytes: Int
        let decisions: [LiveDecision]

        /// Guards put in.
        var guards: Int { decisions.reduce(0) { $0 + $1.decision.promoted.count } }

        /// Targets inlined behind them.
        var inlined: Int {
            decisions.reduce(0) { $0 + $1.decision.promoted.count(where: \.isInlined) }
        }
    }

    private var units: ProgramUnits { request.units }
    private var index: Int { request.function }
    private var name: String { units.names[index] }

    /// Compiles and installs; nil if the loop cannot be entered.
    ///
    /// - Throws: what compiling, linking or a layer throws; the old code goes on then.
    func run() throws(JITError) -> Installed? {
        guard let loop = request.loop else { return try optimizeFunction() }
        return request.kind == .record ? try record(loop) : try optimizeContinuation(from: loop)
    }

    private func optimizeFunction() throws(JITError) -> Installed {
        let suffix = units.suffix(version)
        let profile = profile
        let imports = imports(profile)
        let module = pristine.unit(
            of: function, suffix: suffix, imports: imports, checks: checks)
        var unit = CompilationUnit(
            module: module.reference, bodies: [.init(function: name, symbol: name + suffix)],
            version: version, machines: optimizer.machines,
            devirtualizer: profile.flatMap(devirtualizer))
        unit.dependencies = Set(imports.functions.map(\.name))
        let code = try engine.install(&unit, module, of: units, counters: counters) {
            (unit, addresses, code) throws(LLVMError) in
            noteGuards(unit)
            try engine.publish(
                code, number: version, index, of: units,
                code: unit.isGuarded ? .guarded : .optimized, address: addresses[0])
        }
        engine.count { $0.redirections += 1 }
        return Installed(codeBytes: code, decisions: unit.liveDecisions)
    }

    private func optimizeContinuation(from loop: LoopEntries.Key) throws(JITError) -> Installed? {
        let suffix = ".loop\(loop.loop)" + units.suffix(version)
        let profile = profile
        let imports = imports(profile)
        let module = pristine.continuation(
            of: function, loop: loop.loop, suffix: suffix, imports: imports,
            checks: checks)
        guard let module else { return nil }
        var unit = CompilationUnit(
            module: module.reference, bodies: [.init(function: name, symbol: name + suffix)],
            version: version, isContinuation: true, machines: optimizer.machines,
            devirtualizer: profile.flatMap(devirtualizer))
        unit.dependencies = Set(imports.functions.map(\.name))
        let code = try engine.install(
            &unit, module, of: units, loop: loop.loop, counters: counters
        ) { unit, addresses, _ in
            noteGuards(unit)
            units.loops.install(loop, version: version, address: addresses[0])
        }
        engine.retireContinuations(of: units)
        return Installed(codeBytes: code, decisions: unit.liveDecisions)
    }

    /// Quick code that neither counts nor records.
    func installQuick() throws(JITError) {
        let symbol = name + units.suffix(version)
        let module = pristine.unit(
            of: function, suffix: units.suffix(version), imports: .none, checks: nil)
        var unit = CompilationUnit(
            module: module.reference, bodies: [.init(function: name, symbol: symbol)],
            version: version, isQuick: true, machines: optimizer.machines)
        _ = try engine.install(&unit, module, of: units) {
            (_, addresses, code) throws(LLVMError) in
            try engine.publish(
                code, number: version, index, of: units, code: .quick, address: addresses[0])
        }
        engine.count { $0.redirections += 1 }
    }

    /// Quick code for a frame that is in optimized code whose guards miss.
    private func record(_ loop: LoopEntries.Key) throws(JITError) -> Installed? {
        let suffix = ".loop\(loop.loop)" + units.suffix(version)
        let module = pristine.recordingContinuation(
            of: function, loop: loop.loop, suffix: suffix,
            checks: LoopChecks(
                enter: HotReports.loopSymbol,
                token: HotReports.token(slot: units.slot, function: index),
                label: LoopEntries.Reporter(version: version, isOptimized: false).label,
                counters: .counted(from: engine.policy.hotIterations ?? .max)))
        guard let module, let body = module.reference.function(named: name + suffix) else {
            return nil
        }
        // Its loops lead to other continuations, by calls that are none of the program's.
        let recorder = LiveRecorder(body, in: module.reference, isPart: true)
        units.record(
            index, recorder, siteCount: function.indirectCalls.count, in: module.reference)
        var unit = CompilationUnit(
            module: module.reference, bodies: [.init(function: name, symbol: name + suffix)],
            version: version, isContinuation: true, isQuick: true, machines: optimizer.machines)
        let code = try engine.install(&unit, module, of: units, loop: loop.loop) {
            _, addresses, _ in
            units.loops.install(loop, version: version, address: addresses[0])
        }
        engine.retireContinuations(of: units)
        return Installed(codeBytes: code, decisions: [])
    }

    private var profile: LiveProfile? {
        engine.policy.promotion.map { _ in LiveProfile(engine.units, names: engine.names) }
    }

    private func imports(_ profile: LiveProfile?) -> BodyImports {
        ImportPlanner(optimizer: optimizer, modules: engine.units, profile: profile)
            .imports(for: function, in: pristine)
    }

    private var missLimit: Int32? { engine.missLimit(of: index, in: units) }

    private func devirtualizer(_ profile: LiveProfile) -> LiveDevirtualizer? {
        guard let promotion = engine.policy.promotion else { return nil }
        #if DEBUG
            let verifiesEach = true
        #else
            let verifiesEach = false
        #endif
        let token = HotReports.token(slot: units.slot, function: index)
        return LiveDevirtualizer(
            policy: promotion, verifiesEach: verifiesEach,
            watch: missLimit.map {
                MissWatch(
                    symbol: HotReports.missSymbol, token: token, version: version, limit: $0)
            }, summary: profile.summary)
    }

    /// Iterations of a function's loops for each indirect call that make leaving them not worth the
    /// look in each iteration.
    private static let rareCalls: UInt64 = 16

    /// Iterations of its loops that an entry of a function has if it is worth leaving them. Where they
    /// end sooner, the next entry is soon, and finds new code: SQLite's interpreter, with some ten
    /// iterations for each entry, is slower by a fifth if its loop looks whether to be left.
    private static let manyIterations: UInt64 = 1000

    /// Lets frames leave optimized loops whose guards may miss: long and hot loops that dispatch often.
    /// Others end soon, or lose little.
    private var checks: PristineModule.CheckMaker? {
        guard engine.policy.promotion != nil, missLimit != nil else { return nil }
        let stored = units.profile.stored(index)
        let iterations =
            UInt64(clamping: units.loops.iterations(of: index)) + (stored?.iterations ?? 0)
        let entries =
            UInt64(clamping: units.entries(of: index)) + (stored?.entries ?? 0)
        guard iterations > 0, iterations / max(entries, 1) >= Self.manyIterations else {
            return nil
        }
        return { [units, index, version, watched] callees, calls in
            guard calls >= iterations / Self.rareCalls else { return nil }
            return LoopChecks(
                enter: HotReports.loopSymbol,
                token: HotReports.token(slot: units.slot, function: index),
                label: LoopEntries.Reporter(version: version, isOptimized: true).label,
                counters: .watched(callees: callees) { count in
                    // Without a symbol it cannot be linked, and is refused.
                    let made =
                        (try? units.makeWatched(index, version: version, loops: count))
                        ?? .init(base: units.loops.makeWatched(function: index, loops: count))
                    watched.withLock { $0.append(made) }
                    return made.base
                },
                symbol: units.isRelocatable ? units.watchedName(index, version: version) : nil)
        }
    }

    private func counters() -> [LoopEntries.Counters] { watched.withLock { $0 } }

    private func noteGuards(_ unit: CompilationUnit) {
        let functions = unit.watchedFunctions
        if !functions.isEmpty {
            units.versions.noteGuards(
                index, of: functions, version: version, time: engine.clock.now)
        }
    }
}
