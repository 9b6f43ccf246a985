public import DevirtProfile

/// How a module is instrumented.
public struct InstrumentationOptions: Sendable {
    /// How misses of the inline cache are recorded.
    public enum Mode: UInt32, Sendable, CaseIterable {
        /// At random intervals that grow with the number of misses. Cheap at every site.
        case sampled = 0
        /// Every one. Exact counts, dear at sites with many targets.
        case exact = 1
    }

    /// What a site compares and records.
    public enum Record: String, Sendable, CaseIterable {
        /// The called function.
        case functions
        /// The vtable at virtual calls, which implies the function; the function elsewhere.
        case vtables
    }

    /// The default of the program; the environment and the runtime's API override it.
    public var mode: Mode
    /// What is recorded at virtual calls.
    public var record: Record
    /// Where in the pipeline the module is.
    public var point: InstrumentationPoint
    /// File name pattern of the raw profile, or nil for the runtime's default.
    public var profileFile: String?

    /// Sampled recording of functions, in the module as given.
    public init(
        mode: Mode = .sampled, record: Record = .functions, point: InstrumentationPoint = .asIs,
        profileFile: String? = nil
    ) {
        self.mode = mode
        self.record = record
        self.point = point
        self.profileFile = profileFile
    }
}
