internal import LLVM

/// Hands events to everyone who listens. Costs a lock when nobody does.
final class EventStream: Sendable {
    private let listeners = Locked<[@Sendable (JITEvent) -> Void]>([])

    /// Calls `listener` with every event from now on, on the thread it happens on.
    func add(_ listener: @escaping @Sendable (JITEvent) -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    func send(_ event: @autoclosure () -> JITEvent) {
        let current = listeners.withLock { $0 }
        guard !current.isEmpty else { return }
        let event = event()
        for listener in current { listener(event) }
    }

    /// The events from now on. Ends when the stream's task is cancelled.
    func sequence() -> AsyncStream<JITEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: JITEvent.self)
        add { continuation.yield($0) }
        return stream
    }
}
