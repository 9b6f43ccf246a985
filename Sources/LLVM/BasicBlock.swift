internal import CLLVM

/// A basic block. Valid while its function lives.
public struct BasicBlock: Hashable {
    let raw: LLVMBasicBlockRef

    /// The instructions in order; the last is the terminator.
    public var instructions: [Instruction] {
        chain(from: LLVMGetFirstInstruction(raw), next: LLVMGetNextInstruction)
            .map(Instruction.init(raw:))
    }

    /// The instruction that ends the block, if it has one yet.
    public var terminator: Instruction? {
        LLVMGetBasicBlockTerminator(raw).map(Instruction.init(raw:))
    }

    /// The function the block is in.
    public var function: Function { Function(raw: LLVMGetBasicBlockParent(raw)) }

    /// Moves the block behind `other`, which changes the layout only.
    public func move(after other: BasicBlock) {
        LLVMMoveBasicBlockAfter(raw, other.raw)
    }
}
