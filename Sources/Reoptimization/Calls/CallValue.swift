/// A type that calls by signature pass, named as in the IR.
public enum CallType: String, Sendable, CaseIterable {
    case i1, i8, i16, i32, i64, float, double, ptr
}

/// A value passed to or returned by a function that is called by its signature.
///
/// Its text is that of an argument in LLVM IR: `i32 3`, `double 2.5`, `ptr null`.
public enum CallValue: Sendable, Equatable, CustomStringConvertible {
    /// `i1`
    case bool(Bool)
    /// `i8`
    case int8(Int8)
    /// `i16`
    case int16(Int16)
    /// `i32`
    case int32(Int32)
    /// `i64`
    case int64(Int64)
    /// `float`
    case float(Float)
    /// `double`
    case double(Double)
    /// `ptr`: an address.
    case pointer(UInt)
    /// `ptr`: a C string that is there until the call returns. Never a result.
    case string(String)

    /// The null pointer.
    public static let null = CallValue.pointer(0)

    /// The type in the IR.
    public var type: CallType {
        switch self {
        case .bool: .i1
        case .int8: .i8
        case .int16: .i16
        case .int32: .i32
        case .int64: .i64
        case .float: .float
        case .double: .double
        case .pointer, .string: .ptr
        }
    }

    /// Type and value.
    public var description: String { "\(type.rawValue) \(literal)" }

    private var literal: String {
        switch self {
        case .bool(let value): "\(value)"
        case .int8(let value): "\(value)"
        case .int16(let value): "\(value)"
        case .int32(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .float(let value): "\(value)"
        case .double(let value): "\(value)"
        case .pointer(0): "null"
        case .pointer(let address): "0x\(String(address, radix: 16))"
        case .string(let text): CallText.quoted(text)
        }
    }
}

/// Quoted text in calls: names and C strings.
enum CallText {
    /// What a letter behind a backslash stands for.
    static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "t": "\t", "\"": "\"", "\\": "\\",
    ]

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if let escape = escapes.first(where: { $0.value == scalar }) {
                result.unicodeScalars.append("\\")
                result.unicodeScalars.append(escape.key)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
