internal import Foundation
internal import LLVM

/// What compiles, links and redirects for a JIT.
final class Engine: @unchecked Sendable {
    let session: ExecutionSession
    let layers: Layers
    let stream = EventStream()
    let queue = OptimizationQueue()
    let workers = WorkerPool()
    let clock = Clock()
    let names: TargetNames
    let store = CodeStore()
    let reclaimer = Reclaimer()
    private let numbers = Locked(JITStatistics())
    private let modules = Locked<[ProgramUnits]>([])
    private let reports = Locked<[Reports]>([])
    private let profile = Locked<Stored?>(nil)
    /// Seconds that the program waited for quick code.
    let secondsWaited = Locked(0.0)
    /// What modules ask to be linked with.
    let linkOptions = Locked<[String]>([])

    /// What became of the sites of optimized code.
    let decisions = LiveDecisions()
    /// Whether a module was added that may be removed.
    private let canRemove = Locked(false)
    var hasRemovable: Bool { canRemove.withLock { $0 } }

    /// Stubs of functions of removed modules, which code of other modules may call.
    let orphans = Locked<[String: [Orphan]]>([:])

    let keepsLineTables: Bool
    let stubKind: StubKind

    /// Code of a former run: as it was given, and once it is known to fit.
    let given = Locked<CodeFile?>(nil)
    let isGivenCode = Locked(false)
    let cache = Locked<CodeCache?>(nil)
    /// Quick code for later runs.
    let kept = Locked<[CodeRecord]>([])

    init(
        session: ExecutionSession, layers: Layers, stubs: StubKind, keepsLineTables: Bool
    ) throws(LLVMError) {
        ForkGate.install()
        self.session = session
        names = TargetNames(session)
        self.layers = layers
        self.keepsLineTables = keepsLineTables
        stubKind = stubs
        try session.define(
            (HotReports.addresses + [LiveSites.entry])
                .map { .init(name: $0.name, address: $0.address) })
        ProcessExit.add(self)
    }

    var policy: TierPolicy { layers.reoptimize?.policy ?? .never }

    var statistics: JITStatistics {
        var result = numbers.withLock { $0 }
        result.code = store.usage
        result.code.obstacle = reclaimer.reason
        return result
    }

    /// The profile that functions start from.
    var stored: Stored? { profile.withLock { $0 } }

    func use(_ stored: Stored) { profile.withLock { $0 = stored } }

    func count(_ change: (inout JITStatistics) -> Void) {
        numbers.withLock { change(&$0) }
    }

    var codeCache: CodeCache? { cache.withLock { $0 } }

    var units: [ProgramUnits] { modules.withLock { $0 } }

    /// Forgets counters of misses in code that is freed.
    func forgetMisses(in code: CodeVersion) {
        guard let memory = code.memory?.variables else { return }
        reports.withLock { $0 }.forEach { $0.forgetMisses(in: memory) }
    }

    /// Adds a module of which only what is needed is read.
    @discardableResult
    func add(_ bitcode: Bitcode, isRemovable: Bool = false) throws(JITError) -> ProgramUnits {
        let module: Module
        do throws(LLVMError) {
            module = try Module(reading: bitcode, in: Context())
        } catch { throw .llvm(error) }
        return try add(
            module, from: layers.whole.isEmpty ? .bitcode(bitcode) : .memory,
            isRemovable: isRemovable)
    }

    func add(_ module: consuming Module) throws(JITError) {
        _ = try add(module, from: .memory, isRemovable: false)
    }

    private func add(
        _ module: consuming Module, from source: ProgramUnits.Source, isRemovable: Bool
    ) throws(JITError) -> ProgramUnits {
        if !layers.whole.isEmpty || keepsLineTables {
            do throws(LLVMError) { try module.materializeAll() } catch { throw .llvm(error) }
        }
        try layers.process(module.reference)
        let options = module.linkOptions
        linkOptions.withLock { known in known += options.filter { !known.contains($0) } }
        forbidFreeing(for: module.reference)
        var source = source
        let box = UnitsBox()
        let policy = policy
        let isCounting = policy.hotEntries != nil || policy.hotIterations != nil
        let counting =
            isCounting && !policy.startsOptimized
            ? ProgramUnits.Counting(
                entries: max(policy.hotEntries ?? .max, 1),
                iterations: policy.hotIterations.map { max($0, 1) }) : nil
        if counting != nil, case .memory = source {
            // Optimizers read it again, and profiles know functions as they are now.
            do throws(LLVMError) {
                try module.materializeAll()
                let reference = module.reference
                source = .bitcode(try Bitcode(reference.bitcode(), name: reference.identifier))
            } catch { throw .llvm(error) }
        }
        let slot = HotReports.makeSlot()
        let define: ProgramUnits.Definer = { [session] (symbols) throws(LLVMError) in
            try session.define(symbols)
        }
        let group = isRemovable ? session.makeGroup() : nil
        if isRemovable { canRemove.withLock { $0 = true } }
        let units: ProgramUnits
        do throws(LLVMError) {
            units = try ProgramUnits(
                module, from: source, slot: slot, counting: counting,
                records: counting != nil && policy.promotion != nil,
                batchSize: layers.onDemand?.batchSize ?? .max, keepsLineTables: keepsLineTables,
                group: group, define: isRelocatable ? define : nil,
                makeSymbols: { (stubs) throws(LLVMError) in try symbols(slot, stubs) }
            ) { [unowned self] function in self.firstCall(of: function, in: box) }
            box.units = units
            if let group {
                try session.define(units.definitions(), in: group)
                try session.add(try units.dataObject(), to: group)
            } else {
                try session.define(units.definitions())
                try session.add(try units.dataObject())
            }
        } catch {
            if let group { try? session.remove(group) }
            throw .llvm(error)
        }
        adoptOrphans(units)
        let reports = Reports(self, units)
        self.reports.withLock { $0.append(reports) }
        HotReports.register(slot: slot, reports)
        modules.withLock { $0.append(units) }
        count { numbers in
            numbers.functions += units.names.count
            numbers.stubBytes += units.stubs.byteSize
        }
        return units
    }

    /// Takes out a module that was added last of those that are left.
    func forget(_ units: ProgramUnits) {
        HotReports.unregister(slot: units.slot)
        reports.withLock { $0.removeAll { $0.units === units } }
        modules.withLock { $0.removeAll { $0 === units } }
        count { numbers in
            numbers.functions -= units.names.count
            numbers.stubBytes -= units.stubs.byteSize
        }
    }

    /// What gives the functions of a module their addresses.
    private func symbols(
        _ slot: UInt32, _ stubs: StubBlock
    ) throws(LLVMError) -> any RedirectableSymbols {
        switch stubKind {
        case .slab: return stubs
        case .linked:
            return try LinkedStubs(
                in: session, prefix: "__devirt_stub.\(slot).",
                targets: (0..<stubs.count).map { stubs.address(of: $0) })
        }
    }

    /// Compiles what is not compiled on demand.
    func prepareToRun() throws(JITError) {
        guard layers.onDemand == nil else { return }
        for units in units {
            for function in units.names.indices { try compile(function, of: units) }
        }
    }

    /// Compiles a function that is called for the first time, on the calling thread.
    private func firstCall(of function: Int, in box: UnitsBox) -> UInt64 {
        guard let units = box.units else { abort() }
        do throws(JITError) {
            try ForkGate.hold { () throws(JITError) in
                reclaimer.pass()
                if loadOptimized(function, of: units) { return }
                try compile(function, of: units)
                try leadToQuick(function, of: units)
            }
        } catch {
            // The call cannot return: there is nothing to go on with.
            let message = "devirt: error: \(units.names[function]): \(error)\n"
            FileHandle.standardError.write(Data(message.utf8))
            abort()
        }
        return units.stubs.target(of: function)
    }

    /// Ends optimizers for good, waiting for what they are at: not for ever, because they may be
    /// waiting for the caller.
    func stopOptimizing() {
        queue.close()
        workers.join(atMost: 5)
    }

    /// Ends optimizers, waiting for what they are at.
    func shutDown() {
        // No sweep is worth waiting for.
        reclaimer.forbid("the JIT is released")
        queue.close()
        workers.join()
        for units in units { HotReports.unregister(slot: units.slot) }
    }

    /// The units of a module, for a resolver that is made before them.
    private final class UnitsBox: @unchecked Sendable {
        // Set once, before any code of the module can run. The units own the resolver.
        weak var units: ProgramUnits?
    }
}

/// Seconds since it was made.
struct Clock: Sendable {
    private let start = DispatchTime.now().uptimeNanoseconds

    var now: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }
}
