internal import Foundation

/// A value behind a lock. Unlike `Synchronization.Mutex` it is one that the thread sanitizer knows,
/// so that races beside it can be told from none.
package final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    package init(_ value: Value) { self.value = value }

    /// Calls `body` with the value; one caller at a time. Not to be nested.
    package func withLock<R>(_ body: (inout Value) throws -> R) rethrows -> R {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
