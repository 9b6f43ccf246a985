public import DevirtProfile
public import LLVM

/// An indirect call of a module. Valid until the module is rewritten.
public struct CallSite {
    /// Ordinal, kind, callee type and source location.
    public let identity: SiteIdentity
    /// The instruction.
    public let call: CallInstruction
    /// The vtable the callee is loaded from, at virtual calls where it is known.
    public let virtualTable: VirtualTableSlot?
    /// Why the site cannot be recorded, or nil.
    public let unrecordable: Refusal?
    /// Why the site can never be promoted, whatever its targets are, or nil.
    public let unpromotable: Refusal?
}

/// Where a virtual call finds its callee.
public struct VirtualTableSlot {
    /// The vtable pointer loaded from the object.
    public let table: Value
    /// Distance of the slot from the vtable pointer in bytes.
    public let offset: Int
}

/// The call sites of one function, with the identity the profile knows the function by.
public struct FunctionSites {
    /// The function.
    public let function: Function
    /// Name and structural hash at this point of the pipeline.
    public let key: FunctionKey
    /// Where the function is declared, if there is debug information.
    public let declaration: SourceLocation
    /// The sites in instruction order.
    public let sites: [CallSite]
}
