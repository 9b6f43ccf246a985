import Foundation
import LLVM
import Reoptimization

/// Programs as IR.
enum Programs {
    static let runtime = OrcRuntime.path()

    /// A JIT with modules.
    static func jit(
        policy: TierPolicy = .tiered, _ texts: String...
    ) throws -> ReoptimizingJIT {
        let jit = try ReoptimizingJIT(policy: policy, runtime: runtime)
        for text in texts { try jit.add(try Module(text: text, in: Context())) }
        return jit
    }

    /// Makes a new version of a function, and waits until calls lead to it or it failed, for at most
    /// 20 seconds.
    static func optimize(_ name: String, in jit: ReoptimizingJIT) throws {
        func done() -> Int { jit.statistics.tier1 + jit.statistics.failures }
        let before = done()
        try jit.reoptimize(name)
        for _ in 0..<20_000 where done() == before { usleep(1000) }
    }

    /// Waits until a function was optimized, for at most 20 seconds.
    static func waitForOptimizer(_ jit: ReoptimizingJIT) {
        for _ in 0..<1000 where jit.statistics.tier1 + jit.statistics.failures == 0 {
            usleep(20_000)
        }
    }
}
