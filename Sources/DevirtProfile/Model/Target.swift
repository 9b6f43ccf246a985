/// A function that a call site called, and how the call found it.
///
/// Equal when all names are equal byte for byte, which is stricter than Swift's equality of
/// strings: linkage names are bytes.
public struct Target: Sendable, Hashable, Comparable {
    /// The linkage name, or `object+0xoffset` where no symbol is known.
    public var name: String
    /// Base name of the shared object that defines the function; nil for the caller's own.
    public var object: String?
    /// Symbol of the vtable the call went through; nil when there is none or it is unknown.
    public var vtable: String?
    /// Byte offset of the address point in `vtable`.
    public var vtableOffset: UInt32

    /// A target; only its name is required.
    public init(
        name: String, object: String? = nil, vtable: String? = nil, vtableOffset: UInt32 = 0
    ) {
        self.name = name
        self.object = object
        self.vtable = vtable
        self.vtableOffset = vtableOffset
    }

    /// Whether the targets are the same byte for byte.
    public static func == (left: Target, right: Target) -> Bool {
        order(left, right) == 0
    }

    /// The canonical order: name, object, vtable, offset; names by their bytes, none last.
    public static func < (left: Target, right: Target) -> Bool {
        order(left, right) < 0
    }

    /// Hashes the bytes that `==` compares.
    public func hash(into hasher: inout Hasher) {
        ByteOrder.hash(name, into: &hasher)
        ByteOrder.hash(object, into: &hasher)
        ByteOrder.hash(vtable, into: &hasher)
        hasher.combine(vtableOffset)
    }

    static func order(_ left: Target, _ right: Target) -> Int {
        let name = ByteOrder.compare(left.name, right.name)
        guard name == 0 else {
            return name
        }
        let object = ByteOrder.compare(left.object, right.object)
        guard object == 0 else {
            return object
        }
        let vtable = ByteOrder.compare(left.vtable, right.vtable)
        return vtable != 0 ? vtable : ByteOrder.compare(left.vtableOffset, right.vtableOffset)
    }
}

extension Target: CustomStringConvertible {
    /// The name, followed by where it is defined and the vtable, as in
    /// `_ZN1A1fEv in libshapes.so via _ZTV1A+16`.
    public var description: String {
        var text = name
        if let object {
            text += " in \(object)"
        }
        if let vtable {
            text += " via \(vtable)+\(vtableOffset)"
        }
        return text
    }
}
