internal import CLLVM

/// A group of symbols that the linker keeps or drops together.
public struct Comdat: Hashable {
    let raw: LLVMComdatRef
}

extension ModuleReference {
    /// The comdat of that name, made if there is none.
    public func comdat(named name: String) -> Comdat {
        Comdat(raw: LLVMGetOrInsertComdat(raw, name))
    }
}

extension GlobalVariable {
    /// The comdat group the variable belongs to.
    public var comdat: Comdat? {
        get { LLVMGetComdat(raw).map(Comdat.init(raw:)) }
        nonmutating set { LLVMSetComdat(raw, newValue?.raw) }
    }
}
