/// What a call site calls through.
///
/// The kinds are open: a profile written by a newer Devirt may hold kinds this one does not know,
/// and they are kept as they are.
public struct SiteKind: RawRepresentable, Sendable, Hashable, Comparable {
    /// The number that stands for the kind in files.
    public let rawValue: UInt8

    /// The kind of the given number, known or not.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// A call through a C function pointer.
    public static let functionPointer = SiteKind(rawValue: 0)
    /// A C++ virtual call.
    public static let virtualCall = SiteKind(rawValue: 1)
    /// A call through a C++ pointer to member function.
    public static let memberPointer = SiteKind(rawValue: 2)
    /// A call of a `std::function`.
    public static let stdFunction = SiteKind(rawValue: 3)
    /// A call of a Swift class method through the class's vtable.
    public static let swiftClassMethod = SiteKind(rawValue: 4)
    /// A call of a Swift protocol requirement through a witness table.
    public static let swiftWitness = SiteKind(rawValue: 5)
    /// A call of a Swift closure.
    public static let swiftClosure = SiteKind(rawValue: 6)
    /// A call of a Rust `dyn` method.
    public static let rustDyn = SiteKind(rawValue: 7)

    /// Whether the call follows Swift's conventions.
    public var isSwift: Bool {
        self == .swiftClassMethod || self == .swiftWitness || self == .swiftClosure
    }

    /// The kinds this version knows, in the order of their numbers.
    public static let known: [SiteKind] = (0..<UInt8(names.count)).map(SiteKind.init(rawValue:))

    private static let names = [
        "function-pointer", "virtual", "member-pointer", "std-function",
        "swift-class-method", "swift-witness", "swift-closure", "rust-dyn",
    ]

    /// The kind's name in reports and exports; `kind-N` for one that is not known.
    public var name: String {
        Int(rawValue) < Self.names.count ? Self.names[Int(rawValue)] : "kind-\(rawValue)"
    }

    /// Orders kinds by their numbers.
    public static func < (left: SiteKind, right: SiteKind) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension SiteKind: CustomStringConvertible {
    /// The kind's name.
    public var description: String { name }
}
