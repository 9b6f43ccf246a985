internal import LLVM

/// From units to code that can run.
extension Engine {
    /// Takes a unit through the layers, generates its code, links it, and gives its addresses away
    /// once it is ready to run.
    ///
    /// - Parameters:
    ///   - loop: the loop that a continuation begins at.
    ///   - counters: gives counters that were made for the code.
    ///   - publish: gets the code if it can be freed.
    /// - Returns: bytes of code.
    func install(
        _ unit: inout CompilationUnit, _ module: borrowing Module, of units: ProgramUnits,
        loop: Int? = nil, counters: () -> [LoopEntries.Counters] = { [] },
        publish: (CompilationUnit, [UInt64], CodeVersion?) throws(LLVMError) -> Void
    ) throws(JITError) -> Int {
        try wrapping { () throws(LLVMError) in try module.checkUnit() }
        try layers.process(&unit)
        forbidFreeing(for: unit.module)
        let obstacle = savesCode ? unit.module.stackObstacle : nil
        let callees = bindCalls(unit, of: units)
        let references =
            hasRemovable && unit.version > 0
            ? unit.dependencies.union(unit.module.foreignNames) : []
        if unit.codeGeneration == .none { unit.module.prepareForQuickCode() }
        var version: CodeVersion?
        do throws(LLVMError) {
            let machine = try unit.machines.machine(unit.codeGeneration)
            let escapes = module.escapes()
            let object = try machine.machine.emitObject(module)
            let (size, code) = (object.byteSize, object.codeSize)
            let symbols = unit.bodies.map(\.symbol)
            let addresses: [UInt64]
            if unit.version == 0 {
                if savesCode { keepQuick(object, unit, of: units, obstacle: obstacle) }
                if let group = units.group {
                    try session.add(object, to: group, symbols: symbols)
                    addresses = try session.addresses(of: symbols)
                } else {
                    let loops =
                        units.isRelocatable
                        ? unit.bodies.compactMap { units.index(of: $0.function) }
                            .map(units.loopsName) : []
                    addresses = try linkObject(object, bodies: symbols, others: loops).addresses
                }
                store.addFirst(
                    functions: symbols.count, codeBytes: code,
                    memory: session.memory(ofCodeAt: addresses[0])?.byteSize ?? 0)
            } else {
                let counters = counters()
                let record = record(
                    of: object, unit, of: units, loop: loop, callees: callees,
                    counters: counters, isPermanent: escapes, obstacle: obstacle)
                let added: ExecutionSession.RemovableObject
                (added, addresses) = try linkObject(object, bodies: symbols, isHot: !unit.isQuick)
                let made = CodeVersion(
                    .init(
                        slot: units.slot, function: units.index(of: unit.bodies[0].function) ?? 0,
                        version: unit.version), of: units, symbol: symbols[0], loop: loop,
                    object: added, memory: session.memory(ofCodeAt: addresses[0]),
                    codeBytes: code, callees: callees, counters: counters, isPermanent: escapes,
                    record: record, references: references)
                store.add(made)
                version = made
            }
            count { numbers in
                numbers.objectBytes += size
                numbers.codeBytes += code
            }
            try publish(unit, addresses, version)
            return code
        } catch {
            if version == nil { store.release(callees).forEach { retired($0) } }
            throw .llvm(error)
        }
    }

    /// Links code; what cannot be linked leaves nothing behind, nor its names taken.
    ///
    /// - Parameters:
    ///   - others: symbols that other code refers to.
    ///   - isHot: it is optimized code.
    func linkObject(
        _ object: consuming ObjectCode, bodies: [String], others: [String] = [],
        isHot: Bool = false
    ) throws(LLVMError) -> (object: ExecutionSession.RemovableObject, addresses: [UInt64]) {
        let added = try session.add(removable: object, symbols: bodies + others, isHot: isHot)
        do throws(LLVMError) { return (added, try session.addresses(of: bodies)) } catch {
            try? session.remove(added)
            throw error
        }
    }

    /// Makes calls lead to quick code, of functions that have no other, nor will get it by their first
    /// call.
    func publishQuick(
        _ batch: [Int], addresses: [UInt64], of units: ProgramUnits
    ) throws(LLVMError) {
        let cache = codeCache
        let wanted = batch.indices.filter {
            cache?.hasOptimized(.init(slot: units.slot, index: batch[$0])) != true
        }
        try units.publishQuick(wanted.map { batch[$0] }, addresses: wanted.map { addresses[$0] })
    }

    /// A function may have been compiled with others when there was better code for its first call,
    /// which is no use now.
    func leadToQuick(_ function: Int, of units: ProgramUnits) throws(JITError) {
        guard codeCache != nil, !units.versions.isPublished(function) else { return }
        try wrapping { () throws(LLVMError) in
            let symbol = units.symbol(function, version: 0)
            try units.publishQuick([function], addresses: session.addresses(of: [symbol]))
        }
    }

    /// Sees to it that nothing is freed from now on if code may leave the stacks of its threads: before
    /// it runs.
    func forbidFreeing(for module: ModuleReference) {
        guard policy.freesCode, reclaimer.reason == nil else { return }
        forbidFreeing(module.stackObstacle)
    }

    func forbidFreeing(_ obstacle: String?) {
        guard policy.freesCode, let obstacle, reclaimer.reason == nil else { return }
        reclaimer.forbid(obstacle)
    }
}
