/// What identifies a function in a profile.
public struct FunctionKey: Sendable, Hashable, Comparable {
    /// The linkage name; `file;name` for local linkage.
    public var name: String
    /// The structural hash of the function when it was instrumented.
    public var hash: UInt64
    /// Where in the pipeline it was instrumented.
    public var point: InstrumentationPoint

    /// A key of its three parts.
    public init(name: String, hash: UInt64, point: InstrumentationPoint) {
        self.name = name
        self.hash = hash
        self.point = point
    }

    /// Whether the keys are the same byte for byte.
    public static func == (left: FunctionKey, right: FunctionKey) -> Bool {
        left.hash == right.hash && left.point == right.point
            && ByteOrder.compare(left.name, right.name) == 0
    }

    /// Orders by name (bytes), hash and point.
    public static func < (left: FunctionKey, right: FunctionKey) -> Bool {
        let name = ByteOrder.compare(left.name, right.name)
        guard name == 0 else {
            return name < 0
        }
        return (left.hash, left.point) < (right.hash, right.point)
    }

    /// Hashes the bytes that `==` compares.
    public func hash(into hasher: inout Hasher) {
        ByteOrder.hash(name, into: &hasher)
        hasher.combine(hash)
        hasher.combine(point)
    }
}
