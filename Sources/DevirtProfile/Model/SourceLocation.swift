/// A place in a source file, as far as it is known.
///
/// Equal when the bytes of the file names are, which is stricter than Swift's equality of strings.
public struct SourceLocation: Sendable, Hashable, Comparable {
    /// The file as the compiler was given it; nil when unknown.
    public var file: String?
    /// The line, from 1; 0 when unknown.
    public var line: UInt32
    /// The column, from 1; 0 when unknown.
    public var column: UInt32

    /// A place in a file; what is left out is unknown.
    public init(file: String? = nil, line: UInt32 = 0, column: UInt32 = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// No place.
    public static let unknown = SourceLocation()

    /// Whether the locations are the same byte for byte.
    public static func == (left: SourceLocation, right: SourceLocation) -> Bool {
        order(left, right) == 0
    }

    /// Orders by file (none last), line and column.
    public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        order(left, right) < 0
    }

    /// Hashes the bytes that `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(line)
        hasher.combine(column)
        ByteOrder.hash(file, into: &hasher)
    }

    static func order(_ left: SourceLocation, _ right: SourceLocation) -> Int {
        let file = ByteOrder.compare(left.file, right.file)
        guard file == 0 else {
            return file
        }
        let line = ByteOrder.compare(left.line, right.line)
        return line != 0 ? line : ByteOrder.compare(left.column, right.column)
    }

    /// Of two locations of the same thing, the one to keep, whichever comes first.
    ///
    /// Knowing more is preferred; then the smaller wins. A minimum of a total order, and therefore
    /// independent of how merges are grouped.
    static func preferred(_ left: SourceLocation, _ right: SourceLocation) -> SourceLocation {
        let file = ByteOrder.compare(left.file, right.file)
        guard file == 0 else {
            return file < 0 ? left : right
        }
        guard (left.line == 0) == (right.line == 0) else {
            return left.line == 0 ? right : left
        }
        return left <= right ? left : right
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:column`, cut where knowledge ends; `?` stands for an unknown file.
    public var description: String {
        let file = file ?? "?"
        guard line > 0 else {
            return file
        }
        return column > 0 ? "\(file):\(line):\(column)" : "\(file):\(line)"
    }
}
