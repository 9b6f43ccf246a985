import Foundation
import LLVM
import Reoptimization
import Testing

/// What a session promises whatever its layers: data, constructors, threads, many at once, an end.
@Suite("Sessions", .serialized)
struct SessionTests {
    /// A module whose constructor adds `value` to the global `total`.
    private func constructing(_ value: Int) -> String {
        """
        @total = external global i32
        @llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [
          { i32, ptr, ptr } { i32 65535, ptr @construct, ptr null }]
        define internal void @construct() {
          %old = load i32, ptr @total
          %new = add i32 %old, \(value)
          store i32 %new, ptr @total
          ret void
        }
        """
    }

    @Test func constructorsOfSeveralModulesRun() throws {
        let jit = try Programs.jit(
            constructing(1), constructing(10),
            """
            @total = global i32 0
            define i32 @main() {
              %v = load i32, ptr @total
              ret i32 %v
            }
            """)
        #expect(try jit.runMain(arguments: ["x"]) == 11)
    }

    @Test func dataThatCannotBeLinkedIsAnError() throws {
        let jit = try Programs.jit(
            """
            declare void @nowhere_to_be_found()
            @table = global [1 x ptr] [ptr @nowhere_to_be_found]
            define i32 @main() { ret i32 0 }
            """)
        let error = #expect(throws: JITError.self) { try jit.runMain(arguments: ["x"]) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("nowhere_to_be_found"))
    }

    @Test func threadsMayEndAfterTheirProgramIsGone() throws {
        // The thread has a value of a thread-local variable, which is destroyed when it ends.
        let called = DispatchSemaphore(value: 0)
        let mayEnd = DispatchSemaphore(value: 0)
        let jit = Mutable(
            try Programs.jit(
                """
                @tls = internal thread_local global i32 40
                define i32 @next() {
                  %old = load i32, ptr @tls
                  %new = add i32 %old, 1
                  store i32 %new, ptr @tls
                  ret i32 %new
                }
                """))
        let thread = PosixThread {
            #expect((try? jit.value?.call("next")) == .int32(41))
            called.signal()
            mayEnd.wait()
        }
        called.wait()
        jit.value = nil
        mayEnd.signal()
        // Destructors of thread-specific data run after the thread's function.
        thread.join()
    }

    @Test func manySessionsRunAtOnceAndEnd() throws {
        let failures = Mutable(0)
        let lock = NSLock()
        DispatchQueue.concurrentPerform(iterations: 12) { index in
            do {
                let jit = try Programs.jit(
                    policy: TierPolicy(hotEntries: 3, hotIterations: 10),
                    """
                    define i32 @step(i32 %x) noinline {
                      %r = add i32 %x, \(index)
                      ret i32 %r
                    }
                    define i32 @main() {
                    entry:
                      br label %loop
                    loop:
                      %i = phi i32 [0, %entry], [%n, %loop]
                      %s = phi i32 [0, %entry], [%t, %loop]
                      %t = call i32 @step(i32 %s)
                      %n = add i32 %i, 1
                      %done = icmp eq i32 %n, 100
                      br i1 %done, label %end, label %loop
                    end:
                      ret i32 %t
                    }
                    """)
                if try jit.runMain(arguments: ["x"]) != Int32(100 * index) { throw Wrong() }
            } catch {
                lock.withLock { failures.value = (failures.value ?? 0) + 1 }
            }
        }
        #expect(failures.value == 0)
    }

    @Test func threadsMayMeetThreadLocalsAtOnce() throws {
        // Linked at once in eight modules, each by a thread of its own, in sessions that know no
        // thread-local variable yet.
        for _ in 0..<20 {
            let jit = try Programs.jit()
            for module in 0..<8 {
                try jit.add(
                    try Module(
                        text: """
                            @value.\(module) = thread_local global i32 \(module)
                            define i32 @next\(module)() {
                              %old = load i32, ptr @value.\(module)
                              %new = add i32 %old, 1
                              store i32 %new, ptr @value.\(module)
                              ret i32 %new
                            }
                            """, in: Context()))
            }
            DispatchQueue.concurrentPerform(iterations: 8) { module in
                #expect((try? jit.call("next\(module)")) == .int32(Int32(module + 1)))
            }
        }
    }

    @Test func theLastOfManyModulesIsOptimizedToo() throws {
        let jit = try ReoptimizingJIT(policy: TierPolicy(hotEntries: 2))
        for module in 0..<300 {
            try jit.add(
                try Module(text: "define i32 @f\(module)() { ret i32 \(module) }", in: Context()))
        }
        for _ in 0..<3 { #expect(try jit.call("f299") == .int32(299)) }
        Programs.waitForOptimizer(jit)
        #expect(jit.statistics.tier1 == 1)
    }

    @Test func releasingAJITRunsItsDestructors() throws {
        let destroyed = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        destroyed.initialize(to: 0)
        defer { destroyed.deallocate() }
        do {
            let jit = try Programs.jit(
                """
                @where = internal global ptr null
                @llvm.global_dtors = appending global [1 x { i32, ptr, ptr }] [
                  { i32, ptr, ptr } { i32 65535, ptr @destroy, ptr null }]
                define internal void @destroy() {
                  %p = load ptr, ptr @where
                  store i32 1, ptr %p
                  ret void
                }
                define void @set(ptr %p) {
                  store ptr %p, ptr @where
                  ret void
                }
                """)
            try jit.call("set", .pointer(UInt(bitPattern: destroyed)))
            #expect(destroyed.pointee == 0)
        }
        #expect(destroyed.pointee == 1)
    }
}

/// A thread whose end, destructors included, can be waited for.
private final class PosixThread {
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        let boxed = Unmanaged.passRetained(Mutable(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { boxed in
                Unmanaged<Mutable<@Sendable () -> Void>>.fromOpaque(boxed!).takeRetainedValue()
                    .value?()
                return nil
            }, boxed)
    }

    func join() { pthread_join(thread, nil) }
}

private struct Wrong: Error {}

/// Shared between threads by a test that orders them.
private final class Mutable<Value>: @unchecked Sendable {
    var value: Value?
    init(_ value: Value) { self.value = value }
}
