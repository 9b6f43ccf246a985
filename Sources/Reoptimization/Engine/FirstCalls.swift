internal import LLVM

/// Quick code for first calls.
///
/// A program that starts calls one new function after the other, and waits for each. A thread that
/// has nothing to optimize yet compiles what the new ones call, meanwhile: often that is called next.
extension Engine {
    /// Compiles the first code of a function, if there is none yet, on the calling thread.
    func compile(_ function: Int, of units: ProgramUnits) throws(JITError) {
        if loadQuick(function, of: units) { return }
        let begin = clock.now
        let next = try units.compileOnce(function) { (module, batch, machines) throws(JITError) in
            try installFirst(module, batch, machines, of: units, begin: begin)
        }
        lookAhead(next, of: units, waited: clock.now - begin)
    }

    /// Has functions compiled that may be called soon.
    private func lookAhead(_ next: [Int], of units: ProgramUnits, waited: Double) {
        guard let patience = policy.aheadAfter, policy.threads > 0, !next.isEmpty, units.counts,
            units.group == nil, codeCache == nil
        else { return }
        let all = secondsWaited.withLock { seconds in
            seconds += waited
            return seconds
        }
        guard all > patience else { return }
        queue.addAhead(next.map { (units, $0) }, isCalled: true)
        startWorkers()
    }

    /// Compiles what the program may call soon, on a thread that optimizes.
    func compileAhead(
        _ function: Int, of units: ProgramUnits, with optimizer: OptimizerThread
    ) {
        let begin = clock.now
        // A first call will tell what is wrong.
        let next = try? { () throws(JITError) -> [Int] in
            let pristine = try wrapping { () throws(LLVMError) in try optimizer.pristine(units) }
            return try units.compileAhead(
                function, from: pristine, among: self.units, machines: optimizer.machines
            ) { (module, batch, machines) throws(JITError) in
                try installFirst(module, batch, machines, of: units, begin: begin, isAhead: true)
            }
        }()
        if let next { queue.addAhead(next.map { (units, $0) }, isCalled: false) }
    }

    private func installFirst(
        _ module: borrowing Module, _ batch: [Int], _ machines: MachineCache,
        of units: ProgramUnits, begin: Double, isAhead: Bool = false
    ) throws(JITError) {
        var unit = CompilationUnit(
            module: module.reference,
            bodies: batch.map {
                .init(function: units.names[$0], symbol: units.names[$0] + units.suffix(0))
            }, version: 0, machines: machines)
        if isFinal { bindTogether(unit, of: units) }
        let code = try install(&unit, module, of: units) { (_, addresses, _) throws(LLVMError) in
            try publishQuick(batch, addresses: addresses, of: units)
        }
        let duration = clock.now - begin
        let isQuick = unit.codeGeneration == .none
        count { numbers in
            if isAhead {
                numbers.ahead += batch.count
                numbers.aheadSeconds += duration
            } else if isQuick {
                numbers.tier0 += batch.count
                numbers.tier0Seconds += duration
            } else {
                numbers.tier1 += batch.count
                numbers.tier1Seconds += duration
            }
            numbers.redirections += batch.count
        }
        stream.send(
            JITEvent(
                isAhead ? .ahead : .compiled, units.names[batch[0]], functionCount: batch.count,
                version: 0, start: begin, duration: duration, codeBytes: code))
    }
}
