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
    /// - Parameter imports: functions whose bodies are there for inlining only.
    /// - Precondition: the module was prepared with `prepareForUnits`.
    public func extractUnit(
        _ functions: [Function], suffix: String, imports: [Function] = []
    ) -> Module {
        let bodies: [LLVMValueRef?] = functions.map(\.raw)
        let imported: [LLVMValueRef?] = imports.map(\.raw)
        return Module(
            raw: DevirtExtractUnit(
                raw, bodies, bodies.count, suffix, imported, imported.count), context: context)
    }

    /// A module with what remains of `function` from the head of a loop on, as a function of the
    /// live values; nil if it cannot be entered there. See `DevirtExtractContinuation`.
    public func extractContinuation(
        of function: Function, loop: Int, suffix: String, imports: [Function] = []
    ) -> Module? {
        let imported: [LLVMValueRef?] = imports.map(\.raw)
        let unit = DevirtExtractContinuation(
            raw, function.raw, loop, suffix, imported, imported.count)
        guard let unit else { return nil }
        return Module(raw: unit, context: context)
    }

    /// A module with the global variables and constructors. Precondition as above.
    ///
    /// - Parameter marker: a symbol defined in it, by which it can be looked up.
    public func extractData(marker: String) -> Module {
        Module(raw: DevirtExtractData(raw, marker), context: context)
    }

    /// The aliases of functions, by name.
    public var functionAliases: [(name: String, function: Function)] {
        var result: [(name: String, function: Function)] = []
        withUnsafeMutablePointer(to: &result) { pointer in
            DevirtForEachFunctionAlias(
                raw,
                { name, function, context in
                    guard let name, let function, let context else { return }
                    context.assumingMemoryBound(to: [(name: String, function: Function)].self)
                        .pointee.append((String(cString: name), Function(raw: function)))
                }, pointer)
        }
        return result
    }
}

extension Function {
    /// Makes the function count its entries down in `counters[index]`, an array of 32-bit numbers,
    /// and call `hot(token)` when the counter reaches zero.
    public func countEntries(index: Int, token: UInt32, counters: String, hot: String) {
        DevirtCountEntries(raw, UInt32(index), token, counters, hot)
    }

    /// Makes the loops of the function count their iterations down from `threshold` and then call
    /// `enter` for where to go on; see `DevirtCountLoops`.
    ///
    /// - Returns: for each loop the number of the one around it, or -1.
    public func countLoops(token: UInt32, threshold: Int32, enter: String) -> [Int32] {
        Array(unsafeUninitializedCapacity: 1024) { parents, count in
            count = DevirtCountLoops(
                raw, token, threshold, enter, parents.baseAddress, parents.count)
        }
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
