import Foundation
import LLVM
import Testing

@testable import Reoptimization

/// What must be one thing for all versions of a function.
@Suite("Versions of code", .serialized)
struct CodeVersionTests {
    private func jit(_ texts: String...) throws -> ReoptimizingJIT {
        let jit = try ReoptimizingJIT(policy: .never)
        for text in texts { try jit.add(try Module(text: text, in: Context())) }
        return jit
    }

    @Test(arguments: ["thread_local", "thread_local(localexec)", "thread_local(initialexec)"])
    func threadLocalsAreOneForAllModulesAndVersions(model: String) throws {
        // With the flag of programs compiled for executables.
        let flag = """

            !llvm.module.flags = !{!0}
            !0 = !{i32 7, !"PIE Level", i32 2}
            """
        let jit = try jit(
            """
            @shared = \(model) global i32 1
            @own = internal \(model) global i64 40
            declare i32 @get()
            define i64 @bump() {
              %p = call ptr @llvm.threadlocal.address.p0(ptr @own)
              %old = load i64, ptr %p
              %new = add i64 %old, 1
              store i64 %new, ptr %p
              ret i64 %new
            }
            define i32 @set(i32 %x) {
              store i32 %x, ptr @shared
              %r = call i32 @get()
              ret i32 %r
            }
            """ + flag,
            """
            @shared = external thread_local global i32
            define i32 @get() {
              %v = load i32, ptr @shared
              ret i32 %v
            }
            """ + flag)
        #expect(try jit.call("get") == .int32(1))
        #expect(try jit.call("set", .int32(5)) == .int32(5))
        #expect(try jit.call("bump") == .int64(41))
        for (step, name) in ["set", "get", "bump"].enumerated() {
            try Programs.optimize(name, in: jit)
            #expect(try jit.call("get") == .int32(Int32(step + 5)))
            #expect(try jit.call("set", .int32(Int32(step + 6))) == .int32(Int32(step + 6)))
            #expect(try jit.call("bump") == .int64(Int64(step + 42)))
        }
        // Another thread has its own.
        let thread = Thread {
            #expect((try? jit.call("get")) == .int32(1))
            #expect((try? jit.call("bump")) == .int64(41))
        }
        thread.start()
        while !thread.isFinished { usleep(1000) }
        #expect(try jit.call("bump") == .int64(45))
        #expect(jit.statistics.failures == 0)
    }

    @Test func addressesAreTheSameInAllVersions() throws {
        let jit = try jit(
            """
            @.text = private unnamed_addr constant [4 x i8] c"abc\\00"
            @.same = private unnamed_addr constant [4 x i8] c"abc\\00"
            @table = constant [2 x ptr] [ptr @f, ptr @.text]
            declare ptr @function()
            define i32 @f() { ret i32 1 }
            define ptr @text() { ret ptr @.text }
            define ptr @tabled(i64 %i) {
              %p = getelementptr ptr, ptr @table, i64 %i
              %v = load ptr, ptr %p
              ret ptr %v
            }
            define ptr @here() {
              %p = call ptr @function()
              %same = icmp eq ptr %p, @f
              %r = select i1 %same, ptr @f, ptr null
              ret ptr %r
            }
            """,
            """
            declare i32 @f()
            define ptr @function() { ret ptr @f }
            """)
        let f = try jit.call("here")
        let text = try jit.call("text")
        #expect(f != .pointer(0))
        for name in ["here", "function", "f", "text", "tabled"] {
            try Programs.optimize(name, in: jit)
            #expect(try jit.call("here") == f)
            #expect(try jit.call("function") == f)
            #expect(try jit.call("text") == text)
            #expect(try jit.call("tabled", .int64(0)) == f)
            #expect(try jit.call("tabled", .int64(1)) == text)
        }
    }

    @Test func exceptionsCrossVersionsAndModules() throws {
        // `throwing` throws, `middle` has a cleanup, `catching` catches: in any mix of versions.
        let jit = try jit(
            """
            @_ZTIi = external constant ptr
            declare i32 @__gxx_personality_v0(...)
            declare ptr @__cxa_begin_catch(ptr)
            declare void @__cxa_end_catch()
            declare i32 @middle(i32)
            define i32 @catching(i32 %x) personality ptr @__gxx_personality_v0 {
              %r = invoke i32 @middle(i32 %x) to label %normal unwind label %caught
            normal:
              ret i32 %r
            caught:
              %pad = landingpad { ptr, i32 } catch ptr @_ZTIi
              %object = extractvalue { ptr, i32 } %pad, 0
              %p = call ptr @__cxa_begin_catch(ptr %object)
              %v = load i32, ptr %p
              call void @__cxa_end_catch()
              ret i32 %v
            }
            """,
            """
            @_ZTIi = external constant ptr
            @cleanups = global i32 0
            declare i32 @__gxx_personality_v0(...)
            declare ptr @__cxa_allocate_exception(i64)
            declare void @__cxa_throw(ptr, ptr, ptr)
            define i32 @throwing(i32 %x) noinline {
              %odd = and i32 %x, 1
              %is = icmp ne i32 %odd, 0
              br i1 %is, label %throw, label %return
            throw:
              %p = call ptr @__cxa_allocate_exception(i64 4)
              store i32 %x, ptr %p
              call void @__cxa_throw(ptr %p, ptr @_ZTIi, ptr null)
              unreachable
            return:
              ret i32 -1
            }
            define i32 @middle(i32 %x) personality ptr @__gxx_personality_v0 {
              %r = invoke i32 @throwing(i32 %x) to label %normal unwind label %cleanup
            normal:
              ret i32 %r
            cleanup:
              %pad = landingpad { ptr, i32 } cleanup
              %old = load i32, ptr @cleanups
              %new = add i32 %old, 1
              store i32 %new, ptr @cleanups
              resume { ptr, i32 } %pad
            }
            define i32 @count() {
              %v = load i32, ptr @cleanups
              ret i32 %v
            }
            """)
        let orders = [["throwing", "catching", "middle"], ["catching", "middle", "throwing"]]
        var count: Int32 = 0
        for name in [nil] + orders.joined().map(Optional.some) {
            if let name { try Programs.optimize(name, in: jit) }
            #expect(try jit.call("catching", .int32(7)) == .int32(7))
            #expect(try jit.call("catching", .int32(8)) == .int32(-1))
            count += 1
            #expect(try jit.call("count") == .int32(count))
        }
        #expect(jit.statistics.tier1 == 6)
    }

    @Test func wideVectorsPassBetweenVersions() throws {
        // What registers they travel in depends on the CPU that code is generated for.
        let jit = try jit(
            """
            define <8 x float> @twice(<8 x float> %x) noinline {
              %r = fadd <8 x float> %x, %x
              ret <8 x float> %r
            }
            define internal <8 x float> @through(<8 x float> %x) {
              %r = call <8 x float> @twice(<8 x float> %x)
              ret <8 x float> %r
            }
            define void @double(ptr %to, ptr %from) {
              %x = load <8 x float>, ptr %from
              %y = call <8 x float> @through(<8 x float> %x)
              store <8 x float> %y, ptr %to
              ret void
            }
            define float @test(i64 %i) {
              %a = alloca <8 x float>
              %b = alloca <8 x float>
              store <8 x float> <float 0.0, float 1.0, float 2.0, float 3.0,
                                 float 4.0, float 5.0, float 6.0, float 7.0>, ptr %a
              call void @double(ptr %b, ptr %a)
              %p = getelementptr float, ptr %b, i64 %i
              %r = load float, ptr %p
              ret float %r
            }
            """)
        for name in [nil, "double", "twice", "test", "double"] {
            if let name { try Programs.optimize(name, in: jit) }
            for index in 0..<8 {
                #expect(try jit.call("test", .int64(Int64(index))) == .float(Float(2 * index)))
            }
        }
    }

    @Test(arguments: [
        "", #""target-cpu"="x86-64""#, #""target-cpu"="x86-64-v3""#,
        #""target-cpu"="x86-64" "target-features"="+sse2""#,
        #""target-cpu"="x86-64" "target-features"="+avx,+fma""#,
    ])
    func productsAndSumsAreRoundedTheSameInAllVersions(attributes: String) throws {
        // 0, or 2^-60 where they are fused: once or twice, but always the same.
        let jit = try jit(
            """
            define internal double @inner(double %x, double %y) \(attributes) {
              %r = call double @llvm.fmuladd.f64(double %x, double %x, double %y)
              ret double %r
            }
            define double @fused(double %x, double %y) \(attributes) {
              %r = call double @inner(double %x, double %y)
              ret double %r
            }
            """)
        let x = 1 + 0x1p-30
        let y = -(1 + 0x1p-29)
        let quick = try jit.call("fused", .double(x), .double(y))
        try Programs.optimize("fused", in: jit)
        #expect(try jit.call("fused", .double(x), .double(y)) == quick)
    }
}
