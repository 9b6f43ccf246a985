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
        Self.initializeTargets
        let triple = triple.isEmpty ? takeMessage(LLVMGetDefaultTargetTriple()) : triple
        var target: LLVMTargetRef?
        var message: UnsafeMutablePointer<CChar>?
        guard LLVMGetTargetFromTriple(triple, &target, &message) == 0 else {
            throw .unknownTarget(triple: triple, message: firstLine(takeMessage(message)))
        }
        let codeLevel = LLVMCodeGenOptLevel(UInt32(level.rawValue))
        // The functions' own target-cpu and target-features attributes refine this.
        guard
            let machine = LLVMCreateTargetMachine(
                target, triple, "", "", codeLevel, LLVMRelocPIC, LLVMCodeModelDefault)
        else { throw .unknownTarget(triple: triple, message: "no code generator") }
        raw = machine
        self.triple = triple
    }

    deinit { LLVMDisposeTargetMachine(raw) }

    private static let initializeTargets: Void = DevirtInitializeTargets()
}
