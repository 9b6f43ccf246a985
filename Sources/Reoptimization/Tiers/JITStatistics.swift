/// What a JIT has done so far.
public struct JITStatistics: Sendable, Equatable {
    /// Functions added.
    public var functions = 0
    /// Functions compiled quickly.
    public var tier0 = 0
    /// Functions optimized, and continuations of their loops.
    public var tier1 = 0
    /// Times that a running loop went on in optimized code.
    public var loopEntries = 0
    /// Guards of indirect calls in optimized code.
    public var guards = 0
    /// Targets inlined behind them.
    public var inlinedTargets = 0
    /// Times that a function recorded again because its guards missed.
    public var reprofiles = 0
    /// Functions that a profile in use had something about.
    public var profiledFunctions = 0
    /// Functions that changed since the profile was made.
    public var changedFunctions = 0
    /// Functions, or loops of them, requested because of it.
    public var warmRequests = 0
    /// Functions, and continuations, whose code came from a former run.
    public var loaded = 0
    /// Seconds spent linking it, on the program's own threads.
    public var loadedSeconds = 0.0
    /// Why code of a former run was of no use; nil: it was, or there was none.
    public var codeMismatch: String?
    /// Optimizations that failed; the quick code stays.
    public var failures = 0
    /// Stubs redirected.
    public var redirections = 0
    /// Seconds spent on quick code, on the program's own threads.
    public var tier0Seconds = 0.0
    /// Functions compiled quickly before their first call, if there is one.
    public var ahead = 0
    /// Seconds spent on these, on threads that optimize.
    public var aheadSeconds = 0.0
    /// Seconds spent optimizing.
    public var tier1Seconds = 0.0
    /// Bytes of code linked.
    public var codeBytes = 0
    /// What became of it.
    public var code = CodeUsage()
    /// Bytes of objects linked.
    public var objectBytes = 0
    /// Bytes of stubs.
    public var stubBytes = 0
    /// Seconds from the start of the JIT to the call of `main`.
    public var secondsToMain = 0.0

    /// Numbers of nothing.
    public init() {}
}
