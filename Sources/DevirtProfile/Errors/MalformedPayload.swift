/// What is wrong with the inside of a section, or with the bytes of a site table.
public struct MalformedPayload: Error, Sendable, Hashable {
    /// What a field can be instead of well-formed.
    public enum Reason: Sendable, Hashable {
        /// The bytes end before the field does.
        case endsEarly
        /// A count of elements or bytes that what is left cannot hold.
        case countTooLarge(UInt32)
        /// An index beyond the string table, or none where a string is needed.
        case noSuchString(UInt32)
        /// A number without a meaning.
        case badValue(UInt64)
        /// Not in the canonical order, or there twice.
        case outOfOrder
        /// Text that is not UTF-8.
        case notUTF8
        /// Bytes after the end of what they should hold.
        case trailingBytes(Int)
    }

    /// Where the field starts, in bytes from the start of the file or of the bytes given.
    public let offset: Int
    /// The field.
    public let field: String
    /// What is wrong with it.
    public let reason: Reason
}

extension MalformedPayload: CustomStringConvertible {
    /// One line such as `string count 70000 exceeds the bytes left (byte 48)`.
    public var description: String {
        let fault =
            switch reason {
            case .endsEarly: "\(field) is cut off"
            case .countTooLarge(let count): "\(field) \(count) exceeds the bytes left"
            case .noSuchString(StringTable.none): "\(field) is missing"
            case .noSuchString(let index): "\(field) refers to string \(index), which is not there"
            case .badValue(let value): "\(field) is \(value), which has no meaning"
            case .outOfOrder: "\(field) is out of order or there twice"
            case .notUTF8: "\(field) is not UTF-8"
            case .trailingBytes(let count): "bytes after the end of the \(field): \(count)"
            }
        return "\(fault) (byte \(offset))"
    }
}
