internal import CLLVM

/// A type of the IR. Two references to the same type of a context are equal.
public struct Type: Hashable {
    let raw: LLVMTypeRef

    /// True for `ptr`.
    public var isPointer: Bool { LLVMGetTypeKind(raw) == LLVMPointerTypeKind }

    /// The type as IR text, such as `i32 (ptr, i64)`.
    public var description: String { takeMessage(LLVMPrintTypeToString(raw)) }
}

/// A function type: result and parameters.
public struct FunctionType: Hashable {
    let raw: LLVMTypeRef

    /// `result (parameters...)`
    public init(result: Type, parameters: [Type]) {
        var raws: [LLVMTypeRef?] = parameters.map(\.raw)
        raw = LLVMFunctionType(result.raw, &raws, UInt32(raws.count), 0)
    }

    init(raw: LLVMTypeRef) { self.raw = raw }

    /// The result; `void` is a type, too.
    public var result: Type { Type(raw: LLVMGetReturnType(raw)) }

    /// The fixed parameters.
    public var parameters: [Type] {
        var raws = [LLVMTypeRef?](repeating: nil, count: Int(LLVMCountParamTypes(raw)))
        LLVMGetParamTypes(raw, &raws)
        return raws.compactMap { $0.map(Type.init(raw:)) }
    }

    /// True for `result (parameters..., ...)`.
    public var isVariadic: Bool { LLVMIsFunctionVarArg(raw) != 0 }

    /// The type as IR text.
    public var description: String { takeMessage(LLVMPrintTypeToString(raw)) }
}

extension ModuleReference {
    /// `i1`, `i8`, `i32`, `i64`, ...
    public func integerType(bits: Int) -> Type {
        Type(raw: LLVMIntTypeInContext(context, UInt32(bits)))
    }

    /// `ptr`
    public var pointerType: Type { Type(raw: LLVMPointerTypeInContext(context, 0)) }

    /// `void`
    public var voidType: Type { Type(raw: LLVMVoidTypeInContext(context)) }

    /// `{ a, b, ... }`
    public func structType(_ members: [Type]) -> Type {
        var raws: [LLVMTypeRef?] = members.map(\.raw)
        return Type(raw: LLVMStructTypeInContext(context, &raws, UInt32(raws.count), 0))
    }

    /// `[count x element]`
    public func arrayType(_ element: Type, count: Int) -> Type {
        Type(raw: LLVMArrayType2(element.raw, UInt64(count)))
    }
}
