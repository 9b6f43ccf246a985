internal import CLLVM

/// A call, invoke or callbr.
public struct CallInstruction: IRValue {
    /// The call's result.
    public let value: Value

    init(raw: LLVMValueRef) { value = Value(raw: raw) }

    /// The same instruction without its role.
    public var instruction: Instruction { Instruction(raw: raw) }

    /// What is called: a function for direct calls, a computed address for indirect ones.
    public var callee: Value { Value(raw: LLVMGetCalledValue(raw)) }

    /// True if the callee is computed: no function or other constant, no inline assembly.
    public var isIndirect: Bool { DevirtIsIndirectCall(raw) }

    /// The arguments, without operand bundles.
    public var arguments: [Value] {
        (0..<LLVMGetNumArgOperands(raw)).map { Value(raw: LLVMGetOperand(raw, $0)) }
    }

    /// The type of the called function as the call sees it.
    public var calleeType: FunctionType { FunctionType(raw: LLVMGetCalledFunctionType(raw)) }

    /// True for `musttail` calls.
    public var isMustTail: Bool {
        LLVMIsACallInst(raw) != nil && LLVMGetTailCallKind(raw) == LLVMTailCallKindMustTail
    }

    /// The tags of the operand bundles.
    public var bundleTags: [String] {
        (0..<LLVMGetNumOperandBundles(raw)).map { index in
            let bundle = LLVMGetOperandBundleAtIndex(raw, index)
            defer { LLVMDisposeOperandBundle(bundle) }
            var length = 0
            return copyString(LLVMGetOperandBundleTag(bundle, &length), length)
        }
    }

    /// LLVM's number of the calling convention; 0 is C.
    public var callingConvention: UInt32 { LLVMGetInstructionCallConv(raw) }

    /// Sets the calling convention, which must be that of the callee.
    public func setCallingConvention(_ convention: CallingConvention) {
        LLVMSetInstructionCallConv(raw, convention.rawValue)
    }

    /// True if the call, or its known callee, has the named attribute.
    public func hasAttribute(_ name: String) -> Bool { DevirtCallHasAttribute(raw, name) }

    /// True if argument `index` has the named attribute at this call.
    public func argument(_ index: Int, has name: String) -> Bool {
        DevirtArgumentHasAttribute(raw, UInt32(index), name)
    }

    /// Adds an attribute without value, such as "nounwind", to the call.
    public func addAttribute(_ name: String) {
        LLVMAddCallSiteAttribute(
            raw, LLVMAttributeIndex(bitPattern: Int32(LLVMAttributeFunctionIndex)),
            Attribute.make(name, in: LLVMGetTypeContext(LLVMTypeOf(raw))))
    }
}

/// LLVM's numbers of calling conventions (llvm/IR/CallingConv.h).
public struct CallingConvention: RawRepresentable, Sendable, Hashable {
    /// LLVM's number.
    public let rawValue: UInt32

    /// A convention by LLVM's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The platform's C convention.
    public static let c = CallingConvention(rawValue: 0)
    /// Nearly all registers belong to the caller: cheap for cold calls.
    public static let preserveMost = CallingConvention(rawValue: 14)
    /// Swift's convention.
    public static let swift = CallingConvention(rawValue: 16)
}
