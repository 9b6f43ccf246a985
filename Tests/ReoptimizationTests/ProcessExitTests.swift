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
}
