import Foundation
import LLVM
import Testing

@testable import Reoptimization

/// Constructors of several modules run as if a linker had put the program together.
@Suite("Constructors", .serialized)
struct ConstructorTests {
    /// A module with constructors that append their digit to the number `order`.
    private func module(_ constructors: [(priority: Int, digit: Int)]) -> String {
        let entries = constructors.map {
            "{ i32, ptr, ptr } { i32 \($0.priority), ptr @c\($0.digit), ptr null }"
        }
        let functions = constructors.map {
            """
            define internal void @c\($0.digit)() {
              %old = load i64, ptr @order
              %tens = mul i64 %old, 10
              %new = add i64 %tens, \($0.digit)
              store i64 %new, ptr @order
              ret void
            }
            """
        }
        return """
            @order = external global i64
            @llvm.global_ctors = appending global [\(entries.count) x { i32, ptr, ptr }] [
              \(entries.joined(separator: ",\n  "))]

            """ + functions.joined(separator: "\n")
    }

    private func order(_ modules: [[(priority: Int, digit: Int)]]) throws -> CallValue? {
        let jit = try ReoptimizingJIT()
        for constructors in modules {
            try jit.add(try Module(text: module(constructors), in: Context()))
        }
        try jit.add(
            try Module(
                text: """
                    @order = global i64 0
                    define i64 @test() {
                      %v = load i64, ptr @order
                      ret i64 %v
                    }
                    """, in: Context()))
        return try jit.call("test")
    }

    @Test func modulesAreConstructedInTheOrderTheyWereAdded() throws {
        let modules = (1...9).map { [(priority: 65535, digit: $0)] }
        #expect(try order(modules) == .int64(123_456_789))
        #expect(try order(modules.reversed()) == .int64(987_654_321))
    }

    @Test func prioritiesCountAcrossModules() throws {
        let result = try order([
            [(300, 5), (101, 1)], [(65535, 7), (200, 3)], [(200, 4), (150, 2), (65535, 8)],
            [(400, 6)],
        ])
        #expect(result == .int64(12_345_678))
    }

    @Test func destructorsRunInTheOppositeOrder() throws {
        let digits = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
        digits.initialize(to: 0)
        defer { digits.deallocate() }
        func module(_ destructors: [(priority: Int, digit: Int)], defining: Bool) -> String {
            let entries = destructors.map {
                "{ i32, ptr, ptr } { i32 \($0.priority), ptr @d\($0.digit), ptr null }"
            }
            let functions = destructors.map {
                """
                define internal void @d\($0.digit)() {
                  %to = load ptr, ptr @digits
                  %old = load i64, ptr %to
                  %tens = mul i64 %old, 10
                  %new = add i64 %tens, \($0.digit)
                  store i64 %new, ptr %to
                  ret void
                }
                """
            }
            return """
                @digits = \(defining ? "global ptr null" : "external global ptr")
                @llvm.global_dtors = appending global [\(entries.count) x { i32, ptr, ptr }] [
                  \(entries.joined(separator: ",\n  "))]
                define void @set\(destructors[0].digit)(ptr %p) {
                  store ptr %p, ptr @digits
                  ret void
                }

                """ + functions.joined(separator: "\n")
        }
        let jit = try ReoptimizingJIT()
        let modules = [[(65535, 3), (65535, 2), (101, 6)], [(65535, 1), (400, 4), (300, 5)]]
        for (index, destructors) in modules.enumerated() {
            try jit.add(
                try Module(text: module(destructors, defining: index == 0), in: Context()))
        }
        try jit.call("set3", .pointer(UInt(bitPattern: digits)))
        try jit.finish()
        #expect(digits.pointee == 123_456)
    }
}
