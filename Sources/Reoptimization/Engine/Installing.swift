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
        let callees = bindCalls(unit, of: units)
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
                try session.add(object)
                addresses = try session.addresses(of: symbols)
                store.addFirst(
                    functions: symbols.count, codeBytes: code,
                    memory: session.memory(ofCodeAt: addresses[0])?.count ?? 0)
            } else {
                let added = try session.add(removable: object, symbols: symbols)
                do throws(LLVMError) { addresses = try session.addresses(of: symbols) } catch {
                    try? session.remove(added)
                    throw error
                }
                let memory = session.memory(ofCodeAt: addresses[0])
                let made = CodeVersion(
                    .init(
                        slot: units.slot, function: units.index(of: unit.bodies[0].function) ?? 0,
                        version: unit.version), of: units, symbol: symbols[0], loop: loop,
                    object: added, memory: memory ?? 0..<0, codeBytes: code, callees: callees,
                    counters: counters(), isPermanent: escapes || memory == nil)
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

    /// Sees to it that nothing is freed from now on if code may leave the stacks of its threads: before
    /// it runs.
    func forbidFreeing(for module: ModuleReference) {
        guard policy.freesCode, reclaimer.reason == nil, let obstacle = module.stackObstacle
        else { return }
        reclaimer.forbid(obstacle)
    }
}
