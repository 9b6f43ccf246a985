import LLVM

/// Parses `text` and calls `body` with the module, which lives until `body` returns.
@discardableResult
func withModule<R>(
    _ text: String, name: String = "test.ll", _ body: (ModuleReference) throws -> R
) throws -> R {
    let context = Context()
    let module = try Module(text: text, name: name, in: context)
    defer { withExtendedLifetime(module) {} }
    return try body(module.reference)
}

/// As `withModule`, with the target machine of the host.
@discardableResult
func withOptimizableModule<R>(
    _ text: String, _ body: (ModuleReference, borrowing TargetMachine) throws -> R
) throws -> R {
    let machine = try TargetMachine(triple: "", level: .default)
    return try withModule(text) { try body($0, machine) }
}

/// The error that parsing `text` throws, or nil.
func parseError(_ text: String, name: String = "bad.ll") -> LLVMError? {
    let context = Context()
    do throws(LLVMError) {
        let module = try Module(text: text, name: name, in: context)
        withExtendedLifetime(module) {}
        return nil
    } catch { return error }
}

/// The error that reading `bytes` throws, or nil.
func readError(_ bytes: [UInt8]) -> LLVMError? {
    let context = Context()
    return bytes.withUnsafeBytes { bytes in
        do throws(LLVMError) {
            let module = try Module(bytes: bytes, name: "bad.bc", in: context)
            withExtendedLifetime(module) {}
            return nil
        } catch { return error }
    }
}

extension ModuleReference {
    /// The calls of a function in order.
    func calls(in function: String) -> [CallInstruction] {
        instructions(of: function).compactMap(\.call)
    }

    /// The instructions of a function in order.
    func instructions(of function: String) -> [Instruction] {
        self.function(named: function)?.blocks.flatMap(\.instructions) ?? []
    }
}
