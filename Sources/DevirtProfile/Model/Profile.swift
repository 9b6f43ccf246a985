/// Everything learned about a program's call sites, over any number of runs.
public struct Profile: Sendable, Hashable {
    /// Processes added together.
    public internal(set) var runs: UInt32
    /// The functions, each key once, in the order of their keys.
    public private(set) var functions: [FunctionProfile]
    /// The functions that a JIT found hot, each key once, in the order of their keys.
    public internal(set) var heat: [FunctionHeat] = []

    /// A profile of functions in any order; those of the same key are merged.
    ///
    /// - Complexity: O(n log n) for n functions.
    public init(
        runs: UInt32 = 0, functions: [FunctionProfile] = [], heat: [FunctionHeat] = []
    ) {
        var functions = functions
        functions.makeAscending { $0.merge($1) }
        self.init(runs: runs, canonical: functions)
        self.heat = heat
        self.heat.makeAscending { $0.merge($1) }
    }

    /// A profile of functions known to be in canonical order.
    init(runs: UInt32, canonical functions: [FunctionProfile]) {
        self.runs = runs
        self.functions = functions
    }

    /// Whether the profile has no functions at all.
    public var isEmpty: Bool { functions.isEmpty }

    /// The function of a key.
    ///
    /// - Complexity: O(log n) for n functions.
    public func function(_ key: FunctionKey) -> FunctionProfile? {
        functions.position(of: key).map { functions[$0] }
    }

    /// How hot a JIT found a function, if it did.
    ///
    /// - Complexity: O(log n) for n hot functions.
    public func heat(of key: FunctionKey) -> FunctionHeat? {
        heat.position(of: key).map { heat[$0] }
    }

    /// The functions of a linkage name: one for every structural hash and instrumentation point.
    ///
    /// - Complexity: O(log n) for n functions.
    public func functions(named name: String) -> ArraySlice<FunctionProfile> {
        let start = functions.lowerBound(FunctionKey(name: name, hash: 0, point: .asIs))
        let end = functions[start...].firstIndex { ByteOrder.compare($0.name, name) != 0 }
        return functions[start..<(end ?? functions.endIndex)]
    }

    /// Adds another profile, every number of it multiplied by `weight` first.
    ///
    /// Any grouping and order of the same inputs gives the same profile. Functions and sites
    /// already present are changed in place. A weight of 0 adds nothing.
    ///
    /// - Parameters:
    ///   - other: the profile to add.
    ///   - weight: how often to add it.
    /// - Complexity: O(m log n) for m functions added to n, and O(n + m) when some are new.
    public mutating func merge(_ other: Profile, weight: UInt64 = 1) {
        guard weight > 0 else {
            return
        }
        let weightedRuns = UInt64(other.runs).multipliedSaturated(by: weight)
        runs = runs.addingSaturated(UInt32(clamping: weightedRuns))
        let added =
            weight == 1 ? other.functions : other.functions.map { $0.scaled(by: weight) }
        functions.mergeAscending(added) { $0.merge($1) }
        heat.mergeAscending(other.heat.map { $0.scaled(by: weight) }) { $0.merge($1) }
    }
}
