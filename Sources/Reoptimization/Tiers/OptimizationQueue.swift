internal import Foundation

/// Functions that wait to be optimized; running loops go first, then the hottest.
final class OptimizationQueue: @unchecked Sendable {
    struct Request {
        let units: ProgramUnits
        let function: Int
        /// The loop to continue from; nil: the function as a whole.
        let loop: LoopEntries.Key?
        /// Asked for by name: the policy is not asked.
        var isExplicit = false

        /// Entries since the function was found hot: its counter went on below zero.
        var heat: Int64 { loop != nil ? .max : -Int64(units.counters[function]) }
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

    /// Takes the hottest request, the oldest of equal ones, waiting for one; nil once closed.
    func next() -> Request? {
        condition.lock()
        defer { condition.unlock() }
        while requests.isEmpty, !isClosed { condition.wait() }
        guard !isClosed else { return nil }
        // Counters move while they are compared: each is read once.
        let heats = requests.map(\.heat)
        let hottest = heats.indices.max { (heats[$0], $1) < (heats[$1], $0) }
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
