/// What became of the code of all versions of functions, and of continuations.
public struct CodeUsage: Sendable, Equatable {
    /// Some versions.
    public struct Share: Sendable, Equatable {
        /// How many.
        public var versions = 0
        /// Bytes of code.
        public var bytes = 0

        /// None.
        public init() {}
    }

    /// What calls, loops or other code lead to, and the first code of functions.
    public var live = Share()
    /// What nothing leads to: it is freed when no thread is in it any more.
    public var retired = Share()
    /// What was freed.
    public var freed = Share()
    /// Bytes of live and retired code, with the constants, counters and tables of its objects, without
    /// the gaps between these.
    public var memory = 0
    /// Why no code is freed from now on; nil: it is.
    public var obstacle: String?

    /// No code.
    public init() {}
}
