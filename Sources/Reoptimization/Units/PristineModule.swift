internal import Devirtualization
internal import LLVM

/// An optimizer's own copy of a module.
final class PristineModule {
    private let units: ProgramUnits
    private let module: Module
    /// Functions whose indirect calls are marked.
    private var marked: Set<Function> = []

    init(_ units: ProgramUnits) throws(LLVMError) {
        self.units = units
        module = try units.pristineCopy()
    }

    /// Bodies given to the inliner: callees of at most so many instructions, fewer with each call
    /// between, together so many. The first two are those of ThinLTO's import
    /// (`-import-instr-limit`, `-import-instr-evolution-factor`), and for the same reason: larger
    /// ones are hardly ever inlined, but optimized all the same.
    private static let importLimit = 100.0
    private static let importDecay = 0.7
    private static let importDepth = 3
    /// Targets of indirect calls are worth more: at least the call is saved.
    private static let targetLimit = 400.0
    private static let importSize = 2000

    /// The function of that name, with its body.
    func function(named name: String) throws(LLVMError) -> Function? {
        guard let function = module.reference.function(named: name) else { return nil }
        try read(function)
        return function
    }

    /// Reads a body and marks its indirect calls: from now on copies know which sites they are.
    private func read(_ function: Function) throws(LLVMError) {
        try function.materialize()
        guard marked.insert(function).inserted, let number = units.index(of: function.name) else {
            return
        }
        LiveSite.mark(function, number: number, in: module.reference)
    }

    /// Makes checks of loops with indirect calls, or calls of `callees`, if they are worth it. The
    /// sites of all these were called `calls` times.
    typealias CheckMaker = (_ callees: [Function], _ calls: UInt64) -> LoopChecks?

    /// A module with the body of a function under a new name, and what it calls for inlining.
    ///
    /// - Parameter checks: makes the checks of its loops.
    func unit(
        of function: Function, suffix: String, profile: LiveProfile?, checks: CheckMaker?,
        imports importsBodies: Bool = true
    ) -> Module {
        let imports = importsBodies ? imports(for: function, profile) : []
        let unit = module.extractUnit([function], suffix: suffix, imports: imports)
        let dispatching = dispatching(imports)
        if let body = unit.reference.function(named: function.name + suffix),
            let made = checks?(
                dispatching.compactMap { unit.reference.function(named: $0.name) },
                calls(in: [function] + dispatching, profile))
        {
            body.checkLoops(made)
        }
        return unit
    }

    /// A module with what remains of a function from the head of a loop; nil if it cannot be
    /// entered there.
    func continuation(
        of function: Function, loop: Int, suffix: String, profile: LiveProfile?,
        checks: CheckMaker?
    ) -> Module? {
        let imports = imports(for: function, profile)
        let dispatching = dispatching(imports)
        return module.extractContinuation(
            of: function, loop: loop, suffix: suffix, imports: imports,
            checks: checks?(dispatching, calls(in: [function] + dispatching, profile)))
    }

    /// A module with such a continuation alone, quick code that counts as `checks` says.
    func recordingContinuation(
        of function: Function, loop: Int, suffix: String, checks: LoopChecks
    ) -> Module? {
        module.extractContinuation(of: function, loop: loop, suffix: suffix, checks: checks)
    }

    /// Indirect calls made by functions, as far as they were recorded.
    private func calls(in functions: [Function], _ profile: LiveProfile?) -> UInt64 {
        functions.flatMap(\.indirectCalls).reduce(0) { sum, call in
            sum + (LiveSite(call).flatMap { profile?.summary(of: $0)?.total } ?? 0)
        }
    }

    /// Those of the functions that have indirect calls, or call such.
    private func dispatching(_ imports: [Function]) -> [Function] {
        var found = Set(imports.filter { !$0.indirectCalls.isEmpty })
        var before = -1
        while found.count != before {
            before = found.count
            for function in imports
            where !found.contains(function) && function.callees.contains(where: found.contains) {
                found.insert(function)
            }
        }
        return imports.filter(found.contains)
    }

    private func imports(for function: Function, _ profile: LiveProfile?) -> [Function] {
        var result: [Function] = []
        var seen: Set<Function> = [function]
        var level = [function]
        var size = 0
        var limit = Self.importLimit
        for _ in 0..<Self.importDepth {
            var next: [Function] = []
            for caller in level {
                let targets = profile.map { self.targets(of: caller, $0) } ?? []
                let wanted =
                    targets.map { ($0, Self.targetLimit) } + caller.callees.map { ($0, limit) }
                for (callee, limit) in wanted
                where !callee.isDeclaration && !callee.linkage.mayBeReplaced
                    && seen.insert(callee).inserted
                {
                    // What cannot be read cannot be inlined.
                    guard (try? read(callee)) != nil else { continue }
                    let count = callee.instructionCount
                    guard Double(count) <= limit else { continue }
                    size += count
                    guard size <= Self.importSize else { return result }
                    result.append(callee)
                    next.append(callee)
                }
            }
            level = next
            limit *= Self.importDecay
        }
        return result
    }

    /// Functions of the module that indirect calls of `caller` mostly led to.
    private func targets(of caller: Function, _ profile: LiveProfile) -> [Function] {
        caller.indirectCalls.flatMap { call in
            LiveSite(call).map(profile.mainTargets) ?? []
        }.compactMap(module.reference.function(named:))
    }
}
