internal import LLVM

/// An optimizer's own copy of a module.
final class PristineModule {
    private let module: Module

    init(_ units: ProgramUnits) throws(LLVMError) {
        let context = Context()
        let bitcode = units.pristineBitcode()
        module = try Module(bitcode: bitcode, name: "pristine", in: context)
    }

    /// Bodies given to the inliner: those within this many calls, together this many instructions.
    private static let importDepth = 3
    private static let importSize = 4000

    /// The function of that name.
    func function(named name: String) -> Function? { module.reference.function(named: name) }

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
        for _ in 0..<Self.importDepth {
            var next: [Function] = []
            for caller in level {
                for callee in caller.callees
                where !callee.isDeclaration && !callee.linkage.mayBeReplaced
                    && seen.insert(callee).inserted
                {
                    size += callee.instructionCount
                    guard size <= Self.importSize else { return result }
                    result.append(callee)
                    next.append(callee)
                }
            }
            level = next
        }
        return result
    }
}
