internal import Foundation
internal import LLVM

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

    private let lock = NSLock()
    private let module: Module
    private let functions: [Function]
    private let indices: [Function: Int]
    private var isCompiled: [Bool]
    private var bitcode: [UInt8]?

    /// - Parameter resolve: compiles a function on its first call.
    init(
        _ module: consuming Module, slot: UInt32,
        resolve: @escaping @Sendable (Int) -> UInt64
    ) throws(LLVMError) {
        try module.prepareForUnits(suffix: "m\(slot)")
        functions = module.reference.functions.filter { !$0.isDeclaration && !$0.isIntrinsic }
        indices = Dictionary(uniqueKeysWithValues: zip(functions, functions.indices))
        names = functions.map(\.name)
        isCompiled = functions.map { _ in false }
        stubs = try StubBlock(count: max(functions.count, 1), resolver: resolve)
        counters = .allocate(capacity: max(functions.count, 1))
        self.slot = slot
        self.module = module
    }

    deinit { counters.deallocate() }

    /// What follows a function's name in the name of the body of a version. Modules may define the
    /// same function, so theirs differ.
    func suffix(_ version: Int) -> String { "$\(version).\(slot)" }

    var countersName: String { "__devirt_counters.\(slot)" }

    /// What a first call compiles at once, to save objects and links: the function and those it
    /// leads to, nearest first, up to this many instructions.
    private static let batchSize = 1500

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
    func dataObject(_ machine: borrowing TargetMachine) throws(LLVMError) -> ObjectCode {
        try machine.emitObject(module.extractData())
    }

    /// Takes the function at `index` and others worth compiling with it, and calls `compile` with
    /// a module of their bodies, named with `suffix`. Does nothing if it was taken before.
    func compileOnce<E: Error>(
        _ index: Int, suffix: String,
        compile: (borrowing Module, [Int]) throws(E) -> Void
    ) throws(E) {
        lock.lock()
        defer { lock.unlock() }
        guard !isCompiled[index] else { return }
        let batch = batch(from: index)
        let unit = module.extractUnit(batch.map { functions[$0] }, suffix: suffix)
        try compile(unit, batch)
        for index in batch { isCompiled[index] = true }
    }

    private func batch(from first: Int) -> [Int] {
        var batch: [Int] = []
        var size = 0
        var queue = [first]
        var seen: Set<Int> = [first]
        var next = 0
        while next < queue.count, batch.isEmpty || size < Self.batchSize {
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
