/// Terminal emphasis, or none.
public struct TextStyle: Sendable {
    private let isColored: Bool

    /// - Parameter isColored: emit escape sequences.
    public init(isColored: Bool) {
        self.isColored = isColored
    }

    /// Emphasised.
    public func bold(_ text: String) -> String { wrap(text, "1") }
    /// Good.
    public func green(_ text: String) -> String { wrap(text, "32") }
    /// Worth a look.
    public func yellow(_ text: String) -> String { wrap(text, "33") }
    /// Bad.
    public func red(_ text: String) -> String { wrap(text, "31") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
