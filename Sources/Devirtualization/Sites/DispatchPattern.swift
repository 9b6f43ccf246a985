internal import DevirtProfile
internal import LLVM

/// What kind of dispatch a call site is, read from how its callee is computed.
///
/// A C++ virtual call is recognised by the alias type "vtable pointer", which clang puts on the
/// load of the vtable:
///
///     %vtable = load ptr, ptr %object, !tbaa !"vtable pointer"
///     %slot   = getelementptr inbounds i8, ptr %vtable, i64 16
///     %callee = load ptr, ptr %slot
///     call void %callee(ptr %object)
///
/// The shape alone is not enough: most calls through C structures have it. Without alias tags
/// (`-O0`, `-fno-strict-aliasing`) the object whose first word is the table must also be passed as
/// an argument, in a module with C++ vtables.
struct DispatchPattern {
    let kind: SiteKind
    let virtualTable: VirtualTableSlot?

    private init(_ kind: SiteKind, virtualTable: VirtualTableSlot? = nil) {
        self.kind = kind
        self.virtualTable = virtualTable
    }

    /// - Parameter hasVirtualTables: the module defines or uses C++ vtables.
    init(
        of call: CallInstruction, in function: Function, of module: ModuleReference,
        hasVirtualTables: Bool
    ) {
        guard let producer = call.callee.instruction else {
            self.init(Self.kindOfPassedFunction(call))
            return
        }
        switch producer.opcode {
        case .phi where Self.isMemberPointer(producer):
            self.init(.memberPointer)
        case .load:
            self = Self.ofLoadedCallee(
                producer, call: call, in: function, of: module, hasVirtualTables: hasVirtualTables)
        default:
            self.init(Self.kindOfPassedFunction(call))
        }
    }

    private static func kindOfPassedFunction(_ call: CallInstruction) -> SiteKind {
        call.callingConvention == CallingConvention.swift.rawValue
            ? .swiftClosure : .functionPointer
    }

    /// clang joins the virtual and the direct case of a member pointer in a phi; the direct case
    /// converts the pointer's integer representation.
    private static func isMemberPointer(_ phi: Instruction) -> Bool {
        phi.operands.contains { $0.instruction?.opcode == .integerToPointer }
    }

    private static func ofLoadedCallee(
        _ load: Instruction, call: CallInstruction, in function: Function,
        of module: ModuleReference, hasVirtualTables: Bool
    ) -> DispatchPattern {
        if load.accessBaseTypeName?.hasPrefix("_ZTSSt8function") == true
            || function.name.hasPrefix("_ZNKSt8functionI")
        {
            return DispatchPattern(.stdFunction)
        }
        let (base, offset) = load.operands[0].strippingOffset(in: module)
        if call.callingConvention == CallingConvention.swift.rawValue {
            return DispatchPattern(swiftKind(call, base: base))
        }
        guard let table = base.instruction, table.opcode == .load else {
            return DispatchPattern(rustKind(load) ?? .functionPointer)
        }
        if table.accessTypeName == "vtable pointer"
            || hasVirtualTables && table.metadata("tbaa") == nil
                && call.arguments.prefix(2).contains(table.operands[0])
        {
            return DispatchPattern(
                .virtualCall, virtualTable: VirtualTableSlot(table: table.value, offset: offset))
        }
        return DispatchPattern(rustKind(load) ?? .functionPointer)
    }

    /// Swift loads methods from the object's metadata, witnesses from a witness table it also
    /// passes, and closures from a pair.
    private static func swiftKind(_ call: CallInstruction, base: Value) -> SiteKind {
        let arguments = call.arguments
        if arguments.contains(base) { return .swiftWitness }
        if let metadata = base.instruction, metadata.opcode == .load,
            let selfIndex = arguments.indices.first(where: { call.argument($0, has: "swiftself") }),
            metadata.operands[0] == arguments[selfIndex]
        {
            return .swiftClassMethod
        }
        return .swiftClosure
    }

    /// rustc marks loads from the vtables of trait objects as both.
    private static func rustKind(_ load: Instruction) -> SiteKind? {
        load.metadata("invariant.load") != nil && load.metadata("nonnull") != nil ? .rustDyn : nil
    }
}
