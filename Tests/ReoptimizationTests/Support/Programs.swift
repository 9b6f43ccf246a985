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

    /// Makes a new version of a function, and waits until calls lead to it or it failed.
    static func optimize(_ name: String, in jit: ReoptimizingJIT) throws {
        func done() -> Int { jit.statistics.tier1 + jit.statistics.failures }
        let before = done()
        try jit.reoptimize(name)
        _ = eventually { done() != before }
    }

    /// Waits until a function was optimized.
    static func waitForOptimizer(_ jit: ReoptimizingJIT) {
        _ = eventually { jit.statistics.tier1 + jit.statistics.failures > 0 }
    }
}

/// Waits until something is so, for at most two minutes: other tests keep the machine busy.
func eventually(_ test: () throws -> Bool) rethrows -> Bool {
    let begin = ContinuousClock.now
    while ContinuousClock.now - begin < .seconds(120) {
        if try test() { return true }
        usleep(2000)
    }
    return try test()
}
