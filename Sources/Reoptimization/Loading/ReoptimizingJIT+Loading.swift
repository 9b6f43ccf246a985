public import LLVM

extension ReoptimizingJIT {
    /// Compiles C and C++ sources and adds them.
    ///
    /// - Returns: what the compiler said, such as warnings.
    /// - Throws: `JITError.source`; what `add(_:)` throws.
    @discardableResult
    public func add(
        sources: [String], with compiler: SourceCompiler
    ) throws(JITError) -> String {
        let units: [SourceCompiler.Unit]
        do throws(SourceError) { units = try compiler.compile(sources) } catch {
            throw .source(error)
        }
        for unit in units { try add(unit.module()) }
        return units.map(\.diagnostics).joined()
    }

    /// Adds a relocatable object (`.o`), which is linked as it is: its functions are not optimized.
    ///
    /// - Throws: `JITError.llvm` for a file that cannot be read or is none, or a symbol defined
    ///   twice.
    public func addObject(_ path: String) throws(JITError) {
        engine.reclaimer.forbid("native code was added")
        try wrapping { () throws(LLVMError) in
            try session.add(ObjectCode(contentsOf: path))
        }
    }
}

extension SourceCompiler.Unit {
    /// The bitcode as a module.
    ///
    /// - Throws: `JITError.llvm` if clang is of another version than the linked LLVM.
    public func module() throws(JITError) -> Module {
        do throws(LLVMError) {
            return try Module(bitcode: bitcode, name: source, in: Context())
        } catch { throw .llvm(error) }
    }
}
