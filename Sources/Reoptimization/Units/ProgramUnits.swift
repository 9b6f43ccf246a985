internal import Foundation
internal import LLVM
internal import Synchronization

/// One module of a running program, compiled function by function.
///
/// Its own IR belongs to the lock: any thread of the program compiles quick code from it, on the
/// first call of a function. Optimizers work on copies (`PristineModule`).
final class ProgramUnits: @unchecked Sendable {
    /// The functions with bodies, in module order.
    let names: [String]
    let stubs: StubBlock
    /// Entries left until each function is hot, counted down by the program without locks.
    let counters: UnsafeMutablePointer<Int32>
    /// Which module of the process this is: the high byte of the tokens its code reports.
    let slot: UInt32
    let hasThreadLocals: Bool

    private let lock = NSLock()
    private let module: Module
    private let functions: [Function]
    private let indices: [Function: Int]
    private var isCompiled: [Bool]
    private var bitcode: [UInt8]?
    private let machines = MachineCache()
    private let counting: Counting?
    private let batchSize: Int
    private let progress: Mutex<[Progress]>
    let loops: LoopEntries

    /// How quick code counts.
    struct Counting {
        let entries: Int32
        let iterations: Int32?
    }

    /// What has become of a function.
    private struct Progress {
        var isRequested = false
        /// The last version taken, and the last one that calls lead to.
        var version = 0
        var published = 0
    }

    /// - Parameters:
    ///   - counting: nil: quick code does not count.
    ///   - batchSize: instructions that a first call compiles at once, to save objects and links:
    ///     the function and those it leads to, nearest first.
    ///   - keepsLineTables: debuggers are to see source lines.
    ///   - resolve: compiles a function on its first call.
    init(
        _ module: consuming Module, slot: UInt32, counting: Counting?, batchSize: Int,
        keepsLineTables: Bool,
        resolve: @escaping @Sendable (Int) -> UInt64
    ) throws(LLVMError) {
        try module.prepareForUnits(suffix: "m\(slot)", keepsLineTables: keepsLineTables)
        functions = module.reference.functions.filter { !$0.isDeclaration && !$0.isIntrinsic }
        indices = Dictionary(uniqueKeysWithValues: zip(functions, functions.indices))
        names = functions.map(\.name)
        isCompiled = functions.map { _ in false }
        stubs = try StubBlock(count: max(functions.count, 1), resolver: resolve)
        counters = .allocate(capacity: max(functions.count, 1))
        counters.initialize(repeating: counting?.entries ?? .max, count: max(functions.count, 1))
        self.counting = slot < HotReports.slots ? counting : nil
        self.batchSize = batchSize
        loops = LoopEntries(threshold: counting?.iterations ?? .max)
        progress = Mutex(functions.map { _ in Progress() })
        self.slot = slot
        hasThreadLocals = module.reference.globalVariables.contains(where: \.isThreadLocal)
        self.module = module
    }

    deinit { counters.deallocate() }

    /// What follows a function's name in the name of the body of a version. Modules may define the
    /// same function, so theirs differ.
    func suffix(_ version: Int) -> String { "$\(version).\(slot)" }

    var countersName: String { "__devirt_counters.\(slot)" }

    /// A symbol in the object of the module's data.
    var dataMarker: String { "__devirt_data.\(slot)" }

    /// Symbols of this module that are not in an object: stubs, and the names of aliases.
    func definitions() -> [ExecutionSession.Definition] {
        var result = functions.indices.map { index in
            ExecutionSession.Definition(
                name: names[index], address: stubs.address(of: index),
                isWeak: functions[index].linkage.mayBeDuplicated)
        }
        for (name, function) in module.functionAliases {
            guard let index = indices[function] else { continue }
            result.append(.init(name: name, address: stubs.address(of: index)))
        }
        result.append(.init(name: countersName, address: UInt64(UInt(bitPattern: counters))))
        return result
    }

    /// The object of the module's data and constructors.
    func dataObject() throws(LLVMError) -> ObjectCode {
        // Nothing in it is code worth optimizing.
        try machines.machine(.none).machine.emitObject(module.extractData(marker: dataMarker))
    }

    /// Takes the function at `index` and others worth compiling with it, and calls `compile` with
    /// a unit of their bodies, which count if that is wanted. Does nothing if it was taken before.
    func compileOnce(
        _ index: Int, compile: (borrowing Module, [Int], MachineCache) throws(JITError) -> Void
    ) throws(JITError) {
        lock.lock()
        defer { lock.unlock() }
        guard !isCompiled[index] else { return }
        let batch = batch(from: index)
        let unit = module.extractUnit(batch.map { functions[$0] }, suffix: suffix(0))
        for index in batch { makeCount(index, in: unit.reference) }
        try compile(unit, batch, machines)
        for index in batch { isCompiled[index] = true }
    }

    private func makeCount(_ index: Int, in unit: ModuleReference) {
        guard let counting, let body = unit.function(named: names[index] + suffix(0)) else {
            return
        }
        let token = HotReports.token(slot: slot, function: index)
        if let iterations = counting.iterations {
            loops.add(
                function: index,
                parents: body.countLoops(
                    token: token, threshold: iterations, enter: HotReports.loopSymbol))
        }
        body.countEntries(
            index: index, token: token, counters: countersName, hot: HotReports.functionSymbol)
    }

    /// Notes that a function is wanted optimized; false if it was noted before.
    func request(_ index: Int) -> Bool {
        progress.withLock { progress in
            defer { progress[index].isRequested = true }
            return !progress[index].isRequested
        }
    }

    /// A function may be requested again, after so many more entries.
    func forgetRequest(_ index: Int, after entries: Int32) {
        progress.withLock { $0[index].isRequested = false }
        counters[index] = entries
    }

    /// The number of the function's next version, which is thereby taken.
    func takeVersion(of index: Int) -> Int {
        progress.withLock { progress in
            progress[index].version += 1
            return progress[index].version
        }
    }

    /// Makes calls lead to a version, unless they lead to a newer one already.
    func publish(_ index: Int, version: Int, address: UInt64) {
        progress.withLock { progress in
            guard version > progress[index].published else { return }
            progress[index].published = version
            stubs.redirect(index, to: address)
        }
    }

    /// The number that the next version of a function would have.
    func nextVersion(of index: Int) -> Int { progress.withLock { $0[index].version + 1 } }

    /// The index of a function of that name.
    func index(of name: String) -> Int? {
        lock.lock()
        defer { lock.unlock() }
        return module.reference.function(named: name).flatMap { indices[$0] }
    }

    private func batch(from first: Int) -> [Int] {
        var batch: [Int] = []
        var size = 0
        var queue = [first]
        var seen: Set<Int> = [first]
        var next = 0
        while next < queue.count, batch.isEmpty || size < batchSize {
            let index = queue[next]
            next += 1
            if isCompiled[index] { continue }
            batch.append(index)
            size += functions[index].instructionCount
            for callee in functions[index].callees {
                guard let callee = indices[callee], seen.insert(callee).inserted else { continue }
                queue.append(callee)
            }
        }
        return batch
    }

    /// Reads the module's IR, which belongs to the lock.
    func withModule<R, E: Error>(
        _ body: (borrowing Module) throws(E) -> R
    ) throws(E) -> R {
        lock.lock()
        defer { lock.unlock() }
        return try body(module)
    }

    /// The module as bitcode, for optimizers. Made when first asked for.
    func pristineBitcode() -> [UInt8] {
        lock.lock()
        defer { lock.unlock() }
        if let bitcode { return bitcode }
        let made = module.reference.bitcode()
        bitcode = made
        return made
    }
}

extension Linkage {
    /// True if the definition that counts may be another one, with other behaviour.
    var mayBeReplaced: Bool {
        switch self {
        case .linkOnceAny, .weakAny: true
        default: false
        }
    }

    /// True for symbols that several modules may define.
    fileprivate var mayBeDuplicated: Bool {
        switch self {
        case .linkOnceAny, .linkOnceODR, .weakAny, .weakODR: true
        default: false
        }
    }
}
