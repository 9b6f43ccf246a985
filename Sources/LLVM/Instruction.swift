internal import CLLVM

/// An instruction. Valid until it is erased or its function goes away.
public struct Instruction: IRValue {
    /// The instruction's result.
    public let value: Value

    init(raw: LLVMValueRef) { value = Value(raw: raw) }

    /// What the instruction does, as far as analyses here ask.
    public enum Opcode: Sendable {
        case call, invoke, callBranch, load, store, elementPointer, integerToPointer, phi
        case select, other
    }

    /// What the instruction does.
    public var opcode: Opcode {
        switch LLVMGetInstructionOpcode(raw) {
        case LLVMCall: .call
        case LLVMInvoke: .invoke
        case LLVMCallBr: .callBranch
        case LLVMLoad: .load
        case LLVMStore: .store
        case LLVMGetElementPtr: .elementPointer
        case LLVMIntToPtr: .integerToPointer
        case LLVMPHI: .phi
        case LLVMSelect: .select
        default: .other
        }
    }

    /// The operands: for a call the arguments, bundles and last the callee; for a phi the incoming
    /// values.
    public var operands: [Value] {
        (0..<LLVMGetNumOperands(raw)).compactMap {
            LLVMGetOperand(raw, UInt32($0)).map(Value.init(raw:))
        }
    }

    /// The block the instruction is in.
    public var block: BasicBlock { BasicBlock(raw: LLVMGetInstructionParent(raw)) }

    /// The source location, if there is debug information.
    public var debugLocation: DebugLocation? {
        LLVMInstructionGetDebugLoc(raw).map(DebugLocation.init(raw:))
    }

    /// The instruction as a call, invoke or callbr.
    public var call: CallInstruction? {
        DevirtIsCall(raw) ? CallInstruction(raw: raw) : nil
    }

    /// The accessed type in the `!tbaa` tag of a load or store, such as "vtable pointer".
    public var accessTypeName: String? {
        var length = 0
        return DevirtTBAAAccessType(raw, &length).map { copyString($0, length) }
    }

    /// The type that contains the accessed member in the `!tbaa` tag, such as "_ZTS6Circle".
    public var accessBaseTypeName: String? {
        var length = 0
        return DevirtTBAABaseType(raw, &length).map { copyString($0, length) }
    }

    /// Splits the block before this instruction, which starts the new block; the old block then
    /// ends with a branch there.
    public func splitBlock(named name: String) -> BasicBlock {
        BasicBlock(raw: DevirtSplitBlockBefore(raw, name))
    }

    /// Removes the instruction. It must have no uses left.
    public func erase() { LLVMInstructionEraseFromParent(raw) }

    /// Attaches metadata of the named kind, or removes it.
    public func setMetadata(_ kind: String, _ node: Metadata?) {
        let context = LLVMGetTypeContext(LLVMTypeOf(raw))
        let id = withCharacters(of: kind) { LLVMGetMDKindIDInContext(context, $0, UInt32($1)) }
        LLVMSetMetadata(raw, id, node.map { LLVMMetadataAsValue(context, $0.raw) })
    }

    /// The integers in the metadata node of the named kind; none without it.
    public func integers(ofMetadata kind: String) -> [UInt64] {
        metadata(kind)?.integers(in: LLVMGetTypeContext(LLVMTypeOf(raw))) ?? []
    }

    /// Emits a remark of the pass `devirt`: compilers show those that were asked for
    /// (`-Rpass=devirt`), or keep them (`-fsave-optimization-record`).
    ///
    /// - Parameter isApplied: it says what was done, not why nothing was.
    public func emitRemark(_ isApplied: Bool, named name: String, _ message: String) {
        DevirtEmitRemark(raw, isApplied, name, message)
    }

    /// Metadata of the named kind.
    public func metadata(_ kind: String) -> Metadata? {
        let context = LLVMGetTypeContext(LLVMTypeOf(raw))
        let id = withCharacters(of: kind) { LLVMGetMDKindIDInContext(context, $0, UInt32($1)) }
        return LLVMGetMetadata(raw, id).map { Metadata(raw: LLVMValueAsMetadata($0)) }
    }
}
