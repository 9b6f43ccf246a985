internal import CClang
internal import Foundation
internal import Reoptimization

/// A JIT that is made while the compiler is set up: both take about as long.
final class PendingJIT: @unchecked Sendable {
    private let condition = NSCondition()
    // Belongs to the condition.
    private var result: Result<ReoptimizingJIT, JITError>?

    /// Runs `make` on a thread of its own.
    init(_ make: @escaping @Sendable () throws(JITError) -> ReoptimizingJIT) {
        DevirtPrepareTargets()
        Thread.detachNewThread { [self] in
            let made = Result(catching: make)
            condition.lock()
            result = made
            condition.broadcast()
            condition.unlock()
        }
    }

    /// Waits for the JIT.
    ///
    /// - Throws: what `make` threw.
    func get() throws(JITError) -> ReoptimizingJIT {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result { return try result.get() }
            condition.wait()
        }
    }
}
