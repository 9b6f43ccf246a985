/// Something a JIT did, and when.
public struct JITEvent: Sendable, Equatable {
    /// What happened.
    public enum Kind: String, Sendable, Equatable {
        /// Functions were compiled for the first time, on the thread that called one.
        case compiled
        /// Functions were compiled quickly before a call, on a thread that optimizes.
        case ahead
        /// Functions were looked up in a profile, whose name stands for the function: so many were
        /// found. The cause says if it does not fit. Also code of a former run that is used.
        case matched
        /// Code of a former run was linked: optimized code, if its version is not 0.
        case loaded
        /// A function was found hot and waits to be optimized.
        case requested
        /// Better code was installed: calls lead to it from now on.
        case installed
        /// Guards missed too often: the function, or a loop of it, runs quick code that records.
        case recording
        /// A running loop went on in better code, for the first time.
        case entered
        /// Better code was not made, or code of a former run is not used; the code stays as it was.
        case refused
        /// An optimization failed; the code stays as it was.
        case failed
        /// Nothing leads to a version any more.
        case retired
        /// The code of a version was freed.
        case freed
    }

    /// What happened.
    public let kind: Kind
    /// The function; of several compiled together the one that was called.
    public let function: String
    /// How many functions it is about.
    public let functionCount: Int
    /// The number of the loop in the function, if it is about that loop's continuation.
    public let loop: Int?
    /// Version of the code: 0 first, then counting up.
    public let version: Int
    /// Seconds since the start of the JIT at which it began.
    public let start: Double
    /// Seconds it took.
    public let duration: Double
    /// Bytes of code, 0 if none.
    public let codeBytes: Int
    /// Guards of indirect calls in the code.
    public let guards: Int
    /// Targets inlined behind them.
    public let inlinedTargets: Int
    /// LLVM's words for a failure, or why better code was refused.
    public let cause: String?

    init(
        _ kind: Kind, _ function: String, functionCount: Int = 1, loop: Int? = nil, version: Int,
        start: Double, duration: Double = 0, codeBytes: Int = 0,
        guards: Int = 0, inlinedTargets: Int = 0, cause: String? = nil
    ) {
        self.kind = kind
        self.function = function
        self.functionCount = functionCount
        self.loop = loop
        self.version = version
        self.start = start
        self.duration = duration
        self.codeBytes = codeBytes
        self.guards = guards
        self.inlinedTargets = inlinedTargets
        self.cause = cause
    }
}
