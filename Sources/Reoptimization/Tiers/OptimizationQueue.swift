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
    private var isPaused = false
    /// Threads that have something to do.
    private var busy = 0
    /// When to wake a thread, and how long before that it was asked for.
    private var alarm: (time: Date, pause: Double)?

    enum Work {
        case request(Request)
        /// Time has come, so long after it was asked for.
        case wake(Double)
    }

    /// Adds a request; never waits for an optimizer.
    func add(_ request: Request) {
        condition.lock()
        requests.append(request)
        condition.broadcast()
        condition.unlock()
    }

    /// Wakes a thread after so many seconds, or when it was asked for before.
    func wake(after pause: Double) {
        condition.lock()
        defer { condition.unlock() }
        let time = Date(timeIntervalSinceNow: pause)
        guard time < alarm?.time ?? .distantFuture else { return }
        alarm = (time, pause)
        condition.signal()
    }

    /// Takes the most urgent request, the oldest of equal ones, waiting for one; nil once closed.
    func next() -> Work? {
        choosing.lock()
        defer { choosing.unlock() }
        var waiting: [Request] = []
        while waiting.isEmpty {
            guard let found = waitForRequests() else { return nil }
            // The calling thread is busy now.
            if let pause = takeAlarm() { return .wake(pause) }
            if found.isEmpty { done() }
            waiting = found
        }
        // Counters move while they are compared: each is read once.
        let urgencies = waiting.map(\.urgency)
        let first = urgencies.indices.max { (urgencies[$0], $1) < (urgencies[$1], $0) }
        condition.lock()
        defer { condition.unlock() }
        // Only additions came in between, behind these.
        return first.map { .request(requests.remove(at: $0)) }
    }

    /// What waits, at least one request unless it is time to wake; nil once closed.
    private func waitForRequests() -> [Request]? {
        condition.lock()
        defer { condition.unlock() }
        while requests.isEmpty || isPaused, !isClosed {
            guard let alarm, !isPaused else {
                condition.wait()
                continue
            }
            if alarm.time.timeIntervalSinceNow <= 0 { break }
            _ = condition.wait(until: alarm.time)
        }
        guard !isClosed else { return nil }
        busy += 1
        return requests
    }

    private func takeAlarm() -> Double? {
        condition.lock()
        defer { condition.unlock() }
        guard let alarm, alarm.time.timeIntervalSinceNow <= 0 else { return nil }
        self.alarm = nil
        return alarm.pause
    }

    /// What `next` gave is done.
    func done() {
        condition.lock()
        busy -= 1
        condition.broadcast()
        condition.unlock()
    }

    /// Drops what waits for some modules, and waits for what threads are at: they get nothing to do
    /// until `resume`. Must not be called by one of them.
    func pause(dropping slots: Set<UInt32>) -> [Request] {
        condition.lock()
        defer { condition.unlock() }
        isPaused = true
        while busy > 0 { condition.wait() }
        let dropped = requests.filter { slots.contains($0.units.slot) }
        requests.removeAll { slots.contains($0.units.slot) }
        return dropped
    }

    /// Ends a pause.
    func resume() {
        condition.lock()
        isPaused = false
        condition.broadcast()
        condition.unlock()
    }

    /// Ends all waiting.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
