import LLVM
import Testing

@testable import Reoptimization

/// Which function a call means, and what is refused.
@Suite("Functions of calls", .serialized)
struct CallResolutionTests {
    @Test func signaturesAreThoseOfTheIR() throws {
        let jit = try Programs.jit(
            """
            define void @nothing() { ret void }
            define i32 @f(i32 %x, double %y) { ret i32 %x }
            define ptr @g(i1 %a, i8 %b, i16 %c, i64 %d, float %e, ptr %f) { ret ptr %f }
            """)
        #expect(try jit.signature(of: "nothing").description == "void ()")
        let f = try jit.signature(of: "f")
        #expect(f.description == "i32 (i32, double)")
        #expect(f.parameters == [.i32, .double] && f.result == .i32)
        #expect(
            try jit.signature(of: "g").description == "ptr (i1, i8, i16, i64, float, ptr)")
    }

    @Test func argumentsMustBeThoseOfTheSignature() throws {
        let jit = try Programs.jit(
            "define double @area(double %x) {\n  ret double %x\n}")
        let wrong: [([CallValue], String)] = [
            ([.int32(1)], "area: takes (double), got (i32)"),
            ([.float(1)], "area: takes (double), got (float)"),
            ([], "area: takes (double), got ()"),
            ([.double(1), .double(1)], "area: takes (double), got (double, double)"),
        ]
        for (arguments, message) in wrong {
            let error = try #require(throws: JITError.self) {
                try jit.call("area", arguments: arguments)
            }
            #expect(error.description == message)
            #expect(throws: error) {
                try jit.check(CallExpression(name: "area", arguments: arguments))
            }
        }
        // The stub was not entered.
        #expect(jit.statistics.tier0 == 0)
    }

    @Test func unknownNamesAreRefused() throws {
        let jit = try Programs.jit(
            "declare i32 @declared()\n@data = global i32 0\ndefine void @f() {\n  ret void\n}")
        for name in ["g", "declared", "data", "", "f()", "f\u{0}"] {
            #expect(throws: JITError.noFunction(name: name)) { try jit.call(name) }
        }
    }

    @Test(arguments: [
        ("define void @f(i32 %x, ...) {\n  ret void\n}", "it is variadic"),
        ("define void @f(ptr byval(i64) %x) {\n  ret void\n}", "parameter 1 is byval"),
        ("define void @f(i32 %x, ptr sret(i64) %y) {\n  ret void\n}", "parameter 2 is sret"),
        ("define void @f(ptr inalloca(i64) %x) {\n  ret void\n}", "parameter 1 is inalloca"),
        ("define void @f(ptr nest %x) {\n  ret void\n}", "parameter 1 is nest"),
        ("define void @f({ i32, i32 } %x) {\n  ret void\n}", "parameter 1 is '{ i32, i32 }'"),
        (
            "%pair = type { i32, i32 }\ndefine void @f(%pair %x) {\n  ret void\n}",
            "parameter 1 is '%pair'"
        ),
        ("define void @f([2 x i64] %x) {\n  ret void\n}", "parameter 1 is '[2 x i64]'"),
        ("define void @f(<4 x float> %x) {\n  ret void\n}", "parameter 1 is '<4 x float>'"),
        ("define void @f(x86_fp80 %x) {\n  ret void\n}", "parameter 1 is 'x86_fp80'"),
        ("define void @f(i128 %x) {\n  ret void\n}", "parameter 1 is 'i128'"),
        ("define void @f(i7 %x) {\n  ret void\n}", "parameter 1 is 'i7'"),
        ("define void @f(half %x) {\n  ret void\n}", "parameter 1 is 'half'"),
        ("define void @f(ptr addrspace(1) %x) {\n  ret void\n}", "is 'ptr addrspace(1)'"),
        ("define { ptr, ptr } @f() {\n  unreachable\n}", "its result is '{ ptr, ptr }'"),
        ("define i128 @f() {\n  ret i128 0\n}", "its result is 'i128'"),
        ("define fastcc void @f() {\n  ret void\n}", "its calling convention is not that of C"),
        ("define swiftcc void @f() {\n  ret void\n}", "its calling convention is not"),
    ])
    func whatHasNoSignatureSaysWhy(_ text: String, _ cause: String) throws {
        let jit = try Programs.jit(text)
        let error = try #require(throws: JITError.self) { try jit.call("f") }
        guard case .notCallable("f", let found) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(found.contains(cause))
        #expect(throws: error) { _ = try jit.signature(of: "f") }
    }

    @Test func readableNamesStandForOneFunction() throws {
        func function(_ name: String, _ value: Int, linkage: String = "") -> String {
            "define \(linkage) i32 @\(name)() {\n  ret i32 \(value)\n}\n"
        }
        // Shape::area() const, twice(int), twice(double), a::b(), b() and a lambda in it, copies of
        // an inline function, local functions.
        let first =
            function("_ZNK5Shape4areaEv", 1) + function("_Z5twicei", 2) + function("_Z5twiced", 3)
            + function("_ZN1a1bEv", 4) + function("_Z1bv", 5) + function("_ZZ1bvENKUlvE_clEv", 6)
            + function("_Z6inlinev", 7, linkage: "linkonce_odr")
            + function("local", 8, linkage: "internal")
            + function("_ZL6staticv", 9, linkage: "internal")
            + function("both", 10, linkage: "internal") + "@also = alias i32 (), ptr @_Z1bv\n"
        let second =
            function("_Z6inlinev", 7, linkage: "linkonce_odr")
            + function("both", 11, linkage: "internal")
        let jit = try Programs.jit(first, second)
        let names: [(String, Int32)] = [
            ("Shape::area", 1), ("Shape::area() const", 1), ("_ZNK5Shape4areaEv", 1),
            ("twice(int)", 2), ("twice(double)", 3), ("_Z5twiced", 3), ("a::b", 4), ("b", 5),
            ("b()", 5), ("b()::'lambda'()::operator()", 6), ("inline", 7), ("local", 8),
            ("static", 9), ("static()", 9), ("also", 5),
        ]
        for (name, value) in names {
            let result = try? jit.call(name)
            #expect(result == .int32(value), "\(name)")
        }
        #expect(
            throws: JITError.ambiguousFunction(
                name: "twice", candidates: ["_Z5twiced", "_Z5twicei"])
        ) { try jit.call("twice") }
        let error = try #require(throws: JITError.self) { try jit.call("both") }
        guard case .ambiguousFunction("both", let candidates) = error, candidates.count == 2 else {
            Issue.record("\(error)")
            return
        }
        let values = try candidates.map { try jit.call($0) }
        #expect(values == [.int32(10), .int32(11)])
        for name in ["area", "Shape", "Shape::area()", "a::", "b()::'lambda'"] {
            #expect(throws: JITError.noFunction(name: name)) { try jit.call(name) }
        }
    }
}
