internal import Foundation
internal import LLVM

/// Threads that are started when first needed and can be waited for.
final class WorkerPool: @unchecked Sendable {
    private let condition = NSCondition()
    /// Forked processes have none of the threads.
    private let process = getpid()
    private var started = 0
    private var running = 0

    /// Starts threads until there are `count`, each of which runs `body` once.
    func start(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        guard process == getpid() else { return }
        condition.lock()
        let missing = max(count - started, 0)
        started += missing
        running += missing
        condition.unlock()
        guard missing > 0 else { return }
        // Threads inherit the mask. The program's signals are for its own threads.
        var signals = sigset_t()
        var before = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] {
            sigdelset(&signals, fault)
        }
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        for _ in 0..<missing {
            let thread = Thread { [self] in
                // At most 15 bytes; reports of crashes go by its beginning. `Thread.name` sets it
                // only if the thread that starts this one was quick enough.
                nameThread("devirt-optimize")
                body()
                condition.lock()
                running -= 1
                condition.broadcast()
                condition.unlock()
            }
            // The optimizer recurses deeply on large functions.
            thread.stackSize = 16 << 20
            thread.start()
        }
    }

    /// Waits until all threads have ended, or for so many seconds.
    func join(atMost seconds: Double? = nil) {
        guard process == getpid() else { return }
        let end = seconds.map(Date.init(timeIntervalSinceNow:))
        condition.lock()
        defer { condition.unlock() }
        while running > 0 {
            guard let end else {
                condition.wait()
                continue
            }
            guard condition.wait(until: end) else { return }
        }
    }
}
