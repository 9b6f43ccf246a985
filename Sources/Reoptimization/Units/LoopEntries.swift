internal import Synchronization

/// The hot loops of a module's quick code, and the continuations that running frames may enter.
final class LoopEntries: Sendable {
    struct Key: Hashable {
        let function: Int
        /// The number of the loop in its function.
        let loop: Int
    }

    /// The counters of a function's loops, in the data of its code, which changes them without
    /// locks: what is read is good enough.
    struct Counters: @unchecked Sendable {
        let base: UnsafeMutablePointer<Int32>

        subscript(loop: Int) -> Int32 {
            get { base[loop] }
            nonmutating set { base[loop] = newValue }
        }
    }

    /// What a loop with a counter below zero leads to.
    enum Answer: Equatable {
        /// Go on here.
        case stay
        /// Go on there.
        case enter(UInt)
        /// Go on here; a continuation from the head of that loop is wanted.
        case request(Key)
    }

    private enum State {
        case requested(Counters)
        case ready(UInt)
        case refused
    }

    private struct Contents: ~Copyable {
        var states: [Key: State] = [:]
        /// The loop around each loop of a function, or -1.
        var parents: [Int: [Int32]] = [:]
    }

    private let contents = Mutex(Contents())
    /// Iterations between reports of a loop, at first and while its continuation is awaited.
    private let threshold: Int32
    private let pause: Int32 = 1000

    /// Iterations an outer loop must have made to be worth entering instead of an inner one.
    private let enoughOuterIterations: Int32 = 4

    init(threshold: Int32) { self.threshold = threshold }

    /// Notes the loops of a function when it is compiled.
    func add(function: Int, parents: [Int32]) {
        guard !parents.isEmpty else { return }
        contents.withLock { $0.parents[function] = parents }
    }

    /// Answers a loop, and sets its counter anew.
    func report(_ key: Key, counters: Counters) -> Answer {
        contents.withLock { contents in
            switch contents.states[key] {
            case .ready(let address):
                counters[key.loop] = pause
                return .enter(address)
            case .requested:
                counters[key.loop] = pause
                return .stay
            case .refused:
                counters[key.loop] = .max
                return .stay
            case nil: break
            }
            counters[key.loop] = threshold
            let wanted = outermost(of: key, counters: counters, contents)
            contents.states[wanted] = .requested(counters)
            return .request(wanted)
        }
    }

    /// The outermost loop around `key` that iterates and has no continuation yet: code entered
    /// there is better than code entered in the middle of a nest.
    private func outermost(
        of key: Key, counters: Counters, _ contents: borrowing Contents
    ) -> Key {
        guard let parents = contents.parents[key.function] else { return key }
        var result = key
        var loop = parents[key.loop]
        while loop >= 0 {
            let outer = Key(function: key.function, loop: Int(loop))
            if threshold - counters[outer.loop] >= enoughOuterIterations,
                contents.states[outer] == nil
            {
                result = outer
            }
            loop = parents[outer.loop]
        }
        return result
    }

    /// A continuation can be entered, from the loop's next iteration on.
    func install(_ key: Key, address: UInt64) {
        contents.withLock { contents in
            if case .requested(let counters) = contents.states[key] { counters[key.loop] = 0 }
            contents.states[key] = .ready(UInt(address))
        }
    }

    /// No continuation for now: the loop reports again after `iterations`, nil: never.
    func refuse(_ key: Key, again iterations: Int32?) {
        contents.withLock { contents in
            if case .requested(let counters) = contents.states[key] {
                counters[key.loop] = iterations ?? .max
            }
            contents.states[key] = iterations == nil ? .refused : nil
        }
    }
}
