internal import CLLVM

extension ModuleReference {
    /// Runs passes named as `opt -passes=` names them, such as "function(sroa),globaldce".
    ///
    /// - Throws: `LLVMError.badPipeline` if the text is not understood.
    public func run(
        passes: String, machine: borrowing TargetMachine, verifyEach: Bool = false
    ) throws(LLVMError) {
        let options = LLVMCreatePassBuilderOptions()
        defer { LLVMDisposePassBuilderOptions(options) }
        LLVMPassBuilderOptionsSetVerifyEach(options, verifyEach ? 1 : 0)
        guard let error = LLVMRunPasses(raw, passes, machine.raw, options) else { return }
        let message = LLVMGetErrorMessage(error)
        defer { LLVMDisposeErrorMessage(message) }
        throw .badPipeline(
            text: passes, message: message.map { firstLine(String(cString: $0)) } ?? "")
    }

    /// Runs the default pipeline of `level`, with the vectorizers, as clang does.
    ///
    /// - Parameters:
    ///   - early: called once after basic simplification and before the inliner (LLVM's
    ///     pipeline-early-simplification extension point); it may rewrite the module.
    ///   - verifyEach: check the module after every pass; slow.
    public func optimize(
        level: OptimizationLevel, machine: borrowing TargetMachine, verifyEach: Bool = false,
        early: ((ModuleReference) -> Void)? = nil
    ) {
        guard let early else {
            DevirtRunDefaultPipeline(raw, machine.raw, UInt32(level.rawValue), verifyEach, nil, nil)
            return
        }
        withoutActuallyEscaping(early) { early in
            let box = HookBox(early)
            DevirtRunDefaultPipeline(
                raw, machine.raw, UInt32(level.rawValue), verifyEach,
                { module, context in
                    guard let module, let context else { return }
                    Unmanaged<HookBox>.fromOpaque(context).takeUnretainedValue()
                        .hook(ModuleReference(raw: module))
                }, Unmanaged.passUnretained(box).toOpaque())
            withExtendedLifetime(box) {}
        }
    }
}

private final class HookBox {
    let hook: (ModuleReference) -> Void
    init(_ hook: @escaping (ModuleReference) -> Void) { self.hook = hook }
}
