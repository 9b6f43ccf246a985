internal import CLLVM

/// A function, declared or defined. Valid while its module lives.
public struct Function: IRValue {
    /// The function's address as a value.
    public let value: Value

    init(raw: LLVMValueRef) { value = Value(raw: raw) }

    /// True if there is no body.
    public var isDeclaration: Bool { LLVMIsDeclaration(raw) != 0 }

    /// True for `llvm.*`.
    public var isIntrinsic: Bool { LLVMGetIntrinsicID(raw) != 0 }

    /// How the symbol behaves at link time.
    public var linkage: Linkage {
        get { Linkage(LLVMGetLinkage(raw)) }
        nonmutating set { LLVMSetLinkage(raw, newValue.raw) }
    }

    /// The function's own type.
    public var type: FunctionType { FunctionType(raw: LLVMGlobalGetValueType(raw)) }

    /// The calling convention.
    public var callingConvention: CallingConvention {
        CallingConvention(rawValue: LLVMGetFunctionCallConv(raw))
    }

    /// Sets the calling convention; calls must agree with it.
    public func setCallingConvention(_ convention: CallingConvention) {
        LLVMSetFunctionCallConv(raw, convention.rawValue)
    }

    /// The module the function is in.
    public var module: ModuleReference { ModuleReference(raw: LLVMGetGlobalParent(raw)) }

    /// The basic blocks in layout order; the first is the entry.
    public var blocks: [BasicBlock] {
        chain(from: LLVMGetFirstBasicBlock(raw), next: LLVMGetNextBasicBlock)
            .map(BasicBlock.init(raw:))
    }

    /// The formal parameters.
    public var parameters: [Value] {
        (0..<LLVMCountParams(raw)).map { Value(raw: LLVMGetParam(raw, $0)) }
    }

    /// The number of instructions in the body. O(blocks).
    public var instructionCount: Int { DevirtInstructionCount(raw) }

    /// Adds an empty block at the end.
    public func appendBlock(named name: String) -> BasicBlock {
        BasicBlock(raw: LLVMAppendBasicBlockInContext(module.context, raw, name))
    }

    /// True if more than direct calls uses the function. O(uses).
    public var hasAddressTaken: Bool { DevirtHasAddressTaken(raw) }

    /// Attaches a metadata node of the named kind, instead of one it may have.
    public func setMetadata(_ kind: String, _ node: Metadata) {
        let context = LLVMGetTypeContext(LLVMTypeOf(raw))
        let id = withCharacters(of: kind) { LLVMGetMDKindIDInContext(context, $0, UInt32($1)) }
        LLVMGlobalSetMetadata(raw, id, node.raw)
    }

    /// The comdat group the function belongs to.
    public var comdat: Comdat? { LLVMGetComdat(raw).map(Comdat.init(raw:)) }

    /// Where the function is declared in the source, if the module has debug information.
    public var declaration: DebugLocation? {
        LLVMGetSubprogram(raw).map { subprogram in
            DebugLocation(
                file: DebugLocation.file(ofScope: subprogram),
                line: Int(LLVMDISubprogramGetLine(subprogram)), column: 0)
        }
    }

    /// Checks the function with LLVM's verifier. O(body).
    public var isValid: Bool { LLVMVerifyFunction(raw, LLVMReturnStatusAction) == 0 }
}

/// How a symbol behaves at link time. The names are LLVM's.
public enum Linkage: Sendable {
    case external, availableExternally, linkOnceAny, linkOnceODR, weakAny, weakODR
    case appending, `internal`, `private`, externalWeak, common

    init(_ raw: LLVMLinkage) {
        self =
            switch raw {
            case LLVMAvailableExternallyLinkage: .availableExternally
            case LLVMLinkOnceAnyLinkage: .linkOnceAny
            case LLVMLinkOnceODRLinkage: .linkOnceODR
            case LLVMWeakAnyLinkage: .weakAny
            case LLVMWeakODRLinkage: .weakODR
            case LLVMAppendingLinkage: .appending
            case LLVMInternalLinkage: .internal
            case LLVMPrivateLinkage: .private
            case LLVMExternalWeakLinkage: .externalWeak
            case LLVMCommonLinkage: .common
            default: .external
            }
    }

    var raw: LLVMLinkage {
        switch self {
        case .external: LLVMExternalLinkage
        case .availableExternally: LLVMAvailableExternallyLinkage
        case .linkOnceAny: LLVMLinkOnceAnyLinkage
        case .linkOnceODR: LLVMLinkOnceODRLinkage
        case .weakAny: LLVMWeakAnyLinkage
        case .weakODR: LLVMWeakODRLinkage
        case .appending: LLVMAppendingLinkage
        case .internal: LLVMInternalLinkage
        case .private: LLVMPrivateLinkage
        case .externalWeak: LLVMExternalWeakLinkage
        case .common: LLVMCommonLinkage
        }
    }

    /// True for symbols that other translation units cannot see.
    public var isLocal: Bool { self == .internal || self == .private }

    /// True if another definition may replace this one at link or load time, with other behaviour.
    public var isInterposable: Bool {
        switch self {
        case .linkOnceAny, .weakAny, .externalWeak, .common: true
        default: false
        }
    }
}
