/// Builds JSON text (RFC 8259) with members in the order they are given, indented by two spaces.
struct JSONText {
    private var bytes: [UInt8] = []
    private var depth = 0
    private var isFirst = true

    /// The text so far, with a final line end.
    var text: String {
        String(decoding: bytes, as: UTF8.self) + "\n"
    }

    /// Appends an object; `members` appends what is in it.
    mutating func object(_ name: StaticString? = nil, _ members: (inout JSONText) -> Void) {
        nested(name, "{", "}", members)
    }

    /// Appends an array with one element for each of `items`, which `element` appends.
    mutating func array<Item>(
        _ name: StaticString?, _ items: [Item], _ element: (inout JSONText, Item) -> Void
    ) {
        nested(name, "[", "]") { json in
            for item in items {
                element(&json, item)
            }
        }
    }

    /// Appends a number.
    mutating func number(_ name: StaticString, _ value: some FixedWidthInteger) {
        start(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Appends a string, or null for none.
    mutating func string(_ name: StaticString, _ value: String?) {
        start(name)
        if let value {
            quote(value)
        } else {
            bytes.append(contentsOf: "null".utf8)
        }
    }

    /// Appends a truth value.
    mutating func boolean(_ name: StaticString, _ value: Bool) {
        start(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    private mutating func nested(
        _ name: StaticString?, _ open: Unicode.Scalar, _ close: Unicode.Scalar,
        _ content: (inout JSONText) -> Void
    ) {
        start(name)
        bytes.append(UInt8(ascii: open))
        depth += 1
        isFirst = true
        content(&self)
        depth -= 1
        if !isFirst {
            newline()
        }
        bytes.append(UInt8(ascii: close))
        isFirst = false
    }

    /// Appends what stands before a value: comma, line end, indentation, name.
    private mutating func start(_ name: StaticString?) {
        if !isFirst {
            bytes.append(UInt8(ascii: ","))
        }
        if depth > 0 {
            newline()
        }
        isFirst = false
        if let name {
            quote(name.description)
            bytes.append(contentsOf: ": ".utf8)
        }
    }

    private mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                bytes.append(contentsOf: "\\u".utf8)
                bytes.append(contentsOf: Hexadecimal.text(byte, digits: 4).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Numbers of a fixed number of hexadecimal digits.
enum Hexadecimal {
    /// The digits of a number, in lower case, filled up with zeros.
    static func text(_ value: some UnsignedInteger, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
