internal import CLLVM

extension Function {
    /// A hash of the body's instructions, types and operands, the same in every process. O(body).
    public var structuralHash: UInt64 { DevirtStructuralHash(raw) }

    /// The name that stays unique across translation units: `file;name` for local linkage, the
    /// linkage name otherwise. This is LLVM's IRPGO name.
    public var profileName: String {
        linkage.isLocal ? "\(module.sourceFileName);\(name)" : name
    }
}

/// LLVM's GUID of a linkage name: the low 64 bits of its MD5.
public func globalIdentifier(of name: String) -> UInt64 {
    withCharacters(of: name) { DevirtGUID($0, $1) }
}
