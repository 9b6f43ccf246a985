internal import DevirtProfile
internal import LLVM

/// What other files call a function that they import.
///
/// It is a second name, which the file that defines the function has only if it is compiled from the
/// same sources with the same options as the imported body. Otherwise it is missing, and a guard that
/// compares with it never passes: an outdated body is never run.
struct ImportedName {
    /// In its own file.
    let local: String
    /// The name that other files compare with.
    let exported: String

    /// - Parameter identity: that of the file; see `BodyRecord`.
    init(_ definition: BodyRecord.Definition, identity: UInt64) {
        let name = definition.name
        switch definition.kind {
        case .strong: local = name
        case .local:
            let start = name.lastIndex(of: ";").map { name.index(after: $0) } ?? name.startIndex
            local = String(name[start...])
        case .odr:
            // Alike everywhere; and the copy that a linker keeps may be that of another file.
            local = name
            exported = name
            return
        }
        let number = globalIdentifier(of: name) ^ identity
        exported = "\(local).devirt.\(String(number, radix: 16))"
    }
}
