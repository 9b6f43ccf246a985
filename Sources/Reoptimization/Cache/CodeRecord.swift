/// Code of a run as the code generator made it, and what it takes to link it again.
struct CodeRecord: Sendable {
    enum Kind: UInt8 {
        /// The first code of functions that were compiled together.
        case quick
        /// A version of a function, or a continuation of it, that is right for all that is known.
        case optimized
        /// The same with guards.
        case guarded
    }

    /// A function with a body in the object.
    struct Function: Sendable, Equatable {
        let index: Int
        /// Instructions of its IR.
        let size: Int
        /// Of quick code that records.
        var siteCount = 0
        /// Of quick code that counts.
        var loops: LoopEntries.Shape?
    }

    let kind: Kind
    let slot: UInt32
    /// One, but for quick code.
    let functions: [Function]
    var version = 0
    /// The loop that a continuation begins at.
    var loop: Int?
    /// Calls, or the loop, lead to it.
    var isReachable = true
    /// The functions whose watched guards it contains.
    var guards: [ProgramFunction] = []
    /// How many targets are guarded.
    var guardCount = 0
    /// How many of these are inlined.
    var inlinedCount = 0
    /// Versions it calls past their stubs.
    var callees: [CodeVersion.Key] = []
    /// Loops with counters that the engine sets, 0: none.
    var watchedLoops = 0
    /// The program may keep addresses of what is in it.
    var isPermanent = false
    /// Why nothing may be freed from when it runs.
    var obstacle: String?
    /// The object; of a file, a part of that.
    let object: ArraySlice<UInt8>

    /// The function; of quick code the first one.
    var function: ProgramFunction {
        ProgramFunction(slot: slot, index: functions.first?.index ?? 0)
    }

    var key: CodeVersion.Key {
        CodeVersion.Key(slot: slot, function: function.index, version: version)
    }
}
