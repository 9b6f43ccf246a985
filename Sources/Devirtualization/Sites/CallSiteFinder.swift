public import DevirtProfile
public import LLVM

/// Finds the indirect calls of modules.
public enum CallSiteFinder {
    /// The functions of `module` that have indirect calls, in module order.
    ///
    /// A call site is a call or invoke whose callee is computed: not a function or another constant,
    /// not inline assembly. Nothing is left out: sites that cannot be recorded or promoted say why.
    /// O(size of the module).
    ///
    /// - Parameter point: where in the pipeline the module is; part of the functions' identity.
    public static func sites(
        in module: ModuleReference, at point: InstrumentationPoint
    ) -> [FunctionSites] {
        let resolvers = module.ifuncResolvers
        let hasVirtualTables = module.hasVirtualTables
        return module.functions.compactMap { function in
            guard !function.isDeclaration, !isOurs(function) else { return nil }
            let obstacle = resolvers.contains(function) ? .ifuncResolver : obstacle(function)
            let sites = sites(
                in: function, of: module, hasVirtualTables: hasVirtualTables,
                functionObstacle: obstacle)
            guard !sites.isEmpty else { return nil }
            return FunctionSites(
                function: function,
                key: FunctionKey(
                    name: function.profileName, hash: function.structuralHash, point: point),
                declaration: SourceLocation(function.declaration), sites: sites)
        }
    }

    /// The sites of one function of a module that was not changed since it was given; none if it
    /// has no indirect calls. O(body).
    ///
    /// - Parameter hasVirtualTables: whether the module has C++ vtables, defined or declared.
    public static func sites(
        of function: Function, in module: ModuleReference, hasVirtualTables: Bool
    ) -> FunctionSites {
        FunctionSites(
            function: function,
            key: FunctionKey(
                name: function.profileName, hash: function.structuralHash, point: .asIs),
            declaration: SourceLocation(function.declaration),
            sites: sites(
                in: function, of: module, hasVirtualTables: hasVirtualTables,
                functionObstacle: obstacle(function)))
    }

    /// The indirect calls of one function, in instruction order.
    ///
    /// - Parameters:
    ///   - hasVirtualTables: whether the module has C++ vtables; without them loads from tables are
    ///     not taken for virtual calls.
    ///   - functionObstacle: why nothing may be done in the function, if so.
    static func sites(
        in function: Function, of module: ModuleReference, hasVirtualTables: Bool,
        functionObstacle: Refusal?
    ) -> [CallSite] {
        var result: [CallSite] = []
        for block in function.blocks {
            for instruction in block.instructions {
                guard let call = instruction.call, call.isIndirect else { continue }
                let pattern = DispatchPattern(
                    of: call, in: function, of: module, hasVirtualTables: hasVirtualTables)
                let identity = SiteIdentity(
                    ordinal: UInt32(result.count), kind: pattern.kind,
                    calleeType: call.calleeType.description,
                    location: SourceLocation(instruction.debugLocation))
                let obstacle = functionObstacle ?? obstacle(call)
                result.append(
                    CallSite(
                        identity: identity, call: call, virtualTable: pattern.virtualTable,
                        unrecordable: obstacle,
                        unpromotable: obstacle ?? promotionObstacle(call, in: function)))
            }
        }
        return result
    }

    /// Functions that instrumentation added.
    private static func isOurs(_ function: Function) -> Bool {
        function.name.hasPrefix(RuntimeNames.prefix)
    }

    /// Why nothing may be added to `function`.
    static func obstacle(_ function: Function) -> Refusal? {
        if function.hasAttribute("naked") { return .naked }
        if function.hasAttribute("noprofile") || function.hasAttribute("skipprofile") {
            return .noProfile
        }
        // The linker takes another copy; this one never runs.
        // What was imported for inlining does, where it is inlined.
        if function.linkage == .availableExternally, !function.isImported {
            return .availableExternally
        }
        return nil
    }

    /// Why nothing may be added before `call`.
    private static func obstacle(_ call: CallInstruction) -> Refusal? {
        if call.instruction.opcode == .callBranch { return .callBranch }
        // Calls inside a funclet must carry the funclet's token.
        if call.bundleTags.contains("funclet") { return .operandBundle("funclet") }
        return nil
    }

    /// Why `call` may not be copied behind a guard.
    private static func promotionObstacle(
        _ call: CallInstruction, in function: Function
    ) -> Refusal? {
        // Async functions are split already; their parts call each other in tail position.
        if call.arguments.indices.contains(where: { call.argument($0, has: "swiftasync") }) {
            return .asynchronous
        }
        if call.isMustTail { return .mustTail }
        if let tag = call.bundleTags.first { return .operandBundle(tag) }
        if function.hasAttribute("presplitcoroutine") { return .coroutine }
        if call.hasAttribute("returns_twice") { return .returnsTwice }
        if call.hasAttribute("convergent") { return .convergent }
        if call.hasAttribute("noduplicate") { return .noDuplicate }
        return nil
    }
}

extension ModuleReference {
    /// Whether C++ vtables are defined or declared.
    public var hasVirtualTables: Bool { globalVariables.contains { $0.name.hasPrefix("_ZTV") } }
}

extension SourceLocation {
    /// The profile's form of a debug location; unknown if there is none.
    init(_ location: DebugLocation?) {
        self.init(
            file: location?.file, line: UInt32(clamping: location?.line ?? 0),
            column: UInt32(clamping: location?.column ?? 0))
    }
}
