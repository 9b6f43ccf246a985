internal import Devirtualization
internal import LLVM

/// An optimizer's own copy of a module.
final class PristineModule {
    let units: ProgramUnits
    private let module: Module
    /// Functions whose indirect calls are marked.
    private var marked: Set<Function> = []
    private lazy var tables = VirtualTables(of: module.reference)

    init(_ units: ProgramUnits, in context: borrowing Context) throws(LLVMError) {
        self.units = units
        module = try units.pristineCopy(in: context)
    }

    /// Whether types have the same sizes and places here and there.
    func hasLayout(of other: PristineModule) -> Bool {
        module.reference.dataLayout == other.module.reference.dataLayout
    }

    /// The vtables with a function of that name in them.
    func virtualTables(with name: String) -> [GlobalVariable] {
        module.reference.function(named: name).map(tables.tables(with:)) ?? []
    }

    /// The function of that name, with its body.
    ///
    /// - Parameter modules: those of the program.
    func function(
        named name: String, among modules: [ProgramUnits]
    ) throws(LLVMError) -> Function? {
        guard let function = module.reference.function(named: name) else { return nil }
        try read(function, among: modules)
        return function
    }

    /// Reads a body and marks its indirect calls: from now on copies know which sites they are.
    func read(_ function: Function, among modules: [ProgramUnits]) throws(LLVMError) {
        try function.materialize()
        guard marked.insert(function).inserted, !function.indirectCalls.isEmpty else { return }
        guard let owner = owner(of: function, among: modules) else { return }
        LiveSite.mark(
            function, owner: Int(owner.slot), number: owner.index, in: module.reference)
    }

    /// The function of the program whose sites those of a body here are. Where several modules
    /// define a function, the code of one runs; its sites are these if the bodies are alike.
    private func owner(
        of function: Function, among modules: [ProgramUnits]
    ) -> ProgramFunction? {
        let name = function.name
        if !units.isOwn(name), let running = modules.definition(of: name),
            running.units.versions.size(running.index) == function.instructionCount
        {
            return ProgramFunction(slot: running.units.slot, index: running.index)
        }
        return units.index(of: name).map { ProgramFunction(slot: units.slot, index: $0) }
    }

    /// Makes checks of loops with indirect calls, or calls of `callees`, if they are worth it. The
    /// sites of all these were called `calls` times.
    typealias CheckMaker = (_ callees: [Function], _ calls: UInt64) -> LoopChecks?

    /// A module with the body of a function under a new name, and what it calls for inlining.
    ///
    /// - Parameter checks: makes the checks of its loops.
    func unit(
        of function: Function, suffix: String, imports: BodyImports, checks: CheckMaker?
    ) -> Module {
        let unit = module.extractUnit(
            [function], suffix: suffix, imports: imports.functions, constants: imports.tables)
        if let body = unit.reference.function(named: function.name + suffix),
            let made = checks?(
                imports.dispatching.compactMap(unit.reference.function(named:)), imports.calls)
        {
            body.checkLoops(made)
        }
        return unit
    }

    /// A module with the bodies of functions under new names, and nothing to inline.
    func unit(of functions: [Function], suffix: String) -> Module {
        module.extractUnit(functions, suffix: suffix)
    }

    /// A module with what remains of a function from the head of a loop; nil if it cannot be
    /// entered there.
    func continuation(
        of function: Function, loop: Int, suffix: String, imports: BodyImports,
        checks: CheckMaker?
    ) -> Module? {
        module.extractContinuation(
            of: function, loop: loop, suffix: suffix, imports: imports.functions,
            constants: imports.tables,
            checks: checks?(
                imports.dispatching.compactMap(module.reference.function(named:)),
                imports.calls))
    }

    /// A module with such a continuation alone, quick code that counts as `checks` says.
    func recordingContinuation(
        of function: Function, loop: Int, suffix: String, checks: LoopChecks
    ) -> Module? {
        module.extractContinuation(of: function, loop: loop, suffix: suffix, checks: checks)
    }
}
