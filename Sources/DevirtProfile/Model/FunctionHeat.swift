/// How much a function ran in the quick code of a JIT before it was optimized.
///
/// Only functions that a JIT found hot have one: a profile of an instrumented program has none.
public struct FunctionHeat: Sendable, Hashable {
    /// A loop that running frames left for optimized code.
    public struct Loop: Sendable, Hashable {
        /// The number of the loop in its function.
        public let number: UInt32
        /// Iterations, as far as they were counted.
        public private(set) var iterations: UInt64

        /// A loop by its number.
        public init(number: UInt32, iterations: UInt64) {
            self.number = number
            self.iterations = iterations
        }

        mutating func merge(_ other: Loop) {
            iterations = iterations.addingSaturated(other.iterations)
        }

        func scaled(by weight: UInt64) -> Loop {
            Loop(number: number, iterations: iterations.multipliedSaturated(by: weight))
        }
    }

    /// What identifies the function.
    public let key: FunctionKey
    /// Entries, as far as they were counted.
    public private(set) var entries: UInt64
    /// The loops that were entered in optimized code, by ascending number.
    public private(set) var loops: [Loop]

    /// A function and its loops, which may be in any order; those of one number are added up.
    ///
    /// - Complexity: O(n log n) for n loops.
    public init(_ key: FunctionKey, entries: UInt64, loops: [Loop] = []) {
        var loops = loops
        loops.makeAscending { $0.merge($1) }
        self.init(key, entries: entries, canonical: loops)
    }

    /// A function of loops known to be in canonical order.
    init(_ key: FunctionKey, entries: UInt64, canonical loops: [Loop]) {
        self.key = key
        self.entries = entries
        self.loops = loops
    }

    /// Entries and iterations together.
    public var runs: UInt64 {
        loops.reduce(entries) { $0.addingSaturated($1.iterations) }
    }

    mutating func merge(_ other: FunctionHeat) {
        entries = entries.addingSaturated(other.entries)
        loops.mergeAscending(other.loops) { $0.merge($1) }
    }

    func scaled(by weight: UInt64) -> FunctionHeat {
        FunctionHeat(
            key, entries: entries.multipliedSaturated(by: weight),
            canonical: loops.map { $0.scaled(by: weight) })
    }
}

extension FunctionHeat: Keyed {}

extension FunctionHeat.Loop: Keyed {
    var key: UInt32 { number }
}
