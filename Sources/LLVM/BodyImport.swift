internal import CLLVM

extension ModuleReference {
    /// Gives local symbols a suffix, which no other module has: others will import bodies from here.
    public func prepareForImport(suffix: String) { DevirtPrepareForImport(raw, suffix) }

    /// Takes the body of a function of another module of the same context, prepared for that, and
    /// what must be copied with it. The body is for inlining only; symbols that only imports refer
    /// to may be missing when the program is linked.
    ///
    /// - Returns: nil, or why it cannot be done, the module then being unchanged.
    public func importBody(of function: Function) -> String? {
        DevirtImportBody(raw, function.raw).map { String(cString: $0) }
    }

    /// To be called when imported functions will not be compared with any more.
    public func weakenImports() { DevirtWeakenImports(raw) }

    /// Adds bytes in a section of their own, which linkers keep and concatenate.
    public func embed(_ bytes: [UInt8], section: String) {
        bytes.withUnsafeBytes { DevirtEmbedBytes(raw, section, $0.baseAddress, $0.count) }
    }

    /// Whether `embed` was called.
    public var hasEmbeddedBytes: Bool { DevirtHasEmbeddedBytes(raw) }

    /// A copy's bitcode without debug information. O(size of the module).
    public func strippedBitcode() -> [UInt8] {
        let copy = LLVMCloneModule(raw)
        defer { LLVMDisposeModule(copy) }
        LLVMStripModuleDebugInfo(copy)
        return ModuleReference(raw: copy!).bitcode()
    }
}

extension Function {
    /// True if the body is that of another module, for inlining or for what was imported.
    public var isImported: Bool { DevirtIsImported(raw) }

    /// Makes a function of local linkage one that others see, under another name.
    public func export(as name: String) { DevirtExportFunction(raw, name) }

    /// Adds a second name, which the rest of the program or shared object sees.
    public func addHiddenAlias(named name: String) { DevirtAddHiddenAlias(raw, name) }
}
