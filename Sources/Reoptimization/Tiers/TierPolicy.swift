/// When functions are optimized.
public struct TierPolicy: Sendable, Equatable {
    /// Entries of a quickly compiled function after which it is optimized; nil: never.
    public var hotEntries: Int32?
    /// Functions are optimized before they first run.
    public var startsOptimized: Bool
    /// Threads that optimize in the background.
    public var threads: Int

    /// A policy of one's own.
    public init(hotEntries: Int32?, startsOptimized: Bool = false, threads: Int = 1) {
        self.hotEntries = hotEntries
        self.startsOptimized = startsOptimized
        self.threads = threads
    }

    /// Quick code first, optimized in the background once it is hot.
    public static let tiered = TierPolicy(hotEntries: 1000)
    /// Quick code only.
    public static let never = TierPolicy(hotEntries: nil)
    /// Optimized code only.
    public static let always = TierPolicy(hotEntries: nil, startsOptimized: true)
}
