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
