import Foundation
import LLVM
import Reoptimization

/// Programs as IR.
enum Programs {
    #if arch(arm64)
        private static let architecture = "aarch64"
    #else
        private static let architecture = "x86_64"
    #endif

    static let runtime =
        (ProcessInfo.processInfo.environment["LLVM_PREFIX"] ?? "/usr/lib/llvm-22")
        + "/lib/clang/22/lib/linux/liborc_rt-\(architecture).a"

    /// A JIT with modules.
    static func jit(
        policy: TierPolicy = .tiered, _ texts: String...
    ) throws -> ReoptimizingJIT {
        let jit = try ReoptimizingJIT(policy: policy, runtime: runtime)
        for text in texts { try jit.add(try Module(text: text, in: Context())) }
        return jit
    }

    /// Waits until a function was optimized, for at most 20 seconds.
    static func waitForOptimizer(_ jit: ReoptimizingJIT) {
        for _ in 0..<1000 where jit.statistics.tier1 + jit.statistics.failures == 0 {
            usleep(20_000)
        }
    }
}
