internal import Foundation

/// Functions that wait to be optimized; the hottest goes first.
final class OptimizationQueue: @unchecked Sendable {
    struct Request {
        let units: ProgramUnits
        let function: Int

        /// Entries since the function was found hot: its counter went on below zero.
        var heat: Int32 { -units.counters[function] }
    }

    private let condition = NSCondition()
    private var requests: [Request] = []
    private var isClosed = false

    /// Adds a request; never waits for an optimizer.
    func add(_ request: Request) {
        condition.lock()
        requests.append(request)
        condition.signal()
        condition.unlock()
    }

    /// Takes the hottest request, waiting for one; nil once closed.
    func next() -> Request? {
        condition.lock()
        defer { condition.unlock() }
        while requests.isEmpty, !isClosed { condition.wait() }
        guard !isClosed else { return nil }
        let hottest = requests.indices.max { requests[$0].heat < requests[$1].heat }
        return hottest.map { requests.remove(at: $0) }
    }

    /// Ends all waiting.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
