internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

extension Module {
    /// Prepares the module for being compiled function by function: local symbols become external
    /// under unique names, comdats and bodies that are never linked go, debug information, too.
    ///
    /// - Parameters:
    ///   - suffix: makes the names of local symbols unique among modules.
    ///   - keepsLineTables: keep which source line instructions come from.
    /// - Throws: `LLVMError.jit` for what cannot be compiled in parts, such as ifuncs.
    public func prepareForUnits(
        suffix: String, keepsLineTables: Bool = false
    ) throws(LLVMError) {
        if let obstacle = DevirtUnitObstacle(raw) {
            defer { free(obstacle) }
            throw .jit(
                message: "\(reference.identifier): \(String(cString: obstacle)), which cannot be "
                    + "compiled on demand")
        }
        if keepsLineTables {
            DevirtKeepLineTables(raw)
        } else {
            LLVMStripModuleDebugInfo(raw)
        }
        DevirtPrepareForUnits(raw, suffix)
    }

    /// A module with the bodies of `functions`, named with `suffix`; see `DevirtExtractUnit`.
    ///
    /// - Parameters:
    ///   - imports: functions whose bodies are there for inlining only.
    ///   - constants: variables whose values are to be known in it.
    /// - Precondition: the module was prepared with `prepareForUnits`.
    public func extractUnit(
        _ functions: [Function], suffix: String, imports: [Function] = [],
        constants: [GlobalVariable] = []
    ) -> Module {
        let bodies: [LLVMValueRef?] = functions.map(\.raw)
        let imported: [LLVMValueRef?] = imports.map(\.raw) + constants.map(\.raw)
        return Module(
            raw: DevirtExtractUnit(
                raw, bodies, bodies.count, suffix, imported, imported.count), context: context)
    }

    /// Checks that a unit has all that its code refers to by more than a symbol, and that LLVM can
    /// compile it.
    ///
    /// - Throws: `LLVMError.jit` for labels of functions that are not in it, and for calls that LLVM
    ///   gets wrong.
    public borrowing func checkUnit() throws(LLVMError) {
        guard let obstacle = DevirtForeignLabel(raw) ?? DevirtBrokenCall(raw) else { return }
        defer { free(obstacle) }
        throw .jit(message: String(cString: obstacle))
    }

    /// A module with what remains of `function` from the head of a loop on, as a function of the
    /// live values; nil if it cannot be entered there. See `DevirtExtractContinuation`.
    ///
    /// - Parameter checks: what its own loops do.
    public func extractContinuation(
        of function: Function, loop: Int, suffix: String, imports: [Function] = [],
        constants: [GlobalVariable] = [], checks: LoopChecks? = nil
    ) -> Module? {
        let imported: [LLVMValueRef?] = imports.map(\.raw) + constants.map(\.raw)
        let extract = { [raw] (checks: UnsafePointer<DevirtLoopChecks>?) in
            DevirtExtractContinuation(
                raw, function.raw, loop, suffix, imported, imported.count, checks)
        }
        let unit = checks.map { $0.withRaw(extract) } ?? extract(nil)
        guard let unit else { return nil }
        return Module(raw: unit, context: context)
    }

    /// A module with the global variables and constructors. Precondition as above.
    ///
    /// - Parameter marker: a symbol defined in it, by which it can be looked up.
    public func extractData(marker: String) -> Module {
        Module(raw: DevirtExtractData(raw, marker), context: context)
    }

    /// A function in the module of `extractData` that is to be called before the program starts.
    public struct StructorGroup: Sendable {
        /// It registers destructors, which must come before all constructors.
        public let registersDestructors: Bool
        /// Lower ones go first, in all modules.
        public let priority: UInt32

        /// Its symbol, where the module's marker is `marker`.
        public func symbol(marker: String) -> String {
            "\(marker).\(registersDestructors ? "dtors" : "ctors").\(priority)"
        }
    }

    /// What is to be called before the program starts.
    public var structorGroups: [StructorGroup] {
        var result: [StructorGroup] = []
        withUnsafeMutablePointer(to: &result) { pointer in
            DevirtForEachStructorGroup(
                raw,
                { priority, registersDestructors, context in
                    context?.assumingMemoryBound(to: [StructorGroup].self).pointee.append(
                        .init(registersDestructors: registersDestructors, priority: priority))
                }, pointer)
        }
        return result
    }

    /// Options for whoever links the module, such as `-lswiftCore`, that swiftc left in it. To be
    /// asked before `prepareForUnits`.
    public var linkOptions: [String] {
        var result: [String] = []
        withUnsafeMutablePointer(to: &result) { pointer in
            DevirtForEachAutolinkEntry(
                raw,
                { entry, context in
                    guard let entry, let context else { return }
                    context.assumingMemoryBound(to: [String].self).pointee
                        .append(String(cString: entry))
                }, pointer)
        }
        return result
    }

    /// An alias of a function.
    public struct FunctionAlias {
        /// The alias's name.
        public let name: String
        /// What it stands for.
        public let function: Function
        /// Gives way to another definition of the name.
        public let isWeak: Bool
    }

    /// The aliases of functions.
    public var functionAliases: [FunctionAlias] {
        var result: [FunctionAlias] = []
        withUnsafeMutablePointer(to: &result) { pointer in
            DevirtForEachFunctionAlias(
                raw,
                { name, function, isWeak, context in
                    guard let name, let function, let context else { return }
                    context.assumingMemoryBound(to: [FunctionAlias].self).pointee.append(
                        .init(
                            name: String(cString: name), function: Function(raw: function),
                            isWeak: isWeak))
                }, pointer)
        }
        return result
    }
}

extension ModuleReference {
    /// Prepares code for the generator of quick code; see `DevirtKeepErrorLoads`.
    public func prepareForQuickCode() { DevirtKeepErrorLoads(raw) }
}

extension Function {
    /// Makes the function count its entries down in `counters[index]`, an array of 32-bit numbers,
    /// and call `hot(token)` when the counter reaches zero.
    public func countEntries(index: Int, token: UInt64, counters: String, hot: String) {
        DevirtCountEntries(raw, UInt32(index), token, counters, hot)
    }

    /// Makes the loops of the function, a body in a unit, ask where to go on; see
    /// `DevirtCheckLoops`.
    ///
    /// - Returns: for each loop the number of the one around it, or -1.
    @discardableResult
    public func checkLoops(_ checks: LoopChecks) -> [Int32] {
        checks.withRaw { checks in
            Array(unsafeUninitializedCapacity: 1024) { parents, count in
                count = DevirtCheckLoops(raw, checks, parents.baseAddress, parents.count)
            }
        }
    }

    /// Why there can be only one version of the function's code, if so.
    public var versionObstacle: String? {
        DevirtVersionObstacle(raw).map { String(cString: $0) }
    }

    /// Why no loop of the function can be entered by running frames, if so.
    public var loopEntryObstacle: String? {
        DevirtLoopEntryObstacle(raw).map { String(cString: $0) }
    }

    /// The functions this one calls directly, in order, once a call.
    public var callees: [Function] {
        var result: [Function] = []
        withUnsafeMutablePointer(to: &result) { pointer in
            DevirtForEachCallee(
                raw,
                { callee, context in
                    guard let callee, let context else { return }
                    context.assumingMemoryBound(to: [Function].self).pointee
                        .append(Function(raw: callee))
                }, pointer)
        }
        return result
    }
}
