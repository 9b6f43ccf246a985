/// Names a call site of a module: `function#ordinal`, with the function's linkage name.
public struct CallSiteID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Linkage name; `file;name` for local linkage.
    public let function: String
    /// Position among the function's call sites.
    public let ordinal: UInt32

    /// The site at `ordinal` of `function`.
    public init(function: String, ordinal: UInt32) {
        self.function = function
        self.ordinal = ordinal
    }

    /// Parses what `description` prints; nil for anything else.
    public init?(_ text: String) {
        guard let mark = text.lastIndex(of: "#"), mark != text.startIndex,
            let ordinal = UInt32(text[text.index(after: mark)...])
        else { return nil }
        self.init(function: String(text[..<mark]), ordinal: ordinal)
        // Swift's integers also parse "+1" and "01".
        guard description == text else { return nil }
    }

    /// `function#ordinal`
    public var description: String { "\(function)#\(ordinal)" }

    /// By function name, then position.
    public static func < (left: CallSiteID, right: CallSiteID) -> Bool {
        left.function != right.function
            ? left.function < right.function : left.ordinal < right.ordinal
    }
}
