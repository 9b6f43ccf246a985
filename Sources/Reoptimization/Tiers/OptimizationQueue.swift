internal import Foundation
internal import LLVM

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
        /// The version with guards that miss.
        var staleVersion = 0

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

    /// Functions that may be called soon, the likeliest last, and when that became known.
    private var ahead: [(units: ProgramUnits, function: Int)] = []
    private var lastCall = Date.distantPast
    /// After so many seconds without a new function the program has started.
    private static let startingPause = 0.03
    /// Seconds that optimizing may wait for that: both take turns on one processor's two threads.
    private var patience = 1.0

    /// Forked processes have no threads that optimize, and one may have held a lock.
    private let process = getpid()
    private var isOwn: Bool { process == getpid() }

    enum Work {
        case request(Request)
        /// Quick code before a call.
        case ahead(ProgramUnits, Int)
        /// Time has come, so long after it was asked for.
        case wake(Double)
    }

    /// Adds a request; never waits for an optimizer. Like all that the program does here, it has no
    /// effect in a forked process.
    func add(_ request: Request) {
        guard isOwn else { return }
        condition.lock()
        requests.append(request)
        condition.broadcast()
        condition.unlock()
    }

    /// Adds functions to compile as long as the program calls new ones, the likeliest first.
    ///
    /// - Parameter isCalled: by a function that the program calls now, and not by one that it may call.
    func addAhead(_ functions: [(units: ProgramUnits, function: Int)], isCalled: Bool) {
        guard isOwn else { return }
        condition.lock()
        defer { condition.unlock() }
        if isCalled {
            lastCall = Date()
            ahead += functions.reversed()
        } else {
            ahead.insert(contentsOf: functions.reversed(), at: 0)
        }
        condition.broadcast()
    }

    /// What to compile next; nil once the program has started. Belongs to the lock.
    private func takeAhead() -> Work? {
        guard !ahead.isEmpty else { return nil }
        if -lastCall.timeIntervalSinceNow > Self.startingPause { ahead = [] }
        return ahead.popLast().map { .ahead($0.units, $0.function) }
    }

    /// True if the program still starts: waits a moment for more of its functions.
    private func waitsForStart(_ requests: [Request]) -> Bool {
        // What a profile or a person asks for does not wait.
        guard requests.allSatisfy({ $0.kind == .optimize && !$0.isExplicit && $0.knownRuns == 0 })
        else { return false }
        condition.lock()
        defer { condition.unlock() }
        let rest = Self.startingPause + lastCall.timeIntervalSinceNow
        guard rest > 0, patience > 0 else { return false }
        let begin = Date()
        _ = condition.wait(until: begin.addingTimeInterval(rest))
        patience += begin.timeIntervalSinceNow
        return true
    }

    /// Wakes a thread after so many seconds, or when it was asked for before.
    func wake(after pause: Double) {
        guard isOwn else { return }
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
            if let work = takeSpecial() { return work }
            if found.isEmpty || waitsForStart(found) { done() } else { waiting = found }
        }
        let first = ForkGate.hold { mostUrgent(of: waiting) }
        condition.lock()
        defer { condition.unlock() }
        // Only additions came in between, behind these.
        return first.map { .request(requests.remove(at: $0)) }
    }

    private func mostUrgent(of waiting: [Request]) -> Int? {
        // Counters move while they are compared: each is read once.
        let urgencies = waiting.map(\.urgency)
        let first = urgencies.indices.max { (urgencies[$0], $1) < (urgencies[$1], $0) }
        return first.map { callee(before: $0, of: waiting, urgencies) }
    }

    /// What to take in place of a request: what its function calls if that waits, too, and is nearly
    /// as urgent, and so on. Optimized code calls other optimized code past stubs.
    private func callee(before request: Int, of waiting: [Request], _ urgencies: [Double]) -> Int {
        var functions: [ProgramFunction: Int] = [:]
        for (index, other) in waiting.enumerated()
        where other.kind == .optimize && other.loop == nil {
            functions[.init(slot: other.units.slot, index: other.function)] = index
        }
        var (chosen, seen) = (request, Set([request]))
        while true {
            let (units, urgency) = (waiting[chosen].units, urgencies[chosen] * Self.nearly)
            let callees = units.versions.callees(waiting[chosen].function).compactMap {
                functions[.init(slot: units.slot, index: $0)]
            }
            let next = callees.filter { urgencies[$0] >= urgency && !seen.contains($0) }
                .max { (urgencies[$0], $1) < (urgencies[$1], $0) }
            guard let next else { return chosen }
            seen.insert(next)
            chosen = next
        }
    }

    /// As a share of what is most urgent.
    private static let nearly = 0.25

    /// What waits, at least one request unless it is time to wake; nil once closed.
    private func waitForRequests() -> [Request]? {
        condition.lock()
        defer { condition.unlock() }
        while requests.isEmpty && ahead.isEmpty || isPaused, !isClosed {
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

    private func takeSpecial() -> Work? {
        condition.lock()
        defer { condition.unlock() }
        if let alarm, alarm.time.timeIntervalSinceNow <= 0 {
            self.alarm = nil
            return .wake(alarm.pause)
        }
        return takeAhead()
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
        guard isOwn else { return [] }
        condition.lock()
        defer { condition.unlock() }
        isPaused = true
        while busy > 0 { condition.wait() }
        ahead.removeAll { slots.contains($0.units.slot) }
        let dropped = requests.filter { slots.contains($0.units.slot) }
        requests.removeAll { slots.contains($0.units.slot) }
        return dropped
    }

    /// Ends a pause.
    func resume() {
        guard isOwn else { return }
        condition.lock()
        isPaused = false
        condition.broadcast()
        condition.unlock()
    }

    /// Ends all waiting.
    func close() {
        guard isOwn else { return }
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
