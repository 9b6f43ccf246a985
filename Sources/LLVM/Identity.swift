internal import CLLVM

extension Function {
    /// A hash of the body's instructions, types and operands, the same in every process. O(body).
    ///
    /// If `noteStructuralHash` was called, the hash that the body had then.
    public var structuralHash: UInt64 {
        attributeValue(Self.hashAttribute).flatMap { UInt64($0, radix: 16) }
            ?? DevirtStructuralHash(raw)
    }

    /// Keeps the hash for later: other tools are going to change the body.
    public func noteStructuralHash() {
        addAttribute(
            Self.hashAttribute, value: String(DevirtStructuralHash(raw), radix: 16))
    }

    /// Undoes `noteStructuralHash`.
    public func forgetStructuralHash() { removeAttribute(Self.hashAttribute) }

    private static let hashAttribute = "devirt-hash"

    /// The name that stays unique across translation units: `file;name` for local linkage, the
    /// linkage name otherwise. This is LLVM's IRPGO name.
    ///
    /// Functions that were imported from elsewhere may be given the one they have there.
    public var profileName: String {
        get {
            if let name = attributeValue(Self.profileNameAttribute) { return name }
            return linkage.isLocal ? "\(module.sourceFileName);\(name)" : name
        }
        nonmutating set { addAttribute(Self.profileNameAttribute, value: newValue) }
    }

    private static let profileNameAttribute = "devirt-name"
}

/// LLVM's GUID of a linkage name: the low 64 bits of its MD5.
public func globalIdentifier(of name: String) -> UInt64 {
    withCharacters(of: name) { DevirtGUID($0, $1) }
}
