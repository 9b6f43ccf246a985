extension ReoptimizingJIT {
    /// Starts with code of a former run, beside a profile of it: first calls link what was compiled
    /// then. Call it before modules are added.
    ///
    /// It is used only if this devirt, this CPU, the policy and all modules, in the same order, are
    /// those that it was made with; else a `JITEvent` of the kind `refused` says why not.
    ///
    /// - Throws: `CodeFileError` for bytes that are not, or not whole, what `savedCode` returned.
    public func use(code: [UInt8]) throws(CodeFileError) { engine.give(try CodeFile(code)) }

    /// The code of this run so far, for `use(code:)`; nil unless `TierPolicy.savesCode` is set, and
    /// with layers besides `Reoptimize` and `CompileOnDemand`.
    public func savedCode() -> [UInt8]? { engine.savedCode()?.encoded() }
}
