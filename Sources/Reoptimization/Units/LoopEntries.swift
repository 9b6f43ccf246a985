internal import LLVM

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
        /// Go on there; `isFirst`: no frame did so before.
        case enter(UInt, version: Int, isFirst: Bool)
        /// Go on here; a continuation from the head of that loop is wanted.
        case request(Key)
    }

    private enum State {
        case requested(Counters)
        case ready(UInt, version: Int, isEntered: Bool)
        case refused
    }

    private struct Function {
        /// The loop around each loop, or -1.
        var parents: [Int32]
        /// Iterations reported, of all loops.
        var iterations: Int64 = 0
        /// A continuation is on its way: one at a time.
        var isWaiting = false
    }

    private struct Contents {
        var states: [Key: State] = [:]
        var functions: [Int: Function] = [:]
    }

    private let contents = Locked(Contents())
    /// Iterations between reports of a loop, at first, and while its continuation is awaited.
    private let threshold: Int32
    private let pause: Int32 = 1000

    /// Iterations an outer loop must have made to be worth entering instead of an inner one.
    private let enoughOuterIterations: Int32 = 4

    init(threshold: Int32) { self.threshold = threshold }

    /// Notes the loops of a function when it is compiled.
    func add(function: Int, parents: [Int32]) {
        guard !parents.isEmpty else { return }
        contents.withLock { $0.functions[function] = Function(parents: parents) }
    }

    /// Iterations that loops of the function reported.
    func iterations(of function: Int) -> Int64 {
        contents.withLock { $0.functions[function]?.iterations ?? 0 }
    }

    /// Answers a loop, and sets its counter anew.
    ///
    /// - Parameter isWorthEntering: false: the function's next calls matter more.
    func report(_ key: Key, counters: Counters, isWorthEntering: Bool) -> Answer {
        contents.withLock { contents in
            guard var function = contents.functions[key.function] else {
                counters[key.loop] = .max
                return .stay
            }
            function.iterations += Int64(pause)
            defer { contents.functions[key.function] = function }
            switch contents.states[key] {
            case .ready(let address, let version, let isEntered):
                counters[key.loop] = pause
                contents.states[key] = .ready(address, version: version, isEntered: true)
                return .enter(address, version: version, isFirst: !isEntered)
            case .requested:
                counters[key.loop] = pause
                return .stay
            case .refused:
                counters[key.loop] = .max
                return .stay
            case nil: break
            }
            function.iterations += Int64(threshold)
            counters[key.loop] = threshold
            guard isWorthEntering, !function.isWaiting else { return .stay }
            function.isWaiting = true
            let wanted = outermost(of: key, counters, function.parents, contents)
            contents.states[wanted] = .requested(counters)
            return .request(wanted)
        }
    }

    /// The outermost loop around `key` that iterates and has no continuation yet: code entered
    /// there is better than code entered in the middle of a nest.
    private func outermost(
        of key: Key, _ counters: Counters, _ parents: [Int32], _ contents: Contents
    ) -> Key {
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
    func install(_ key: Key, version: Int, address: UInt64) {
        settle(key, .ready(UInt(address), version: version, isEntered: false), counter: 0)
    }

    /// No continuation for now: the loop reports again after `iterations`, nil: never.
    func refuse(_ key: Key, again iterations: Int32?) {
        settle(key, iterations == nil ? .refused : nil, counter: iterations ?? .max)
    }

    private func settle(_ key: Key, _ state: State?, counter: Int32) {
        contents.withLock { contents in
            if case .requested(let counters) = contents.states[key] {
                counters[key.loop] = counter
            }
            contents.states[key] = state
            contents.functions[key.function]?.isWaiting = false
        }
    }
}
