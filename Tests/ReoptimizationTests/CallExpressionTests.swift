import Reoptimization
import Testing

@Suite("Call expressions")
struct CallExpressionTests {
    private static let calls: [(String, String, [CallValue])] = [
        ("f()", "f", []),
        (" f ( ) ", "f", []),
        ("area(double 2.5)", "area", [.double(2.5)]),
        ("f(i32 3,double 2.5)", "f", [.int32(3), .double(2.5)]),
        ("f(i1 true, i1 0, i1 -1)", "f", [.bool(true), .bool(false), .bool(true)]),
        ("f(i8 -128, i8 255)", "f", [.int8(-128), .int8(-1)]),
        ("f(i16 32768, i16 0x7f)", "f", [.int16(-32768), .int16(127)]),
        ("f(i32 4294967295)", "f", [.int32(-1)]),
        ("f(i64 -9223372036854775808)", "f", [.int64(.min)]),
        ("f(i64 18446744073709551615)", "f", [.int64(-1)]),
        ("f(float 0.1, float 1e3)", "f", [.float(0.1), .float(1000)]),
        ("f(double -inf, float 0x3FF0000000000000)", "f", [.double(-.infinity), .float(1)]),
        ("f(double 0x4004000000000000)", "f", [.double(2.5)]),
        ("f(ptr null, ptr 0x7fff0000)", "f", [.null, .pointer(0x7fff_0000)]),
        (#"f(ptr "a \"b\"\n\\,)")"#, "f", [.string("a \"b\"\n\\,)")]),
        ("f(ptr \"naïve 🙂\")", "f", [.string("naïve 🙂")]),
        (#""operator()"(i32 1)"#, "operator()", [.int32(1)]),
        ("_ZN5ShapeC2Ev(ptr null)", "_ZN5ShapeC2Ev", [.null]),
        ("a::b<int>(i8 1)", "a::b<int>", [.int8(1)]),
    ]

    @Test(arguments: calls)
    func callsAreRead(_ text: String, _ name: String, _ arguments: [CallValue]) throws {
        let call = try CallExpression(text)
        #expect(call.name == name)
        #expect(call.arguments == arguments)
        #expect(try CallExpression(call.description) == call)
    }

    @Test(arguments: [
        ("", 1, "name is missing"), ("   ", 4, "name is missing"), ("()", 1, "name is missing"),
        ("\"\"()", 3, "name is missing"), ("f", 2, "'(' is missing"), ("f g()", 3, "'('"),
        ("f(", 3, "nothing is none of the types"), ("f(,)", 3, "nothing is none of the types"),
        ("f(i32 1,)", 9, "nothing is none"), ("f(i32 1", 8, "',' or ')' is missing"),
        ("f(i32 1 2)", 9, "',' or ')'"), ("f() g", 5, "nothing may follow"),
        ("f(i32)", 6, "nothing is not a value"), ("f(3)", 3, "'3' is none of the types i1, i8"),
        ("f(i7 3)", 3, "'i7'"), ("f(i128 3)", 3, "'i128'"), ("f(int 3)", 3, "'int'"),
        ("f(i1 2)", 6, "'2' is not a value of type i1"), ("f(i8 256)", 6, "'256'"),
        ("f(i8 -129)", 6, "'-129'"), ("f(i32 4294967296)", 7, "'4294967296'"),
        ("f(i64 18446744073709551616)", 7, "is not a value of type i64"),
        ("f(i32 --1)", 7, "'--1'"), ("f(i32 +1)", 7, "'+1'"), ("f(i32 0x)", 7, "'0x'"),
        ("f(i32 ff)", 7, "'ff'"), ("f(i32 1.0)", 7, "'1.0'"), ("f(i32 -)", 7, "'-'"),
        ("f(double x)", 10, "'x'"), ("f(double 0x1p3)", 10, "'0x1p3'"),
        ("f(double 1e999)", 10, "'1e999'"), ("f(float 1e39)", 9, "'1e39'"),
        ("f(double infinity)", 10, "'infinity'"),
        ("f(float 0x3FB999999999999A)", 9, "of type float"),
        ("f(ptr 5)", 7, "'5' is not null, 0x and an address, or quoted text"),
        ("f(ptr -0x5)", 7, "'-0x5'"), ("f(ptr 0x10000000000000000)", 7, "of type ptr"),
        ("f(i32 \"a\")", 7, "only a ptr can be text"), ("f(ptr \"a)", 7, "closing '\"'"),
        ("f(ptr \"\\x\")", 8, "'\\' is followed by none"), ("f(ptr \"\\", 8, "'\\'"),
        ("\"f(i32 1)", 1, "closing"), ("f\u{0}(\u{1b}[31m)", 4, "'?[31m'"), ("f(i32 ١)", 7, "'١'"),
    ])
    func malformedCallsSayWhere(_ text: String, _ column: Int, _ cause: String) throws {
        let error = try #require(throws: JITError.self) { _ = try CallExpression(text) }
        guard case .malformedCall(column, let found) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(found.contains(cause), "\(error)")
        #expect(!error.description.contains { $0.isNewline || $0 == "\u{1b}" })
    }

    @Test func longCallsAreReadAndLongWordsAreCut() throws {
        let list = repeatElement("i32 1", count: 50_000).joined(separator: ",")
        #expect(try CallExpression("f(\(list))").arguments.count == 50_000)
        let word = String(repeating: "9", count: 100_000)
        let error = try #require(throws: JITError.self) { _ = try CallExpression("f(i64 \(word))") }
        #expect(error.description.count < 200)
    }

    private static let values: [(CallValue, String)] = [
        (.bool(true), "i1 true"), (.int8(-1), "i8 -1"), (.int16(7), "i16 7"),
        (.int32(.min), "i32 -2147483648"), (.int64(.max), "i64 9223372036854775807"),
        (.float(0.1), "float 0.1"), (.double(2), "double 2.0"), (.double(.nan), "double nan"),
        (.null, "ptr null"), (.pointer(255), "ptr 0xff"), (.string("a\"\n"), #"ptr "a\"\n""#),
    ]

    @Test(arguments: values)
    func valuesPrintAsInTheIR(_ value: CallValue, _ text: String) {
        #expect(value.description == text)
    }
}
