internal import CLLVM

/// Anything an instruction can use: constants, arguments, results. Valid while its module lives.
public struct Value: Hashable {
    let raw: LLVMValueRef

    init(raw: LLVMValueRef) { self.raw = raw }

    /// The value's type.
    public var type: Type { Type(raw: LLVMTypeOf(raw)) }

    /// The name, without `@` or `%`; empty for unnamed values.
    public var name: String {
        var length = 0
        return copyString(LLVMGetValueName2(raw, &length), length)
    }

    /// The value as an instruction, if it is the result of one.
    public var instruction: Instruction? {
        LLVMIsAInstruction(raw).map(Instruction.init(raw:))
    }

    /// The members of a constant structure or array and their distances from its start in bytes
    /// under the data layout of `module`. None for other values, also for constants without members
    /// of their own: all zero bits, undefined, or plain numbers.
    public func members(in module: ModuleReference) -> [(value: Value, offset: Int)] {
        let layout = LLVMGetModuleDataLayout(module.raw)
        let type = LLVMTypeOf(raw)
        let offset: (UInt32) -> UInt64
        if LLVMIsAConstantStruct(raw) != nil {
            offset = { LLVMOffsetOfElement(layout, type, $0) }
        } else if LLVMIsAConstantArray(raw) != nil {
            let size = LLVMABISizeOfType(layout, LLVMGetElementType(type))
            offset = { UInt64($0) * size }
        } else {
            return []
        }
        return (0..<UInt32(LLVMGetNumOperands(raw))).compactMap { index in
            LLVMGetOperand(raw, index).map { (Value(raw: $0), Int(offset(index))) }
        }
    }

    /// The value as a function, looking through no cast.
    public var function: Function? { LLVMIsAFunction(raw).map(Function.init(raw:)) }

    /// The value of an integer constant, sign-extended.
    public var integer: Int? {
        LLVMIsAConstantInt(raw).map { Int(LLVMConstIntGetSExtValue($0)) }
    }

    /// True for constants, functions and global variables included.
    public var isConstant: Bool { LLVMIsConstant(raw) != 0 }

    /// The pointer this one is a constant number of bytes behind, looking through casts and constant
    /// address arithmetic, and that number.
    public func strippingOffset(in module: ModuleReference) -> (base: Value, offset: Int) {
        var offset: Int64 = 0
        let base = DevirtStripConstantOffset(module.raw, raw, &offset)
        return (base.map(Value.init(raw:)) ?? self, Int(offset))
    }

    /// The value as IR text.
    public var description: String { takeMessage(LLVMPrintValueToString(raw)) }
}

/// A kind of value with a type of its own.
public protocol IRValue: Hashable {
    /// The same thing as a plain value.
    var value: Value { get }
}

extension IRValue {
    var raw: LLVMValueRef { value.raw }

    /// The name, without `@` or `%`; empty for unnamed values.
    public var name: String { value.name }

    /// The value as IR text.
    public var description: String { value.description }
}
