import Foundation
import LLVM
import Reoptimization
import Synchronization
import Testing

/// Processes that end while a JIT lives.
@Suite("Process exit")
struct ProcessExitTests {
    private static let isOptimizing = Atomic(false)

    @Test func exitWaitsForTheOptimizer() async {
        await #expect(processExitsWith: .exitCode(7)) {
            // Runs after what the JIT registers, as destructors of LLVM's do.
            atexit { if Self.isOptimizing.load(ordering: .sequentiallyConsistent) { _exit(1) } }
            let jit = try ReoptimizingJIT {
                Transform { unit in
                    guard unit.description.contains("@\"f$1.") else { return }
                    Self.isOptimizing.store(true, ordering: .sequentiallyConsistent)
                    usleep(300_000)
                    Self.isOptimizing.store(false, ordering: .sequentiallyConsistent)
                }
                Reoptimize(policy: .tiered)
                CompileOnDemand()
            }
            try jit.add(try Module(text: "define void @f() {\n  ret void\n}\n", in: Context()))
            try jit.call("f")
            try jit.reoptimize("f")
            for _ in 0..<5000 where !Self.isOptimizing.load(ordering: .sequentiallyConsistent) {
                usleep(1000)
            }
            exit(7)
        }
    }

    /// 1 while a destructor of a program runs.
    nonisolated(unsafe) private static let isReleasing: UnsafeMutablePointer<UInt8> = {
        let flag = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        flag.initialize(to: 0)
        return flag
    }()

    @Test func exitWaitsForJITsThatAreReleased() async {
        await #expect(processExitsWith: .exitCode(7)) {
            let flag = Self.isReleasing
            // Runs after what the JIT registers.
            atexit { if Self.isReleasing.pointee == 1 { _exit(1) } }
            Thread.detachNewThread {
                // The only reference goes at the end of this.
                let jit = try? ReoptimizingJIT(policy: .tiered)
                try? Self.call(jit)
            }
            for _ in 0..<5000 where flag.pointee == 0 { usleep(1000) }
            #expect(flag.pointee == 1)
            exit(7)
        }
    }

    /// Calls a function of a program with a destructor that takes its time.
    private static func call(_ jit: ReoptimizingJIT?) throws {
        let flag = "ptr inttoptr (i64 \(UInt(bitPattern: isReleasing)) to ptr)"
        let module = """
            @llvm.global_dtors = appending global [1 x { i32, ptr, ptr }]
                [{ i32, ptr, ptr } { i32 65535, ptr @end, ptr null }]
            declare i32 @usleep(i32)
            define void @f() {
              ret void
            }
            define internal void @end() {
              store volatile i8 1, \(flag)
              %s = call i32 @usleep(i32 300000)
              store volatile i8 0, \(flag)
              ret void
            }
            """
        try jit?.add(try Module(text: module, in: Context()))
        try jit?.call("f")
    }
}
