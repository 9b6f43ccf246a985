/// Something a JIT did, and when.
public struct JITEvent: Sendable, Equatable {
    /// What happened.
    public enum Kind: String, Sendable, Equatable {
        /// Functions were compiled for the first time, on the thread that called one.
        case compiled
        /// A function was found hot and waits to be optimized.
        case requested
        /// Better code was installed: calls lead to it from now on.
        case installed
        /// An optimization failed; the code stays as it was.
        case failed
    }

    /// What happened.
    public let kind: Kind
    /// The function; of several compiled together the one that was called.
    public let function: String
    /// How many functions it is about.
    public let functionCount: Int
    /// Version of the code: 0 first, 1 optimized.
    public let version: Int
    /// Seconds since the start of the JIT at which it began.
    public let start: Double
    /// Seconds it took.
    public let duration: Double
    /// Bytes of the object, 0 if none.
    public let objectBytes: Int
    /// LLVM's words for a failure.
    public let cause: String?

    init(
        _ kind: Kind, _ function: String, functionCount: Int = 1, version: Int, start: Double,
        duration: Double = 0, objectBytes: Int = 0, cause: String? = nil
    ) {
        self.kind = kind
        self.function = function
        self.functionCount = functionCount
        self.version = version
        self.start = start
        self.duration = duration
        self.objectBytes = objectBytes
        self.cause = cause
    }
}
