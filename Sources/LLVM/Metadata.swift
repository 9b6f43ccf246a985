internal import CLLVM

/// A metadata node or string. Valid while its context lives.
public struct Metadata {
    let raw: LLVMMetadataRef
}

extension Metadata {
    /// The integers among the operands of a node.
    func integers(in context: LLVMContextRef) -> [UInt64] {
        let node = LLVMMetadataAsValue(context, raw)
        guard LLVMIsAMDNode(node) != nil else { return [] }
        var operands = [LLVMValueRef?](
            repeating: nil, count: Int(LLVMGetMDNodeNumOperands(node)))
        LLVMGetMDNodeOperands(node, &operands)
        return operands.compactMap { operand in
            operand.flatMap { LLVMIsAConstantInt($0) }.map { LLVMConstIntGetZExtValue($0) }
        }
    }
}

extension ModuleReference {
    /// A metadata string.
    public func metadata(string: String) -> Metadata {
        withCharacters(of: string) {
            Metadata(raw: LLVMMDStringInContext2(context, $0, $1))
        }
    }

    /// A constant as metadata.
    public func metadata(_ constant: Value) -> Metadata {
        Metadata(raw: LLVMValueAsMetadata(constant.raw))
    }

    /// `!{a, b, ...}`
    public func metadata(node operands: [Metadata]) -> Metadata {
        var raws: [LLVMMetadataRef?] = operands.map(\.raw)
        return Metadata(raw: LLVMMDNodeInContext2(context, &raws, raws.count))
    }

    /// `!{!"branch_weights", i32 taken, i32 notTaken}` for a conditional branch.
    public func branchWeights(_ taken: UInt32, _ notTaken: UInt32) -> Metadata {
        metadata(node: [
            metadata(string: "branch_weights"),
            metadata(constant(UInt64(taken), bits: 32)),
            metadata(constant(UInt64(notTaken), bits: 32)),
        ])
    }

    /// `!{!"VP", i32 0, i64 total, i64 guid, i64 count, ...}`: LLVM's profile of an indirect call.
    public func indirectCallProfile(
        total: UInt64, targets: [(guid: UInt64, count: UInt64)]
    ) -> Metadata {
        var operands = [
            metadata(string: "VP"), metadata(constant(0, bits: 32)),
            metadata(constant(total, bits: 64)),
        ]
        for target in targets {
            operands.append(metadata(constant(target.guid, bits: 64)))
            operands.append(metadata(constant(target.count, bits: 64)))
        }
        return metadata(node: operands)
    }
}
