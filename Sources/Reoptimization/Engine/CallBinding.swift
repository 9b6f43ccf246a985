internal import LLVM

/// How code gets past stubs: where calls of a unit go directly.
extension Engine {
    /// True if the first code of functions is their last.
    var isFinal: Bool { layers.reoptimize == nil || policy.startsOptimized }

    /// Makes functions that are compiled together call each other directly: for code that nothing
    /// replaces.
    func bindTogether(_ unit: CompilationUnit, of units: ProgramUnits) {
        guard policy.bindsCalls else { return }
        let own = symbols(of: unit)
        unit.module.bindDirectCalls { units.isOwn($0) ? own[$0] : nil }
    }

    /// Makes optimized code call itself and other optimized code directly, and load the cells of
    /// stubs it calls through pointers.
    ///
    /// - Returns: other versions that it calls, to be released when it is freed.
    func bindCalls(_ unit: CompilationUnit, of units: ProgramUnits) -> [CodeVersion] {
        guard policy.bindsCalls, unit.codeGeneration != .none else { return [] }
        var callees: [String: CodeVersion] = [:]
        if unit.version > 0 {
            // A continuation is not the function.
            // Nor is code for good what depends on guards: recursion would stay in it.
            let isOwnFinal = !unit.isContinuation && !unit.isGuarded
            let own = isOwnFinal ? symbols(of: unit) : [:]
            let modules = self.units
            unit.module.bindDirectCalls { name in
                if let symbol = callees[name]?.symbol { return symbol }
                if let symbol = own[name], units.isOwn(name) { return symbol }
                guard let owner = modules.first(where: { $0.isOwn(name) }) else { return nil }
                callees[name] = owner.index(of: name).flatMap { store.bind($0, slot: owner.slot) }
                return callees[name]?.symbol
            }
        }
        if units.hasSlabStubs {
            unit.module.bindIndirectCalls(
                to: units.stubs, symbol: units.isRelocatable ? units.stubsName : nil)
        }
        return Array(callees.values)
    }

    private func symbols(of unit: CompilationUnit) -> [String: String] {
        Dictionary(uniqueKeysWithValues: unit.bodies.map { ($0.function, $0.symbol) })
    }
}

extension CompilationUnit {
    /// True if the code is right for what indirect calls have done so far, and may be replaced.
    var isGuarded: Bool { liveDecisions.contains(where: \.isWatched) }
}
