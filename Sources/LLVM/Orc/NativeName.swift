internal import CLLVM

/// What the dynamic linker knows about an address of this process.
public struct NativeName: Sendable, Equatable {
    /// The path of the object.
    public let object: String
    /// The symbol at exactly that address, if there is one.
    public let symbol: String?
    /// Distance from the start of the object.
    public let offset: UInt64

    /// Nil if no object is there.
    public init?(at address: UInt64) {
        var name = DevirtNativeName()
        guard DevirtFindNativeName(address, &name), let object = name.object else { return nil }
        self.object = String(cString: object)
        symbol = name.symbol.map { String(cString: $0) }
        offset = name.offset
    }
}
