internal import Foundation
internal import LLVM

/// Modules that go again, for sessions that take inputs back.
extension Engine {
    /// Removes a module with all versions, stubs and profiles of its functions. Optimized code of other
    /// modules that knows of it goes back to quick code.
    func remove(_ units: ProgramUnits, group: ExecutionSession.RemovableObject) throws(JITError) {
        let names = units.allNames
        let users = self.units.filter { $0 === units || $0.mayUse(names) }
        let dropped = queue.pause(dropping: Set(users.map(\.slot)))
        defer { queue.resume() }
        dropped.forEach(forget)
        for code in store.dependents(on: units, names: names) {
            try goBack(code.key.function, of: code.units)
        }
        for other in self.units where other !== units { other.sites.forgetTargets(in: units) }
        leaveOrphans(units)
        units.isRemoved = true
        decisions.dropAll(slot: units.slot)
        let codes = store.removeAll(of: units)
        for code in codes {
            forgetMisses(in: code)
            try wrapping { () throws(LLVMError) in try session.remove(code.object) }
        }
        for code in codes { store.release(code.callees).forEach { retired($0) } }
        forget(units)
        try wrapping { () throws(LLVMError) in try session.remove(group) }
    }
}

extension Engine {
    /// A request was dropped: the function may be requested again.
    private func forget(_ request: OptimizationQueue.Request) {
        let units = request.units
        if let loop = request.loop {
            units.loops.refuse(loop, again: policy.hotIterations ?? .max)
        } else if request.kind == .optimize {
            units.counters[request.function] = max(policy.hotEntries ?? .max, 1)
            units.versions.forgetRequest(request.function)
        }
    }
}

/// The stub of a function of a removed module.
struct Orphan {
    let stubs: StubBlock
    let index: Int
}

/// Functions that were declared, called, defined and removed: their callers keep calling their stubs.
extension Engine {
    /// Keeps the stubs that other modules may call until there is another definition.
    private func leaveOrphans(_ units: ProgramUnits) {
        let others = self.units.filter { $0 !== units }
        let wanted = others.reduce(into: Set<String>()) { wanted, other in
            wanted.formUnion(other.withModule { $0.reference.foreignNames })
        }
        for (index, name) in units.names.enumerated()
        where units.hasSlabStubs && wanted.contains(name) {
            units.stubs.redirect(index, to: UInt64(unsafeBitCast(removedEntry, to: UInt.self)))
            orphans.withLock {
                $0[name, default: []].append(Orphan(stubs: units.stubs, index: index))
            }
        }
    }

    /// Makes stubs of former definitions lead to those of a new module.
    func adoptOrphans(_ units: ProgramUnits) {
        guard orphans.withLock({ !$0.isEmpty }) else { return }
        for (index, name) in units.names.enumerated() {
            for orphan in orphans.withLock({ $0[name] ?? [] }) {
                orphan.stubs.redirect(orphan.index, to: units.stubs.address(of: index))
            }
        }
    }
}

/// Where calls of removed functions lead.
private let removedEntry: @convention(c) () -> Void = {
    FileHandle.standardError.write(
        Data("devirt: error: a function was called whose module was removed\n".utf8))
    abort()
}

extension ProgramUnits {
    /// Whether code of the module may need some of these.
    fileprivate func mayUse(_ names: Set<String>) -> Bool {
        withModule { !$0.reference.foreignNames.isDisjoint(with: names) }
    }

    /// All that the module may define.
    fileprivate var allNames: Set<String> {
        withModule { module in
            Set(names).union(module.reference.definedNames)
                .union(module.functionAliases.map(\.name))
        }
    }
}
