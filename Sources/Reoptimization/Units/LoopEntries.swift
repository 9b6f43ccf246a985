internal import LLVM

/// The hot loops of a module's quick code, and the continuations that running frames may enter.
final class LoopEntries: @unchecked Sendable {
    struct Key: Hashable {
        let function: Int
        /// The number of the loop in its function.
        let loop: Int
    }

    /// The code that asks.
    struct Reporter {
        let version: Int
        /// It does not count: its counters are below zero when it is to ask.
        let isOptimized: Bool

        private static let loopBits: UInt32 = 10
        private static let optimizedBit: UInt32 = 1 << 31

        init(version: Int, isOptimized: Bool) {
            self.version = version
            self.isOptimized = isOptimized
        }

        /// From the number that the code gives for a loop.
        init(label: UInt32) {
            version = Int((label & ~Self.optimizedBit) >> Self.loopBits)
            isOptimized = label & Self.optimizedBit != 0
        }

        /// To be set in the numbers of loops.
        var label: UInt32 {
            UInt32(version) << Self.loopBits & ~Self.optimizedBit
                | (isOptimized ? Self.optimizedBit : 0)
        }

        static func loop(label: UInt32) -> Int { Int(label & (1 << loopBits - 1)) }
    }

    /// The counters of a function's loops, in the data of its code, which changes them without
    /// locks: what is read is good enough.
    struct Counters: @unchecked Sendable {
        let base: UnsafeMutablePointer<Int32>
        /// How many there are, where that is known.
        var count = 0

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
        /// Go on here; a continuation from the head of that loop is wanted: optimized, or one that
        /// records anew.
        case request(Key, recording: Bool)
    }

    private enum State {
        /// On its way; the counters of the code that asked, if some did and it is still there.
        case requested(Counters?)
        case ready(UInt, version: Int, isEntered: Bool)
        case refused
    }

    private struct Function {
        /// The loop around each loop, or -1.
        var parents: [Int32]
        /// Iterations between reports of its quick code.
        var threshold: Int32
        /// Iterations reported, of all loops.
        var iterations: Int64 = 0
        /// A continuation is on its way: one at a time.
        var isWaiting = false
        /// Frames in optimized code up to this version are to go on in newer code.
        var staleVersion = 0
        /// Counters of optimized code.
        var watched: [UnsafeMutableBufferPointer<Int32>] = []
    }

    private struct Contents {
        var states: [Key: State] = [:]
        var functions: [Int: Function] = [:]
        /// Continuations that nothing leads to any more.
        var dropped: [(function: Int, version: Int)] = []

        mutating func set(_ key: Key, _ state: State?) {
            if case .ready(_, let version, _) = states[key] {
                dropped.append((key.function, version))
            }
            states[key] = state
        }

        /// Makes optimized code of a function ask.
        func wake(_ function: Int) {
            functions[function]?.watched.forEach { $0.update(repeating: -1) }
        }
    }

    private let contents = Locked(Contents())
    /// Iterations between reports of a loop, at first, and while its continuation is awaited.
    private let usualThreshold: Int32
    private let pause: Int32 = 1000

    /// Iterations an outer loop must have made to be worth entering instead of an inner one.
    private let enoughOuterIterations: Int32 = 4

    init(threshold: Int32) { usualThreshold = threshold }

    deinit {
        contents.withLock { contents in
            for function in contents.functions.values {
                function.watched.forEach { $0.deallocate() }
            }
        }
    }

    /// Counters for optimized code of a function.
    func makeWatched(function: Int, loops: Int) -> UnsafeMutablePointer<Int32> {
        let counters = UnsafeMutableBufferPointer<Int32>.allocate(capacity: max(loops, 1))
        counters.initialize(repeating: 0)
        contents.withLock {
            $0.functions[function, default: Function(parents: [], threshold: usualThreshold)]
                .watched.append(counters)
        }
        // Not empty.
        return counters.baseAddress.unsafelyUnwrapped
    }

    /// Continuations that nothing led to since the last time.
    func takeDropped() -> [(function: Int, version: Int)] {
        contents.withLock { contents in
            defer { contents.dropped = [] }
            return contents.dropped
        }
    }

    /// Forgets the counters of code that is freed: those given out for it, and those in its memory.
    func forget(function: Int, counters: [Counters], memory: Range<UInt64>) {
        let bases = Set(counters.map(\.base))
        contents.withLock { contents in
            for (key, state) in contents.states where key.function == function {
                guard case .requested(let asking?) = state,
                    bases.contains(asking.base)
                        || memory.contains(UInt64(UInt(bitPattern: asking.base)))
                else { continue }
                contents.states[key] = .requested(nil)
            }
            contents.functions[function]?.watched.removeAll { watched in
                guard let base = watched.baseAddress, bases.contains(base) else { return false }
                watched.deallocate()
                return true
            }
        }
    }

    /// Makes frames in optimized code of a function, up to a version, go on in code that records.
    func leave(function: Int, upTo version: Int) {
        contents.withLock { contents in
            let before = contents.functions[function]?.staleVersion ?? 0
            contents.functions[function]?.staleVersion = max(version, before)
            // Like its calls, they count anew.
            contents.functions[function]?.iterations = 0
            // Nor are continuations up to it worth entering.
            for (key, state) in contents.states {
                guard key.function == function, case .ready(_, let made, _) = state,
                    made <= version
                else { continue }
                contents.set(key, nil)
            }
            contents.wake(function)
        }
    }

    /// Notes the loops of a function when it is compiled.
    func add(function: Int, parents: [Int32], threshold: Int32? = nil) {
        guard !parents.isEmpty else { return }
        let threshold = threshold ?? usualThreshold
        contents.withLock { contents in
            contents.functions[function, default: Function(parents: [], threshold: threshold)]
                .parents = parents
            contents.functions[function]?.threshold = threshold
        }
    }

    /// What is known of the loops of a function's quick code.
    struct Shape: Equatable {
        /// The loop around each loop, or -1.
        let parents: [Int32]
        /// Iterations between reports.
        let threshold: Int32
    }

    func add(function: Int, _ shape: Shape) {
        add(function: function, parents: shape.parents, threshold: shape.threshold)
    }

    func shape(of function: Int) -> Shape? {
        contents.withLock { contents in
            contents.functions[function].flatMap {
                $0.parents.isEmpty ? nil : Shape(parents: $0.parents, threshold: $0.threshold)
            }
        }
    }

    /// Notes that a continuation will be made that no code asked for; false if there is one or none
    /// can be.
    func expect(_ key: Key) -> Bool {
        contents.withLock { contents in
            guard contents.states[key] == nil else { return false }
            contents.states[key] = .requested(nil)
            return true
        }
    }

    /// The loops of a function with continuations that frames entered, by number, and iterations of
    /// all its loops, shared out.
    func entered(in function: Int) -> [(loop: Int, iterations: Int64)] {
        contents.withLock { contents in
            let loops = contents.states.compactMap { key, state in
                if key.function == function, case .ready(_, _, true) = state {
                    key.loop
                } else {
                    nil
                }
            }
            let iterations = contents.functions[function]?.iterations ?? 0
            return loops.sorted().map { ($0, iterations / Int64(loops.count)) }
        }
    }

    /// Iterations that loops of the function reported since it last recorded anew.
    func iterations(of function: Int) -> Int64 {
        contents.withLock { $0.functions[function]?.iterations ?? 0 }
    }

    /// Answers a loop, and sets its counter anew.
    ///
    /// - Parameter isWorthEntering: false: the function's next calls matter more.
    func report(
        _ key: Key, from reporter: Reporter, counters: Counters, isWorthEntering: Bool
    ) -> Answer {
        contents.withLock { contents in
            guard var function = contents.functions[key.function] else {
                counters[key.loop] = .max
                return .stay
            }
            defer { contents.functions[key.function] = function }
            // Newer does not mean better: not of a continuation and the function as a whole.
            let oldest = reporter.isOptimized ? function.staleVersion : reporter.version
            let isStale = !reporter.isOptimized || reporter.version <= function.staleVersion
            if case .ready(let address, let version, let isEntered) = contents.states[key],
                isStale, version > oldest
            {
                if !reporter.isOptimized { counters[key.loop] = pause }
                contents.states[key] = .ready(address, version: version, isEntered: true)
                return .enter(address, version: version, isFirst: !isEntered)
            }
            if reporter.isOptimized {
                counters[key.loop] = 0
                return isStale ? reportStale(key, counters, &function, &contents) : .stay
            }
            function.iterations += Int64(pause)
            switch contents.states[key] {
            case .requested:
                contents.states[key] = .requested(counters)
                counters[key.loop] = pause
                return .stay
            case .refused:
                counters[key.loop] = .max
                return .stay
            case nil, .ready: break
            }
            function.iterations += Int64(function.threshold)
            counters[key.loop] = function.threshold
            guard isWorthEntering, !function.isWaiting else { return .stay }
            function.isWaiting = true
            let wanted =
                reporter.version > 0
                ? key : outermost(of: key, counters, function, contents)
            contents.set(wanted, .requested(counters))
            return .request(wanted, recording: false)
        }
    }

    /// Optimized code that is to be left asks, and there is nothing newer yet. It is woken when there
    /// is.
    private func reportStale(
        _ key: Key, _ counters: Counters, _ function: inout Function, _ contents: inout Contents
    ) -> Answer {
        guard !function.isWaiting else { return .stay }
        switch contents.states[key] {
        case .refused, .requested: return .stay
        case nil, .ready: break
        }
        function.isWaiting = true
        contents.set(key, .requested(counters))
        return .request(key, recording: true)
    }

    /// The outermost loop around `key` that iterates and has no continuation yet: code entered
    /// there is better than code entered in the middle of a nest.
    private func outermost(
        of key: Key, _ counters: Counters, _ function: Function, _ contents: Contents
    ) -> Key {
        var result = key
        var loop = function.parents[key.loop]
        while loop >= 0 {
            let outer = Key(function: key.function, loop: Int(loop))
            if function.threshold - counters[outer.loop] >= enoughOuterIterations,
                contents.states[outer] == nil
            {
                result = outer
            }
            loop = function.parents[outer.loop]
        }
        return result
    }

    /// A continuation can be entered, from the loop's next iteration on.
    func install(_ key: Key, version: Int, address: UInt64) {
        settle(key, .ready(UInt(address), version: version, isEntered: false), counter: -1)
        contents.withLock { contents in
            if (contents.functions[key.function]?.staleVersion ?? 0) > 0 {
                contents.wake(key.function)
            }
        }
    }

    /// No continuation for now: the loop reports again after `iterations`, nil: never.
    func refuse(_ key: Key, again iterations: Int32?) {
        settle(key, iterations == nil ? .refused : nil, counter: iterations ?? .max)
    }

    private func settle(_ key: Key, _ state: State?, counter: Int32) {
        contents.withLock { contents in
            if case .requested(let counters?) = contents.states[key] {
                counters[key.loop] = counter
            }
            contents.set(key, state)
            contents.functions[key.function]?.isWaiting = false
        }
    }
}
