/// Where in the compiler's pipeline a module was instrumented, and so where it is to be optimized.
public enum InstrumentationPoint: UInt8, Sendable, Hashable, Comparable, CaseIterable {
    /// The module exactly as it was given.
    case asIs = 0
    /// Before the inliner.
    case early = 1

    /// The point's name in reports and exports.
    public var name: String {
        switch self {
        case .asIs: "as-is"
        case .early: "early"
        }
    }

    /// Orders points by their numbers in files.
    public static func < (left: InstrumentationPoint, right: InstrumentationPoint) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension InstrumentationPoint: CustomStringConvertible {
    /// The point's name.
    public var description: String { name }
}
