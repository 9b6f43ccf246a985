internal import Devirtualization
internal import LLVM

/// Bodies that the optimizer sees beside that of the function it optimizes.
struct BodyImports {
    /// The functions, of any module.
    var functions: [Function] = []
    /// The vtables that objects at their indirect calls may have, for guards.
    var tables: [GlobalVariable] = []
    /// The names of those that have indirect calls, or call such.
    var dispatching: Set<String> = []
    /// Indirect calls made by these and the function itself, as far as they were recorded.
    var calls: UInt64 = 0

    static var none: BodyImports { BodyImports() }
}

/// Chooses what is given to the inliner: callees, and targets of indirect calls.
struct ImportPlanner {
    let optimizer: OptimizerThread
    /// Those of the program.
    let modules: [ProgramUnits]
    let profile: LiveProfile?

    /// Callees of at most so many instructions, fewer with each call between, together so many. The
    /// first two are those of ThinLTO's import (`-import-instr-limit`,
    /// `-import-instr-evolution-factor`), and for the same reason: larger ones are hardly ever
    /// inlined, but optimized all the same.
    private static let limit = 100.0
    private static let decay = 0.7
    private static let depth = 3
    private static let totalSize = 2000
    /// Targets of indirect calls are worth more: at least the call is saved.
    private static let targetLimit = 400.0
    private static let tableLimit = 8
    /// Callees in other modules must have been called so often: it takes reading these.
    private static let fewEntries: Int64 = 20

    /// A function in an optimizer's copy of its module.
    private typealias Body = (function: Function, module: PristineModule)

    /// The bodies for a function of `module`.
    func imports(for function: Function, in module: PristineModule) -> BodyImports {
        var bodies: [Body] = []
        // By name: modules may have copies.
        var seen: Set<String> = [function.name]
        var level: [Body] = [(function, module)]
        var size = 0
        var limit = Self.limit
        search: for _ in 0..<Self.depth {
            var next: [Body] = []
            for caller in level {
                for (name, limit) in wanted(by: caller.function, calleeLimit: limit)
                where seen.insert(name.text).inserted {
                    guard let found = body(of: name, for: caller.module),
                        found.module.hasLayout(of: module)
                    else { continue }
                    let count = found.function.instructionCount
                    guard Double(count) <= limit else { continue }
                    size += count
                    guard size <= Self.totalSize else { break search }
                    bodies.append(found)
                    next.append(found)
                }
            }
            level = next
            limit *= Self.decay
        }
        let functions = bodies.map(\.function)
        return BodyImports(
            functions: functions, tables: tables(at: [(function, module)] + bodies),
            dispatching: dispatching(functions),
            calls: calls(in: [function] + functions))
    }

    private typealias Name = (text: String, isTarget: Bool)

    /// The functions that one calls, and how large they may be.
    private func wanted(
        by caller: Function, calleeLimit: Double
    ) -> [(name: Name, limit: Double)] {
        targets(of: caller).map { (($0, true), Self.targetLimit) }
            + caller.callees.filter { !$0.isIntrinsic }.map { (($0.name, false), calleeLimit) }
    }

    /// What the indirect calls of a body mostly called.
    private func targets(of caller: Function) -> [String] {
        caller.indirectCalls.flatMap { call in
            LiveSite(call).flatMap { profile?.mainTargets(of: $0) } ?? []
        }
    }

    /// The vtables with functions that bodies call indirectly. A function in many gets no guards
    /// that compare vtables.
    private func tables(at bodies: [Body]) -> [GlobalVariable] {
        var seen: Set<String> = []
        return bodies.flatMap { caller in
            targets(of: caller.function).flatMap { target in
                let tables = caller.module.virtualTables(with: target)
                return tables.count <= Self.tableLimit ? tables : []
            }
        }.filter { seen.insert($0.name).inserted }
    }

    /// The body that a name stands for in code of `module`; nil: there is none, or none that can be
    /// counted on, or it is not worth reading.
    private func body(of name: Name, for module: PristineModule) -> Body? {
        // What cannot be read cannot be inlined.
        if let own = try? module.function(named: name.text, among: modules), !own.isDeclaration {
            return own.linkage.mayBeReplaced ? nil : (own, module)
        }
        guard let (units, index) = modules.definition(of: name.text),
            name.isTarget || units.entries(of: index) > Self.fewEntries,
            let other = try? optimizer.pristine(units),
            let function = try? other.function(named: name.text, among: modules),
            !function.isDeclaration, !function.linkage.mayBeReplaced
        else { return nil }
        return (function, other)
    }

    private func calls(in functions: [Function]) -> UInt64 {
        functions.flatMap(\.indirectCalls).reduce(0) { sum, call in
            sum + (LiveSite(call).flatMap { profile?.summary(of: $0)?.total } ?? 0)
        }
    }

    private func dispatching(_ functions: [Function]) -> Set<String> {
        var found = Set(functions.filter { !$0.indirectCalls.isEmpty }.map(\.name))
        var before = -1
        while found.count != before {
            before = found.count
            for function in functions
            where !found.contains(function.name)
                && function.callees.contains(where: { found.contains($0.name) })
            {
                found.insert(function.name)
            }
        }
        return found
    }
}

extension [ProgramUnits] {
    /// The definition that code of the program reaches by a name: the only strong one, or the first.
    func definition(of name: String) -> (units: ProgramUnits, index: Int)? {
        var first: (units: ProgramUnits, index: Int)?
        for units in self {
            guard let index = units.index(of: name) else { continue }
            if units.isOwn(name) { return (units, index) }
            first = first ?? (units, index)
        }
        return first
    }
}
