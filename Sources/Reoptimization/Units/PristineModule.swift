internal import LLVM

/// An optimizer's own copy of a module.
final class PristineModule {
    private let module: Module

    init(_ units: ProgramUnits) throws(LLVMError) {
        module = try units.pristineCopy()
    }

    /// Bodies given to the inliner: callees of at most so many instructions, fewer with each call
    /// between, together so many. The first two are those of ThinLTO's import
    /// (`-import-instr-limit`, `-import-instr-evolution-factor`), and for the same reason: larger
    /// ones are hardly ever inlined, but optimized all the same.
    private static let importLimit = 100.0
    private static let importDecay = 0.7
    private static let importDepth = 3
    private static let importSize = 2000

    /// The function of that name, with its body.
    func function(named name: String) throws(LLVMError) -> Function? {
        guard let function = module.reference.function(named: name) else { return nil }
        try function.materialize()
        return function
    }

    /// A module with the body of a function under a new name, and what it calls for inlining.
    func unit(of function: Function, suffix: String) -> Module {
        module.extractUnit([function], suffix: suffix, imports: imports(for: function))
    }

    /// A module with what remains of a function from the head of a loop; nil if it cannot be
    /// entered there.
    func continuation(of function: Function, loop: Int, suffix: String) -> Module? {
        module.extractContinuation(
            of: function, loop: loop, suffix: suffix, imports: imports(for: function))
    }

    private func imports(for function: Function) -> [Function] {
        var result: [Function] = []
        var seen: Set<Function> = [function]
        var level = [function]
        var size = 0
        var limit = Self.importLimit
        for _ in 0..<Self.importDepth {
            var next: [Function] = []
            for caller in level {
                for callee in caller.callees
                where !callee.isDeclaration && !callee.linkage.mayBeReplaced
                    && seen.insert(callee).inserted
                {
                    // What cannot be read cannot be inlined.
                    guard (try? callee.materialize()) != nil else { continue }
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
}
