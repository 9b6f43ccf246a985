internal import CLLVM

/// Owns a cursor that inserts instructions.
public struct Builder: ~Copyable {
    let raw: LLVMBuilderRef

    /// A builder that inserts at the end of `block`.
    public init(atEndOf block: BasicBlock) {
        raw = LLVMCreateBuilderInContext(block.function.module.context)
        LLVMPositionBuilderAtEnd(raw, block.raw)
    }

    /// A builder that inserts before `instruction`.
    ///
    /// Inserted code gets line 0 in the scope of `instruction`: it belongs to no source line, but
    /// calls in functions with debug information must have a location.
    public init(before instruction: Instruction) {
        raw = LLVMCreateBuilderInContext(instruction.block.function.module.context)
        LLVMPositionBuilderBefore(raw, instruction.raw)
        useArtificialLocation(of: instruction)
    }

    deinit { LLVMDisposeBuilder(raw) }

    /// Moves the cursor to the end of `block`; the location stays.
    public func move(toEndOf block: BasicBlock) {
        LLVMPositionBuilderAtEnd(raw, block.raw)
    }

    private func useArtificialLocation(of instruction: Instruction) {
        guard let location = LLVMInstructionGetDebugLoc(instruction.raw) else { return }
        let artificial = LLVMDIBuilderCreateDebugLocation(
            instruction.block.function.module.context, 0, 0, LLVMDILocationGetScope(location),
            LLVMDILocationGetInlinedAt(location))
        LLVMSetCurrentDebugLocation2(raw, artificial)
    }

    /// `load type, ptr address`
    public func load(_ type: Type, from address: Value, name: String = "") -> Instruction {
        Instruction(raw: LLVMBuildLoad2(raw, type.raw, address.raw, name))
    }

    /// `store value, ptr address`
    @discardableResult
    public func store(_ value: Value, to address: Value) -> Instruction {
        Instruction(raw: LLVMBuildStore(raw, value.raw, address.raw))
    }

    /// `getelementptr inbounds i8, ptr base, i64 offset`
    public func offset(_ base: Value, bytes offset: Int, name: String = "") -> Value {
        let context = LLVMGetTypeContext(LLVMTypeOf(base.raw))
        var index: [LLVMValueRef?] = [
            LLVMConstInt(LLVMInt64TypeInContext(context), UInt64(bitPattern: Int64(offset)), 1)
        ]
        return Value(
            raw: LLVMBuildInBoundsGEP2(
                raw, LLVMInt8TypeInContext(context), base.raw, &index, 1, name))
    }

    /// `add left, right`
    public func add(_ left: Value, _ right: Value, name: String = "") -> Value {
        Value(raw: LLVMBuildAdd(raw, left.raw, right.raw, name))
    }

    /// `icmp eq left, right`
    public func equal(_ left: Value, _ right: Value, name: String = "") -> Value {
        Value(raw: LLVMBuildICmp(raw, LLVMIntEQ, left.raw, right.raw, name))
    }

    /// `icmp slt left, right`
    public func less(_ left: Value, _ right: Value, name: String = "") -> Value {
        Value(raw: LLVMBuildICmp(raw, LLVMIntSLT, left.raw, right.raw, name))
    }

    /// `br label target`
    @discardableResult
    public func branch(to target: BasicBlock) -> Instruction {
        Instruction(raw: LLVMBuildBr(raw, target.raw))
    }

    /// `br i1 condition, label then, label else`
    @discardableResult
    public func branch(
        if condition: Value, then: BasicBlock, else other: BasicBlock
    ) -> Instruction {
        Instruction(raw: LLVMBuildCondBr(raw, condition.raw, then.raw, other.raw))
    }

    /// A direct call of `function`.
    @discardableResult
    public func call(
        _ function: Function, _ arguments: [Value], name: String = ""
    ) -> CallInstruction {
        var raws: [LLVMValueRef?] = arguments.map(\.raw)
        return CallInstruction(
            raw: LLVMBuildCall2(
                raw, function.type.raw, function.raw, &raws, UInt32(raws.count), name))
    }

    /// The address of a thread-local variable in the calling thread.
    public func threadLocalAddress(of variable: GlobalVariable, name: String = "") -> Value {
        let intrinsic = "llvm.threadlocal.address"
        let module = LLVMGetGlobalParent(variable.raw)
        var types: [LLVMTypeRef?] = [LLVMTypeOf(variable.raw)]
        let id = LLVMLookupIntrinsicID(intrinsic, intrinsic.utf8.count)
        let function = Function(raw: LLVMGetIntrinsicDeclaration(module, id, &types, 1))
        return call(function, [variable.value], name: name).value
    }

    /// `ret void`
    @discardableResult
    public func returnVoid() -> Instruction { Instruction(raw: LLVMBuildRetVoid(raw)) }
}
