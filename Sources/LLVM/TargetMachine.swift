internal import CLLVM

/// How hard to optimize; `-O0` to `-O3`.
public enum OptimizationLevel: Int, Sendable, CaseIterable {
    case none = 0, less, `default`, aggressive
}

/// Owns LLVM's description of a target: costs for the optimizer, layout for data.
public struct TargetMachine: ~Copyable {
    let raw: LLVMTargetMachineRef
    let triple: String

    /// The machine for a target triple.
    ///
    /// - Parameters:
    ///   - triple: empty means the host's.
    ///   - level: also chooses the code generator's effort.
    /// - Throws: `LLVMError.unknownTarget`.
    public init(triple: String, level: OptimizationLevel) throws(LLVMError) {
        // The functions' own target-cpu and target-features attributes say more.
        try self.init(triple: triple, level: level, cpu: "", features: "")
    }

    private init(
        triple: String, level: OptimizationLevel, cpu: String, features: String
    ) throws(LLVMError) {
        Self.initializeTargets
        let triple = triple.isEmpty ? takeMessage(LLVMGetDefaultTargetTriple()) : triple
        var target: LLVMTargetRef?
        var message: UnsafeMutablePointer<CChar>?
        guard LLVMGetTargetFromTriple(triple, &target, &message) == 0 else {
            throw .unknownTarget(triple: triple, message: firstLine(takeMessage(message)))
        }
        let codeLevel = LLVMCodeGenOptLevel(UInt32(level.rawValue))
        guard
            let machine = LLVMCreateTargetMachine(
                target, triple, cpu, features, codeLevel, LLVMRelocPIC, LLVMCodeModelDefault)
        else { throw .unknownTarget(triple: triple, message: "no code generator") }
        raw = machine
        self.triple = triple
    }

    /// The machine of this process: its CPU with all its features, for code that runs here.
    ///
    /// - Throws: `LLVMError.unknownTarget`.
    public init(hostWith level: OptimizationLevel) throws(LLVMError) {
        try self.init(
            triple: "", level: level, cpu: HostCPU.name, features: HostCPU.features)
    }

    deinit { LLVMDisposeTargetMachine(raw) }

    private static let initializeTargets: Void = DevirtInitializeTargets()
}
