internal import CLLVM

/// Owns a module: functions, global variables and metadata of one translation unit or program.
///
/// The IR is reached through `reference`, which must not outlive the module.
public struct Module: ~Copyable {
    let raw: LLVMModuleRef
    /// Owned. Unmanaged, because the module must go before its context, and members are released
    /// in no particular order.
    private let unmanagedContext: Unmanaged<ContextStorage>

    var context: ContextStorage { unmanagedContext.takeUnretainedValue() }

    init(raw: LLVMModuleRef, context: ContextStorage) {
        self.raw = raw
        unmanagedContext = .passRetained(context)
    }

    deinit {
        LLVMDisposeModule(raw)
        unmanagedContext.release()
    }

    /// An empty module.
    public init(name: String, in context: borrowing Context) {
        self.init(
            raw: LLVMModuleCreateWithNameInContext(name, context.storage.raw),
            context: context.storage)
    }

    /// The module's contents. Valid while the module lives.
    public var reference: ModuleReference { ModuleReference(raw: raw) }

    /// A copy in the same context. O(size of the module).
    public func clone() -> Module {
        Module(raw: LLVMCloneModule(raw), context: context)
    }

    /// Moves everything in `other` into this module, as `llvm-link` does.
    ///
    /// - Throws: `LLVMError.unlinkable`, for example for two definitions of one symbol. The module
    ///   is then unchanged or partly linked: discard it.
    public mutating func link(_ other: consuming Module) throws(LLVMError) {
        let name = reference.identifier
        let otherName = other.reference.identifier
        precondition(context === other.context, "linked modules share a context")
        let before = context.diagnostics.count
        // LLVMLinkModules2 takes the source module over, also when it fails.
        guard LLVMLinkModules2(raw, other.give()) != 0 else { return }
        let message = context.diagnostics.dropFirst(before).first { $0.severity == .error }?.message
        throw .unlinkable(
            destination: name, source: otherName, message: message ?? "incompatible modules")
    }

    /// Gives the module away; the context is still released.
    private consuming func give() -> LLVMModuleRef {
        let raw = raw
        unmanagedContext.release()
        discard self
        return raw
    }
}
