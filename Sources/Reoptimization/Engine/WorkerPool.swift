internal import Foundation

/// Threads that are started when first needed and can be waited for.
final class WorkerPool: @unchecked Sendable {
    private let condition = NSCondition()
    private var started = 0
    private var running = 0

    /// Starts threads until there are `count`, each of which runs `body` once.
    func start(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        condition.lock()
        let missing = max(count - started, 0)
        started += missing
        running += missing
        condition.unlock()
        for _ in 0..<missing {
            let thread = Thread { [self] in
                body()
                condition.lock()
                running -= 1
                condition.broadcast()
                condition.unlock()
            }
            // The optimizer recurses deeply on large functions.
            thread.stackSize = 16 << 20
            thread.name = "devirt-optimizer"
            thread.start()
        }
    }

    /// Waits until all threads have ended.
    func join() {
        condition.lock()
        while running > 0 { condition.wait() }
        condition.unlock()
    }
}
