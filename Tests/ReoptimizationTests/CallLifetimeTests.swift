import LLVM
import Synchronization
import Testing

@testable import Reoptimization

/// Constructors run before calls, and once.
@Suite("Constructors and calls", .serialized)
struct CallLifetimeTests {
    /// Counts constructions and destructions in memory of the test, as the program's data goes.
    private final class Counts {
        let words = UnsafeMutablePointer<Int32>.allocate(capacity: 2)

        init() { words.initialize(repeating: 0, count: 2) }
        deinit { words.deallocate() }

        var constructed: Int32 { words[0] }
        var destroyed: Int32 { words[1] }

        func module(_ name: String, more: String = "") -> String {
            func increment(_ index: Int) -> String {
                """
                  %old = load i32, ptr inttoptr (i64 \(Int(bitPattern: words + index)) to ptr)
                  %new = add i32 %old, 1
                  store i32 %new, ptr inttoptr (i64 \(Int(bitPattern: words + index)) to ptr)
                  ret void
                """
            }
            return """
                @llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [
                  { i32, ptr, ptr } { i32 65535, ptr @construct, ptr null }]
                @llvm.global_dtors = appending global [1 x { i32, ptr, ptr }] [
                  { i32, ptr, ptr } { i32 65535, ptr @destroy, ptr null }]
                @value = internal global i32 0
                define internal void @construct() {
                  store i32 7, ptr @value
                \(increment(0))
                }
                define internal void @destroy() {
                \(increment(1))
                }
                define i32 @\(name)() {
                  %r = load i32, ptr @value
                  ret i32 %r
                }
                \(more)
                """
        }
    }

    private static let main = """
        define i32 @main() {
          %r = call i32 @value.of.first()
          ret i32 %r
        }
        """

    @Test func callsThenMain() throws {
        let counts = Counts()
        let jit = try Programs.jit(counts.module("value.of.first", more: Self.main))
        #expect(counts.constructed == 0)
        #expect(try jit.call("value.of.first") == .int32(7))
        #expect(try jit.call("value.of.first") == .int32(7))
        #expect(counts.constructed == 1)
        #expect(try jit.runMain(arguments: ["test"]) == 7)
        #expect(counts.constructed == 1)
        #expect(counts.destroyed == 1)
    }

    @Test func mainThenCalls() throws {
        let counts = Counts()
        let jit = try Programs.jit(counts.module("value.of.first", more: Self.main))
        #expect(try jit.runMain(arguments: ["test"]) == 7)
        #expect(try jit.call("value.of.first") == .int32(7))
        #expect(try jit.runMain(arguments: ["test"]) == 7)
        #expect(counts.constructed == 1)
        #expect(counts.destroyed == 1)
    }

    @Test func finishRunsDestructorsOnce() throws {
        let counts = Counts()
        let jit = try Programs.jit(counts.module("value.of.first"))
        try jit.finish()
        #expect(counts.destroyed == 0)
        try jit.call("value.of.first")
        #expect(counts.destroyed == 0)
        try jit.finish()
        try jit.finish()
        #expect(counts.constructed == 1)
        #expect(counts.destroyed == 1)
    }

    @Test func modulesAddedLaterAreConstructed() throws {
        let counts = Counts()
        let jit = try Programs.jit("define i32 @first() {\n  ret i32 1\n}")
        #expect(try jit.call("first") == .int32(1))
        try jit.add(try Module(text: counts.module("value.of.second"), in: Context()))
        #expect(counts.constructed == 0)
        #expect(try jit.call("first") == .int32(1))
        #expect(try jit.call("value.of.second") == .int32(7))
        #expect(counts.constructed == 1)
        try jit.finish()
        #expect(counts.destroyed == 1)
    }

    @Test func constructorsMayCallBack() throws {
        let callback: @convention(c) () -> Void = {
            Self.result.withLock { $0 = try? Self.jit.withLock { $0 }?.call("ready") }
        }
        let address = Int(bitPattern: unsafeBitCast(callback, to: UnsafeRawPointer.self))
        let jit = try Programs.jit(
            """
            @llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [
              { i32, ptr, ptr } { i32 65535, ptr @construct, ptr null }]
            define internal void @construct() {
              call void inttoptr (i64 \(address) to ptr)()
              ret void
            }
            define i32 @ready() {
              ret i32 3
            }
            """)
        Self.jit.withLock { $0 = jit }
        defer { Self.jit.withLock { $0 = nil } }
        try jit.call("ready")
        #expect(Self.result.withLock { $0 } == .int32(3))
    }

    private static let jit = Mutex<ReoptimizingJIT?>(nil)
    private static let result = Mutex<CallValue?>(nil)

    @Test func failuresToConstructStay() throws {
        let lifetime = ProgramLifetime()
        var runs = 0
        for modules in 1...2 {
            #expect(throws: JITError.llvm(.jit(message: "broken"))) {
                try lifetime.construct(modules: modules) { (_) throws(JITError) in
                    runs += 1
                    throw JITError.llvm(.jit(message: "broken"))
                }
            }
        }
        #expect(runs == 1)
    }
}
