internal import CLLVM

/// A global variable. Valid while its module lives.
public struct GlobalVariable: IRValue {
    /// The variable's address as a value.
    public let value: Value

    init(raw: LLVMValueRef) { value = Value(raw: raw) }

    /// True if the variable has no initializer.
    public var isDeclaration: Bool { LLVMIsDeclaration(raw) != 0 }

    /// The initial value.
    public var initializer: Value? {
        get { LLVMGetInitializer(raw).map(Value.init(raw:)) }
        nonmutating set { LLVMSetInitializer(raw, newValue?.raw) }
    }

    /// How the symbol behaves at link time.
    public var linkage: Linkage {
        get { Linkage(LLVMGetLinkage(raw)) }
        nonmutating set { LLVMSetLinkage(raw, newValue.raw) }
    }

    /// True if the value never changes.
    public var isConstant: Bool {
        get { LLVMIsGlobalConstant(raw) != 0 }
        nonmutating set { LLVMSetGlobalConstant(raw, newValue ? 1 : 0) }
    }

    /// True if the contents are known for good: never written, and no other definition can take
    /// this one's place.
    public var isFixed: Bool { DevirtIsFixed(raw) }

    /// True if each thread has its own.
    public var isThreadLocal: Bool {
        get { LLVMIsThreadLocal(raw) != 0 }
        nonmutating set { LLVMSetThreadLocal(raw, newValue ? 1 : 0) }
    }

    /// Sets the alignment in bytes, a power of two.
    public func setAlignment(_ bytes: Int) { LLVMSetAlignment(raw, UInt32(bytes)) }

    /// The type of the contents.
    public var contentType: Type { Type(raw: LLVMGlobalGetValueType(raw)) }

    /// The size of the contents in bytes under the module's data layout.
    public var byteSize: Int {
        let layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(raw))
        return Int(LLVMABISizeOfType(layout, contentType.raw))
    }
}
