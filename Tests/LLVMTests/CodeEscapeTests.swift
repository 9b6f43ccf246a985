import LLVM
import Testing

/// What of a unit may outlive the frames of its code.
@Suite("Escapes of code")
struct CodeEscapeTests {
    @Test(arguments: [
        ("load i32, ptr @cells", false),
        ("load i32, ptr getelementptr (i32, ptr @cells, i64 1)", false),
        ("call i32 @f(ptr null)", false),
        ("call i32 @puts(ptr captures(none) @cells)", false),
        ("call i32 @__devirt_missed(ptr @cells)", false),
        ("call i32 @puts(ptr @cells)", true),
        ("call i32 @puts(ptr @f)", true),
        ("ptrtoint ptr @cells to i32", true),
    ])
    func whereAddressesGoDecides(use: String, escapes: Bool) throws {
        let unit = try Module(
            text: """
                @cells = internal global [2 x i32] zeroinitializer
                declare i32 @puts(ptr)
                declare i32 @__devirt_missed(ptr)
                define i32 @f(ptr %p) {
                  %r = \(use)
                  store i32 %r, ptr %p
                  ret i32 %r
                }
                """, in: Context())
        #expect(unit.escapes() == escapes)
    }

    /// The frame of a function that ends with a call is not there during that call.
    @Test(arguments: [
        ("tail call", "ret i32 %r", true),
        ("musttail call", "ret i32 %r", true),
        ("tail call", "br label %end\nend:\n  ret i32 %r", true),
        ("tail call", "%s = add i32 %r, 1\n  ret i32 %s", true),
        ("call", "ret i32 %r", false),
        ("notail call", "ret i32 %r", false),
        ("tail call", "store i32 %r, ptr %p\n  ret i32 %r", false),
        ("tail call", "br label %next\nnext:\n  br label %next", false),
    ])
    func calleesMayOutliveFrames(call: String, rest: String, escapes: Bool) throws {
        let unit = try Module(
            text: """
                @text = private constant [3 x i8] c"ab\\00"
                declare i32 @puts(ptr)
                define i32 @f(ptr %p) {
                  %r = \(call) i32 @puts(ptr captures(none) @text)
                  \(rest)
                }
                """, in: Context())
        #expect(unit.escapes() == escapes)
    }

    @Test(arguments: [
        ("declare i32 @swapcontext(ptr, ptr)", "call i32 @swapcontext(ptr null, ptr null)"),
        ("", "call i32 asm sideeffect \"pop %rsp\", \"=r\"()"),
    ])
    func whatSwitchesStacksIsSeen(declaration: String, call: String) throws {
        for (body, isSeen) in [(call, true), ("add i32 1, 2", false)] {
            let module = try Module(
                text: """
                    \(declaration)
                    define i32 @f() {
                      %r = \(body)
                      ret i32 %r
                    }
                    """, in: Context())
            #expect((module.reference.stackObstacle != nil) == isSeen)
        }
    }
}
