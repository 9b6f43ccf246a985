internal import Foundation

/// Functions that wait to be optimized; the most urgent goes first.
final class OptimizationQueue: @unchecked Sendable {
    struct Request {
        let units: ProgramUnits
        let function: Int
        /// The loop to continue from; nil: the function as a whole.
        let loop: LoopEntries.Key?
        /// Asked for by name: the policy is not asked.
        var isExplicit = false
        var kind = Kind.optimize
        /// Runs that a profile knows of.
        var knownRuns: Int64 = 0

        enum Kind: Equatable {
            /// Better code.
            case optimize
            /// Code that records where indirect calls lead now: a continuation, or with `loop` nil
            /// all that the function's guards concern.
            case record
            /// What a profile says about modules.
            case warmUp([ProgramUnits])

            static func == (left: Kind, right: Kind) -> Bool {
                switch (left, right) {
                case (.optimize, .optimize), (.record, .record), (.warmUp, .warmUp): true
                default: false
                }
            }
        }

        /// How often it ran for each instruction that would be optimized: small and busy functions
        /// give most for the time an optimizer takes, and those that wait become busier.
        var urgency: Double {
            // Code that misses all the time runs meanwhile, and this takes little time.
            if kind != .optimize { return .infinity }
            let entries = -Int64(units.counters[function])
            let runs = max(entries, units.loops.iterations(of: function), knownRuns, 1)
            // Small ones take time, too.
            return Double(runs) / Double(units.versions.size(function) + 100)
        }
    }

    /// Held by optimizers while they choose: urgencies take other locks, which threads of the
    /// program must not meet in `add`. Taken before `condition`.
    private let choosing = NSLock()
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

    /// Takes the most urgent request, the oldest of equal ones, waiting for one; nil once closed.
    func next() -> Request? {
        choosing.lock()
        defer { choosing.unlock() }
        guard let waiting = waitForRequests() else { return nil }
        // Counters move while they are compared: each is read once.
        let urgencies = waiting.map(\.urgency)
        let first = urgencies.indices.max { (urgencies[$0], $1) < (urgencies[$1], $0) }
        condition.lock()
        defer { condition.unlock() }
        // Only additions came in between, behind these.
        return first.map { requests.remove(at: $0) }
    }

    /// What waits, at least one request; nil once closed.
    private func waitForRequests() -> [Request]? {
        condition.lock()
        defer { condition.unlock() }
        while requests.isEmpty, !isClosed { condition.wait() }
        return isClosed ? nil : requests
    }

    /// Ends all waiting.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
