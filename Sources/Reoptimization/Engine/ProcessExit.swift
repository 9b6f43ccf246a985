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
    private static let process = getpid()
    private static let jobs = Locked(0)

    static func add(_ engine: Engine) {
        _ = process
        comeFirst()
        engines.withLock { engines in
            engines.removeAll { $0.engine == nil }
            engines.append(Weak(engine: engine))
        }
    }

    /// To be called when a version was made. What LLVM makes when it first needs it is destroyed
    /// before what was registered earlier: this has to be registered again, the less often the more
    /// has been made.
    static func noteJob() {
        let number = jobs.withLock { jobs in
            jobs += 1
            return jobs
        }
        if number & (number - 1) == 0 { comeFirst() }
    }

    private static func comeFirst() { atexit { ProcessExit.endOptimizers() } }

    private static func endOptimizers() {
        guard process == getpid(), !EngineThreads.numbers.contains(StackScan.ownThread) else {
            return
        }
        for engine in engines.withLock({ $0.compactMap(\.engine) }) { engine.stopOptimizing() }
        Teardown.end(waitingAtMost: 10)
    }
}
