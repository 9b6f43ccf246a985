import Foundation
import LLVM
import Testing

@testable import Reoptimization

/// Symbols mean the same in all modules and versions, as if a linker had seen the program.
///
/// Each program has a function `test`. It is called with all code quick, and again each time a
/// further function has been optimized: what it returns must not change.
@Suite("Linkage", .serialized)
struct LinkageTests {
    private func check(
        _ texts: String..., optimizing functions: [String], gives expected: Int32,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let jit = try ReoptimizingJIT(policy: .never)
        for text in texts { try jit.add(try Module(text: text, in: Context())) }
        #expect(try jit.call("test") == .int32(expected), sourceLocation: sourceLocation)
        for function in functions {
            try Programs.optimize(function, in: jit)
            #expect(
                try jit.call("test") == .int32(expected), "after \(function)",
                sourceLocation: sourceLocation)
        }
        #expect(jit.statistics.failures == 0, sourceLocation: sourceLocation)
        #expect(jit.statistics.tier1 == functions.count, sourceLocation: sourceLocation)
    }

    @Test func localSymbolsOfOneNameAreSeparate() throws {
        let text = """
            @value = internal global i32 VALUE
            define internal i32 @get() noinline {
              %v = load i32, ptr @value
              ret i32 %v
            }
            define i32 @NAME() {
              %v = call i32 @get()
              ret i32 %v
            }

            """
        try check(
            text.replacing("VALUE", with: "3").replacing("NAME", with: "one")
                + """
                declare i32 @two()
                define i32 @test() {
                  %a = call i32 @one()
                  %b = call i32 @two()
                  %r = mul i32 %a, %b
                  ret i32 %r
                }
                """,
            text.replacing("VALUE", with: "5").replacing("NAME", with: "two"),
            optimizing: ["one", "two", "test"], gives: 15)
    }

    @Test(arguments: ["", "hidden ", "protected "])
    func globalsAreSharedByModules(visibility: String) throws {
        try check(
            """
            @shared = external \(visibility)global i32
            declare void @set(i32)
            define i32 @test() {
              call void @set(i32 41)
              %v = load i32, ptr @shared
              %r = add i32 %v, 1
              store i32 0, ptr @shared
              ret i32 %r
            }
            """,
            """
            @shared = \(visibility)global i32 0
            define \(visibility)void @set(i32 %x) {
              store i32 %x, ptr @shared
              ret void
            }
            """, optimizing: ["set", "test"], gives: 42)
    }

    @Test func aliasesOfDataAreTheSameMemory() throws {
        // The optimizer must not take the names for different variables.
        try check(
            """
            @x = global [2 x i32] [i32 1, i32 2]
            @y = alias [2 x i32], ptr @x
            @second = alias i32, getelementptr (i8, ptr @x, i64 4)
            @where = global [2 x ptr] [ptr @y, ptr @second]
            define i32 @test() {
              store i32 1, ptr @x
              store i32 2, ptr @y
              %a = load i32, ptr @x
              %p = getelementptr i32, ptr @x, i64 1
              store i32 3, ptr %p
              store i32 4, ptr @second
              %b = load i32, ptr %p
              %w = load ptr, ptr @where
              store i32 5, ptr %w
              %c = load i32, ptr @x
              %s = load ptr, ptr getelementptr (i8, ptr @where, i64 8)
              %d = load i32, ptr %s
              %a10 = mul i32 %a, 1000
              %b10 = mul i32 %b, 100
              %c10 = mul i32 %c, 10
              %ab = add i32 %a10, %b10
              %cd = add i32 %c10, %d
              %r = add i32 %ab, %cd
              ret i32 %r
            }
            """, optimizing: ["test"], gives: 2454)
    }

    @Test func aliasesInSeveralModulesAreOne() throws {
        // As of constructors of templates that both modules instantiate.
        let text = """
            @alias = weak_odr alias i32 (), ptr @function
            @data = weak_odr global i32 7
            @name = weak_odr alias i32, ptr @data
            define weak_odr i32 @function() {
              %v = load i32, ptr @name
              ret i32 %v
            }

            """
        try check(
            text,
            text
                + """
                define i32 @test() {
                  %a = call i32 @alias()
                  %b = call i32 @function()
                  %r = sub i32 %a, %b
                  ret i32 %r
                }
                """, optimizing: ["function", "test"], gives: 0)
    }

    @Test(arguments: [true, false])
    func strongDefinitionsWinOverWeakOnes(strongIsFirst: Bool) throws {
        let weak = """
            @data = weak global i32 1
            @limit = weak constant i32 1
            @name = weak alias i32 (), ptr @body
            define internal i32 @body() { ret i32 1 }
            define weak i32 @function() { ret i32 1 }
            define i32 @weakly() {
              %a = call i32 @function()
              %b = call i32 @name()
              %c = load i32, ptr @data
              %d = load i32, ptr @limit
              %ab = mul i32 %a, %b
              %cd = mul i32 %c, %d
              %r = mul i32 %ab, %cd
              ret i32 %r
            }

            """
        let strong = """
            @data = global i32 2
            @limit = constant i32 3
            define i32 @name() { ret i32 5 }
            define i32 @function() { ret i32 7 }
            declare i32 @weakly()
            define i32 @test() {
              %r = call i32 @weakly()
              ret i32 %r
            }

            """
        try check(
            strongIsFirst ? strong : weak, strongIsFirst ? weak : strong,
            optimizing: ["weakly", "test"], gives: 210)
    }

    @Test func whatIsDeclaredWeakAndNowhereDefinedIsNull() throws {
        try check(
            """
            @data = extern_weak global i32
            declare extern_weak i32 @function()
            define i32 @test() {
              %f = icmp eq ptr @function, null
              %d = icmp eq ptr @data, null
              %fd = and i1 %f, %d
              br i1 %fd, label %neither, label %both
            neither:
              ret i32 1
            both:
              %a = call i32 @function()
              %b = load i32, ptr @data
              %r = add i32 %a, %b
              ret i32 %r
            }
            """, optimizing: ["test"], gives: 1)
    }

    @Test func whatIsDeclaredWeakAndDefinedElsewhereIsThere() throws {
        try check(
            """
            @data = extern_weak global i32
            declare extern_weak i32 @function()
            define i32 @test() {
              %f = icmp eq ptr @function, null
              %d = icmp eq ptr @data, null
              %fd = or i1 %f, %d
              br i1 %fd, label %neither, label %both
            neither:
              ret i32 1
            both:
              %a = call i32 @function()
              %b = load i32, ptr @data
              %r = add i32 %a, %b
              ret i32 %r
            }
            """,
            """
            @data = global i32 30
            define i32 @function() { ret i32 12 }
            """, optimizing: ["test"], gives: 42)
    }

    @Test func comdatsOfTwoModulesAreOne() throws {
        let text = """
            $group = comdat any
            @group = global i32 0, comdat
            define i32 @bump() comdat($group) {
              %old = load i32, ptr @group
              %new = add i32 %old, 1
              store i32 %new, ptr @group
              ret i32 %new
            }

            """
        try check(
            text
                + """
                declare i32 @other()
                define i32 @test() {
                  store i32 0, ptr @group
                  %a = call i32 @bump()
                  %b = call i32 @other()
                  ret i32 %b
                }
                """,
            text
                + """
                define i32 @other() {
                  %r = call i32 @bump()
                  ret i32 %r
                }
                """, optimizing: ["bump", "other", "test"], gives: 2)
    }

    @Test(arguments: ["common global i32 0", "global i32 0"])
    func commonSymbolsAreOne(other: String) throws {
        try check(
            """
            @shared = common global i32 0
            declare void @set()
            define i32 @test() {
              call void @set()
              %v = load i32, ptr @shared
              store i32 0, ptr @shared
              ret i32 %v
            }
            """,
            """
            @shared = \(other)
            define void @set() {
              store i32 9, ptr @shared
              ret void
            }
            """, optimizing: ["test", "set"], gives: 9)
    }
}
