internal import Devirtualization
internal import Foundation
internal import LLVM

/// One module of a running program, compiled function by function.
///
/// Its own IR belongs to the lock: any thread of the program compiles quick code from it, on the
/// first call of a function. Optimizers work on copies (`PristineModule`).
final class ProgramUnits: @unchecked Sendable {
    /// The functions with bodies, in module order.
    let names: [String]
    /// Where first calls arrive; with `StubKind.slab` all others, too.
    let stubs: StubBlock
    /// What gives functions their addresses.
    private let symbols: any RedirectableSymbols
    /// Entries left until each function is hot, counted down by the program without locks.
    let counters: UnsafeMutablePointer<Int32>
    /// Which module of the process this is: the high half of the tokens its code reports.
    let slot: UInt32
    let hasThreadLocals: Bool
    /// What is removed with the module; nil: it stays.
    let group: ExecutionSession.RemovableObject?
    let structors: [Module.StructorGroup]

    private let removed = Locked(false)
    /// The module was removed; set while nothing optimizes.
    var isRemoved: Bool {
        get { removed.withLock { $0 } }
        set { removed.withLock { $0 = newValue } }
    }

    let lock = NSLock()
    let module: Module
    let functions: [Function]
    private let indices: [Function: Int]
    private let positions: [String: Int]
    /// Whether other modules may define a function, too.
    private let isShared: [Bool]
    /// Belongs to the condition, which is taken after the lock.
    var firstCode: [FirstCode]
    let firstCodes = NSCondition()
    private let source: Source
    private var pristine: Bitcode?
    let machines = MachineCache()
    let counting: Counting?
    let batchSize: Int
    private let keepsLineTables: Bool
    /// What indirect calls in quick code record.
    let sites = LiveSites()
    let records: Bool
    let versions: Versions
    let loops: LoopEntries
    let profile: ModuleProfile
    /// Defines symbols for what code refers to, so that it holds no addresses; nil: it may.
    let define: Definer?
    /// Whether functions need not be compiled; set before any code of the module runs.
    var isCached: @Sendable (Int) -> Bool = { _ in false }

    typealias Definer = @Sendable ([ExecutionSession.Definition]) throws(LLVMError) -> Void

    /// Where a module comes from.
    enum Source {
        /// From bitcode as it is: optimizers can read it again.
        case bitcode(Bitcode)
        /// From elsewhere.
        case memory

        var bitcode: Bitcode? {
            if case .bitcode(let bitcode) = self { bitcode } else { nil }
        }
    }

    /// How quick code counts.
    struct Counting {
        let entries: Int32
        let iterations: Int32?
    }

    /// - Parameters:
    ///   - counting: nil: quick code does not count.
    ///   - records: indirect calls of quick code record where they lead.
    ///   - batchSize: instructions that a first call compiles at once, to save objects and links:
    ///     the function and those it leads to, nearest first.
    ///   - keepsLineTables: debuggers are to see source lines.
    ///   - group: what is removed with the module; nil: it stays.
    ///   - define: defines symbols for code that is to hold no addresses.
    ///   - makeSymbols: makes what gives functions their addresses, leading to the stubs at first.
    ///   - resolve: compiles a function on its first call.
    init(
        _ module: consuming Module, from source: Source, slot: UInt32, counting: Counting?,
        records: Bool, batchSize: Int,
        keepsLineTables: Bool, group: ExecutionSession.RemovableObject? = nil,
        define: Definer? = nil,
        makeSymbols: (StubBlock) throws(LLVMError) -> any RedirectableSymbols,
        resolve: @escaping @Sendable (Int) -> UInt64
    ) throws(LLVMError) {
        try module.prepareForUnits(suffix: Self.localSuffix(slot), keepsLineTables: keepsLineTables)
        // Preparing keeps the order.
        functions = module.reference.functions.filter { !$0.isDeclaration && !$0.isIntrinsic }
        profile = ModuleProfile(source.bitcode)
        indices = Dictionary(uniqueKeysWithValues: zip(functions, functions.indices))
        names = functions.map(\.name)
        self.positions = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        isShared = functions.map(\.linkage.mayBeDuplicated)
        firstCode = functions.map { _ in .none }
        stubs = try StubBlock(count: max(functions.count, 1), resolver: resolve)
        symbols = try makeSymbols(stubs)
        counters = .allocate(capacity: max(functions.count, 1))
        counters.initialize(repeating: counting?.entries ?? .max, count: max(functions.count, 1))
        self.counting = counting
        self.records = records
        self.define = define
        self.batchSize = batchSize
        self.keepsLineTables = keepsLineTables
        loops = LoopEntries(threshold: counting?.iterations ?? .max)
        versions = Versions(count: functions.count)
        self.slot = slot
        self.group = group
        self.source = source
        structors = module.structorGroups
        hasThreadLocals = module.reference.globalVariables.contains(where: \.isThreadLocal)
        self.module = module
    }

    deinit { counters.deallocate() }

    /// What follows a function's name in the name of the body of a version. Modules may define the
    /// same function, so theirs differ.
    func suffix(_ version: Int) -> String { "$\(version).\(slot)" }

    /// What follows the names of local symbols.
    static func localSuffix(_ slot: UInt32) -> String { "m\(slot)" }

    var countersName: String { "__devirt_counters.\(slot)" }

    /// A symbol in the object of the module's data.
    var dataMarker: String { "__devirt_data.\(slot)" }

    /// Symbols of this module that are not in an object: stubs, and the names of aliases.
    func definitions() -> [ExecutionSession.Definition] {
        var result = functions.indices.map { index in
            ExecutionSession.Definition(
                name: names[index], address: symbols.address(of: index),
                isWeak: isShared[index])
        }
        for alias in module.functionAliases {
            guard let index = indices[alias.function] else { continue }
            result.append(
                .init(
                    name: alias.name, address: symbols.address(of: index), isWeak: alias.isWeak))
        }
        result.append(.init(name: countersName, address: UInt64(UInt(bitPattern: counters))))
        if isRelocatable { result.append(.init(name: stubsName, address: stubs.address(of: 0))) }
        return result
    }

    /// The object of the module's data and constructors.
    func dataObject() throws(LLVMError) -> ObjectCode {
        // Nothing in it is code worth optimizing.
        try machines.machine(.none).machine.emitObject(module.extractData(marker: dataMarker))
    }

    /// Makes calls lead to a version, unless they lead to a newer one already.
    func publish(
        _ index: Int, version: Int, code: Versions.Code, address: UInt64
    ) throws(LLVMError) {
        try versions.publish(index, version: version, code: code) { () throws(LLVMError) in
            try redirect([(symbol: index, address: address)])
        }
    }

    /// Makes calls of functions that have no version yet lead to their quick code.
    func publishQuick(_ batch: [Int], addresses: [UInt64]) throws(LLVMError) {
        try versions.publishFirst(batch) { (wanted) throws(LLVMError) in
            try redirect(
                zip(batch, addresses).filter { wanted.contains($0.0) }
                    .map { (symbol: $0.0, address: $0.1) })
        }
    }

    /// Makes first calls, or all, lead to code.
    private func redirect(_ redirections: [(symbol: Int, address: UInt64)]) throws(LLVMError) {
        if symbols !== stubs { try symbols.redirect(redirections) }
        stubs.redirect(redirections)
    }

    /// The function whose address is `address`.
    func function(at address: UInt64) -> Int? {
        symbols.symbol(at: address).flatMap { $0 < names.count ? $0 : nil }
    }

    /// True if the address of a function is that of its stub.
    var hasSlabStubs: Bool { symbols === stubs }

    /// True for names of functions that only this module can define.
    func isOwn(_ name: String) -> Bool { positions[name].map { !isShared[$0] } ?? false }

    /// Entries of a function counted by its quick code, 0 if it does not count.
    func entries(of index: Int) -> Int64 {
        counting.map { Int64($0.entries) - Int64(counters[index]) } ?? 0
    }

    /// Whether quick code counts: another thread makes better code of it.
    var counts: Bool { counting != nil }

    /// Entries that make a function hot.
    var hotEntries: Int64 { counting.map { Int64($0.entries) } ?? .max }

    /// True if calls of other modules' code lead to this module's definition, too.
    func isChosen(_ index: Int, in session: ExecutionSession) -> Bool {
        guard isShared[index] else { return true }
        let address = try? session.addresses(of: [names[index]]).first
        return address == symbols.address(of: index)
    }

    /// The digest of the module as it was given; nil: it cannot be read again.
    var digest: UInt64? { source.bitcode?.digest }

    /// The index of a function of that name.
    func index(of name: String) -> Int? { positions[name] }

    /// Reads the module's IR, which belongs to the lock.
    func withModule<R, E: Error>(
        _ body: (borrowing Module) throws(E) -> R
    ) throws(E) -> R {
        lock.lock()
        defer { lock.unlock() }
        return try body(module)
    }

    /// A copy of the module for one optimizer; bodies are read when they are needed.
    func pristineCopy(in context: borrowing Context) throws(LLVMError) -> Module {
        if case .bitcode(let bitcode) = source {
            let copy = try Module(reading: bitcode, in: context)
            try copy.prepareForUnits(
                suffix: Self.localSuffix(slot), keepsLineTables: keepsLineTables)
            return copy
        }
        return try Module(reading: preparedBitcode(), in: context)
    }

    /// The prepared module as bitcode. Made when first asked for.
    private func preparedBitcode() throws(LLVMError) -> Bitcode {
        lock.lock()
        defer { lock.unlock() }
        if let pristine { return pristine }
        let made = try Bitcode(module.reference.bitcode(), name: module.reference.identifier)
        pristine = made
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
