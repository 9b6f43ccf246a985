internal import CLLVM

extension ModuleReference {
    /// An integer constant of `bits` bits; excess high bits are dropped.
    public func constant(_ value: UInt64, bits: Int) -> Value {
        Value(raw: LLVMConstInt(LLVMIntTypeInContext(context, UInt32(bits)), value, 0))
    }

    /// All zero bits.
    public func zero(_ type: Type) -> Value { Value(raw: LLVMConstNull(type.raw)) }

    /// `ptr null`
    public var nullPointer: Value { zero(pointerType) }

    /// An address known when the code is generated.
    public func pointer(to address: UInt64) -> Value {
        Value(raw: LLVMConstIntToPtr(constant(address, bits: 64).raw, pointerType.raw))
    }

    /// The address of a symbol that is defined elsewhere.
    public func pointer(toSymbol name: String) -> Value {
        if let known = globalVariable(named: name) { return known.value }
        return addGlobalVariable(named: name, type: integerType(bits: 8)).value
    }

    /// Bytes as `[n x i8]`.
    public func constant(bytes: [UInt8]) -> Value {
        let characters = bytes.map(CChar.init(bitPattern:))
        return Value(raw: LLVMConstStringInContext2(context, characters, characters.count, 1))
    }

    /// `{ a, b, ... }`
    public func constant(structOf members: [Value]) -> Value {
        var raws: [LLVMValueRef?] = members.map(\.raw)
        return Value(raw: LLVMConstStructInContext(context, &raws, UInt32(raws.count), 0))
    }

    /// `[a, b, ...]`, all of type `element`.
    public func constant(arrayOf element: Type, _ members: [Value]) -> Value {
        var raws: [LLVMValueRef?] = members.map(\.raw)
        return Value(raw: LLVMConstArray2(element.raw, &raws, UInt64(raws.count)))
    }

    /// The address `offset` bytes behind a global variable's.
    public func address(of variable: GlobalVariable, plus offset: Int) -> Value {
        var index: [LLVMValueRef?] = [
            LLVMConstInt(LLVMInt64TypeInContext(context), UInt64(bitPattern: Int64(offset)), 1)
        ]
        return Value(
            raw: LLVMConstInBoundsGEP2(
                LLVMInt8TypeInContext(context), variable.raw, &index, UInt32(index.count)))
    }

    /// Adds an internal constant global that holds `value`.
    public func addConstant(named name: String, _ value: Value) -> GlobalVariable {
        let global = addGlobalVariable(named: name, type: value.type)
        global.initializer = value
        global.linkage = .internal
        global.isConstant = true
        return global
    }
}
