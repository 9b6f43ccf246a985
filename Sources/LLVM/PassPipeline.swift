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
    /// - Parameter verifyEach: check the module after every pass; slow.
    public func optimize(
        level: OptimizationLevel, machine: borrowing TargetMachine, verifyEach: Bool = false
    ) {
        ForkGate.pause {
            DevirtRunDefaultPipeline(
                raw, machine.raw, UInt32(level.rawValue), verifyEach, nil, nil)
        }
    }

    /// Runs the default pipeline of `level` with a rewrite of the module in it.
    ///
    /// - Parameter early: called once after basic simplification and before the inliner (LLVM's
    ///   pipeline-early-simplification extension point).
    /// - Returns: what `early` returned.
    /// - Throws: what `early` threw, after the pipeline has ended.
    public func optimize<R, E: Error>(
        level: OptimizationLevel, machine: borrowing TargetMachine, verifyEach: Bool = false,
        early: (ModuleReference) throws(E) -> R
    ) throws(E) -> R {
        var result: Result<R, E>?
        withoutActuallyEscaping(early) { early in
            let hook = PipelineHook { module in
                result = ForkGate.hold(isWaitedFor: true) {
                    Result { () throws(E) in try early(module) }
                }
            }
            ForkGate.pause {
                DevirtRunDefaultPipeline(
                    raw, machine.raw, UInt32(level.rawValue), verifyEach,
                    { module, context in
                        guard let module, let context else { return }
                        Unmanaged<PipelineHook>.fromOpaque(context).takeUnretainedValue()
                            .run(ModuleReference(raw: module))
                    }, Unmanaged.passUnretained(hook).toOpaque())
            }
            withExtendedLifetime(hook) {}
        }
        // Every default pipeline has the extension point, -O0 included.
        return try result!.get()
    }
}

private final class PipelineHook {
    let run: (ModuleReference) -> Void
    init(_ run: @escaping (ModuleReference) -> Void) { self.run = run }
}
