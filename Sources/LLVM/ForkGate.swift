internal import CLLVM

/// Children of `fork` have one thread, and locks as they were: they must find none that another thread
/// holds. So the process does not fork while a thread is at work with locks.
package enum ForkGate {
    /// Makes `fork` wait; to be called before the program runs.
    package static func install() { DevirtForkGateInstall() }

    /// Forking waits until `body` ends. It must not call the program, which may fork.
    ///
    /// - Parameters:
    ///   - pauses: the thread holds no locks where it optimizes and generates code, which take long:
    ///     forking waits for it elsewhere only.
    ///   - isWaitedFor: a thread that holds it may wait for this one.
    package static func hold<R, E: Error>(
        pauses: Bool = false, isWaitedFor: Bool = false, _ body: () throws(E) -> R
    ) throws(E) -> R {
        DevirtForkGateEnter(pauses, isWaitedFor)
        defer { DevirtForkGateLeave() }
        return try body()
    }

    /// A thread that pauses does so while `body` runs.
    static func pause<R: ~Copyable, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        let wasLeft = DevirtForkGatePause()
        defer { DevirtForkGateResume(wasLeft) }
        return try body()
    }
}
