#if canImport(Glibc)
    internal import Glibc
#endif

/// What takes sessions down, beside a process that ends by `exit`: that destroys what LLVM needs for
/// it, whatever other threads are at.
public enum Teardown {
    private struct State {
        /// The threads that are at it, those inside another one twice.
        var threads: [Int32] = []
        var isOver = false
    }

    private static let state = Locked(State())

    /// Calls `body`, unless the process ends: then all is left as it is.
    public static func run(_ body: () -> Void) {
        let isBegun = state.withLock { state in
            if !state.isOver { state.threads.append(StackScan.ownThread) }
            return !state.isOver
        }
        guard isBegun else { return }
        body()
        state.withLock { state in
            let index = state.threads.firstIndex(of: StackScan.ownThread)
            if let index { state.threads.remove(at: index) }
        }
    }

    /// Lets nothing begin any more, and waits for what other threads are at, for at most so many
    /// seconds. To be called when the process ends.
    public static func end(waitingAtMost seconds: Double) {
        state.withLock { $0.isOver = true }
        for _ in 0..<Int(seconds * 1000)
        where state.withLock({ $0.threads.contains { $0 != StackScan.ownThread } }) {
            usleep(1000)
        }
    }
}
