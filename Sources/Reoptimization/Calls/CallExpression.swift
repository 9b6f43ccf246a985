/// A call as text: `area(double 2.5)`, `count(ptr "a b", i8 97)`, `"operator new"(i64 8)`.
///
/// The name is a linkage name, or a readable one that stands for one function of the program only;
/// in quotes it may hold anything. Quoted text knows `\n`, `\t`, `\"` and `\\`.
public struct CallExpression: Sendable, Equatable, CustomStringConvertible {
    /// The function's name.
    public let name: String
    /// The arguments.
    public let arguments: [CallValue]

    /// A call of `name`.
    public init(name: String, arguments: [CallValue]) {
        self.name = name
        self.arguments = arguments
    }

    /// Reads a call. O(length).
    ///
    /// - Throws: `JITError.malformedCall`.
    public init(_ text: String) throws(JITError) {
        var scanner = CallScanner(text)
        self = try scanner.call()
    }

    /// The call as text.
    public var description: String {
        let isPlain = !name.isEmpty && name.unicodeScalars.allSatisfy(CallScanner.isPartOfName)
        let list = arguments.map(\.description).joined(separator: ", ")
        return "\(isPlain ? name : CallText.quoted(name))(\(list))"
    }
}

/// Reads calls from left to right, without recursion.
private struct CallScanner {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    static func isPartOfName(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !"\"(),".unicodeScalars.contains(scalar)
    }

    mutating func call() throws(JITError) -> CallExpression {
        skipSpace()
        let name = current == "\"" ? try quoted() : word()
        guard !name.isEmpty else { throw failure("a function's name is missing") }
        guard take("(") else { throw failure("'(' is missing") }
        var arguments: [CallValue] = []
        if !take(")") {
            repeat { arguments.append(try argument()) } while take(",")
            guard take(")") else { throw failure("',' or ')' is missing") }
        }
        skipSpace()
        guard index == scalars.count else { throw failure("nothing may follow ')'") }
        return CallExpression(name: name, arguments: arguments)
    }

    private mutating func argument() throws(JITError) -> CallValue {
        skipSpace()
        let start = index
        let typeName = word()
        guard let type = CallType(rawValue: typeName) else {
            let types = CallType.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure("\(shown(typeName)) is none of the types \(types)", at: start)
        }
        skipSpace()
        if current == "\"" {
            guard type == .ptr else { throw failure("only a ptr can be text") }
            return .string(try quoted())
        }
        let literalStart = index
        let literal = word()
        guard let value = CallValue(type, literal: literal) else {
            let values = type == .ptr ? "null, 0x and an address, or quoted text" : "a value"
            throw failure(
                "\(shown(literal)) is not \(values) of type \(type.rawValue)", at: literalStart)
        }
        return value
    }

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func skipSpace() {
        while let scalar = current, scalar.properties.isWhitespace { index += 1 }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipSpace()
        guard current == scalar else { return false }
        index += 1
        return true
    }

    private mutating func word() -> String {
        let start = index
        while let scalar = current, Self.isPartOfName(scalar) { index += 1 }
        return string(scalars[start..<index])
    }

    private mutating func quoted() throws(JITError) -> String {
        let start = index
        var content: [Unicode.Scalar] = []
        index += 1
        while let scalar = current {
            index += 1
            if scalar == "\"" { return string(content[...]) }
            guard scalar == "\\" else {
                content.append(scalar)
                continue
            }
            guard let letter = current, let meaning = CallText.escapes[letter] else {
                throw failure("'\\' is followed by none of n, t, \" and \\", at: index - 1)
            }
            content.append(meaning)
            index += 1
        }
        throw failure("the closing '\"' is missing", at: start)
    }

    private func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }

    /// A word for a message of one line.
    private func shown(_ word: String) -> String {
        if word.isEmpty { return "nothing" }
        let printable = word.unicodeScalars.prefix(40).map { scalar in
            scalar.properties.generalCategory == .control ? "?" : scalar
        }
        return "'\(string(printable[...]))'"
    }

    private func failure(_ cause: String, at position: Int? = nil) -> JITError {
        .malformedCall(column: (position ?? index) + 1, cause: cause)
    }
}
