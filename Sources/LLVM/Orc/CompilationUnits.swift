internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

extension Module {
    /// Prepares the module for being compiled function by function: local symbols become external
    /// under unique names, comdats and bodies that are never linked go, debug information, too.
    ///
    /// - Parameter suffix: makes the names of local symbols unique among modules.
    /// - Throws: `LLVMError.jit` for what cannot be compiled in parts, such as ifuncs.
    public func prepareForUnits(suffix: String) throws(LLVMError) {
        if let obstacle = DevirtUnitObstacle(raw) {
            defer { free(obstacle) }
            throw .jit(
                message: "\(reference.identifier): \(String(cString: obstacle)), which cannot be "
                    + "compiled on demand")
        }
        LLVMStripModuleDebugInfo(raw)
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

    /// A module with the global variables and constructors. Precondition as above.
    public func extractData() -> Module {
        Module(raw: DevirtExtractData(raw), context: context)
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
