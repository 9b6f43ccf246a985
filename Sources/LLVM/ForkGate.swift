internal import CLLVM

/// Children of `fork` have one thread, and locks as they were: they must find none that another thread
/// holds. So the process does not fork while a thread is at work with locks.
package enum ForkGate {
    /// Forking waits until `body` ends. It must not call the program, which may fork.
    ///
    /// - Parameter pauses: the thread holds no locks where it optimizes and generates code, which take
    ///   long: forking waits for it elsewhere only.
    package static func hold<R, E: Error>(
        pauses: Bool = false, _ body: () throws(E) -> R
    ) throws(E) -> R {
        DevirtForkGateEnter(pauses)
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
