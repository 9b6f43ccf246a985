internal import CLLVM

/// The contents of a module that someone else owns. Valid while that module lives.
public struct ModuleReference {
    let raw: LLVMModuleRef

    init(raw: LLVMModuleRef) { self.raw = raw }

    /// The module of a compiler that calls us, an `LLVMModuleRef`.
    public init(borrowing module: OpaquePointer) { raw = module }

    var context: LLVMContextRef { LLVMGetModuleContext(raw) }

    /// The name messages use, normally the path the module was read from.
    public var identifier: String {
        var length = 0
        return copyString(LLVMGetModuleIdentifier(raw, &length), length)
    }

    /// The source file the module was compiled from, as its compiler recorded it.
    public var sourceFileName: String {
        var length = 0
        return copyString(LLVMGetSourceFileName(raw, &length), length)
    }

    /// The target triple; empty if the module names none.
    public var targetTriple: String { String(cString: LLVMGetTarget(raw)) }

    /// The sizes and places of types, in LLVM's notation.
    public var dataLayout: String { String(cString: LLVMGetDataLayoutStr(raw)) }

    /// The size of `ptr` in bytes under the module's data layout.
    public var pointerSize: Int { Int(LLVMPointerSize(LLVMGetModuleDataLayout(raw))) }

    /// Sets the target triple and the data layout of `machine`.
    public func setTarget(_ machine: borrowing TargetMachine) {
        LLVMSetTarget(raw, machine.triple)
        let layout = LLVMCreateTargetDataLayout(machine.raw)
        LLVMSetModuleDataLayout(raw, layout)
        LLVMDisposeTargetData(layout)
    }

    /// All functions, declarations included, in module order.
    public var functions: [Function] {
        chain(from: LLVMGetFirstFunction(raw), next: LLVMGetNextFunction).map(Function.init(raw:))
    }

    /// All global variables in module order.
    public var globalVariables: [GlobalVariable] {
        chain(from: LLVMGetFirstGlobal(raw), next: LLVMGetNextGlobal)
            .map(GlobalVariable.init(raw:))
    }

    /// The function of that name, declared or defined. O(1).
    public func function(named name: String) -> Function? {
        withCharacters(of: name) { LLVMGetNamedFunctionWithLength(raw, $0, $1) }
            .map(Function.init(raw:))
    }

    /// The global variable of that name. O(1).
    public func globalVariable(named name: String) -> GlobalVariable? {
        withCharacters(of: name) { LLVMGetNamedGlobalWithLength(raw, $0, $1) }
            .map(GlobalVariable.init(raw:))
    }

    /// Adds a function without a body. LLVM appends a number if the name is taken.
    public func addFunction(named name: String, type: FunctionType) -> Function {
        Function(raw: LLVMAddFunction(raw, name, type.raw))
    }

    /// Adds a global variable. LLVM appends a number if the name is taken.
    public func addGlobalVariable(named name: String, type: Type) -> GlobalVariable {
        GlobalVariable(raw: LLVMAddGlobal(raw, type.raw, name))
    }

    /// The functions that resolve ifuncs. They run before thread-local storage exists.
    public var ifuncResolvers: Set<Function> {
        var result: Set<Function> = []
        withUnsafeMutablePointer(to: &result) { pointer in
            DevirtForEachIFuncResolver(
                raw,
                { resolver, context in
                    guard let resolver, let context else { return }
                    context.assumingMemoryBound(to: Set<Function>.self).pointee
                        .insert(Function(raw: resolver))
                }, pointer)
        }
        return result
    }

    /// Runs `function` before `main` (or before a shared object is usable), low priorities first.
    public func addConstructor(_ function: Function, priority: Int) {
        DevirtAppendStructor(raw, function.raw, Int32(priority), false)
    }

    /// Runs `function` when the program or shared object ends, low priorities last.
    public func addDestructor(_ function: Function, priority: Int) {
        DevirtAppendStructor(raw, function.raw, Int32(priority), true)
    }

    /// Checks the module with LLVM's verifier. O(size of the module).
    ///
    /// - Throws: `LLVMError.invalid` with the verifier's first complaint.
    public func verify() throws(LLVMError) {
        var message: UnsafeMutablePointer<CChar>?
        let broken = LLVMVerifyModule(raw, LLVMReturnStatusAction, &message) != 0
        let text = takeMessage(message)
        if broken { throw .invalid(name: identifier, message: firstLine(text)) }
    }

    /// Tells whoever owns the module's context. Without a handler LLVM prints errors and exits.
    public func emitDiagnostic(_ severity: Diagnostic.Severity, _ message: String) {
        DevirtEmitDiagnostic(raw, severity == .error, message)
    }

    /// The module as text.
    public var description: String { takeMessage(LLVMPrintModuleToString(raw)) }
}

/// The elements of one of LLVM's intrusive lists.
func chain(
    from first: OpaquePointer?, next: (OpaquePointer?) -> OpaquePointer?
) -> [OpaquePointer] {
    var result: [OpaquePointer] = []
    var current = first
    while let element = current {
        result.append(element)
        current = next(element)
    }
    return result
}
