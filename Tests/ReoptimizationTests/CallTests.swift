import Foundation
import LLVM
import Testing

@testable import Reoptimization

/// Functions called by their signature.
@Suite("Calls", .serialized)
struct CallTests {
    private static let policies: [TierPolicy] = [.never, .always, TierPolicy(hotEntries: 2)]

    @Test(arguments: policies)
    func valuesOfAllTypesGoInAndComeOut(policy: TierPolicy) throws {
        let jit = try Programs.jit(
            policy: policy,
            CallType.allCases.map { type in
                "define \(type) @same.\(type)(\(type) %x) {\n  ret \(type) %x\n}"
            }.joined(separator: "\n"))
        let values: [CallValue] = [
            .bool(false), .bool(true), .int8(.min), .int8(-1), .int8(.max), .int16(.min),
            .int16(.max), .int32(.min), .int32(.max), .int64(.min), .int64(.max), .float(0.1),
            .float(-.infinity), .double(0.1), .double(.greatestFiniteMagnitude), .null,
            .pointer(.max),
        ]
        for value in values {
            #expect(try jit.call("same.\(value.type)", value) == value)
        }
    }

    @Test(arguments: policies)
    func smallIntegersFillTheirRegisters(policy: TierPolicy) throws {
        // Optimized code trusts the attributes and does not extend again.
        var text = ""
        for type in ["i1", "i8", "i16"] {
            for (attribute, operation) in [("signext", "sext"), ("zeroext", "zext")] {
                text += """
                    define i32 @\(operation).\(type)(\(type) \(attribute) %x) {
                      %r = \(operation) \(type) %x to i32
                      ret i32 %r
                    }
                    define \(attribute) \(type) @result.\(operation).\(type)(i32 %x) {
                      %r = trunc i32 %x to \(type)
                      ret \(type) %r
                    }

                    """
            }
        }
        let jit = try Programs.jit(policy: policy, text)
        #expect(try jit.call("sext.i1", .bool(true)) == .int32(-1))
        #expect(try jit.call("zext.i1", .bool(true)) == .int32(1))
        #expect(try jit.call("sext.i8", .int8(-5)) == .int32(-5))
        #expect(try jit.call("zext.i8", .int8(-5)) == .int32(251))
        #expect(try jit.call("sext.i16", .int16(-5)) == .int32(-5))
        #expect(try jit.call("zext.i16", .int16(-5)) == .int32(65531))
        for operation in ["sext", "zext"] {
            #expect(try jit.call("result.\(operation).i1", .int32(-1)) == .bool(true))
            #expect(try jit.call("result.\(operation).i1", .int32(6)) == .bool(false))
            #expect(try jit.call("result.\(operation).i8", .int32(251)) == .int8(-5))
            #expect(try jit.call("result.\(operation).i16", .int32(65531)) == .int16(-5))
        }
    }

    @Test func manyArgumentsOfMixedTypesArriveInOrder() throws {
        // More than registers hold; each is stored to its place.
        let types: [CallType] = (0..<24).map { CallType.allCases[$0 % CallType.allCases.count] }
        let parameters = types.enumerated().map { "\($1) %p\($0)" }.joined(separator: ", ")
        let stores = types.enumerated().map { index, type in
            """
              %a\(index) = getelementptr i64, ptr %to, i64 \(index)
              store \(type) %p\(index), ptr %a\(index)

            """
        }.joined()
        let jit = try Programs.jit(
            "define void @store(ptr %to, \(parameters)) {\n\(stores)  ret void\n}")
        let values: [CallValue] = types.enumerated().map { index, type in
            switch type {
            case .i1: .bool(true)
            case .i8: .int8(Int8(index))
            case .i16: .int16(Int16(index * 1000))
            case .i32: .int32(Int32(index * 100_000))
            case .i64: .int64(Int64(index) << 40)
            case .float: .float(Float(index) + 0.5)
            case .double: .double(Double(index) + 0.25)
            case .ptr: .pointer(UInt(index) << 44)
            }
        }
        let words = UnsafeMutableRawBufferPointer.allocate(
            byteCount: values.count * 8, alignment: 8)
        defer { words.deallocate() }
        let address = CallValue.pointer(UInt(bitPattern: words.baseAddress))
        #expect(try jit.call("store", arguments: [address] + values) == nil)
        for (index, value) in values.enumerated() {
            let offset = index * 8
            let found: CallValue =
                switch value.type {
                case .i1: .bool(words[offset] == 1)
                case .i8: .int8(words.load(fromByteOffset: offset, as: Int8.self))
                case .i16: .int16(words.load(fromByteOffset: offset, as: Int16.self))
                case .i32: .int32(words.load(fromByteOffset: offset, as: Int32.self))
                case .i64: .int64(words.load(fromByteOffset: offset, as: Int64.self))
                case .float: .float(words.load(fromByteOffset: offset, as: Float.self))
                case .double: .double(words.load(fromByteOffset: offset, as: Double.self))
                case .ptr: .pointer(words.load(fromByteOffset: offset, as: UInt.self))
                }
            #expect(found == value, "argument \(index)")
        }
    }

    @Test func stringsAreThereDuringTheCall() throws {
        let jit = try Programs.jit(
            """
            declare i64 @strlen(ptr)
            define i64 @lengths(ptr %a, ptr %b) {
              %x = call i64 @strlen(ptr %a)
              %y = call i64 @strlen(ptr %b)
              %t = mul i64 %x, 100
              %r = add i64 %t, %y
              ret i64 %r
            }
            """)
        #expect(try jit.call("lengths", .string("naïve"), .string("")) == .int64(600))
    }

    @Test func resultsStayTheSameWhenTheFunctionIsOptimized() throws {
        let jit = try Programs.jit(
            policy: TierPolicy(hotEntries: 5),
            """
            @count = internal global i32 0
            define i32 @step(i8 signext %by) {
              %old = load i32, ptr @count
              %wide = sext i8 %by to i32
              %new = add i32 %old, %wide
              store i32 %new, ptr @count
              ret i32 %new
            }
            """)
        for round in 1...10 {
            #expect(try jit.call("step", .int8(-3)) == .int32(Int32(round * -3)))
        }
        #expect(jit.statistics.tier0 == 1)
        Programs.waitForOptimizer(jit)
        #expect(jit.statistics.tier1 == 1)
        for round in 11...20 {
            #expect(try jit.call("step", .int8(-3)) == .int32(Int32(round * -3)))
        }
    }

    @Test func threadsCallAtOnce() throws {
        // The constructor is slow: all threads must wait for it.
        let jit = try Programs.jit(
            policy: TierPolicy(hotEntries: 100),
            """
            @llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [
              { i32, ptr, ptr } { i32 65535, ptr @begin, ptr null }]
            @count = internal global i64 0
            declare i32 @usleep(i32)
            define internal void @begin() {
              %slept = call i32 @usleep(i32 100000)
              store i64 1000000, ptr @count
              ret void
            }
            define i64 @add(i64 %n) {
              %old = atomicrmw add ptr @count, i64 %n seq_cst
              ret i64 %old
            }
            """)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<500 {
                do {
                    guard case .int64(1_000_000...)? = try jit.call("add", .int64(2)) else {
                        Issue.record("called before the constructor")
                        return
                    }
                } catch { Issue.record(error) }
            }
        }
        #expect(try jit.call("add", .int64(0)) == .int64(1_008_000))
    }
}
