internal import Foundation
internal import LLVM

/// Ends optimizers, and waits for JITs that are being released, before a process ends by `exit`:
/// what they use of LLVM is destroyed then.
enum ProcessExit {
    private struct Weak: Sendable {
        weak var engine: Engine?
    }

    private static let engines = Locked<[Weak]>([])
    /// Children of `fork` have no optimizers.
    private static let process: pid_t = {
        atexit { ProcessExit.endOptimizers() }
        return getpid()
    }()

    static func add(_ engine: Engine) {
        _ = process
        engines.withLock { engines in
            engines.removeAll { $0.engine == nil }
            engines.append(Weak(engine: engine))
        }
    }

    private static func endOptimizers() {
        guard process == getpid(), !EngineThreads.numbers.contains(StackScan.ownThread) else {
            return
        }
        for engine in engines.withLock({ $0.compactMap(\.engine) }) { engine.stopOptimizing() }
        Teardown.end(waitingAtMost: 10)
    }
}
